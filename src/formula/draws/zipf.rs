//! `zipf(n, s)`: ranks from 1 to `n` of which the first are the favourites; rank `k` has weight `k ^ -s`.

use super::measure::number;
use super::{bounded, prepared};
use crate::formula::signature::{Bounds, Draw, Kind, Parameter, Sampler, Signature};
use crate::random::{Generator, Portable};
use crate::value::{Context, Fault, Type, Value};
use rand::distr::Distribution;

/// From here on whole numbers have gaps as decimal ones.
const MOST_RANKS: f64 = 9_007_199_254_740_992.0;
/// So near to 1 the crate divides by almost nothing; with `s` = 1 the weights are the same to eight digits.
const NEARLY_ONE: f64 = 1e-9;

pub static ZIPF: Draw = Draw {
    signature: Signature {
        name: "zipf",
        about: "A rank from 1 to `n`: rank `k` is drawn with weight `k ^ -s`; `s` 0 is even, 1.1 is usual.",
        parameters: &[
            Parameter::required("n", Kind::Int).bounded(Bounds::within(1.0, MOST_RANKS)),
            Parameter::required("s", Kind::Number).bounded(Bounds::NOT_NEGATIVE),
        ],
        returns: |_| Type::Int,
        example: "zipf(1000, 1.1)",
    },
    sample: |generator, arguments, cx| build(arguments)?.sample(generator, cx),
    prepare: Some(|arguments| prepared(&ZIPF.signature, build(arguments))),
    space: None,
};

#[derive(Debug)]
struct Ranks {
    last: f64,
    ranks: rand_distr::Zipf<Portable>,
}

impl Sampler for Ranks {
    fn sample<'a>(&self, generator: &mut Generator, _cx: &Context<'a>) -> Result<Value<'a>, Fault> {
        Ok(Value::Int(self.rank(generator)))
    }
}

impl Ranks {
    #[expect(clippy::cast_possible_truncation, reason = "a rank is a whole number below 2^53")]
    fn rank(&self, generator: &mut Generator) -> i128 {
        self.ranks.sample(generator).0.clamp(1.0, self.last) as i128
    }
}

/// A rank from 1 to `last`.
pub fn rank(generator: &mut Generator, last: u32, s: f64) -> Result<u32, Fault> {
    let ranks = build(&[Value::Int(last.into()), Value::Number(s)])?;
    Ok(u32::try_from(ranks.rank(generator)).unwrap_or(last))
}

fn build(arguments: &[Value]) -> Result<Ranks, Fault> {
    let last = bounded(&ZIPF.signature, 0, number(arguments.first())?)?.trunc();
    let s = bounded(&ZIPF.signature, 1, number(arguments.get(1))?)?;
    let s = if (s - 1.0).abs() < NEARLY_ONE { 1.0 } else { s };
    let ranks = rand_distr::Zipf::new(Portable(last), Portable(s)).map_err(|_| Fault::OutOfBounds)?;
    Ok(Ranks { last, ranks })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::draw;

    #[test]
    fn ranks_stay_between_one_and_the_last_for_any_exponent() {
        for s in [0.0, 1e-300, 0.999_999_999_999, 1.0, 1.000_000_000_000_001, 1.1, 50.0, 1e4, 1e300] {
            for index in 0..500 {
                let drawn = draw(&ZIPF, &[Value::Int(10), Value::Number(s)], index);
                assert!(matches!(drawn, Ok(Value::Int(1..=10))), "zipf(10, {s}) gave {drawn:?}");
            }
        }
    }

    #[test]
    fn one_rank_is_always_drawn() {
        assert_eq!(draw(&ZIPF, &[Value::Int(1), Value::Number(1.1)], 0), Ok(Value::Int(1)));
        assert_eq!(draw(&ZIPF, &[Value::Int(0), Value::Number(1.1)], 0), Err(Fault::OutOfBounds));
    }
}
