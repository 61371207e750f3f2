//! `weibull(scale, shape)`: times to failure. Below a shape of 1 young ones fail first, above it old ones do.

use super::measure::{self, Scaled, amounts, number};
use super::{bounded, prepared};
use crate::formula::signature::{Bounds, Draw, Kind, Parameter, Sampler, Signature};
use crate::random::Portable;
use crate::value::{Fault, Value};
use rand_distr::Weibull;

pub static WEIBULL: Draw = Draw {
    signature: Signature {
        name: "weibull",
        about: "A number or duration above zero; `scale` is passed by 37 %, `shape` 1 is exponential.",
        parameters: &[
            Parameter::required("scale", Kind::Measure).bounded(Bounds::POSITIVE),
            Parameter::required("shape", Kind::Number).bounded(Bounds::POSITIVE),
        ],
        returns: measure::like_the_first,
        example: "weibull(30m, 1.5)",
    },
    sample: |generator, arguments, cx| build(arguments)?.sample(generator, cx),
    prepare: Some(|arguments| prepared(&WEIBULL.signature, build(arguments))),
    space: None,
};

fn build(arguments: &[Value]) -> Result<Scaled<Weibull<Portable>>, Fault> {
    let (unit, [scale]) = amounts(arguments)?;
    let scale = bounded(&WEIBULL.signature, 0, scale)?;
    let shape = bounded(&WEIBULL.signature, 1, number(arguments.get(1))?)?;
    let shape = Weibull::new(Portable(1.0), Portable(shape)).map_err(|_| Fault::OutOfBounds)?;
    Ok(Scaled { unit, origin: 0.0, scale, shape })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::draw;

    #[test]
    fn a_huge_shape_is_always_the_scale() {
        let drawn = draw(&WEIBULL, &[Value::Int(7), Value::Number(1e300)], 5);
        assert_eq!(drawn, Ok(Value::Number(7.0)));
    }
}
