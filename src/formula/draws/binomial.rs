//! `binomial(n, p)`: how many of `n` tries succeed.

use super::measure::number;
use super::{bounded, prepared};
use crate::formula::signature::{Bounds, Draw, Kind, Parameter, Sampler, Signature};
use crate::random::Generator;
use crate::value::{Context, Fault, Type, Value};
use rand::distr::Distribution;

/// Above it a count would not fit in 64 bits.
const MOST_TRIES: f64 = 9e18;

pub static BINOMIAL: Draw = Draw {
    signature: Signature {
        name: "binomial",
        about: "How many of `n` tries succeed when each does with probability `p`.",
        parameters: &[
            Parameter::required("n", Kind::Int).bounded(Bounds::within(0.0, MOST_TRIES)),
            Parameter::required("p", Kind::Number).bounded(Bounds::SHARE),
        ],
        returns: |_| Type::Int,
        example: "binomial(20, 30%)",
    },
    sample: |generator, arguments, cx| build(arguments)?.sample(generator, cx),
    prepare: Some(|arguments| prepared(&BINOMIAL.signature, build(arguments))),
    space: None,
};

#[derive(Debug)]
struct Successes {
    tries: u64,
    /// Counts what is rarer, so that the crate never subtracts from `tries` itself: it may be off by one
    /// where rounding errors of the whole distribution add up.
    rarer: rand_distr::Binomial,
    rarer_is_failure: bool,
}

impl Sampler for Successes {
    fn sample<'a>(&self, generator: &mut Generator, _cx: &Context<'a>) -> Result<Value<'a>, Fault> {
        let rarer = self.rarer.sample(generator).min(self.tries);
        Ok(Value::Int(if self.rarer_is_failure { self.tries - rarer } else { rarer }.into()))
    }
}

fn build(arguments: &[Value]) -> Result<Successes, Fault> {
    bounded(&BINOMIAL.signature, 0, number(arguments.first())?)?;
    let tries = arguments.first().and_then(Value::as_int).ok_or(Fault::WrongType)?;
    let tries = u64::try_from(tries).map_err(|_| Fault::OutOfBounds)?;
    let p = bounded(&BINOMIAL.signature, 1, number(arguments.get(1))?)?;
    let rarer_is_failure = p > 0.5;
    let rarer = rand_distr::Binomial::new(tries, if rarer_is_failure { 1.0 - p } else { p });
    Ok(Successes { tries, rarer: rarer.map_err(|_| Fault::OutOfBounds)?, rarer_is_failure })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::draw;

    #[test]
    fn the_impossible_never_and_the_certain_always_happens() {
        for index in 0..20 {
            assert_eq!(draw(&BINOMIAL, &[Value::Int(9), Value::Int(0)], index), Ok(Value::Int(0)));
            assert_eq!(draw(&BINOMIAL, &[Value::Int(9), Value::Int(1)], index), Ok(Value::Int(9)));
            assert_eq!(draw(&BINOMIAL, &[Value::Int(0), Value::Number(0.5)], index), Ok(Value::Int(0)));
        }
    }

    #[test]
    fn a_trillion_tries_are_one_draw() {
        let drawn = draw(&BINOMIAL, &[Value::Int(1_000_000_000_000), Value::Number(0.3)], 0);
        assert!(matches!(drawn, Ok(Value::Int(299_995_000_000..=300_005_000_000))));
    }

    #[test]
    fn fewer_than_no_tries_are_refused() {
        assert_eq!(draw(&BINOMIAL, &[Value::Int(-1), Value::Number(0.5)], 0), Err(Fault::OutOfBounds));
        assert_eq!(draw(&BINOMIAL, &[Value::Int(1), Value::Number(1.5)], 0), Err(Fault::OutOfBounds));
    }
}
