//! `number(x)`: text to a number.

use super::arguments::value;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value};

pub static NUMBER: Function = Function {
    signature: Signature {
        name: "number",
        about: "The number that a text writes, whole where it has neither a point nor an exponent. A number stays as it is.",
        parameters: &[Parameter::required("x", Kind::Any)],
        // Whether a text writes a whole or a decimal number is known when it is read.
        returns: |arguments| match arguments {
            [number @ (Type::Int | Type::Number)] => number.clone(),
            _ => Type::Any,
        },
        example: "number('12.5')",
    },
    nulls: Nulls::Pass,
    call: number,
};

fn number<'a>(arguments: &[Value<'a>], _: &Context<'a>) -> Result<Value<'a>, Fault> {
    match value(arguments, 0) {
        Value::Text(text) => read(text.trim()),
        number @ (Value::Int(_) | Value::Number(_)) => Ok(number),
        _ => Err(Fault::WrongType),
    }
}

fn read(text: &str) -> Result<Value<'static>, Fault> {
    // Rust also reads `inf`, `infinity` and `nan`.
    if !text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) {
        return Err(Fault::NotANumber);
    }
    if let Ok(whole) = text.parse() {
        return Ok(Value::Int(whole));
    }
    Value::number(text.parse().map_err(|_| Fault::NotANumber)?)
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn a_text_that_writes_a_number_is_read() {
        let read = |text| shown(&NUMBER, &[Value::Text(text)]);
        assert_eq!(read("12"), "12");
        assert_eq!(read(" -007 "), "-7");
        assert_eq!(read("12.50"), "12.5");
        assert_eq!(read("1e3"), "1000.0");
    }

    #[test]
    fn any_other_text_is_a_fault() {
        for text in ["", "abc", "nan", "inf", "1_000", "1,5", "0x10", "1 2", "-"] {
            assert_eq!(shown(&NUMBER, &[Value::Text(text)]), "text that is no number", "{text:?}");
        }
        assert_eq!(shown(&NUMBER, &[Value::Text("1e999")]), "a number too large");
        assert_eq!(shown(&NUMBER, &[Value::Bool(true)]), "a value of the wrong type");
    }
}
