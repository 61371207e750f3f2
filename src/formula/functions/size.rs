//! `size(x)`: how many characters or elements.

use super::arguments::value;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value};

pub static SIZE: Function = Function {
    signature: Signature {
        name: "size",
        about: "The number of characters of a text or of elements of a list.",
        parameters: &[Parameter::required("x", Kind::Any)],
        returns: |_| Type::Int,
        example: "size([1, 2, 3])",
    },
    nulls: Nulls::Pass,
    call: size,
};

fn size<'a>(arguments: &[Value<'a>], _: &Context<'a>) -> Result<Value<'a>, Fault> {
    let size = match value(arguments, 0) {
        Value::Text(text) => text.chars().count(),
        Value::List(items) => items.len(),
        _ => return Err(Fault::WrongType),
    };
    i128::try_from(size).map(Value::Int).map_err(|_| Fault::Overflow)
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn characters_count_once_and_nulls_count_too() {
        assert_eq!(shown(&SIZE, &[Value::Text("äöü")]), "3");
        assert_eq!(shown(&SIZE, &[Value::List(&[Value::Null, Value::Int(1)])]), "2");
        assert_eq!(shown(&SIZE, &[Value::Int(123)]), "a value of the wrong type");
    }
}
