//! ` #` begins a comment, also where a value is meant to go on.

use super::super::finding::Finding;
use super::super::repair::Repair;
use super::super::scan::{self, Slot};
use super::{Surroundings, flow};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// A plain value whose open quote or bracket is closed in the comment behind it.
pub(super) fn cut(around: &Surroundings<'_>, value: Span) -> Result<(), Finding> {
    let Some(comment) = comment_behind(around.text, value.end) else { return Ok(()) };
    let raw = &around.text[value.start..value.end];
    if scan::unclosed(raw).is_none() || (around.flow && !flow::has_own_brackets(raw)) {
        return Ok(());
    }
    let meant = if around.flow {
        scan::flow_piece(around.text, value.start)
    } else {
        Some(scan::block_piece(around.text, value.start, usize::MAX))
    };
    let Some(meant) = meant.filter(|meant| meant.end > comment.start) else { return Ok(()) };
    let finding = Diagnostic::new(
        Code::CutByComment,
        comment,
        format!("{} is cut short: a `#` after a space begins a comment", around.subject()),
    )
    .label("YAML ignores this")
    .related(value, "this is all that is left of the value")
    .help(around.quoted(meant));
    Err(Finding::new(finding, Repair::Value(meant)))
}

/// A comment line that the parser drops from a plain value of several lines.
pub(super) fn dropped(around: &Surroundings<'_>, value: Span) -> Result<(), Finding> {
    let raw = &around.text[value.start..value.end];
    let comment = raw.match_indices('#').find(|(at, _)| raw[..*at].ends_with([' ', '\t', '\n', '\r']));
    comment.map_or(Ok(()), |(at, _)| Err(inside(around, value.start, value.start + at)))
}

/// Nothing but a `#fff` where a value is expected.
pub(super) fn instead_of_value(around: &Surroundings<'_>, behind: usize) -> Result<(), Finding> {
    let Some(comment) = comment_behind(around.text, behind.min(around.text.len())) else { return Ok(()) };
    let glued = around.text[comment.start + 1..].starts_with(|c: char| c.is_alphanumeric());
    if !glued {
        return Ok(());
    }
    let finding = Diagnostic::new(
        Code::CutByComment,
        comment,
        format!("{} is empty: a `#` after a space begins a comment", around.subject()),
    )
    .label("YAML ignores this")
    .help(around.quoted(comment));
    Err(Finding::new(finding, Repair::Value(comment)))
}

/// A comment between the lines of a plain value.
pub(super) fn inside(around: &Surroundings<'_>, start: usize, at: usize) -> Finding {
    let comment = Span::new(at, scan::line_end(around.text, at).max(at));
    let column = Slot::on_line(around.text, start).column;
    let meant = scan::block_piece(around.text, start, column);
    let finding = Diagnostic::new(
        Code::CutByComment,
        comment,
        format!("{} goes on below a comment, which YAML does not allow", around.of_latest().subject()),
    )
    .label("a comment inside a value of several lines")
    .help("move the comment above the key; a text that is no comment needs quotes around the whole value");
    Finding::new(finding, Repair::Value(meant))
}

fn comment_behind(text: &str, at: usize) -> Option<Span> {
    let behind = text[at..].trim_start_matches([' ', '\t']);
    let start = text.len() - behind.len();
    behind.starts_with('#').then(|| {
        let comment = text[start..scan::line_end(text, start)].trim_end();
        Span::new(start, start + comment.len())
    })
}
