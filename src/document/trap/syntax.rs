//! What is left when no trap explains why the YAML of a block cannot be read: plain words and the right place.

use super::super::events::Fault;
use super::super::finding::Finding;
use super::super::repair::Repair;
use super::super::scan::{self, Slot};
use super::{Surroundings, comment, first, quote};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// The parser gave up at byte `at`, outside of brackets.
pub(super) fn block(fault: Fault, around: &Surroundings<'_>, at: usize) -> Finding {
    let text = around.text;
    let behind = around.latest.filter(|value| value.end <= at && !text[value.end..at].contains(['\n', '\r']));
    let start = match behind {
        _ if matches!(fault, Fault::Dash | Fault::Character(_)) => at,
        Some(value) => value.start,
        None => scan::next_token(text, around.cursor.min(at)),
    };
    let slot = Slot::on_line(text, start);
    let value = start.max(slot.value).min(scan::line_end(text, start));
    if first::blamed(fault, &text[value..]) {
        return first::block(around, value);
    }
    match fault {
        Fault::Colon => colon_in_block(around, at, value),
        Fault::UnclosedQuote => unclosed_quote(around, value),
        Fault::Escape => escape(around, value),
        Fault::MissingColon => below_comment(around, at).unwrap_or_else(|| missing_colon(around, at)),
        Fault::EntryExpected | Fault::Dash => below_comment(around, at).unwrap_or_else(|| entry(around, at)),
        Fault::Bracket => {
            let close = text[at..].chars().next().unwrap_or(']');
            let finding =
                complaint(scan::character(around.original, at), format!("the `{close}` closes nothing"))
                    .help("remove it, or put the value in quotes if it belongs to it");
            Finding::new(finding, Repair::Value(scan::block_piece(text, value, slot.column)))
        }
        Fault::BlockIndentation => {
            let finding =
                complaint(line(text, at), "a line of this text block is indented less than its first line")
                    .help("indent all lines of the text alike, at least as deep as the first one");
            Finding::new(finding, Repair::Blank(vec![with_lines_below(text, at)]))
        }
        Fault::CommentGlued => {
            let finding = complaint(Span::new(at, at), "a comment needs a space before its `#`")
                .help("put a space before the `#`, or quotes around the value it belongs to");
            Finding::new(finding, Repair::Blank(vec![Span::new(at, scan::line_end(text, at))]))
        }
        _ => {
            let finding = complaint(line(text, at), "this is not YAML that can be read")
                .help("a line is `key: value`, `- item`, or `key:` with deeper lines below it")
                .help("a value with special characters needs quotes");
            Finding::new(finding, Repair::Blank(vec![with_lines_below(text, at)]))
        }
    }
}

fn complaint(place: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::YamlSyntax, place, message)
}

/// The words for a `: ` inside the piece that was meant as one value.
pub(super) fn colon(around: &Surroundings<'_>, at: usize, meant: Span) -> Diagnostic {
    let slot = Slot::on_line(around.text, meant.start);
    let on_line = slot.key.filter(|key| key.end <= meant.start && !around.flow);
    let key = on_line.or(around.key.filter(|_| !around.at_key)).map(|key| around.written(key));
    let in_list = around.in_list && key.is_none();
    let subject = quote::subject(key.as_deref(), in_list);
    let behind = &around.original[scan::character(around.original, at).end..];
    let at_end = behind.is_empty() || behind.starts_with(['\n', '\r']);
    let what = if at_end { "ends with a `:`" } else { "has a `: ` in it" };
    Diagnostic::new(
        Code::ColonInValue,
        scan::character(around.original, at),
        format!("{subject} {what}, which YAML takes for the end of a key"),
    )
    .label("YAML ends a key here")
    .help(quote::advice(key.as_deref(), in_list, &around.original[meant.start..meant.end]))
}

fn colon_in_block(around: &Surroundings<'_>, at: usize, value: usize) -> Finding {
    let text = around.text;
    if let Some(finding) = deeper_key(around, at) {
        return finding;
    }
    if !text[at..].starts_with(':') || value >= at {
        let finding = complaint(line(text, at), "a `:` stands where no key can be")
            .help("a line is `key: value`; a value with a `: ` in it needs quotes");
        return Finding::new(finding, Repair::Blank(vec![with_lines_below(text, at)]));
    }
    let meant = scan::block_piece(text, value, Slot::on_line(text, value).column);
    Finding::new(colon(around, at, meant), Repair::Value(meant))
}

/// `b: 2` below `a: 1`, but indented deeper: YAML reads `1 b` and is surprised by the colon.
fn deeper_key(around: &Surroundings<'_>, at: usize) -> Option<Finding> {
    let text = around.text;
    let value = around.latest.filter(|value| value.end <= at)?;
    let key = Span::new(scan::line_start(text, at) + scan::indentation(text, at), at);
    if key.start <= value.start || key.start >= key.end {
        return None;
    }
    let looks_like_key = text[key.start..key.end].chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
    let above = text[value.start..key.start].trim_end();
    if !looks_like_key || above.starts_with('=') && scan::unclosed(above).is_some() {
        return None;
    }
    let name = around.written(key);
    let above = Span::new(value.start, value.start + above.len());
    let finding =
        complaint(key, format!("`{name}` is indented deeper than the line above, which already has a value"))
            .label("deeper than its neighbours")
            .related(above, "this line has its value")
            .help("give keys of the same mapping the same indentation")
            .help("a value of several lines that has a `: ` in it needs quotes");
    Some(Finding::new(finding, Repair::Blank(vec![with_lines_below(text, key.start)])))
}

pub(super) fn unclosed_quote(around: &Surroundings<'_>, value: usize) -> Finding {
    let text = around.text;
    let mark = text[value..].chars().next().unwrap_or('"');
    let whole = around.outermost_bracket.filter(|_| around.flow).unwrap_or(value);
    let meant = scan::block_piece(text, whole, Slot::on_line(text, whole).column);
    let finding = complaint(
        scan::character(around.original, value),
        format!("the quote {mark} is not closed, or a line of the quoted text is not indented"),
    )
    .label("opened here")
    .help(format!("close the text with another {mark}"));
    Finding::new(finding, Repair::Value(meant))
}

pub(super) fn escape(around: &Surroundings<'_>, value: usize) -> Finding {
    let text = around.text;
    let end =
        scan::closed(&text[value..]).map_or_else(|| scan::line_end(text, value), |length| value + length);
    let quoted = Span::new(value, end);
    let place = bad_escape(text, quoted).unwrap_or(quoted);
    let inner = around.original[value..end].trim_matches('"');
    let written = around.written(place);
    let finding = complaint(place, format!("`{written}` is no escape that YAML knows in double quotes"))
        .label("a backslash begins an escape")
        .help(format!("in single quotes a backslash is itself: `'{}'`", inner.replace('\'', "''")))
        .help("in double quotes write `\\\\` for a backslash");
    Finding::new(finding, Repair::Value(quoted))
}

fn bad_escape(text: &str, quoted: Span) -> Option<Span> {
    let mut at = quoted.start;
    while let Some(backslash) = text[at..quoted.end].find('\\') {
        at += backslash;
        let kind = text[at + 1..quoted.end].chars().next()?;
        let digits = match kind {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let end = at + 1 + kind.len_utf8();
        let hex = text[end..quoted.end].bytes().take(digits).take_while(u8::is_ascii_hexdigit).count();
        if !"0abt\tnvfre \"/\\N_LPxuU\r\n".contains(kind) || hex < digits {
            return Some(Span::new(at, end + hex));
        }
        at = end;
    }
    None
}

fn missing_colon(around: &Surroundings<'_>, at: usize) -> Finding {
    let text = around.text;
    let place = line(text, at);
    let written = around.written(place);
    let repair = Repair::Blank(vec![with_lines_below(text, place.start)]);
    let finding = match written.split_once(':') {
        Some((key, value)) if !key.is_empty() && !value.is_empty() => {
            complaint(place, format!("`{written}` is not read as a key and a value: there is no space after the `:`"))
                .label("no `: ` here")
                .help(format!("write `{key}: {value}`"))
        }
        _ => complaint(place, "a key is expected here, and this line has no `:`")
            .label("not a `key: value`")
            .help("write `key: value`; a text that goes on from the line above has to be indented deeper than its key"),
    };
    Finding::new(finding, repair)
}

/// A plain value goes on below a comment of its own line.
fn below_comment(around: &Surroundings<'_>, at: usize) -> Option<Finding> {
    let text = around.text;
    let value = around.latest.filter(|value| value.end <= at)?;
    let column = Slot::on_line(text, value.start).column;
    let goes_on =
        scan::indentation(text, at) > column && scan::skip_white(text, value.end) == line(text, at).start;
    let comment = value.end + text[value.end..at].find('#')?;
    goes_on.then(|| comment::inside(around, value.start, comment))
}

/// The line does not go on with what the lines above began.
fn entry(around: &Surroundings<'_>, at: usize) -> Finding {
    let text = around.text;
    let place = line(text, at);
    let dash = text[place.start..place.end].starts_with("- ") || &text[place.start..place.end] == "-";
    let (message, help) = if around.in_list && !dash {
        (
            "a list goes on here, and this line is no list item",
            "begin the line with `- `, or put it under the first key of the item above",
        )
    } else if dash && !around.in_list {
        (
            "a list item stands among the keys of a mapping",
            "a list stands below a key of its own, with the same or deeper indentation",
        )
    } else {
        (
            "the indentation of this line fits none of the lines above",
            "give keys of the same mapping the same indentation, and deeper ones to what belongs to a key",
        )
    };
    let finding = complaint(place, message).label("this line").help(help);
    Finding::new(finding, Repair::Blank(vec![with_lines_below(text, place.start)]))
}

/// The text of the line that holds a byte, without indentation.
fn line(text: &str, at: usize) -> Span {
    let start = scan::line_start(text, at);
    let end = scan::line_end(text, at);
    let line = text[start..end].trim_end();
    let white = line.len() - line.trim_start().len();
    Span::new(start + white, start + line.len())
}

fn with_lines_below(text: &str, at: usize) -> Span {
    let place = line(text, at);
    let column = place.start - scan::line_start(text, at);
    let below = scan::block_piece(text, place.start, column);
    Span::new(place.start, below.end.max(place.end))
}
