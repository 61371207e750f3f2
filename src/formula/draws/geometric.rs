//! `geometric(p)`: how many tries it takes. The successful one counts, so the least is 1 and the mean `1 / p`,
//! as numpy has it (R counts the failures before: one less).

use super::measure::number;
use super::{bounded, prepared};
use crate::formula::signature::{Bounds, Draw, Kind, Parameter, Sampler, Signature};
use crate::random::Generator;
use crate::value::{Context, Fault, Type, Value};
use rand::distr::Distribution;

pub static GEOMETRIC: Draw = Draw {
    signature: Signature {
        name: "geometric",
        about: "The number of tries up to and with the first success, which each has with probability `p`.",
        parameters: &[Parameter::required("p", Kind::Number).bounded(Bounds {
            low: 0.0,
            high: 1.0,
            low_included: false,
        })],
        returns: |_| Type::Int,
        example: "geometric(20%)",
    },
    sample: |generator, arguments, cx| build(arguments)?.sample(generator, cx),
    prepare: Some(|arguments| prepared(&GEOMETRIC.signature, build(arguments))),
    space: None,
};

#[derive(Debug)]
struct Tries(rand_distr::Geometric);

impl Sampler for Tries {
    fn sample<'a>(&self, generator: &mut Generator, _cx: &Context<'a>) -> Result<Value<'a>, Fault> {
        Ok(Value::Int(i128::from(self.0.sample(generator)) + 1))
    }
}

fn build(arguments: &[Value]) -> Result<Tries, Fault> {
    let p = bounded(&GEOMETRIC.signature, 0, number(arguments.first())?)?;
    // The crate gives its largest number here; so many tries are beyond 64 bits.
    if 1.0 - p >= 1.0 {
        return Err(Fault::Overflow);
    }
    rand_distr::Geometric::new(p).map(Tries).map_err(|_| Fault::OutOfBounds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::draw;

    #[test]
    fn the_certain_takes_one_try() {
        assert_eq!(draw(&GEOMETRIC, &[Value::Int(1)], 0), Ok(Value::Int(1)));
    }

    #[test]
    fn the_nearly_impossible_is_a_large_number_or_a_fault() {
        assert!(matches!(draw(&GEOMETRIC, &[Value::Number(1e-12)], 0), Ok(Value::Int(1_000_000_000..))));
        assert_eq!(draw(&GEOMETRIC, &[Value::Number(1e-300)], 0), Err(Fault::Overflow));
        assert_eq!(draw(&GEOMETRIC, &[Value::Int(0)], 0), Err(Fault::OutOfBounds));
    }
}
