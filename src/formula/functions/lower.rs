//! `lower(text)`: in small letters.

use super::arguments::text;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Type, Value};

pub static LOWER: Function = Function {
    signature: Signature {
        name: "lower",
        about: "The text in small letters.",
        parameters: &[Parameter::required("text", Kind::Text)],
        returns: |_| Type::Text,
        example: "lower('ABC')",
    },
    nulls: Nulls::Pass,
    call: |arguments, cx| Ok(Value::Text(cx.arena.alloc_str(&text(arguments, 0)?.to_lowercase()))),
};

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn every_script_has_its_small_letters() {
        assert_eq!(shown(&LOWER, &[Value::Text("ÄB-É")]), r#""äb-é""#);
    }
}
