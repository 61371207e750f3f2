//! `uuid()`: a random identifier, version 4 of RFC 9562.

use super::digits::digit;
use crate::formula::signature::{Draw, Signature};
use crate::value::{Context, Type, Value};
use rand::Rng;

pub static UUID: Draw = Draw {
    signature: Signature {
        name: "uuid",
        about: "A random identifier (UUID version 4).",
        parameters: &[],
        returns: |_| Type::Text,
        example: "uuid()",
    },
    sample: |generator, _, cx| Ok(text(4, generator.next_u64(), generator.next_u64(), cx)),
    prepare: None,
    space: None,
};

/// Writes two words as a UUID; the version and the variant take the place of six of their bits.
pub(super) fn text<'a>(version: u64, high: u64, low: u64, cx: &Context<'a>) -> Value<'a> {
    let high = (high & !0xf000) | (version << 12);
    let low = (low & !(0b11 << 62)) | (0b10 << 62);
    let mut out = bumpalo::collections::String::with_capacity_in(36, cx.arena);
    for position in 0..32 {
        if matches!(position, 8 | 12 | 16 | 20) {
            out.push('-');
        }
        let word = if position < 16 { high } else { low };
        out.push(digit((word >> (4 * (15 - position % 16))) & 0xf));
    }
    Value::Text(out.into_bump_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::context;

    #[test]
    fn version_and_variant_stand_where_the_rfc_wants_them() {
        let arena = bumpalo::Bump::new();
        let cx = context(&arena, 0);
        assert_eq!(text(4, 0, 0, &cx), Value::Text("00000000-0000-4000-8000-000000000000"));
        assert_eq!(text(7, u64::MAX, u64::MAX, &cx), Value::Text("ffffffff-ffff-7fff-bfff-ffffffffffff"));
    }
}
