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
