//! Plain and quoted scalars: line folding, `''` and the escapes of double quotes.

use super::super::node::Style;
use super::{Mapper, breaks};
use crate::source::Text;

/// `raw` is the text between the quotes, or the plain text; it stands at byte `at`.
pub(super) fn decode(raw: &str, at: usize, style: Style) -> Text {
    let mut out = Mapper::new(at);
    let mut done = 0;
    while done < raw.len() {
        let rest = &raw[done..];
        let place = at + done;
        done += match rest.as_bytes()[0] {
            b' ' | b'\t' | b'\r' | b'\n' => white(rest, place, &mut out),
            b'\'' if style == Style::SingleQuoted => {
                out.put('\'', place, rest.len().min(2));
                2
            }
            b'\\' if style == Style::DoubleQuoted => escape(rest, place, &mut out),
            _ => {
                let length = rest
                    .find(|c| {
                        matches!(c, ' ' | '\t' | '\r' | '\n')
                            || (c == '\'' && style == Style::SingleQuoted)
                            || (c == '\\' && style == Style::DoubleQuoted)
                    })
                    .unwrap_or(rest.len());
                out.verbatim(&rest[..length], place);
                length
            }
        };
    }
    out.finish(at + raw.len())
}

/// White space: as it is within a line; around line breaks it goes, one break is a space, more are one fewer.
fn white(rest: &str, at: usize, out: &mut Mapper) -> usize {
    let length = rest.find(|c| !matches!(c, ' ' | '\t' | '\r' | '\n')).unwrap_or(rest.len());
    let white = &rest[..length];
    let mut places = breaks(white, at);
    match (places.next(), places.next()) {
        (None, _) => out.verbatim(white, at),
        (Some(only), None) => out.put(' ', only, 1),
        (Some(_), Some(second)) => {
            out.put('\n', second, 1);
            places.for_each(|place| out.put('\n', place, 1));
        }
    }
    length
}

/// An escape of a double-quoted scalar; `rest` begins with the backslash.
fn escape(rest: &str, at: usize, out: &mut Mapper) -> usize {
    let Some(kind) = rest[1..].chars().next() else {
        out.verbatim(rest, at);
        return rest.len();
    };
    let (decoded, length) = match kind {
        '\r' | '\n' => return continuation(rest, at, out),
        'x' => unicode(rest, 2),
        'u' => unicode(rest, 4),
        'U' => unicode(rest, 8),
        '0' => ('\0', 2),
        'a' => ('\u{7}', 2),
        'b' => ('\u{8}', 2),
        't' => ('\t', 2),
        'n' => ('\n', 2),
        'v' => ('\u{b}', 2),
        'f' => ('\u{c}', 2),
        'r' => ('\r', 2),
        'e' => ('\u{1b}', 2),
        'N' => ('\u{85}', 2),
        '_' => ('\u{a0}', 2),
        'L' => ('\u{2028}', 2),
        'P' => ('\u{2029}', 2),
        // `\ `, `\"`, `\/`, `\\` and `\` before a tab stand for themselves; the parser refuses others
        itself => (itself, 1 + itself.len_utf8()),
    };
    out.put(decoded, at, length);
    length
}

/// `\` at the end of a line: the lines are joined, and only further empty lines count.
fn continuation(rest: &str, at: usize, out: &mut Mapper) -> usize {
    let white = rest[1..].find(|c| !matches!(c, ' ' | '\t' | '\r' | '\n')).map_or(rest.len(), |end| end + 1);
    breaks(&rest[..white], at).skip(1).for_each(|place| out.put('\n', place, 1));
    white
}

/// `\x41`, `\u00e9`, `\U0001f600`, and the two halves of a surrogate pair.
fn unicode(rest: &str, digits: usize) -> (char, usize) {
    let hex =
        |start: usize| rest.get(start..start + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    let length = 2 + digits;
    let Some(code) = hex(2) else { return (char::REPLACEMENT_CHARACTER, rest.len().min(2)) };
    if let Some(single) = char::from_u32(code) {
        return (single, length);
    }
    let pair = hex(length + 2)
        .and_then(|low| char::from_u32(0x1_0000 + ((code & 0x3ff) << 10) + low.checked_sub(0xdc00)?));
    pair.map_or((char::REPLACEMENT_CHARACTER, length), |pair| (pair, 2 * length))
}
