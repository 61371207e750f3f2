//! `text(x)`: any value as plain text.

use super::arguments::value;
use super::results::written;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Type, Value};

pub static TEXT: Function = Function {
    signature: Signature {
        name: "text",
        about: "The value as text, with the digits that JSON carries; lists and rows as JSON.",
        parameters: &[Parameter::required("x", Kind::Any)],
        returns: |_| Type::Text,
        example: "text(42)",
    },
    nulls: Nulls::Pass,
    call: |arguments, cx| Ok(Value::Text(written(&value(arguments, 0), cx))),
};

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;
    use crate::value::Duration;

    #[test]
    fn a_value_is_written_as_a_record_carries_it() {
        assert_eq!(shown(&TEXT, &[Value::Int(42)]), r#""42""#);
        assert_eq!(shown(&TEXT, &[Value::Number(1.0)]), r#""1.0""#);
        assert_eq!(shown(&TEXT, &[Value::Text("ä")]), r#""ä""#);
        assert_eq!(shown(&TEXT, &[Value::Duration(Duration(Duration::HOUR))]), r#""1h""#);
        assert_eq!(shown(&TEXT, &[Value::List(&[Value::Int(1)])]), r#""[1]""#);
        assert_eq!(shown(&TEXT, &[Value::Null]), "null");
    }
}
