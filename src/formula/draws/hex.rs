//! `hex(n)`: text of hexadecimal digits.

use super::digits::{self, Text};
use super::prepared;
use crate::formula::signature::{Draw, Kind, Parameter, Sampler, Signature, Space};
use crate::value::{Fault, Type, Value};

pub static HEX: Draw = Draw {
    signature: Signature {
        name: "hex",
        about: "Text of `n` hexadecimal digits in lower case.",
        parameters: &[Parameter::required("n", Kind::Int).bounded(digits::LENGTH)],
        returns: |_| Type::Text,
        example: "hex(16)",
    },
    sample: |generator, arguments, cx| build(arguments)?.sample(generator, cx),
    prepare: Some(|arguments| prepared(&HEX.signature, build(arguments))),
    space: Some(Space {
        size: |arguments| build(arguments).ok()?.size(),
        nth: |number, arguments, cx| build(arguments)?.nth(number, cx),
    }),
};

fn build(arguments: &[Value]) -> Result<Text, Fault> {
    Text::new(16, &HEX.signature, arguments)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::{context, draw};

    #[test]
    fn it_has_as_many_digits_as_asked_for() {
        for length in [1, 15, 16, 17, 1_000] {
            let Ok(Value::Text(text)) = draw(&HEX, &[Value::Int(length)], 3) else { panic!("text") };
            assert_eq!(i128::try_from(text.len()), Ok(length));
            assert!(text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
        }
        assert_eq!(draw(&HEX, &[Value::Int(0)], 0), Err(Fault::OutOfBounds));
        assert_eq!(draw(&HEX, &[Value::Int(1 << 100)], 0), Err(Fault::OutOfBounds));
    }

    #[test]
    fn its_space_is_counted_as_far_as_64_bits_go() {
        let arena = bumpalo::Bump::new();
        let sampler = build(&[Value::Int(3)]).expect("three digits");
        assert_eq!(sampler.size(), Some(4_096));
        assert_eq!(sampler.nth(10, &context(&arena, 0)), Ok(Value::Text("00a")));
        assert_eq!(build(&[Value::Int(16)]).expect("sixteen digits").size(), None);
    }
}
