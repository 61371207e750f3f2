//! `slice(x, from, to)`: a part of a text or list.

use super::arguments::{int, value};
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value};

pub static SLICE: Function = Function {
    signature: Signature {
        name: "slice",
        about: "The characters of a text, or the elements of a list, from position `from` (the first is 0) up to but not including `to`; negative positions count from the end, and without `to` it goes to the end.",
        parameters: &[
            Parameter::required("x", Kind::Any),
            Parameter::required("from", Kind::Int),
            Parameter::optional("to", Kind::Int),
        ],
        returns: |arguments| match arguments.first() {
            Some(ty @ (Type::Text | Type::List(_))) => ty.clone(),
            _ => Type::Any,
        },
        example: "slice('abcdef', 1, -1)",
    },
    nulls: Nulls::Pass,
    call: slice,
};

fn slice<'a>(arguments: &[Value<'a>], _: &Context<'a>) -> Result<Value<'a>, Fault> {
    let from = int(arguments, 1)?;
    let to = if value(arguments, 2).is_null() { None } else { Some(int(arguments, 2)?) };
    match value(arguments, 0) {
        Value::Text(text) => {
            let (start, end) = positions(from, to, text.chars().count());
            let byte = |position| text.char_indices().nth(position).map_or(text.len(), |(byte, _)| byte);
            Ok(Value::Text(&text[byte(start)..byte(end)]))
        }
        Value::List(items) => {
            let (start, end) = positions(from, to, items.len());
            Ok(Value::List(&items[start..end]))
        }
        _ => Err(Fault::WrongType),
    }
}

/// Two positions within `0..=length`, the second not before the first.
fn positions(from: i128, to: Option<i128>, length: usize) -> (usize, usize) {
    let place = |position: i128| {
        let end = i128::try_from(length).unwrap_or(i128::MAX);
        let counted = if position < 0 { position.saturating_add(end) } else { position };
        usize::try_from(counted.clamp(0, end)).unwrap_or(length)
    };
    let start = place(from);
    (start, to.map_or(length, place).max(start))
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn positions_count_characters_from_either_end() {
        let sliced = |from, to| shown(&SLICE, &[Value::Text("äbcdeö"), Value::Int(from), to]);
        assert_eq!(sliced(1, Value::Int(3)), r#""bc""#);
        assert_eq!(sliced(-2, Value::Null), r#""eö""#);
        assert_eq!(sliced(0, Value::Int(-1)), r#""äbcde""#);
        assert_eq!(sliced(4, Value::Int(2)), r#""""#);
        assert_eq!(sliced(i128::MIN, Value::Int(i128::MAX)), r#""äbcdeö""#);
    }

    #[test]
    fn a_list_is_cut_like_a_text() {
        let items = [Value::Int(1), Value::Int(2), Value::Int(3)];
        assert_eq!(shown(&SLICE, &[Value::List(&items), Value::Int(-2), Value::Null]), "[2,3]");
        assert_eq!(shown(&SLICE, &[Value::Int(123), Value::Int(0)]), "a value of the wrong type");
    }
}
