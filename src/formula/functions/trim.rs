//! `trim(text)`: without the spaces around it.

use super::arguments::text;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Type, Value};

pub static TRIM: Function = Function {
    signature: Signature {
        name: "trim",
        about: "The text without spaces and line ends before and behind it.",
        parameters: &[Parameter::required("text", Kind::Text)],
        returns: |_| Type::Text,
        example: "trim('  abc ')",
    },
    nulls: Nulls::Pass,
    call: |arguments, _| Ok(Value::Text(text(arguments, 0)?.trim())),
};

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn spaces_inside_stay() {
        assert_eq!(shown(&TRIM, &[Value::Text(" \t a b \n")]), r#""a b""#);
    }
}
