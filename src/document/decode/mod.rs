//! A scalar as it stands in the file -> its text, each byte of which knows where it stands.
//!
//! Written anew beside the parser's own decoding, which keeps no places; a test holds the two to be equal.

mod block;
mod flow;

use super::node::Style;
use crate::source::{Origin, Span, Text};

/// The text of a scalar that stands at `span`. `parsed` is what the YAML parser made of it: where a block
/// scalar's last line ends depend on a header that the span leaves out.
pub(super) fn decode(file: &str, span: Span, style: Style, parsed: &str) -> Text {
    let raw = &file[span.start..span.end];
    match style {
        Style::Plain => flow::decode(raw, span.start, style),
        Style::SingleQuoted | Style::DoubleQuoted => {
            let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
            flow::decode(inner, span.start + 1, style)
        }
        Style::Literal | Style::Folded => {
            let lines = parsed.trim_end_matches('\n');
            let line_ends = parsed.len() - lines.len();
            if lines.is_empty() {
                block::without_lines(file, span, line_ends)
            } else {
                block::decode(file, span, style == Style::Folded, line_ends)
            }
        }
    }
}

/// Collects decoded text and the places it comes from.
struct Mapper {
    value: String,
    origins: Vec<Origin>,
    /// Where the next verbatim byte would have to stand to continue the last run.
    next: usize,
}

impl Mapper {
    fn new(start: usize) -> Self {
        Self { value: String::new(), origins: vec![Origin { decoded: 0, file: start }], next: start }
    }

    /// Adds text that stands in the file as it is.
    fn verbatim(&mut self, text: &str, at: usize) {
        if !text.is_empty() {
            self.run(at);
            self.value.push_str(text);
            self.next = at + text.len();
        }
    }

    /// Adds a character for which the file has the `length` bytes at `at`, such as an escape.
    fn put(&mut self, decoded: char, at: usize, length: usize) {
        let last = decoded.len_utf8() - 1;
        for byte in 0..=last {
            let into = if byte == last && byte > 0 { length - 1 } else { byte.min(length - 1) };
            self.value_run(byte, at + into);
        }
        self.value.push(decoded);
    }

    fn value_run(&mut self, ahead: usize, at: usize) {
        if self.next != at {
            self.add(Origin { decoded: self.value.len() + ahead, file: at });
        }
        self.next = at + 1;
    }

    fn run(&mut self, at: usize) {
        if self.next != at {
            self.add(Origin { decoded: self.value.len(), file: at });
        }
    }

    fn add(&mut self, origin: Origin) {
        if self.origins.last().is_some_and(|last| last.decoded == origin.decoded) {
            self.origins.pop();
        }
        self.origins.push(origin);
    }

    fn finish(self, end: usize) -> Text {
        Text::mapped(self.value, self.origins, end)
    }
}

/// The bytes at which the line breaks of a text end: a CRLF counts as its LF.
fn breaks(text: &str, at: usize) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().filter_map(move |(index, byte)| match byte {
        b'\n' => Some(at + index),
        b'\r' if bytes.get(index + 1) != Some(&b'\n') => Some(at + index),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::events::{Event, Events};
    use super::*;
    use proptest::prelude::*;

    /// Scalars as people and attackers write them, each behind a key.
    fn yaml() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "a",
            "b c",
            "é",
            "😀",
            " ",
            "  ",
            "\t",
            "\n",
            "\n  ",
            "\n\n   ",
            "\r\n  ",
            "\r\n",
            "'",
            "''",
            "\"",
            "\\\"",
            "\\n",
            "\\u00e9",
            "\\L",
            "\\\n  ",
            "\\\\",
            "\\x41",
            "#",
            ": ",
            "-",
            "=",
            "{",
            "\\ud83d\\ude00",
        ]);
        let head = prop::sample::select(vec![
            "", "'", "\"", "|\n  ", "|-\n  ", "|+\n\n  ", ">\n  ", ">-\n  ", ">+\n\n  ", "|2\n  ", ">1\n ",
        ]);
        let tail = prop::sample::select(vec![
            "", "'", "\"", "\n", "\n\n", "\r\n\r\n", "\ny: 1\n", "'\n", "\"\n", "\n   \n",
        ]);
        (head, prop::collection::vec(piece, 0..12), tail)
            .prop_map(|(head, pieces, tail)| format!("x: {head}{}{tail}", pieces.concat()))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_scalar_is_what_the_parser_says_and_knows_its_bytes(file in yaml()) {
            for spanned in Events::new(&file, &file).map_while(Result::ok) {
                let Event::Scalar { value, style, .. } = spanned.event else { continue };
                if spanned.span.start == spanned.span.end && style == Style::Plain {
                    continue; // the parser says `~` for what is not there
                }
                let raw = &file[spanned.span.start..spanned.span.end];
                if style == Style::Plain && [" #", "\t#", "\n#"].iter().any(|comment| raw.contains(comment)) {
                    continue; // refused: the parser may drop a comment line from the middle of a value
                }
                let text = decode(&file, spanned.span, style, &value);
                // the parser adds a line end where the file lacks its last one
                let line_end_added = format!("{}\n", text.as_str()) == value && !file.ends_with(['\n', '\r']);
                prop_assert!(text.as_str() == value || line_end_added, "{:?} {style:?}: {:?}, parsed {value:?}", file, text.as_str());
                for (index, c) in text.as_str().char_indices() {
                    let place = text.at(index, index + c.len_utf8());
                    let found = file.get(place.start..place.end);
                    prop_assert!(found.is_some(), "{file:?}: {place:?} cuts a character");
                    let escaped = style == Style::DoubleQuoted && file[place.start..].starts_with('\\');
                    let folded = matches!(c, ' ' | '\n') && matches!(found, Some("\n" | "\r"));
                    prop_assert!(found == Some(c.encode_utf8(&mut [0; 4])) || escaped || folded, "{file:?}: {c:?} is not {found:?}");
                }
            }
        }
    }

    #[test]
    fn an_escape_is_found_from_its_character() {
        let file = "x: \"a\\u00e9b\"";
        let text = decode(file, Span::new(3, file.len()), Style::DoubleQuoted, "");
        assert_eq!(text.as_str(), "aéb");
        assert_eq!(text.at(1, 3), Span::new(5, 11));
        assert_eq!(text.at(3, 4), Span::new(11, 12));
    }
}
