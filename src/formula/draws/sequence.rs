//! `sequence(start, step)`: counts with the index of the event or row. Nothing about it is random; it stands
//! among the draws because it depends on the index as they do.

use crate::formula::signature::{Draw, Kind, Parameter, Sampler, Signature};
use crate::random::Generator;
use crate::value::{Context, Duration, Fault, Time, Type, Value};
use std::sync::Arc;

pub static SEQUENCE: Draw = Draw {
    signature: Signature {
        name: "sequence",
        about: "`start` for the first event or row, one `step` (1 if left out) more for each that follows.",
        parameters: &[Parameter::required("start", Kind::Any), Parameter::optional("step", Kind::Any)],
        returns,
        example: "sequence(1000, 10)",
    },
    sample: |generator, arguments, cx| build(arguments)?.sample(generator, cx),
    prepare: Some(|arguments| match build(arguments) {
        Ok(sequence) => Ok(Arc::new(sequence)),
        Err(_) => {
            Err("`sequence` counts in numbers, or from a time or duration in steps of a duration".to_owned())
        }
    }),
    space: None,
};

fn returns(types: &[Type]) -> Type {
    match (types.first(), types.get(1).unwrap_or(&Type::Null)) {
        (Some(Type::Int), Type::Int | Type::Null) => Type::Int,
        (Some(Type::Int | Type::Number), Type::Int | Type::Number | Type::Null) => Type::Number,
        (Some(Type::Duration), Type::Duration) => Type::Duration,
        (Some(Type::Time), Type::Duration) => Type::Time,
        _ => Type::Any,
    }
}

#[derive(Debug)]
enum Sequence {
    Ints(i128, i128),
    Numbers(f64, f64),
    Durations(i64, i64),
    Times(i64, i64),
}

impl Sampler for Sequence {
    #[expect(clippy::cast_precision_loss, reason = "the nearest decimal number is what is asked for")]
    fn sample<'a>(&self, _generator: &mut Generator, cx: &Context<'a>) -> Result<Value<'a>, Fault> {
        match *self {
            Self::Ints(start, step) => whole(start, step, cx.index).map(Value::Int),
            Self::Numbers(start, step) => Value::number(start + step * cx.index as f64),
            Self::Durations(start, step) => {
                nanoseconds(start, step, cx.index).map(|whole| Value::Duration(Duration(whole)))
            }
            Self::Times(start, step) => {
                nanoseconds(start, step, cx.index).map(|whole| Value::Time(Time(whole)))
            }
        }
    }
}

fn whole(start: i128, step: i128, index: u64) -> Result<i128, Fault> {
    step.checked_mul(index.into()).and_then(|way| way.checked_add(start)).ok_or(Fault::Overflow)
}

fn nanoseconds(start: i64, step: i64, index: u64) -> Result<i64, Fault> {
    i64::try_from(whole(start.into(), step.into(), index)?).map_err(|_| Fault::Overflow)
}

fn build(arguments: &[Value]) -> Result<Sequence, Fault> {
    let start = arguments.first().ok_or(Fault::WrongType)?;
    let step = arguments.get(1).unwrap_or(&Value::Null);
    match (start, step) {
        (Value::Int(start), Value::Null) => Ok(Sequence::Ints(*start, 1)),
        (Value::Int(start), Value::Int(step)) => Ok(Sequence::Ints(*start, *step)),
        (Value::Number(start), Value::Null) => Ok(Sequence::Numbers(*start, 1.0)),
        (Value::Duration(start), Value::Duration(step)) => Ok(Sequence::Durations(start.0, step.0)),
        (Value::Time(start), Value::Duration(step)) => Ok(Sequence::Times(start.0, step.0)),
        _ => match (start.as_f64(), step.as_f64()) {
            (Some(start), Some(step)) => Ok(Sequence::Numbers(start, step)),
            _ => Err(Fault::WrongType),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::{draw, refusal};

    #[test]
    fn it_counts_with_the_index() {
        let drawn = |index| draw(&SEQUENCE, &[Value::Int(1_000), Value::Int(10)], index);
        assert_eq!([drawn(0), drawn(1), drawn(7)], [1_000, 1_010, 1_070].map(|whole| Ok(Value::Int(whole))));
        assert_eq!(draw(&SEQUENCE, &[Value::Int(5), Value::Null], 2), Ok(Value::Int(7)));
    }

    #[test]
    fn times_go_on_by_durations() {
        let arguments = [Value::Time(Time(100)), Value::Duration(Duration(-7))];
        assert_eq!(draw(&SEQUENCE, &arguments, 3), Ok(Value::Time(Time(79))));
        assert!(
            refusal(&SEQUENCE, &[Value::Time(Time(0)), Value::Int(1)]).contains("in steps of a duration")
        );
    }

    #[test]
    fn a_count_beyond_its_numbers_is_a_fault() {
        let largest = Value::Int(i128::MAX);
        assert_eq!(draw(&SEQUENCE, &[largest, largest], u64::MAX), Err(Fault::Overflow));
        let arguments = [Value::Time(Time(0)), Value::Duration(Duration(i64::MAX))];
        assert_eq!(draw(&SEQUENCE, &arguments, 2), Err(Fault::Overflow));
    }
}
