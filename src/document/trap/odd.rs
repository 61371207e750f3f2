//! Characters that look like others: non-breaking spaces, invisible ones, smart quotes.

use super::super::finding::Finding;
use super::super::repair::Repair;
use super::super::scan;
use super::Surroundings;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Span, Text};

/// White space that is not a space or tab, and characters that show nothing at all.
pub(super) fn is_odd(c: char) -> bool {
    match c {
        ' ' | '\t' | '\n' | '\r' => false,
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'
        | '\u{feff}'
        | '\u{fffe}'..='\u{ffff}' => true,
        _ => c.is_whitespace() || c.is_control(),
    }
}

/// In a plain key or value; in a formula, smart quotes too.
pub(super) fn plain(around: &Surroundings<'_>, scalar: Span) -> Option<Diagnostic> {
    let raw = &around.text[scalar.start..scalar.end];
    let formula = !around.at_key && is_formula(raw);
    let found = if formula { in_formula(raw) } else { raw.char_indices().find(|(_, c)| is_odd(*c)) };
    let (at, c) = found?;
    let place = Span::new(scalar.start + at, scalar.start + at + c.len_utf8());
    let meant = if is_odd(c) && !formula { Some(around.quoted(scalar)) } else { None };
    let complaint = complaint(place, c);
    Some(match meant {
        Some(quoted) if !around.at_key && (around.key.is_some() || around.in_list) => {
            complaint.help(format!("or, if it is meant, {quoted}"))
        }
        _ => complaint,
    })
}

/// A key's `:` with such a blank behind it at the beginning of a line: YAML sees no key there.
pub(super) fn behind_key(around: &Surroundings<'_>, scalar: Span) -> Result<(), Finding> {
    let raw = &around.text[scalar.start..scalar.end];
    let Some((at, c)) = raw.char_indices().find(|(_, c)| is_odd(*c)) else { return Ok(()) };
    let key = raw[..at].strip_suffix(':');
    if !c.is_whitespace() || key.is_none_or(|key| !key.chars().all(|c| c.is_alphanumeric() || c == '_')) {
        return Ok(());
    }
    let start = scan::line_start(around.text, scalar.start);
    if !around.text[start..scalar.start].trim_matches(' ').is_empty() {
        return Ok(());
    }
    let place = Span::new(scalar.start + at, scalar.start + at + c.len_utf8());
    Err(Finding::new(complaint(place, c), Repair::Blank(vec![place])))
}

/// In a formula or template that is quoted or a block.
pub(super) fn formula(around: &Surroundings<'_>, text: &Text) -> Option<Diagnostic> {
    let value = text.as_str();
    let (at, c) = in_formula(value).filter(|_| is_formula(value))?;
    let place = text.at(at, at + c.len_utf8());
    // an escape such as `\u00a0` is meant
    around.original[place.start..].starts_with(c).then(|| complaint(place, c))
}

fn is_formula(text: &str) -> bool {
    text.starts_with('=')
}

/// The first odd character or smart quote outside of the quotes of a formula.
fn in_formula(text: &str) -> Option<(usize, char)> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '\'' || c == '"' => quote = Some(c),
            None if is_odd(c) || is_smart_quote(c) => return Some((at, c)),
            Some(_) | None => {}
        }
    }
    None
}

fn is_smart_quote(c: char) -> bool {
    matches!(c, '‘' | '’' | '‚' | '‛' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›')
}

/// The parser refused the character.
pub(super) fn failure(around: &Surroundings<'_>, at: usize, c: char) -> Finding {
    let place = around.text[at..]
        .find(c)
        .map_or(Span::new(at, at), |found| Span::new(at + found, at + found + c.len_utf8()));
    Finding::new(complaint(place, c), Repair::Blank(vec![place]))
}

/// The parser gave up on a line that has such a character; without it the line may well be fine.
pub(super) fn on_line(around: &Surroundings<'_>, at: usize) -> Option<Finding> {
    let start = scan::line_start(around.text, at);
    let line = &around.text[start..scan::line_end(around.text, at)];
    let (found, c) = line.char_indices().find(|(_, c)| is_odd(*c))?;
    let place = Span::new(start + found, start + found + c.len_utf8());
    Some(Finding::new(complaint(place, c), Repair::Blank(vec![place])))
}

fn complaint(place: Span, c: char) -> Diagnostic {
    let code = u32::from(c);
    let name = match c {
        '\u{a0}' => "a non-breaking space".to_owned(),
        '\u{feff}' => "an invisible byte order mark".to_owned(),
        '\u{200b}' => "an invisible zero-width space".to_owned(),
        _ if is_smart_quote(c) => format!("the typographic quote {c}"),
        _ if c.is_whitespace() => "an unusual white space".to_owned(),
        _ => "an invisible character".to_owned(),
    };
    let help = if is_smart_quote(c) {
        "formulas use straight quotes: `'text'` or `\"text\"`"
    } else {
        "replace it with an ordinary space, or remove it"
    };
    Diagnostic::new(Code::OddCharacter, place, format!("{name} (U+{code:04X}) stands outside of quotes"))
        .label("this one")
        .help(help)
}
