//! Text and numbers for SVG and HTML.

use crate::report::numbers;
use std::borrow::Cow;

/// Text as it may stand in an element or in a quoted attribute.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    let is_special = |letter: char| {
        matches!(letter, '&' | '<' | '>' | '"' | '\'' | '\u{fffe}' | '\u{ffff}') || is_control(letter)
    };
    if !text.contains(is_special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // what XML cannot hold
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            letter if is_control(letter) => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    Cow::Owned(out)
}

fn is_control(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\t')
}

/// A number's thousands set apart by thin spaces, which no line ends in.
pub(super) fn thin(number: &str) -> String {
    number.replace(',', "\u{202f}")
}

pub(super) fn count(number: u64) -> String {
    thin(&numbers::count(number))
}

/// A rate or another number, with the digits that say something.
pub(super) fn short(number: f64) -> String {
    thin(&numbers::short(number))
}

/// A rate as it is read at a glance: whole from a hundred on.
pub(super) fn rough(rate: f64) -> String {
    short(if rate < 100.0 { rate } else { libm::round(rate) })
}

/// A coordinate, to a tenth.
pub(super) fn at(coordinate: f64) -> String {
    let text = format!("{coordinate:.1}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".to_owned(),
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(escape("a <b> & \"c\" 'd'"), "a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
        assert_eq!(escape("a\u{1}\u{ffff}\tb\n"), "a\u{fffd}\u{fffd}\tb\n");
        assert!(matches!(escape("plain"), Cow::Borrowed("plain")));
    }

    #[test]
    fn coordinates_and_numbers_are_short() {
        assert_eq!([1.0, 0.04, -0.04, 12.345].map(at), ["1", "0", "0", "12.3"]);
        assert_eq!(count(1_234_567), "1\u{202f}234\u{202f}567");
    }
}
