//! The text of a scenario file and places in it.
//!
//! In: a file's name and text. Out: byte spans, and their lines and columns. Never reads a file.

/// A half-open range of bytes in a [`Source`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The smallest span that holds both.
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// A line and a column, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// One file: its name as the user wrote it, and its whole text.
#[derive(Debug, Clone)]
pub struct Source {
    pub name: String,
    pub text: String,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl Source {
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(newline, _)| newline + 1));
        Self { name: name.into(), lines: lines.collect(), text }
    }

    /// The number of the line that a byte stands in, from 1, and where the line begins.
    pub fn line(&self, byte: usize) -> (usize, usize) {
        let number = self.lines.partition_point(|start| *start <= byte);
        (number, self.lines[number - 1])
    }

    /// Where a byte stands. A byte past the end stands behind the last character.
    pub fn position(&self, byte: usize) -> Position {
        let byte = self.text.floor_char_boundary(byte);
        let (line, start) = self.line(byte);
        Position { line, column: self.text[start..byte].chars().count() + 1 }
    }
}

/// The decoded text of a YAML scalar that knows where each of its bytes stands in the file.
///
/// Quoting, folding and indentation make the decoded text differ from the file's: `origins` holds the
/// decoded offset and the file offset at which each run of equal bytes begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    value: String,
    origins: Vec<Origin>,
    end: usize,
}

/// From decoded byte `decoded` on, the file goes on at byte `file`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    pub decoded: usize,
    pub file: usize,
}

impl Text {
    /// Text that stands in the file as it is, beginning at byte `start`.
    pub fn verbatim(value: impl Into<String>, start: usize) -> Self {
        let value = value.into();
        let end = start + value.len();
        Self { value, origins: vec![Origin { decoded: 0, file: start }], end }
    }

    /// Text whose runs begin at `origins` (ascending, the first at decoded byte 0) and whose last byte
    /// ends at byte `end` of the file.
    pub fn mapped(value: String, origins: Vec<Origin>, end: usize) -> Self {
        debug_assert!(origins.first().is_some_and(|origin| origin.decoded == 0));
        Self { value, origins, end }
    }

    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// The whole text's place in the file.
    pub fn span(&self) -> Span {
        self.at(0, self.value.len())
    }

    /// The place in the file of decoded bytes `start..end`.
    pub fn at(&self, start: usize, end: usize) -> Span {
        let first = self.file_offset(start);
        let last = if end <= start { first } else { self.file_offset(end - 1) + 1 };
        Span::new(first, last.max(first))
    }

    /// The same text without its first `bytes` bytes.
    pub fn skip(&self, bytes: usize) -> Self {
        self.slice(bytes, self.value.len())
    }

    /// Decoded bytes `start..end`, which still know where they stand.
    pub fn slice(&self, start: usize, end: usize) -> Self {
        let first = Origin { decoded: 0, file: self.file_offset(start) };
        let rest = self.origins.iter().filter(|origin| start < origin.decoded && origin.decoded < end);
        let moved = rest.map(|origin| Origin { decoded: origin.decoded - start, ..*origin });
        Self {
            value: self.value[start..end].to_owned(),
            origins: std::iter::once(first).chain(moved).collect(),
            end: if end == self.value.len() { self.end } else { self.at(start, end).end },
        }
    }

    fn file_offset(&self, decoded: usize) -> usize {
        if decoded >= self.value.len() {
            return self.end;
        }
        let run = self.origins.partition_point(|origin| origin.decoded <= decoded) - 1;
        let origin = self.origins[run];
        origin.file + (decoded - origin.decoded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `ab` and `cd` as they stand in a file with something between them, from byte 10 on.
    fn two_runs() -> Text {
        let origins = vec![Origin { decoded: 0, file: 10 }, Origin { decoded: 2, file: 20 }];
        Text::mapped("abcd".to_owned(), origins, 22)
    }

    #[test]
    fn a_slice_keeps_the_places_of_its_bytes() {
        let middle = two_runs().slice(1, 3);
        assert_eq!(middle.as_str(), "bc");
        assert_eq!(middle.at(0, 1), Span::new(11, 12));
        assert_eq!(middle.at(1, 2), Span::new(20, 21));
        assert_eq!(middle.span(), Span::new(11, 21));
    }

    #[test]
    fn an_empty_slice_stands_where_it_was_cut() {
        assert_eq!(two_runs().slice(1, 1).span(), Span::new(11, 11));
        assert_eq!(two_runs().skip(4).span(), Span::new(22, 22));
    }
}
