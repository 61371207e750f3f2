//! Looking at raw text: lines, brackets and quotes, the piece that a value was meant to be.

use crate::source::Span;

/// A piece of a formula is looked for no further than this: a formula has at most 4,000 characters.
const LONGEST_PIECE: usize = 16_000;

/// The beginning of the line that holds a byte.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind(['\n', '\r']).map_or(0, |line_end| line_end + 1)
}

/// Where the line that holds a byte ends, without its line break.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text[at..].find(['\n', '\r']).map_or(text.len(), |length| at + length)
}

/// The number of spaces at the beginning of the line that holds a byte.
pub(super) fn indentation(text: &str, at: usize) -> usize {
    let line = &text[line_start(text, at)..];
    line.len() - line.trim_start_matches(' ').len()
}

/// The place of the character that stands at a byte; empty at the end of the text.
pub(super) fn character(text: &str, at: usize) -> Span {
    Span::new(at, at + text[at..].chars().next().map_or(0, char::len_utf8))
}

/// A bracket or quote that is still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Open {
    pub at: usize,
    pub mark: char,
}

/// Follows brackets and quotes as formulas and templates use them, until `end_here` says so or a bracket
/// closes that was not opened. Gives the byte it came to, and what is open there.
///
/// An apostrophe behind a letter or digit is part of a word, not a quote.
fn follow(text: &str, mut end_here: impl FnMut(usize, char, &[Open]) -> bool) -> (usize, Vec<Open>) {
    let mut open: Vec<Open> = Vec::new();
    let mut previous = ' ';
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        let quote = open.last().map(|open| open.mark).filter(|mark| matches!(mark, '\'' | '"'));
        if let Some(quote) = quote {
            if c == quote {
                open.pop();
            } else if c == '\\' && quote == '"' {
                characters.next();
            }
        } else {
            if end_here(at, c, &open) {
                return (at, open);
            }
            match c {
                '\'' | '"' if !previous.is_alphanumeric() => open.push(Open { at, mark: c }),
                '(' | '[' | '{' => open.push(Open { at, mark: c }),
                ')' | ']' | '}' => {
                    let expected = open.last().map(|open| closing(open.mark));
                    if expected != Some(c) {
                        return (at, open);
                    }
                    open.pop();
                }
                _ => {}
            }
        }
        previous = c;
    }
    (text.len(), open)
}

pub(super) fn closing(mark: char) -> char {
    match mark {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        quote => quote,
    }
}

/// The outermost bracket or quote that a text opens and does not close.
pub(super) fn unclosed(text: &str) -> Option<Open> {
    follow(text, |_, _, _| false).1.first().copied()
}

/// The byte behind the bracket that closes the one `text` begins with.
pub(super) fn closed(text: &str) -> Option<usize> {
    let mut seen = false;
    let (end, open) = follow(text, |_, _, open| std::mem::replace(&mut seen, true) && open.is_empty());
    (open.is_empty() && end > 0).then_some(end)
}

/// From `start`, the piece that was meant as one value inside `{ }` or `[ ]`: to the `,` or closing bracket that
/// is not inside brackets or quotes of its own. None if those do not close.
pub(super) fn flow_piece(text: &str, start: usize) -> Option<Span> {
    let rest = window(text, start);
    let (end, open) = follow(rest, |_, c, open| open.is_empty() && (c == ',' || c == '\n'));
    let piece = rest[..end].trim_end();
    (open.is_empty() && !piece.is_empty()).then(|| Span::new(start, start + piece.len()))
}

/// From `start`, the piece that was meant as one value of a block: the rest of its line without a comment, and
/// the lines below that are indented deeper than `column`.
pub(super) fn block_piece(text: &str, start: usize, column: usize) -> Span {
    let first_end = line_end(text, start);
    let first_line = &text[start..first_end];
    let mut end = first_end;
    loop {
        let next = end + text[end..].len() - text[end..].trim_start_matches(['\r', '\n']).len();
        let blank_or_deeper = next < text.len() && next > end && {
            let line = &text[next..line_end(text, next)];
            line.trim().is_empty() || line.len() - line.trim_start().len() > column
        };
        if !blank_or_deeper {
            break;
        }
        end = line_end(text, next);
    }
    let whole = text[start..end].trim_end();
    let piece = if whole.len() <= first_line.len() { without_comment(first_line).trim_end() } else { whole };
    Span::new(start, start + piece.len())
}

/// A line up to the ` #` that begins a comment: outside of quotes, and of brackets too if they close.
fn without_comment(line: &str) -> &str {
    let (end, open) = uncommented(line, true);
    let end = if open.is_empty() { end } else { uncommented(line, false).0 };
    if line[end..].starts_with('#') { &line[..end] } else { line }
}

fn uncommented(line: &str, whole_brackets: bool) -> (usize, Vec<Open>) {
    let mut white = false;
    follow(line, |_, c, open| {
        let comment = c == '#' && white && (open.is_empty() || !whole_brackets);
        white = c == ' ' || c == '\t';
        comment
    })
}

fn window(text: &str, start: usize) -> &str {
    &text[start..text.floor_char_boundary(start + LONGEST_PIECE)]
}

/// From `at`, over white space and comments.
pub(super) fn skip_white(text: &str, mut at: usize) -> usize {
    loop {
        at += text[at..].len() - text[at..].trim_start_matches([' ', '\t', '\r', '\n', '\u{feff}']).len();
        if !text[at..].starts_with('#') {
            return at;
        }
        at = line_end(text, at);
    }
}

/// From `at`, over white space, comments, `:`, `,` and `- `, to where the next key or value is written.
pub(super) fn next_token(text: &str, mut at: usize) -> usize {
    loop {
        at = skip_white(text, at);
        let rest = &text[at..];
        if !(rest.starts_with([':', ',']) || rest.starts_with("- ") || rest.starts_with("-\n")) {
            return at;
        }
        at += 1;
    }
}

/// The key and value that a line of block YAML holds behind its indentation and dashes.
pub(super) struct Slot {
    pub key: Option<Span>,
    pub value: usize,
    /// The column at which its key stands, or its last `-`; lines deeper than that belong to its value.
    pub column: usize,
}

impl Slot {
    pub fn on_line(text: &str, at: usize) -> Self {
        let start = line_start(text, at);
        let end = line_end(text, at);
        let mut value = start;
        let mut dash = None;
        loop {
            value += text[value..end].len() - text[value..end].trim_start_matches([' ', '\t']).len();
            if !text[value..end].starts_with("- ") {
                break;
            }
            dash = Some(value);
            value += 1;
        }
        let line = &text[value..end];
        let Some(length) = key_length(line) else {
            let column = dash.map_or((value - start).saturating_sub(1), |dash| dash - start);
            return Self { key: None, value, column };
        };
        let rest = &line[length..];
        let colon = rest.find(':').map_or(rest.len(), |colon| colon + 1);
        let white = rest[colon..].len() - rest[colon..].trim_start_matches([' ', '\t']).len();
        Self {
            key: Some(Span::new(value, value + length)),
            value: value + length + colon + white,
            column: value - start,
        }
    }
}

/// How long the key is that a line begins with: up to its `: `, or a quoted text before a `:`.
fn key_length(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let length = match first {
        '"' | '\'' => closed(line)?,
        '{' | '[' | '#' | '@' | '`' | '%' | '|' | '>' => return None,
        _ => {
            let ends = line.match_indices(':').map(|(colon, _)| colon);
            ends.into_iter().find(|colon| ends_key(&line[colon + 1..]))?
        }
    };
    let rest = line[length..].trim_start_matches(' ');
    let key = line[..length].trim_end();
    (rest.strip_prefix(':').is_some_and(ends_key) && !key.is_empty()).then_some(key.len())
}

fn ends_key(behind_colon: &str) -> bool {
    behind_colon.is_empty() || behind_colon.starts_with([' ', '\t', '\r', '\n'])
}
