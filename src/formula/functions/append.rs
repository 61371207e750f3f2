//! `append(list, x)`: one element more.

use super::arguments::{list, value};
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value};

pub static APPEND: Function = Function {
    signature: Signature {
        name: "append",
        about: "The list with the value as its last element.",
        parameters: &[Parameter::required("list", Kind::List), Parameter::required("x", Kind::Any)],
        returns: |arguments| match arguments {
            [Type::List(element), last] => Type::list((**element).clone().join(last.clone())),
            _ => Type::list(Type::Any),
        },
        example: "append([1, 2], 3)",
    },
    // A list may hold nulls; only the list itself may not be one.
    nulls: Nulls::Take,
    call: append,
};

fn append<'a>(arguments: &[Value<'a>], cx: &Context<'a>) -> Result<Value<'a>, Fault> {
    if value(arguments, 0).is_null() {
        return Ok(Value::Null);
    }
    let items = list(arguments, 0)?;
    let last = value(arguments, 1);
    let longer =
        cx.arena.alloc_slice_fill_with(items.len() + 1, |index| items.get(index).copied().unwrap_or(last));
    Ok(Value::List(longer))
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn any_value_can_be_the_last() {
        let items = [Value::Int(1)];
        assert_eq!(shown(&APPEND, &[Value::List(&items), Value::Text("b")]), r#"[1,"b"]"#);
        assert_eq!(shown(&APPEND, &[Value::List(&[]), Value::Null]), "[null]");
        assert_eq!(shown(&APPEND, &[Value::Null, Value::Int(1)]), "null");
        assert_eq!(shown(&APPEND, &[Value::Int(1), Value::Int(1)]), "a value of the wrong type");
    }
}
