//! `title(text)`: every word with a capital.

use super::arguments::text;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value};
use bumpalo::collections::String;

pub static TITLE: Function = Function {
    signature: Signature {
        name: "title",
        about: "The text with a capital at the start of every word and small letters behind it; words are runs of letters, digits and apostrophes.",
        parameters: &[Parameter::required("text", Kind::Text)],
        returns: |_| Type::Text,
        example: "title('home and garden')",
    },
    nulls: Nulls::Pass,
    call: title,
};

fn title<'a>(arguments: &[Value<'a>], cx: &Context<'a>) -> Result<Value<'a>, Fault> {
    let mut out = String::new_in(cx.arena);
    let mut in_word = false;
    for letter in text(arguments, 0)?.chars() {
        if in_word {
            out.extend(letter.to_lowercase());
        } else {
            out.extend(letter.to_uppercase());
        }
        in_word = letter.is_alphanumeric() || (in_word && matches!(letter, '\'' | '’'));
    }
    Ok(Value::Text(out.into_bump_str()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn every_word_has_one_capital() {
        let titled = |text| shown(&TITLE, &[Value::Text(text)]);
        assert_eq!(titled("home AND garden"), r#""Home And Garden""#);
        assert_eq!(titled("it's o-kay 2nd"), r#""It's O-Kay 2nd""#);
        assert_eq!(titled(""), r#""""#);
    }
}
