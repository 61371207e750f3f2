//! `split(text, separator)`: the pieces between separators.

use super::arguments::text;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value};
use bumpalo::collections::Vec;

pub static SPLIT: Function = Function {
    signature: Signature {
        name: "split",
        about: "The list of texts between the separators; an empty separator gives the single characters.",
        parameters: &[Parameter::required("text", Kind::Text), Parameter::required("separator", Kind::Text)],
        returns: |_| Type::list(Type::Text),
        example: "split('a,b,c', ',')",
    },
    nulls: Nulls::Pass,
    call: split,
};

fn split<'a>(arguments: &[Value<'a>], cx: &Context<'a>) -> Result<Value<'a>, Fault> {
    let (whole, separator) = (text(arguments, 0)?, text(arguments, 1)?);
    let mut pieces = Vec::new_in(cx.arena);
    if separator.is_empty() {
        let ends = whole.char_indices().map(|(start, letter)| (start, start + letter.len_utf8()));
        pieces.extend(ends.map(|(start, end)| Value::Text(&whole[start..end])));
    } else {
        pieces.extend(whole.split(separator).map(Value::Text));
    }
    Ok(Value::List(pieces.into_bump_slice()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn pieces_may_be_empty_and_characters_are_whole() {
        let pieces = |text, separator| shown(&SPLIT, &[Value::Text(text), Value::Text(separator)]);
        assert_eq!(pieces("a,,b", ","), r#"["a","","b"]"#);
        assert_eq!(pieces("", ","), r#"[""]"#);
        assert_eq!(pieces("äb", ""), r#"["ä","b"]"#);
    }
}
