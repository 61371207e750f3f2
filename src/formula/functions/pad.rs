//! `pad(x, width, with, side)`: filled up to a width.

use super::arguments::{int, or, value};
use super::results::written;
use crate::formula::signature::{Bounds, Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value};
use bumpalo::collections::String;

/// A record is a message, not a page: a larger width is a slip.
const WIDEST: i128 = 10_000;

pub static PAD: Function = Function {
    signature: Signature {
        name: "pad",
        about: "The value as text of at least that many characters, filled up with zeros, or the character `with`, on its left or right `side`.",
        parameters: &[
            Parameter::required("x", Kind::Any),
            Parameter::required("width", Kind::Int).bounded(Bounds::within(0.0, 10_000.0)),
            Parameter::optional("with", Kind::Text),
            Parameter::optional("side", Kind::Word).one_of(&["left", "right"]),
        ],
        returns: |_| Type::Text,
        example: "pad(7, 3)",
    },
    nulls: Nulls::Pass,
    call: pad,
};

fn pad<'a>(arguments: &[Value<'a>], cx: &Context<'a>) -> Result<Value<'a>, Fault> {
    let text = written(&value(arguments, 0), cx);
    let width = int(arguments, 1)?;
    let Some(filler) = or(value(arguments, 2), Value::Text("0")).as_text() else {
        return Err(Fault::WrongType);
    };
    if filler.chars().count() != 1 || !(0..=WIDEST).contains(&width) {
        return Err(Fault::OutOfBounds);
    }
    let width = usize::try_from(width).map_err(|_| Fault::OutOfBounds)?;
    let missing = width.saturating_sub(text.chars().count());
    let (left, right) = match or(value(arguments, 3), Value::Text("left")) {
        Value::Text("left") => (missing, 0),
        Value::Text("right") => (0, missing),
        _ => return Err(Fault::OutOfBounds),
    };
    let mut out = String::with_capacity_in(text.len() + missing * filler.len(), cx.arena);
    out.extend(std::iter::repeat_n(filler, left));
    out.push_str(text);
    out.extend(std::iter::repeat_n(filler, right));
    Ok(Value::Text(out.into_bump_str()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn a_value_is_filled_up_on_its_side() {
        assert_eq!(shown(&PAD, &[Value::Int(7), Value::Int(3)]), r#""007""#);
        let spaced =
            |side| shown(&PAD, &[Value::Text("äb"), Value::Int(4), Value::Text("·"), Value::Text(side)]);
        assert_eq!(spaced("left"), r#""··äb""#);
        assert_eq!(spaced("right"), r#""äb··""#);
        assert_eq!(spaced("middle"), "an argument outside its bounds");
    }

    #[test]
    fn a_long_value_stays_whole() {
        assert_eq!(shown(&PAD, &[Value::Text("abcd"), Value::Int(3)]), r#""abcd""#);
    }

    #[test]
    fn the_filler_is_one_character_and_the_width_within_reason() {
        let fault = "an argument outside its bounds";
        assert_eq!(shown(&PAD, &[Value::Int(7), Value::Int(3), Value::Text("")]), fault);
        assert_eq!(shown(&PAD, &[Value::Int(7), Value::Int(3), Value::Text("ab")]), fault);
        assert_eq!(shown(&PAD, &[Value::Int(7), Value::Int(10_001)]), fault);
        assert_eq!(shown(&PAD, &[Value::Int(7), Value::Int(-1)]), fault);
    }
}
