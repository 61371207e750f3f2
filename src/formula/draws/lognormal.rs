//! `lognormal(median, sigma)`: what many small factors make, such as times to answer. The median is that of
//! the values; sigma is the standard deviation of their natural logarithm.

use super::measure::{self, Scaled, amounts, number};
use super::{bounded, prepared};
use crate::formula::signature::{Bounds, Draw, Kind, Parameter, Sampler, Signature};
use crate::random::Portable;
use crate::value::{Fault, Value};
use rand_distr::LogNormal;

pub static LOGNORMAL: Draw = Draw {
    signature: Signature {
        name: "lognormal",
        about: "Half below `median`, with a long tail above it; `sigma` is the spread of the logarithm.",
        parameters: &[
            Parameter::required("median", Kind::Measure).bounded(Bounds::POSITIVE),
            Parameter::required("sigma", Kind::Number).bounded(Bounds::NOT_NEGATIVE),
        ],
        returns: measure::like_the_first,
        example: "lognormal(20s, 0.8)",
    },
    sample: |generator, arguments, cx| build(arguments)?.sample(generator, cx),
    prepare: Some(|arguments| prepared(&LOGNORMAL.signature, build(arguments))),
    space: None,
};

fn build(arguments: &[Value]) -> Result<Scaled<LogNormal<Portable>>, Fault> {
    let (unit, [median]) = amounts(arguments)?;
    let scale = bounded(&LOGNORMAL.signature, 0, median)?;
    let sigma = bounded(&LOGNORMAL.signature, 1, number(arguments.get(1))?)?;
    let shape = LogNormal::new(Portable(0.0), Portable(sigma)).map_err(|_| Fault::OutOfBounds)?;
    Ok(Scaled { unit, origin: 0.0, scale, shape })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::draw;
    use crate::value::Duration;

    #[test]
    fn without_spread_it_is_the_median() {
        let median = Value::Duration(Duration(20 * Duration::SECOND));
        assert_eq!(draw(&LOGNORMAL, &[median, Value::Int(0)], 3), Ok(median));
    }

    #[test]
    fn a_spread_beyond_all_numbers_is_a_fault_or_a_number() {
        let drawn: Vec<_> =
            (0..50).map(|index| draw(&LOGNORMAL, &[Value::Int(1), Value::Number(1e300)], index)).collect();
        assert!(drawn.contains(&Err(Fault::Overflow)) && drawn.contains(&Ok(Value::Number(0.0))));
    }
}
