//! `int(a..b)`: whole numbers, each as likely as the other.

use super::prepared;
use crate::formula::signature::{Draw, Kind, Parameter, Sampler, Signature, Space};
use crate::random::Generator;
use crate::value::{Context, Fault, Type, Value};
use rand::distr::{Distribution, Uniform};

pub static INT: Draw = Draw {
    signature: Signature {
        name: "int",
        about: "A whole number from `a` to `b`, both included, each as likely as the other.",
        parameters: &[Parameter::required("range", Kind::IntRange)],
        returns: |_| Type::Int,
        example: "int(1..6)",
    },
    sample: |generator, arguments, cx| build(arguments)?.sample(generator, cx),
    prepare: Some(|arguments| prepared(&INT.signature, build(arguments))),
    space: Some(Space { size, nth }),
};

/// Made once for constant ends: what is left is a multiplication (Lemire, "Fast random integer generation in
/// an interval", 2019). Unlike `random_range` it has no bias at all.
#[derive(Debug)]
struct Int {
    low: i64,
    numbers: Uniform<i64>,
}

impl Sampler for Int {
    fn sample<'a>(&self, generator: &mut Generator, _cx: &Context<'a>) -> Result<Value<'a>, Fault> {
        Ok(Value::Int(self.numbers.sample(generator).into()))
    }

    fn fill<'a>(
        &self,
        generator: &mut Generator,
        _cx: &Context<'a>,
        to: &mut Value<'a>,
    ) -> Result<(), Fault> {
        *to = Value::Int(self.numbers.sample(generator).into());
        Ok(())
    }

    fn nth<'a>(&self, number: u64, _cx: &Context<'a>) -> Result<Value<'a>, Fault> {
        Ok(Value::Int(i128::from(self.low) + i128::from(number)))
    }
}

fn build(arguments: &[Value]) -> Result<Int, Fault> {
    let (low, high) = ends(arguments)?;
    let numbers = Uniform::new_inclusive(low, high).map_err(|_| Fault::EmptyRange)?;
    Ok(Int { low, numbers })
}

fn ends(arguments: &[Value]) -> Result<(i64, i64), Fault> {
    let end = |position: usize| {
        let whole = arguments.get(position).and_then(Value::as_int).ok_or(Fault::WrongType)?;
        i64::try_from(whole).map_err(|_| Fault::Overflow)
    };
    let (low, high) = (end(0)?, end(1)?);
    if low > high { Err(Fault::EmptyRange) } else { Ok((low, high)) }
}

fn size(arguments: &[Value]) -> Option<u64> {
    let (low, high) = ends(arguments).ok()?;
    low.abs_diff(high).checked_add(1).filter(|_| low <= high)
}

fn nth<'a>(number: u64, arguments: &[Value<'a>], cx: &Context<'a>) -> Result<Value<'a>, Fault> {
    build(arguments)?.nth(number, cx)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::{draw, refusal};

    #[test]
    fn the_widest_range_there_is_can_be_drawn_from() {
        let ends = [Value::Int(i64::MIN.into()), Value::Int(i64::MAX.into())];
        let drawn: Vec<_> = (0..100).map(|index| draw(&INT, &ends, index)).collect();
        assert!(drawn.iter().all(|value| matches!(value, Ok(Value::Int(_)))));
        assert!(drawn.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(size(&ends), None);
    }

    #[test]
    fn both_ends_belong_to_the_range() {
        let drawn: Vec<_> =
            (0..200).map(|index| draw(&INT, &[Value::Int(-1), Value::Int(1)], index)).collect();
        for whole in [-1, 0, 1] {
            assert!(drawn.contains(&Ok(Value::Int(whole))));
        }
        assert_eq!(size(&[Value::Int(-1), Value::Int(1)]), Some(3));
    }

    #[test]
    fn ends_in_the_wrong_order_are_refused() {
        let ends = [Value::Int(5), Value::Int(1)];
        assert_eq!(draw(&INT, &ends, 0), Err(Fault::EmptyRange));
        assert_eq!(
            refusal(&INT, &ends),
            "`int` cannot draw with these arguments: the range is empty; the smaller end comes first"
        );
    }

    #[test]
    fn an_end_beyond_64_bits_is_a_fault() {
        assert_eq!(draw(&INT, &[Value::Int(0), Value::Int(1 << 80)], 0), Err(Fault::Overflow));
    }
}
