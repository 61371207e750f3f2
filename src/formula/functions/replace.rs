//! `replace(text, from, to)`: every occurrence of one text by another.

use super::arguments::text;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value, room};

pub static REPLACE: Function = Function {
    signature: Signature {
        name: "replace",
        about: "The text with every `from` in it replaced by `to`; an empty `from` occurs nowhere.",
        parameters: &[
            Parameter::required("text", Kind::Text),
            Parameter::required("from", Kind::Text),
            Parameter::required("to", Kind::Text),
        ],
        returns: |_| Type::Text,
        example: "replace('a-b-c', '-', '/')",
    },
    nulls: Nulls::Pass,
    call: replace,
};

fn replace<'a>(arguments: &[Value<'a>], cx: &Context<'a>) -> Result<Value<'a>, Fault> {
    let (whole, from, to) = (text(arguments, 0)?, text(arguments, 1)?, text(arguments, 2)?);
    if from.is_empty() || !whole.contains(from) {
        return Ok(Value::Text(whole));
    }
    room(cx.arena, whole.len() + whole.matches(from).count().saturating_mul(to.len()))?;
    Ok(Value::Text(cx.arena.alloc_str(&whole.replace(from, to))))
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn every_occurrence_is_replaced_and_an_empty_text_occurs_nowhere() {
        let replaced = |text, from, to| shown(&REPLACE, &[text, from, to].map(Value::Text));
        assert_eq!(replaced("a-b-c", "-", "/"), r#""a/b/c""#);
        assert_eq!(replaced("aaa", "aa", ""), r#""a""#);
        assert_eq!(replaced("abc", "", "x"), r#""abc""#);
    }
}
