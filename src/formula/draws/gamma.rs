//! `gamma(shape, scale)`: the sum of `shape` exponential times, also for fractions; its mean is `shape * scale`.

use super::measure::{self, Scaled, amounts, number};
use super::{bounded, prepared};
use crate::formula::signature::{Bounds, Draw, Kind, Parameter, Sampler, Signature};
use crate::random::Portable;
use crate::value::{Fault, Value};
use rand_distr::Gamma;

pub static GAMMA: Draw = Draw {
    signature: Signature {
        name: "gamma",
        about: "A number or duration above zero, `shape * scale` on average; a larger `shape` is more regular.",
        parameters: &[
            Parameter::required("shape", Kind::Number).bounded(Bounds::POSITIVE),
            Parameter::required("scale", Kind::Measure).bounded(Bounds::POSITIVE),
        ],
        returns: |types| measure::like_the_first(types.get(1..).unwrap_or_default()),
        example: "gamma(2, 3.5)",
    },
    sample: |generator, arguments, cx| build(arguments)?.sample(generator, cx),
    prepare: Some(|arguments| prepared(&GAMMA.signature, build(arguments))),
    space: None,
};

fn build(arguments: &[Value]) -> Result<Scaled<Gamma<Portable>>, Fault> {
    let shape = bounded(&GAMMA.signature, 0, number(arguments.first())?)?;
    let (unit, [scale]) = amounts(arguments.get(1..).unwrap_or_default())?;
    let scale = bounded(&GAMMA.signature, 1, scale)?;
    let shape = Gamma::new(Portable(shape), Portable(1.0)).map_err(|_| Fault::OutOfBounds)?;
    Ok(Scaled { unit, origin: 0.0, scale, shape })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::draw;
    use crate::value::Duration;

    #[test]
    fn the_scale_tells_the_unit() {
        let drawn = draw(&GAMMA, &[Value::Int(2), Value::Duration(Duration(Duration::SECOND))], 1);
        assert!(matches!(drawn, Ok(Value::Duration(_))));
    }

    #[test]
    fn a_shape_of_zero_is_refused() {
        assert_eq!(draw(&GAMMA, &[Value::Int(0), Value::Int(1)], 1), Err(Fault::OutOfBounds));
    }
}
