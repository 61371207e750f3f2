//! `pareto(min, shape)`: sizes of which few are enormous. Nothing is below `min`; the smaller the shape the
//! heavier the tail, and at 1 or below there is no mean.

use super::measure::{self, Scaled, amounts, number};
use super::{bounded, prepared};
use crate::formula::signature::{Bounds, Draw, Kind, Parameter, Sampler, Signature};
use crate::random::Portable;
use crate::value::{Fault, Value};
use rand_distr::Pareto;

pub static PARETO: Draw = Draw {
    signature: Signature {
        name: "pareto",
        about: "At least `min`, with a tail that falls as a power: a share of `x ^ -shape` passes `x` times `min`.",
        parameters: &[
            Parameter::required("min", Kind::Measure).bounded(Bounds::POSITIVE),
            Parameter::required("shape", Kind::Number).bounded(Bounds::POSITIVE),
        ],
        returns: measure::like_the_first,
        example: "pareto(10, 1.5)",
    },
    sample: |generator, arguments, cx| build(arguments)?.sample(generator, cx),
    prepare: Some(|arguments| prepared(&PARETO.signature, build(arguments))),
    space: None,
};

fn build(arguments: &[Value]) -> Result<Scaled<Pareto<Portable>>, Fault> {
    let (unit, [min]) = amounts(arguments)?;
    let scale = bounded(&PARETO.signature, 0, min)?;
    let shape = bounded(&PARETO.signature, 1, number(arguments.get(1))?)?;
    let shape = Pareto::new(Portable(1.0), Portable(shape)).map_err(|_| Fault::OutOfBounds)?;
    Ok(Scaled { unit, origin: 0.0, scale, shape })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::draw;

    #[test]
    fn nothing_is_below_the_minimum() {
        for index in 0..1_000 {
            let drawn = draw(&PARETO, &[Value::Int(10), Value::Number(1.5)], index);
            assert!(matches!(drawn, Ok(Value::Number(10.0..))));
        }
    }

    #[test]
    fn a_tail_beyond_all_numbers_is_a_fault() {
        assert_eq!(draw(&PARETO, &[Value::Int(10), Value::Number(1e-9)], 0), Err(Fault::Overflow));
    }
}
