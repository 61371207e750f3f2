//! Values inside `{ }` and `[ ]`, where `,` `{` `}` `[` `]` end a value without quotes.

use super::super::assignment::{PARTED, assignment};
use super::super::events::Fault;
use super::super::finding::Finding;
use super::super::repair::Repair;
use super::super::scan::{self, Slot};
use super::{Surroundings, first, syntax};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// A formula, `${…}` or template of which YAML took only the beginning.
pub(super) fn cut(
    around: &Surroundings<'_>,
    value: Span,
    found: &mut Vec<Diagnostic>,
) -> Result<(), Finding> {
    let raw = &around.text[value.start..value.end];
    if !has_own_brackets(raw) {
        return Ok(());
    }
    let Some(open) = scan::unclosed(raw) else { return Ok(()) };
    match scan::flow_piece(around.text, value.start) {
        Some(meant) if meant.end > value.end => Err(cut_at(around, value, meant)),
        _ => {
            let place = scan::character(around.original, value.start + open.at);
            let complaint = Diagnostic::new(
                Code::CutByFlow,
                place,
                format!("{} ends before its `{}` is closed", around.subject(), open.mark),
            );
            let help =
                format!("close it with `{}`, and put the whole value in quotes", scan::closing(open.mark));
            found.push(complaint.label("opened here").help(help));
            Ok(())
        }
    }
}

/// Formulas, environment variables and templates use the brackets and commas that YAML takes for its own.
pub(super) fn has_own_brackets(value: &str) -> bool {
    value.starts_with('=') || ["${", "{{", "{%"].iter().any(|mark| value.contains(mark))
}

/// A template begins where a value is expected.
pub(super) fn template(around: &Surroundings<'_>, at: usize) -> Finding {
    let meant = scan::flow_piece(around.text, at).unwrap_or(Span::new(at, at + 2));
    let finding = Diagnostic::new(
        Code::CutByFlow,
        Span::new(at, at + 2),
        format!("{} is a template without quotes inside {}", around.subject(), brackets(around)),
    )
    .label("YAML begins a mapping here")
    .help(around.quoted(meant));
    Finding::new(finding, Repair::Value(meant))
}

/// A key without a `:`; mostly the rest of the value before it, which a `,` cut in two.
pub(super) fn key_alone(around: &Surroundings<'_>, key: Span) -> Result<Option<Diagnostic>, Finding> {
    let text = around.text;
    if text[scan::skip_white(text, key.end)..].starts_with(':') {
        return Ok(None);
    }
    let written = &text[key.start..key.end];
    if let Some((name, value)) = written.split_once(':').filter(|(name, _)| !name.is_empty()) {
        let finding = Diagnostic::new(Code::EmptyValue, key, format!("`{written}` is a key without a value"))
            .label("no space after the `:`")
            .help(format!("put a space after the colon: `{name}: {}`", value.trim()));
        return Ok(Some(finding));
    }
    let is_open = |(_, value): (Span, Span)| scan::unclosed(&text[value.start..value.end]).is_some();
    if let Some((name, _)) = assignment(written)
        && !around.previous_value.is_some_and(is_open)
    {
        return Err(assigned(around, key, name));
    }
    let Some((previous_key, previous)) = around.previous_value else { return Ok(None) };
    let plain = !text[previous.start..].starts_with(['{', '[', '"', '\'']);
    if !plain || text[previous.end..key.start].trim() != "," {
        return Ok(None);
    }
    let meant = Span::new(previous.start, end_of_bare_items(text, key.end));
    let owner = Surroundings { key: Some(previous_key), at_key: false, ..*around };
    Err(cut_at(&owner, previous, meant))
}

/// `{ balance = balance + 1 }`
fn assigned(around: &Surroundings<'_>, key: Span, name: &str) -> Finding {
    let meant = scan::flow_piece(around.text, key.start).unwrap_or(key);
    let written = &around.text[meant.start..meant.end];
    let value = assignment(written).map_or("", |(_, value)| value);
    let mended = match value {
        plain if !plain.contains([',', '[', ']', '{', '}', '#', ':']) => format!("{name}: ={plain}"),
        quoted if quoted.contains(['"', '\\']) => format!("{name}: '={}'", quoted.replace('\'', "''")),
        text => format!("{name}: \"={text}\""),
    };
    let finding = Diagnostic::new(Code::EmptyValue, meant, format!("`{written}` is a key without a value"))
        .label("no `:` behind the name")
        .help(format!("{PARTED}: `{mended}`"));
    let behind = scan::skip_white(around.text, meant.end);
    let comma = around.text[behind..].starts_with(',');
    let end = if comma { behind + 1 } else { meant.end };
    Finding::new(finding, Repair::Blank(vec![Span::new(meant.start, end)]))
}

/// Behind the items that have no `:` of their own.
fn end_of_bare_items(text: &str, mut end: usize) -> usize {
    while let Some(rest) = text[end..].trim_start().strip_prefix(',') {
        let start = text.len() - rest.len();
        let length = rest.find([',', '}', ']', '\n']).unwrap_or(rest.len());
        let item = rest[..length].trim_end();
        if item.trim().is_empty() || item.contains(": ") || item.ends_with(':') {
            break;
        }
        end = start + item.len();
    }
    end
}

fn cut_at(around: &Surroundings<'_>, value: Span, meant: Span) -> Finding {
    let at = scan::skip_white(around.text, value.end);
    let mark = around.original[at..].chars().next().unwrap_or(',');
    let finding = Diagnostic::new(
        Code::CutByFlow,
        scan::character(around.original, at),
        format!("{} is cut in pieces: inside {} a `{mark}` ends it", around.subject(), brackets(around)),
    )
    .label("YAML ends the value here")
    .help(around.quoted(meant))
    .help(format!("or write it on a line of its own, without {}", brackets(around)));
    Finding::new(finding, Repair::Value(meant))
}

fn brackets(around: &Surroundings<'_>) -> &'static str {
    match around.innermost_bracket {
        Some(at) if around.text[at..].starts_with('[') => "`[ ]`",
        _ => "`{ }`",
    }
}

/// The parser gave up inside brackets, of which the innermost stands at `bracket`.
pub(super) fn failure(fault: Fault, around: &Surroundings<'_>, at: usize, bracket: usize) -> Finding {
    let text = around.text;
    let same_line = |value: &Span| value.end <= at && !text[value.end..at].contains('\n');
    if let Some(value) = around.latest.filter(same_line)
        && let Some(meant) = scan::flow_piece(text, value.start).filter(|meant| meant.end > value.end)
    {
        return if text[at..].starts_with(':') {
            Finding::new(syntax::colon(&around.of_latest(), at, meant), Repair::Value(meant))
        } else {
            cut_at(&around.of_latest(), value, meant)
        };
    }
    let start = scan::next_token(text, around.cursor.min(at));
    match fault {
        Fault::Character(_) | Fault::Property | Fault::BlockHeader => return first::flow(around, at),
        // a quote that is not closed goes on to the next quote, however far away
        Fault::AfterQuote if !text[start..at.max(start)].contains('\n') => return first::flow(around, start),
        Fault::AfterQuote | Fault::UnclosedQuote => return syntax::unclosed_quote(around, start),
        Fault::Escape => return syntax::escape(around, start),
        _ => {}
    }
    unclosed(around, at, bracket)
}

fn unclosed(around: &Surroundings<'_>, at: usize, bracket: usize) -> Finding {
    let text = around.text;
    let outermost = around.outermost_bracket.unwrap_or(bracket);
    let slot = Slot::on_line(text, outermost);
    let meant = scan::block_piece(text, outermost, slot.column);
    let repair = Repair::Value(meant);
    let inside = &text[bracket..meant.end.max(bracket)];
    if let Some(comma) = empty_item(inside) {
        let place = Span::new(bracket + comma, bracket + comma + 1);
        let finding = Diagnostic::new(Code::YamlSyntax, place, "nothing stands between two commas")
            .label("a value is missing before this comma")
            .help("remove one of the commas, or write `null` between them");
        return Finding::new(finding, repair);
    }
    let line = &text[bracket..scan::line_end(text, bracket)];
    if let Some(hash) = line.find(" #").filter(|hash| line[*hash..].contains(['}', ']'])) {
        let comment = Span::new(bracket + hash + 1, bracket + line.trim_end().len());
        let finding = Diagnostic::new(
            Code::CutByComment,
            comment,
            format!("a `#` after a space begins a comment, and hides the end of {}", brackets(around)),
        )
        .label("YAML ignores this")
        .help("put the value that has the `#` in quotes");
        return Finding::new(finding, repair);
    }
    let open = text[bracket..].chars().next().unwrap_or('{');
    let close = scan::closing(open);
    let mut finding = Diagnostic::new(
        Code::YamlSyntax,
        scan::character(around.original, bracket),
        format!("the `{open}` is not closed by a `{close}`"),
    )
    .label("opened here")
    .help(format!("close it with `{close}`, or put the value in quotes if the bracket belongs to it"));
    if at > bracket && at < text.len() && !text[at..].starts_with(['\n', '\r']) {
        finding = finding.related(scan::character(around.original, at), "YAML could not read on from here");
    }
    Finding::new(finding, repair)
}

/// The second of two commas with nothing between them.
fn empty_item(text: &str) -> Option<usize> {
    text.match_indices(',').map(|(comma, _)| comma).find(|comma| {
        let before = text[..*comma].trim_end();
        before.ends_with([',', '[', '{'])
    })
}
