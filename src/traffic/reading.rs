//! One line against a grammar, its limits and its errors in plain words.
//!
//! In: a line and the rule that is the whole of it. Out: pest's pairs, or one diagnostic that names what is
//! expected where. Names of rules never reach the user.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Text;
use pest::error::{Error, ErrorVariant, InputLocation};
use pest::iterators::Pair;
use pest::{Parser, RuleType};

/// Brackets may be nested this deep, as in formulas.
const DEPTH: usize = 64;
/// Characters of a line.
const LENGTH: usize = 4_000;

/// The pair of the rule that is a whole line. `reading` names what is being read: `a phase`.
/// `wanted` says what the rules are that could have stood where the line is wrong, `helps` what is right there, from
/// what stands before it and what is found.
pub fn parse<'i, P: Parser<R>, R: RuleType>(
    rule: R,
    reading: &str,
    wanted: fn(&[R]) -> Vec<&'static str>,
    helps: impl Fn(&str, &str) -> Vec<String>,
    text: &'i Text,
    diagnostics: &mut Diagnostics,
) -> Option<Pair<'i, R>> {
    let line = text.as_str();
    if let Some(deep) = too_deep(line) {
        let message = format!("{reading} nests more than {DEPTH} brackets");
        diagnostics.add(Diagnostic::new(Code::TooDeep, text.at(deep, deep + 1), message));
        return None;
    }
    if line.chars().count() > LENGTH {
        let message = format!("{reading} is longer than {LENGTH} characters");
        diagnostics.add(Diagnostic::new(Code::TooDeep, text.span(), message));
        return None;
    }
    match P::parse(rule, line) {
        Ok(mut pairs) => pairs.next(),
        Err(error) => {
            diagnostics.add(explain(&error, reading, wanted, helps, text));
            None
        }
    }
}

/// Where a bracket opens that the parser should not follow: it calls itself for each.
fn too_deep(line: &str) -> Option<usize> {
    let (mut depth, mut quote, mut escaped) = (0_usize, None, false);
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (Some('"'), '\\') if !escaped => {
                escaped = true;
                continue;
            }
            (Some(open), _) if c == open && !escaped => quote = None,
            (None, '\'' | '"') if depth > 0 => quote = Some(c),
            (None, '(' | '{') => depth += 1,
            (None, ')' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        escaped = false;
        if depth > DEPTH {
            return Some(at);
        }
    }
    None
}

fn explain<R: RuleType>(
    error: &Error<R>,
    reading: &str,
    wanted: fn(&[R]) -> Vec<&'static str>,
    helps: impl Fn(&str, &str) -> Vec<String>,
    text: &Text,
) -> Diagnostic {
    let line = text.as_str();
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let at = at + line[at..].len() - line[at..].trim_start().len();
    let end = line[at..].find(char::is_whitespace).map_or(line.len(), |length| at + length);
    let found = match &line[at..end] {
        "" => "the line ends".to_owned(),
        piece => format!("found `{piece}`"),
    };
    let wanted = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => wanted(positives),
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    let expected = match wanted.split_last() {
        None => String::new(),
        Some((only, [])) => format!("expected {only}, "),
        Some((last, others)) => format!("expected {} or {last}, ", others.join(", ")),
    };
    let diagnostic =
        Diagnostic::new(Code::LineSyntax, text.at(at, end), format!("{reading}: {expected}{found}"));
    match habit(&line[at..end]) {
        Some(words) => diagnostic.help(words),
        None => helps(&line[..at], &line[at..end]).into_iter().fold(diagnostic, Diagnostic::help),
    }
}

fn habit(found: &str) -> Option<&'static str> {
    match found {
        ";" => Some("each line is an item of its own in the list"),
        _ if found.starts_with('(') && found.matches('(').count() > found.matches(')').count() => {
            Some("a `(` without its `)`")
        }
        _ if found.starts_with('(') => Some("a formula in brackets stands for a number or a weight"),
        _ if found.starts_with("${") => {
            Some("a variable is put in before the line is read; this one was not found")
        }
        _ => None,
    }
}
