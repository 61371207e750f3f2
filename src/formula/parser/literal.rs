//! Numbers, durations and quoted texts, from their writing to their value.

use super::{Failure, first};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Kind;
use crate::formula::grammar::Rule;
use crate::formula::number::{Flaw, Number, diagnose, duration_nanos, number as read_number};
use crate::source::{Span, Text};
use pest::iterators::Pair;

/// The value of a number or duration that stands at byte `start` of the formula.
pub fn number(written: &str, span: Span, formula: &str, start: usize) -> Result<Kind, Failure> {
    let value = match read_number(written) {
        Ok(Number::Whole(whole)) => Ok(Kind::Int(whole)),
        Ok(Number::Decimal(decimal)) => Ok(Kind::Number(decimal)),
        Err(Flaw::TooLarge) => Err(Flaw::TooLarge),
        Err(Flaw::Form) => duration_nanos(written).map(Kind::Duration),
    };
    value.map_err(|flaw| {
        let before = &formula[..start];
        if before.ends_with("..") && written.starts_with('.') {
            let error = Diagnostic::new(Code::ForeignSyntax, span, "`...` is not part of a formula");
            return error.label("not written like this here").help("a range has two dots: `1..5`").into();
        }
        let error = diagnose(written, flaw, span);
        let group =
            before.strip_suffix(',').is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
        let thousands = group && written.len() == 3 && flaw == Flaw::Form;
        if thousands { error.help("thousands are written with `_`: 1_000").into() } else { error.into() }
    })
}

/// The text of a `string`, without its quotes.
pub fn text(string: Pair<Rule>, text: &Text) -> Result<String, Failure> {
    let pair = first(string);
    let written = pair.as_str();
    let inner = &written[1..written.len() - 1];
    if pair.as_rule() == Rule::raw {
        return Ok(inner.replace("''", "'"));
    }
    unescape(inner).map_err(|(start, length)| {
        let start = pair.as_span().start() + 1 + start;
        let escape = &text.as_str()[start..start + length];
        Diagnostic::new(
            Code::FormulaSyntax,
            text.at(start, start + length),
            format!("`{escape}` means nothing in double quotes"),
        )
        .label("not an escape")
        .help("the escapes are \\n \\t \\r \\\" \\\\ \\/ \\b \\f and \\u00e9")
        .help("in single quotes a backslash is a backslash: '\\d{3}'")
        .into()
    })
}

/// The text that JSON's escapes stand for, or where a wrong escape begins and how long it is.
fn unescape(written: &str) -> Result<String, (usize, usize)> {
    let mut text = String::with_capacity(written.len());
    let mut rest = written;
    while let Some((plain, escaped)) = rest.split_once('\\') {
        text.push_str(plain);
        let start = written.len() - escaped.len() - 1;
        let sign = escaped.chars().next().ok_or((start, 1))?;
        rest = &escaped[sign.len_utf8()..];
        match sign {
            '"' | '\\' | '/' => text.push(sign),
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            'u' => {
                let (character, length) = unicode(rest).ok_or((start, 2))?;
                text.push(character);
                rest = &rest[length..];
            }
            _ => return Err((start, 1 + sign.len_utf8())),
        }
    }
    text.push_str(rest);
    Ok(text)
}

/// The character behind `\u`, and how many bytes say so: four digits, or two surrogates.
fn unicode(rest: &str) -> Option<(char, usize)> {
    let high = four_digits(rest)?;
    if let Some(character) = char::from_u32(u32::from(high)) {
        return Some((character, 4));
    }
    let low = four_digits(rest.get(4..)?.strip_prefix("\\u")?)?;
    let character = char::decode_utf16([high, low]).next()?.ok()?;
    Some((character, 10))
}

fn four_digits(rest: &str) -> Option<u16> {
    let digits = rest.get(..4)?;
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    hexadecimal.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn escapes_are_those_of_json() {
        assert_eq!(unescape(r#"a\n\"\\\u00e9\ud83d\ude00"#).unwrap(), "a\n\"\\é😀");
        assert_eq!(unescape(r"ab\d{3}"), Err((2, 2)));
        assert_eq!(unescape(r"\ud83d"), Err((0, 2)));
        assert_eq!(unescape(r"\u+0e9"), Err((0, 2)));
    }
}
