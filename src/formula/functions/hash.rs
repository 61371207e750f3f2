//! `hash(x)`: a stable whole number of any value.

use super::arguments::value;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value, write_json, write_json_text};
use siphasher::sip::SipHasher24;
use std::hash::Hasher;

pub static HASH: Function = Function {
    signature: Signature {
        name: "hash",
        about: "A whole number from 0 to 2^63 - 1 that is always the same for the same value: SipHash-2-4 with the key 0 over its JSON bytes, without the highest bit. 1 and 1.0 differ.",
        parameters: &[Parameter::required("x", Kind::Any)],
        returns: |_| Type::Int,
        example: "hash('abc')",
    },
    nulls: Nulls::Pass,
    call: hash,
};

#[expect(clippy::unnecessary_wraps, reason = "the shape of every function")]
fn hash<'a>(arguments: &[Value<'a>], _: &Context<'a>) -> Result<Value<'a>, Fault> {
    let mut bytes = Vec::with_capacity(32);
    match value(arguments, 0) {
        // Durations have no JSON form; all of them would be null.
        Value::Duration(duration) => write_json_text(&duration.to_string(), &mut bytes),
        other => write_json(&other, &mut bytes),
    }
    let mut hasher = SipHasher24::new_with_keys(0, 0);
    hasher.write(&bytes);
    Ok(Value::Int(i128::from(hasher.finish() & (u64::MAX >> 1))))
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;
    use crate::value::Duration;

    /// Golden, computed by another implementation of SipHash-2-4.
    #[test]
    fn the_numbers_stay_what_they_are() {
        assert_eq!(shown(&HASH, &[Value::Text("abc")]), "5262012890116138992");
        assert_eq!(shown(&HASH, &[Value::Int(1)]), "5003827105613308882");
    }

    #[test]
    fn different_values_have_different_numbers() {
        let values = [
            Value::Int(1),
            Value::Number(1.0),
            Value::Text("1"),
            Value::Bool(true),
            Value::Duration(Duration(1)),
            Value::Duration(Duration(2)),
            Value::List(&[]),
        ];
        let mut numbers: Vec<String> = values.iter().map(|value| shown(&HASH, &[*value])).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), values.len());
    }
}
