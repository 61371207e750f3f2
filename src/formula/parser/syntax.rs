//! Says in plain words why a text is no formula: where pest stopped, what stands there, what would be accepted.
//! In: pest's error. Out: one diagnostic. Never shows a rule of the grammar.

use super::scan::{closing, open_brackets, piece, unclosed_quote, unquoted, word_before};
use super::{habit, limits};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::grammar::Rule;
use crate::source::Text;
use pest::error::{Error, ErrorVariant, InputLocation};

const VALUES: &str = "a value is a number, a text in quotes, a name, a call such as int(1..10), a list such as \
                      [1, 2], or a formula in brackets";

/// The diagnostic for a text that pest could not read.
pub fn explain(error: &Error<Rule>, text: &Text) -> Diagnostic {
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else {
        return limits::too_deep(text.span());
    };
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    // Pest may stop on the blanks before what it could not read.
    let written = text.as_str();
    let at = written.len() - written[at..].trim_start().len();
    let stop = Stop { text, at, positives };
    empty(text)
        .or_else(|| stop.quote())
        .or_else(|| habit::explain(text, at))
        .or_else(|| stop.bracket())
        .or_else(|| stop.outcome())
        .unwrap_or_else(|| stop.plain())
}

fn empty(text: &Text) -> Option<Diagnostic> {
    text.as_str().trim().is_empty().then(|| {
        Diagnostic::new(Code::FormulaSyntax, text.span(), "nothing follows the `=`")
            .label("a formula is missing")
            .help("write a formula such as `=int(1..10)`; for the text, write \"=\" in a formula: `=\"=\"`")
    })
}

/// Where pest stopped, and what it would have taken there.
struct Stop<'t> {
    text: &'t Text,
    at: usize,
    positives: &'t [Rule],
}

impl<'t> Stop<'t> {
    fn found(&self) -> &'t str {
        piece(self.text.as_str(), self.at)
    }

    fn error(&self, start: usize, end: usize, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Code::FormulaSyntax, self.text.at(start, end), message)
    }

    /// A quote that never ends swallows everything behind it.
    fn quote(&self) -> Option<Diagnostic> {
        let written = self.text.as_str();
        let start = unclosed_quote(written).filter(|start| *start <= self.at)?;
        let quote = piece(written, start).chars().next()?;
        let error =
            self.error(start, start + 1, format!("the quote `{quote}` is never closed")).label("opens here");
        let glued = written[..start].ends_with(char::is_alphanumeric);
        let escaped = written[..start].contains("\\'");
        Some(match quote {
            '\'' if glued => error.help("a text with a quote in it is written 'O''Brien' or \"O'Brien\""),
            '\'' if escaped => error.help("in single quotes a quote is written twice: 'it''s'"),
            '\'' => error.help("close it: 'raw text'; within it, a quote is written twice: 'it''s'"),
            _ => error.help("close it: \"text\"; within it, a quote is written \\\""),
        })
    }

    /// A bracket without its partner.
    fn bracket(&self) -> Option<Diagnostic> {
        let written = self.text.as_str();
        let open = open_brackets(&written[..self.at]);
        match (self.found(), open.last()) {
            ("", Some((start, bracket))) => {
                let missing = closing(*bracket);
                let error = self.error(*start, start + 1, format!("the bracket `{bracket}` is never closed"));
                Some(error.label("opens here").help(format!("a `{missing}` is missing")))
            }
            (found @ (")" | "]"), None) => Some(
                self.error(self.at, self.at + 1, format!("`{found}` closes a bracket that was never opened"))
                    .label("no bracket is open here"),
            ),
            (found @ (")" | "]"), Some((start, bracket))) if !found.starts_with(closing(*bracket)) => Some(
                self.error(self.at, self.at + 1, format!("`{found}` closes the bracket `{bracket}`"))
                    .label(format!("expected `{}`", closing(*bracket)))
                    .related(self.text.at(*start, start + 1), "opens here"),
            ),
            _ => None,
        }
    }

    /// Several words, or signs, in an outcome of `choice`.
    fn outcome(&self) -> Option<Diagnostic> {
        let written = self.text.as_str();
        let (open, _) = open_brackets(&written[..self.at]).pop()?;
        if word_before(written, open) != "choice" || self.found().is_empty() {
            return None;
        }
        let inside = unquoted(written).filter(|(at, _)| *at > open);
        let commas: Vec<usize> = inside.filter(|(_, c)| matches!(c, ',' | ')')).map(|(at, _)| at).collect();
        let start = commas.iter().rev().find(|comma| **comma < self.at).map_or(open, |comma| *comma) + 1;
        let end = commas.iter().find(|comma| **comma >= self.at).map_or(written.len(), |comma| *comma);
        let outcome = written[start..end].trim();
        let start = start + written[start..end].find(outcome)?;
        if outcome.is_empty() {
            return None;
        }
        let error =
            self.error(start, start + outcome.len(), format!("`{outcome}` is no outcome of `choice`"));
        let error = error.label(format!("cannot go on with `{}`", self.found()));
        if let Some((name, share)) = outcome.split_once(['=', ':']) {
            let (name, share) = (name.trim(), share.trim());
            let text = quoted(name);
            let help = format!(
                "a weight is a percentage behind a blank: `{text} 40%`; to look a value up, match(x, {name}={share})"
            );
            return Some(error.help(help));
        }
        let (text, weight) = split_weight(outcome);
        Some(
            error
                .help(format!(
                    "a text that is not a single word needs quotes: {}{weight}",
                    quoted_always(text)
                ))
                .help("an outcome is a word, a text in quotes or a formula, then perhaps a weight: view 40%"),
        )
    }

    /// Everything else: what was found and what is accepted.
    fn plain(&self) -> Diagnostic {
        let found = self.found();
        let expected = Expected::among(self.positives);
        let label =
            format!("expected {}", expected.words(!open_brackets(&self.text.as_str()[..self.at]).is_empty()));
        let end = self.at + found.len();
        if found.is_empty() {
            let before = self.text.as_str().trim_end().len();
            let last = self.text.as_str()[..before].char_indices().next_back().map_or(0, |(at, _)| at);
            let error = self.error(last, before, "the formula ends too early");
            return self.advise(error.label(format!("{label} behind this")), expected);
        }
        let error = self.error(self.at, end, format!("a formula cannot go on with `{found}` here"));
        self.advise(error.label(label), expected)
    }

    fn advise(&self, error: Diagnostic, expected: Expected) -> Diagnostic {
        let (written, found) = (self.text.as_str(), self.found());
        let operand =
            found.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '\'' | '"' | '(' | '['));
        match expected {
            Expected::Value => return error.help(VALUES),
            Expected::Name => {
                return error.help(
                    "behind a `.` stands a name, as in product.price; an element of a list is items[0]",
                );
            }
            Expected::Operator { .. } => {}
        }
        if found == "," {
            return error.help("commas stand between the arguments of a call, in lists and in `choice`");
        }
        let before = word_before(written, self.at);
        if operand && before.starts_with(char::is_alphabetic) && found.starts_with(char::is_alphabetic) {
            let both = format!("{before} {found}");
            return error
                .help(format!("as a text, write '{both}'; as the name of a field, payload['{both}']"));
        }
        if operand {
            return error.help("between two values stands an operator, such as `+`, or a comma in brackets");
        }
        error.help("operators are or and not == != < <= > >= in, .. + - * / % |")
    }
}

/// What pest would have taken, in the terms of a reader.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    Value,
    Name,
    /// What may follow a value; inside brackets perhaps a comma.
    Operator {
        comma: bool,
    },
}

impl Expected {
    fn among(rules: &[Rule]) -> Self {
        let comma = rules.contains(&Rule::comma);
        let closes = [Rule::EOI, Rule::comma, Rule::close, Rule::close_list, Rule::args];
        if rules.iter().any(|rule| is_operator(*rule)) || rules.iter().all(|rule| closes.contains(rule)) {
            return Self::Operator { comma };
        }
        let names = [Rule::name, Rule::keyword];
        if rules.iter().all(|rule| names.contains(rule)) { Self::Name } else { Self::Value }
    }

    fn words(self, inside: bool) -> &'static str {
        match (self, inside) {
            (Self::Value, _) => "a value",
            (Self::Name, _) => "a name",
            (Self::Operator { comma: true }, true) => "an operator, a comma or a closing bracket",
            (Self::Operator { .. }, true) => "an operator or a closing bracket",
            (Self::Operator { .. }, false) => "an operator or the end",
        }
    }
}

fn is_operator(rule: Rule) -> bool {
    use Rule::{
        add, and, div, eq, filter, ge, gt, index, is_in, le, lt, member, mul, ne, not_in, or, range, rem, sub,
    };
    matches!(
        rule,
        or | and
            | not_in
            | is_in
            | eq
            | ne
            | le
            | ge
            | lt
            | gt
            | range
            | add
            | sub
            | mul
            | div
            | rem
            | filter
            | member
            | index
    )
}

/// A text and the weight behind it, with the blank between them.
fn split_weight(outcome: &str) -> (&str, &str) {
    match outcome.rsplit_once(' ') {
        Some((text, weight)) if weight.ends_with('%') => (text.trim_end(), &outcome[text.len()..]),
        _ => (outcome, ""),
    }
}

fn quoted(text: &str) -> String {
    let word = text.chars().all(|c| c.is_alphanumeric() || c == '_');
    if word { text.to_owned() } else { quoted_always(text) }
}

fn quoted_always(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
