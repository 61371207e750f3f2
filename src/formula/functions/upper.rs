//! `upper(text)`: in capital letters.

use super::arguments::text;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Type, Value};

pub static UPPER: Function = Function {
    signature: Signature {
        name: "upper",
        about: "The text in capital letters.",
        parameters: &[Parameter::required("text", Kind::Text)],
        returns: |_| Type::Text,
        example: "upper('abc')",
    },
    nulls: Nulls::Pass,
    call: |arguments, cx| Ok(Value::Text(cx.arena.alloc_str(&text(arguments, 0)?.to_uppercase()))),
};

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn every_script_has_its_capitals() {
        assert_eq!(shown(&UPPER, &[Value::Text("straße é")]), r#""STRASSE É""#);
        assert_eq!(shown(&UPPER, &[Value::Int(1)]), "a value of the wrong type");
    }
}
