//! `beta(a, b)`: a share between 0 and 1; its mean is `a / (a + b)`.

use super::measure::{Scaled, Unit, number};
use super::{bounded, prepared};
use crate::formula::signature::{Bounds, Draw, Kind, Parameter, Sampler, Signature};
use crate::random::Portable;
use crate::value::{Fault, Type, Value};
use rand_distr::Beta;

pub static BETA: Draw = Draw {
    signature: Signature {
        name: "beta",
        about: "A share from 0 to 1, `a / (a + b)` on average; larger arguments keep closer to it.",
        parameters: &[
            Parameter::required("a", Kind::Number).bounded(Bounds::POSITIVE),
            Parameter::required("b", Kind::Number).bounded(Bounds::POSITIVE),
        ],
        returns: |_| Type::Number,
        example: "beta(2, 5)",
    },
    sample: |generator, arguments, cx| build(arguments)?.sample(generator, cx),
    prepare: Some(|arguments| prepared(&BETA.signature, build(arguments))),
    space: None,
};

fn build(arguments: &[Value]) -> Result<Scaled<Beta<Portable>>, Fault> {
    let a = bounded(&BETA.signature, 0, number(arguments.first())?)?;
    let b = bounded(&BETA.signature, 1, number(arguments.get(1))?)?;
    let shape = Beta::new(Portable(a), Portable(b)).map_err(|_| Fault::OutOfBounds)?;
    Ok(Scaled { unit: Unit::Number, origin: 0.0, scale: 1.0, shape })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::draw;

    #[test]
    fn it_stays_between_zero_and_one_however_lopsided() {
        for (a, b) in [(0.01, 0.01), (1e-9, 5.0), (1e9, 1e-3), (1e300, 1e300)] {
            for index in 0..200 {
                let drawn = draw(&BETA, &[Value::Number(a), Value::Number(b)], index);
                assert!(matches!(drawn, Ok(Value::Number(0.0..=1.0))), "beta({a}, {b}) gave {drawn:?}");
            }
        }
    }
}
