//! `digits(n)`: text of decimal digits, leading zeros and all.

use super::measure::number;
use super::{bounded, prepared};
use crate::formula::signature::{Bounds, Draw, Kind, Parameter, Sampler, Signature, Space};
use crate::random::Generator;
use crate::value::{Context, Fault, Type, Value};
use rand::distr::{Distribution, Uniform};

/// How many digits may be asked for.
pub(super) const LENGTH: Bounds = Bounds::within(1.0, 1_000.0);

pub static DIGITS: Draw = Draw {
    signature: Signature {
        name: "digits",
        about: "Text of `n` decimal digits; the first may be 0.",
        parameters: &[Parameter::required("n", Kind::Int).bounded(LENGTH)],
        returns: |_| Type::Text,
        example: "digits(8)",
    },
    sample: |generator, arguments, cx| build(arguments)?.sample(generator, cx),
    prepare: Some(|arguments| prepared(&DIGITS.signature, build(arguments))),
    space: Some(Space {
        size: |arguments| build(arguments).ok()?.size(),
        nth: |number, arguments, cx| build(arguments)?.nth(number, cx),
    }),
};

fn build(arguments: &[Value]) -> Result<Text, Fault> {
    Text::new(10, &DIGITS.signature, arguments)
}

/// Digits of a base up to 16. Fifteen of them are one number of the generator.
#[derive(Debug)]
pub(super) struct Text {
    base: u64,
    length: u32,
    chunk: Uniform<u64>,
    rest: Uniform<u64>,
}

const CHUNK: u32 = 15;

impl Text {
    pub(super) fn new(base: u64, signature: &Signature, arguments: &[Value]) -> Result<Self, Fault> {
        bounded(signature, 0, number(arguments.first())?)?;
        let length = arguments.first().and_then(Value::as_int).ok_or(Fault::WrongType)?;
        let length = u32::try_from(length).map_err(|_| Fault::OutOfBounds)?;
        let below = |digits| Uniform::new(0, base.pow(digits)).map_err(|_| Fault::OutOfBounds);
        Ok(Self { base, length, chunk: below(CHUNK)?, rest: below(length % CHUNK)? })
    }

    pub(super) fn size(&self) -> Option<u64> {
        self.base.checked_pow(self.length)
    }

    /// Appends the last `count` digits of a number.
    fn write(&self, out: &mut bumpalo::collections::String, number: u64, count: u32) {
        for place in (0..count).rev() {
            let above = self.base.checked_pow(place).map_or(0, |size| number / size);
            out.push(digit(above % self.base));
        }
    }

    fn buffer<'a>(&self, cx: &Context<'a>) -> bumpalo::collections::String<'a> {
        bumpalo::collections::String::with_capacity_in(self.length as usize, cx.arena)
    }
}

impl Sampler for Text {
    fn sample<'a>(&self, generator: &mut Generator, cx: &Context<'a>) -> Result<Value<'a>, Fault> {
        let mut out = self.buffer(cx);
        for _ in 0..self.length / CHUNK {
            self.write(&mut out, self.chunk.sample(generator), CHUNK);
        }
        if !self.length.is_multiple_of(CHUNK) {
            self.write(&mut out, self.rest.sample(generator), self.length % CHUNK);
        }
        Ok(Value::Text(out.into_bump_str()))
    }

    fn nth<'a>(&self, number: u64, cx: &Context<'a>) -> Result<Value<'a>, Fault> {
        let mut out = self.buffer(cx);
        self.write(&mut out, number, self.length);
        Ok(Value::Text(out.into_bump_str()))
    }
}

/// A number below 16 as a digit.
pub(super) fn digit(number: u64) -> char {
    let number = u32::try_from(number).expect("below 16");
    char::from_digit(number, 16).expect("below 16")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::{context, draw};

    #[test]
    fn it_has_as_many_digits_as_asked_for() {
        for length in [1, 14, 15, 16, 31, 1_000] {
            let Ok(Value::Text(text)) = draw(&DIGITS, &[Value::Int(length)], 3) else { panic!("text") };
            assert_eq!(i128::try_from(text.len()), Ok(length));
            assert!(text.bytes().all(|byte| byte.is_ascii_digit()));
        }
        assert_eq!(draw(&DIGITS, &[Value::Int(1_001)], 0), Err(Fault::OutOfBounds));
    }

    #[test]
    fn the_nth_text_has_its_leading_zeros() {
        let arena = bumpalo::Bump::new();
        let sampler = build(&[Value::Int(4)]).expect("four digits");
        assert_eq!(sampler.size(), Some(10_000));
        assert_eq!(sampler.nth(42, &context(&arena, 0)), Ok(Value::Text("0042")));
        let long = build(&[Value::Int(30)]).expect("thirty digits");
        assert_eq!(long.size(), None);
        assert_eq!(
            long.nth(u64::MAX, &context(&arena, 0)),
            Ok(Value::Text("000000000018446744073709551615"))
        );
    }
}
