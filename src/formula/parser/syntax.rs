//! Says in plain words why a text is no formula: where pest stopped, what stands there, what would be accepted.
//! In: pest's error. Out: one diagnostic. Never shows a rule of the grammar.

use super::scan::{closing, excerpt, open_brackets, piece, unclosed_quote, unquoted, word_before};
use super::{choice, habit, limits};
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
    let at = written.len() - written[at..].trim_start_matches([' ', '\t', '\r', '\n']).len();
    let stop = Stop { text, at, positives };
    empty(text)
        .or_else(|| stop.quote())
        .or_else(|| stop.text_in_outcome())
        .or_else(|| habit::explain(text, at))
        .or_else(|| stop.bracket())
        .or_else(|| stop.outcome())
        .unwrap_or_else(|| stop.plain())
}

fn empty(text: &Text) -> Option<Diagnostic> {
    text.as_str().trim().is_empty().then(|| {
        Diagnostic::new(Code::FormulaSyntax, text.span(), "nothing follows the `=`")
            .label("a formula is missing")
            .help("write a formula such as `=int(1..10)`; the text `=` alone is written `=\"=\"`")
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
        let typographic = written[start..].chars().find(|c| "‘’“”".contains(*c));
        let error = match typographic {
            Some(other) => error.help(format!("`{other}` does not close it: write straight quotes")),
            None => error,
        };
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

    /// Within `choice`, words and signs that other languages know rather belong to a text without its quotes.
    fn text_in_outcome(&self) -> Option<Diagnostic> {
        let found = self.found();
        let behind_percent = self.text.as_str()[..self.at].trim_end().ends_with('%');
        let sign =
            found.len() == 1 && found.contains(['&', '#', '$', '@', '~', '^', '+', '=', ':', ';', '/']);
        let word = found.starts_with(char::is_alphabetic) || behind_percent;
        if sign || word { self.outcome() } else { None }
    }

    /// Several words, or signs, in an outcome of `choice`.
    fn outcome(&self) -> Option<Diagnostic> {
        let written = self.text.as_str();
        let (open, bracket) = open_brackets(&written[..self.at]).pop()?;
        if bracket != '(' || word_before(written, open) != "choice" || self.found().is_empty() {
            return None;
        }
        let start = open + 1;
        let ends = unquoted(&written[start..]).scan(0_usize, |depth, (at, character)| {
            match character {
                '(' | '[' => *depth += 1,
                ')' | ']' if *depth > 0 => *depth -= 1,
                _ => return Some((*depth == 0 && matches!(character, ',' | ')')).then_some(start + at)),
            }
            Some(None)
        });
        let (before, behind): (Vec<usize>, Vec<usize>) = ends.flatten().partition(|end| *end < self.at);
        let start = before.last().map_or(start, |comma| comma + 1);
        let end = behind.first().map_or(written.len(), |end| *end);
        let label = format!("cannot go on with `{}`", excerpt(self.found()));
        choice::no_outcome(self.text, start, end).map(|error| error.label(label))
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
        let begins = self.text.as_str()[..self.at].trim().is_empty();
        let error = if begins {
            self.error(self.at, end, format!("a formula cannot begin with `{}`", excerpt(found)))
        } else {
            self.error(self.at, end, format!("a formula cannot go on with `{}` here", excerpt(found)))
        };
        self.advise(error.label(label), expected)
    }

    /// What may stand there instead, as far as it can be told from what surrounds it.
    fn advise(&self, error: Diagnostic, expected: Expected) -> Diagnostic {
        let (before, found) = (self.text.as_str()[..self.at].trim_end(), self.found());
        let word = word_before(self.text.as_str(), self.at);
        let is_word = |text: &str| text.starts_with(char::is_alphabetic);
        match expected {
            _ if before.ends_with("\\'") => error.help("in single quotes a quote is written twice: 'it''s'"),
            _ if found == ":" => {
                error.help("an argument has its name before a `=`: match(plan, free=1, else=2)")
            }
            _ if found == "," => {
                error.help("a comma stands between two arguments of a call, two elements or two outcomes")
            }
            Expected::Bracket if word == "if" => error.help("`if` is a function: if(condition, a, b)"),
            Expected::Value if found == "=" => {
                error.help("before the `=` stands the name of an argument: pick(products, by=weight)")
            }
            Expected::Value if found.is_empty() && before.ends_with('%') => {
                error.help("a percentage is written without a blank: 5%")
            }
            Expected::Value if is_word(found) => error
                .help(format!("`{found}` is a word of formulas; a field of that name is payload['{found}']")),
            Expected::Value | Expected::Bracket => error.help(VALUES),
            Expected::Name if before.ends_with('|') => {
                error.help("behind a `|` stands the name of a function: price | round(2)")
            }
            Expected::Name => error
                .help("behind a `.` stands a name, as in product.price; an element of a list is items[0]"),
            Expected::Operator { .. } if is_word(word) && is_word(found) => {
                let both = format!("{word} {found}");
                error.help(format!("as a text, write '{both}'; as the name of a field, payload['{both}']"))
            }
            Expected::Operator { .. } if is_word(word) && found.starts_with(['\'', '"']) => {
                error.help("a text with values in it is a template, without `=`: \"id-{{ number }}\"")
            }
            Expected::Operator { .. }
                if found.starts_with(|c: char| c.is_alphanumeric() || "_'\"([".contains(c)) =>
            {
                error.help("between two values stands an operator, such as `+`, or a comma in brackets")
            }
            Expected::Operator { .. } => {
                error.help("operators are or and not == != < <= > >= in, .. + - * / % |")
            }
        }
    }
}

/// What pest would have taken, in the terms of a reader.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    Value,
    Name,
    /// The `(` of a call.
    Bracket,
    /// What may follow a value; inside brackets perhaps a comma.
    Operator {
        comma: bool,
    },
}

impl Expected {
    fn among(rules: &[Rule]) -> Self {
        let comma = rules.contains(&Rule::comma);
        if rules.iter().all(|rule| matches!(rule, Rule::open | Rule::args)) {
            return Self::Bracket;
        }
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
            (Self::Bracket, _) => "`(`",
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
