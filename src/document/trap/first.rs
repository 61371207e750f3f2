//! A value whose first character means something to YAML.

use super::super::events::Fault;
use super::super::finding::Finding;
use super::super::repair::Repair;
use super::super::scan::{self, Slot};
use super::{Surroundings, quote};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// How a template's pieces begin.
pub(super) const TEMPLATES: [&str; 3] = ["{{", "{%", "{#"];

/// The value of a block entry that the parser refused, if its first characters are to blame.
pub(super) fn blamed(fault: Fault, value: &str) -> bool {
    let mut characters = value.chars();
    let (first, second) = (characters.next(), characters.next());
    let alone = matches!(second, None | Some(' ' | '\t' | '\r' | '\n'));
    match first {
        Some('{') if matches!(second, Some('{' | '%' | '#')) => true,
        Some('{' | '[') => fault != Fault::Bracket && text_behind(value),
        Some('"' | '\'') => {
            fault == Fault::AfterQuote || (fault == Fault::EntryExpected && text_behind(value))
        }
        Some('*' | '&' | '!' | '%' | '@' | '`') => true,
        Some('|' | '>') => fault == Fault::BlockHeader,
        Some('-' | '?') => alone && fault == Fault::Dash,
        _ => false,
    }
}

/// More than a comment follows the closing bracket or quote.
fn text_behind(value: &str) -> bool {
    let line = value.lines().next().unwrap_or_default();
    scan::closed(line).is_some_and(|end| !matches!(line[end..].trim_start().chars().next(), None | Some('#')))
}

/// The value that begins at `at` belongs to a block.
pub(super) fn block(around: &Surroundings<'_>, at: usize) -> Finding {
    let slot = Slot::on_line(around.text, at);
    let piece = scan::block_piece(around.text, at, slot.column);
    let own_line = slot.key.is_none() && slot.value == at;
    let key = slot.key.filter(|key| key.end < at).or(around.key.filter(|_| own_line && !around.at_key));
    let in_list = around.text[scan::line_start(around.text, at)..at].trim_start().starts_with('-');
    let lonely = key.is_none() && !in_list;
    let name = key.map(|key| around.written(key));
    let advice = quote::advice(name.as_deref(), in_list, &around.original[piece.start..piece.end]);
    let finding = complaint(around, at, &quote::subject(name.as_deref(), in_list), advice);
    // where a key is expected, a placeholder for a value would only be the next error
    let repair = if lonely && around.at_key { Repair::Blank(vec![piece]) } else { Repair::Value(piece) };
    Finding::new(finding, repair)
}

/// A key begins as a template does.
pub(super) fn key(around: &Surroundings<'_>, at: usize) -> Finding {
    let length = scan::closed(&around.text[at..scan::line_end(around.text, at)]).unwrap_or(2);
    let piece = Span::new(at, at + length);
    let written = around.written(piece);
    let finding = Diagnostic::new(
        Code::KeyNotText,
        piece,
        format!("the key `{written}` is read as a mapping; a key is a text"),
    )
    .label("YAML begins a mapping here")
    .help(format!("put the key in quotes: `{}: value`", quote::quoted(&written)));
    Finding::new(finding, Repair::Value(piece))
}

/// The value that begins at `at` stands inside `{ }` or `[ ]`.
pub(super) fn flow(around: &Surroundings<'_>, at: usize) -> Finding {
    let piece = scan::flow_piece(around.text, at).unwrap_or(Span::new(at, scan::line_end(around.text, at)));
    let finding = complaint(around, at, &around.subject(), around.quoted(piece));
    Finding::new(finding, Repair::Value(piece))
}

/// `>5` is the header of a text block that has no lines.
pub(super) fn empty_block(around: &Surroundings<'_>) -> Result<(), Finding> {
    let at = scan::next_token(around.text, around.cursor);
    let digit = around.text[at..].starts_with(['>', '|'])
        && around.text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
    if digit { Err(block(around, at)) } else { Ok(()) }
}

fn complaint(around: &Surroundings<'_>, at: usize, subject: &str, advice: String) -> Diagnostic {
    let rest = &around.original[at..];
    let first = rest.chars().next().unwrap_or(' ');
    let doubled = TEMPLATES.into_iter().find(|mark| rest.starts_with(mark));
    let single = first.to_string();
    let mark = doubled.unwrap_or(&single);
    let shown = if first == '`' { "a backtick".to_owned() } else { format!("`{mark}`") };
    let reason = match first {
        '{' if doubled.is_some() => "where YAML begins a mapping",
        '{' => "where YAML begins a mapping, and text follows its `}`",
        '[' => "where YAML begins a list, and text follows its `]`",
        '"' | '\'' => "and text follows the closing quote",
        '*' => "which YAML takes for a reference to an anchor",
        '&' => "which YAML takes for the name of an anchor",
        '!' => "which YAML takes for a tag",
        '%' => "which YAML keeps for directives",
        '|' | '>' => "which YAML takes for the head of a text block",
        '-' => "which YAML takes for a list item",
        '?' => "which YAML takes for a key",
        _ => "which YAML keeps for itself",
    };
    let place = Span::new(at, (at + mark.len()).min(around.text.len()));
    Diagnostic::new(Code::SpecialFirstCharacter, place, format!("{subject} begins with {shown}, {reason}"))
        .label(if matches!(first, '"' | '\'') {
            "the quoted text begins here"
        } else {
            "has a meaning of its own here"
        })
        .help(advice)
}
