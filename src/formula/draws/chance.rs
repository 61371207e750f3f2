//! `chance(p)`: true or false.

use super::measure::number;
use super::{bounded, prepared};
use crate::formula::signature::{Bounds, Draw, Kind, Parameter, Sampler, Signature};
use crate::random::Generator;
use crate::value::{Context, Fault, Type, Value};
use rand::distr::{Bernoulli, Distribution};

pub static CHANCE: Draw = Draw {
    signature: Signature {
        name: "chance",
        about: "True with probability `p`, else false.",
        parameters: &[Parameter::required("p", Kind::Number).bounded(Bounds::SHARE)],
        returns: |_| Type::Bool,
        example: "chance(20%)",
    },
    sample: |generator, arguments, cx| build(arguments)?.sample(generator, cx),
    prepare: Some(|arguments| prepared(&CHANCE.signature, build(arguments))),
    space: None,
};

#[derive(Debug)]
struct Coin(Bernoulli);

impl Sampler for Coin {
    fn sample<'a>(&self, generator: &mut Generator, _cx: &Context<'a>) -> Result<Value<'a>, Fault> {
        Ok(Value::Bool(self.0.sample(generator)))
    }
}

fn build(arguments: &[Value]) -> Result<Coin, Fault> {
    let p = bounded(&CHANCE.signature, 0, number(arguments.first())?)?;
    Bernoulli::new(p).map(Coin).map_err(|_| Fault::OutOfBounds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::draw;

    #[test]
    fn the_impossible_never_and_the_certain_always_happens() {
        for index in 0..100 {
            assert_eq!(draw(&CHANCE, &[Value::Int(0)], index), Ok(Value::Bool(false)));
            assert_eq!(draw(&CHANCE, &[Value::Int(1)], index), Ok(Value::Bool(true)));
        }
        assert_eq!(draw(&CHANCE, &[Value::Number(1.5)], 0), Err(Fault::OutOfBounds));
    }
}
