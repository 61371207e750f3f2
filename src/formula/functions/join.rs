//! `join(list, separator)`: elements side by side.

use super::arguments::{list, or, value};
use super::results::written;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value};
use bumpalo::collections::String;

pub static JOIN: Function = Function {
    signature: Signature {
        name: "join",
        about: "The elements of a list as one text, each as `text` writes it, with the separator between them; a null is written as nothing.",
        parameters: &[Parameter::required("list", Kind::List), Parameter::optional("separator", Kind::Text)],
        returns: |_| Type::Text,
        example: "join([1, 2, 3], ',')",
    },
    nulls: Nulls::Pass,
    call: join,
};

fn join<'a>(arguments: &[Value<'a>], cx: &Context<'a>) -> Result<Value<'a>, Fault> {
    let separator = or(value(arguments, 1), Value::Text("")).as_text().ok_or(Fault::WrongType)?;
    let mut out = String::new_in(cx.arena);
    for (position, item) in list(arguments, 0)?.iter().enumerate() {
        if position > 0 {
            out.push_str(separator);
        }
        out.push_str(written(item, cx));
    }
    Ok(Value::Text(out.into_bump_str()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn elements_of_any_kind_are_joined() {
        let items = [Value::Int(1), Value::Null, Value::Text("b"), Value::Number(2.5)];
        assert_eq!(shown(&JOIN, &[Value::List(&items), Value::Text("|")]), r#""1||b|2.5""#);
        assert_eq!(shown(&JOIN, &[Value::List(&items)]), r#""1b2.5""#);
        assert_eq!(shown(&JOIN, &[Value::List(&[]), Value::Text("|")]), r#""""#);
    }
}
