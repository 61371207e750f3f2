//! `poisson(mean)`: how many of many rare things happen.

use super::measure::number;
use super::{bounded, prepared};
use crate::formula::signature::{Bounds, Draw, Kind, Parameter, Sampler, Signature};
use crate::random::{Generator, Portable};
use crate::value::{Context, Fault, Type, Value};
use rand::distr::Distribution;

/// Above it a count would not fit in 64 bits.
const LARGEST_MEAN: f64 = 9e18;

pub static POISSON: Draw = Draw {
    signature: Signature {
        name: "poisson",
        about: "A count of things that happen by themselves, `mean` on average.",
        parameters: &[Parameter::required("mean", Kind::Number).bounded(Bounds::within(0.0, LARGEST_MEAN))],
        returns: |_| Type::Int,
        example: "poisson(2.5)",
    },
    sample: |generator, arguments, cx| build(arguments)?.sample(generator, cx),
    prepare: Some(|arguments| prepared(&POISSON.signature, build(arguments))),
    space: None,
};

#[derive(Debug)]
enum Count {
    Zero,
    Some(rand_distr::Poisson<Portable>),
}

impl Sampler for Count {
    #[expect(clippy::cast_possible_truncation, reason = "a count around a mean below 2^63")]
    fn sample<'a>(&self, generator: &mut Generator, _cx: &Context<'a>) -> Result<Value<'a>, Fault> {
        match self {
            Self::Zero => Ok(Value::Int(0)),
            Self::Some(counts) => Ok(Value::Int(counts.sample(generator).0 as i128)),
        }
    }
}

fn build(arguments: &[Value]) -> Result<Count, Fault> {
    let mean = bounded(&POISSON.signature, 0, number(arguments.first())?)?;
    if mean == 0.0 {
        return Ok(Count::Zero);
    }
    rand_distr::Poisson::new(Portable(mean)).map(Count::Some).map_err(|_| Fault::OutOfBounds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::draw;

    #[test]
    fn a_mean_of_zero_is_always_zero() {
        assert_eq!(draw(&POISSON, &[Value::Int(0)], 0), Ok(Value::Int(0)));
        assert_eq!(draw(&POISSON, &[Value::Number(1e-300)], 0), Ok(Value::Int(0)));
    }

    #[test]
    fn a_huge_mean_is_drawn_near_and_one_too_large_is_refused() {
        let drawn = draw(&POISSON, &[Value::Number(1e18)], 0);
        assert!(matches!(drawn, Ok(Value::Int(999_999_990_000_000_000..=1_000_000_010_000_000_000))));
        assert_eq!(draw(&POISSON, &[Value::Number(1e300)], 0), Err(Fault::OutOfBounds));
    }
}
