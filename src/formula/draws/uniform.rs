//! `uniform(a..b)`: numbers, durations or times, spread evenly. Durations and times are drawn by the whole
//! nanosecond, exactly.

use super::measure::{self, Scaled, Unit, amounts};
use super::prepared;
use crate::formula::signature::{Draw, Kind, Parameter, Sampler, Signature};
use crate::random::Generator;
use crate::value::{Context, Fault, Value};
use rand::distr::{Distribution, StandardUniform, Uniform};

pub static UNIFORM: Draw = Draw {
    signature: Signature {
        name: "uniform",
        about: "A decimal number, a duration or a time between the ends of the range, spread evenly.",
        parameters: &[Parameter::required("range", Kind::Range)],
        returns: measure::like_the_first,
        example: "uniform(10..2000)",
    },
    sample: |generator, arguments, cx| build(arguments)?.sample(generator, cx),
    prepare: Some(|arguments| prepared(&UNIFORM.signature, build(arguments))),
    space: None,
};

#[derive(Debug)]
enum Even {
    Numbers(Scaled<StandardUniform>),
    Nanoseconds(Unit, Uniform<i64>),
}

impl Sampler for Even {
    fn sample<'a>(&self, generator: &mut Generator, cx: &Context<'a>) -> Result<Value<'a>, Fault> {
        match self {
            Self::Numbers(numbers) => numbers.sample(generator, cx),
            Self::Nanoseconds(unit, numbers) => Ok(unit.whole(numbers.sample(generator))),
        }
    }
}

fn build(arguments: &[Value]) -> Result<Even, Fault> {
    let nanoseconds = |unit, low: i64, high: i64| {
        let numbers = Uniform::new_inclusive(low, high).map_err(|_| Fault::EmptyRange)?;
        Ok(Even::Nanoseconds(unit, numbers))
    };
    match arguments {
        [Value::Duration(low), Value::Duration(high)] => nanoseconds(Unit::Duration, low.0, high.0),
        [Value::Time(low), Value::Time(high)] => nanoseconds(Unit::Time, low.0, high.0),
        _ => {
            let (unit, [low, high]) = amounts(arguments)?;
            if low > high {
                return Err(Fault::EmptyRange);
            }
            if !(high - low).is_finite() {
                return Err(Fault::Overflow);
            }
            Ok(Even::Numbers(Scaled { unit, origin: low, scale: high - low, shape: StandardUniform }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::draw;
    use crate::value::{Duration, Time};

    #[test]
    fn whole_ends_draw_decimal_numbers() {
        let drawn = draw(&UNIFORM, &[Value::Int(10), Value::Int(2_000)], 4);
        assert!(matches!(drawn, Ok(Value::Number(number)) if number.fract() != 0.0));
    }

    #[test]
    fn all_of_time_can_be_drawn_from() {
        let ends = [Value::Time(Time(i64::MIN)), Value::Time(Time(i64::MAX))];
        assert!(matches!(draw(&UNIFORM, &ends, 0), Ok(Value::Time(_))));
        let one = [Value::Duration(Duration(5)); 2];
        assert_eq!(draw(&UNIFORM, &one, 0), Ok(one[0]));
    }

    #[test]
    fn a_width_beyond_all_numbers_is_a_fault() {
        assert_eq!(draw(&UNIFORM, &[Value::Number(-1e308), Value::Number(1e308)], 0), Err(Fault::Overflow));
        assert_eq!(draw(&UNIFORM, &[Value::Int(2), Value::Int(1)], 0), Err(Fault::EmptyRange));
        assert_eq!(draw(&UNIFORM, &[Value::Int(2), Value::Duration(Duration(1))], 0), Err(Fault::WrongType));
    }
}
