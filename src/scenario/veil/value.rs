//! The value of a key as it stands in a line.
//!
//! In: what is written behind a key. Out: where it ends and what of it may be a secret. Never asks whose value it is.

use super::keys::{Quotes, quotes};
use std::ops::Range;

/// Where a value ends; deeper lines always belong to it.
#[derive(Clone, Copy)]
pub(super) enum Until {
    Shallower,
    Key,
    KnownKey,
    Quote(char),
}

/// A value behind its tag and its anchor.
pub(super) fn untagged(value: &str) -> &str {
    let mut value = value.trim();
    while value.starts_with(['!', '&']) {
        value = value.split_once(char::is_whitespace).map_or("", |(_, rest)| rest.trim_start());
    }
    value
}

pub(super) fn until(value: &str) -> Until {
    let value = untagged(value);
    match quotes(value) {
        Quotes::Open(quote) => Until::Quote(quote),
        Quotes::Closed(_) => Until::Shallower,
        Quotes::None if value.is_empty() || value.starts_with(['#', '|', '>']) => Until::KnownKey,
        Quotes::None if value.starts_with(['{', '[']) && !value.ends_with(['}', ']']) => Until::KnownKey,
        Quotes::None => Until::Shallower,
    }
}

/// A piece without the marks and blanks around it.
pub(super) fn inner(text: &str, piece: Range<usize>) -> Range<usize> {
    let marks = |letter: char| letter.is_whitespace() || "-{}[],|>\"'".contains(letter);
    let inner = text[piece.clone()].trim_end_matches(marks);
    let start = piece.start + inner.len() - inner.trim_start_matches(marks).len();
    start..(piece.start + inner.len()).max(start)
}

/// Where a comment begins behind a value, or its end.
pub(super) fn comment(value: &str) -> usize {
    let behind = match quotes(value) {
        Quotes::None => value.len() - value.trim_start().len(),
        Quotes::Closed(end) => end,
        Quotes::Open(_) => value.len(),
    };
    let mut marks = value[behind..].match_indices('#').map(|(at, _)| behind + at);
    marks.find(|at| value[..*at].ends_with(char::is_whitespace) && *at > behind).unwrap_or(value.len())
}

/// What of a value may be a secret: all but its marks and blanks, and the names of variables.
pub(super) fn secrets(text: &str, piece: Range<usize>, mut found: impl FnMut(Range<usize>)) {
    let Range { start, end } = inner(text, piece.clone());
    let mut at = start;
    while let Some(dollar) = text[at..end].find("${").map(|offset| at + offset) {
        let behind = &text[dollar + 2..piece.end];
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let rest = behind.trim_start_matches(is_name);
        let name_end = piece.end - rest.len();
        let kept = if rest.starts_with('}') { name_end + 1 } else { name_end + 2 };
        if !rest.starts_with('}') && !rest.starts_with(":-") {
            break;
        }
        found(at..dollar);
        at = kept.min(end);
    }
    found(at..end);
}
