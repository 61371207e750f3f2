//! What a value from the environment may be where it is put: one thing, and never a piece of code.
//!
//! In: the text before the place, with its own variables put in, and the value. Out: whether it may stand
//! there. Never changes a value.

use crate::formula::number::{duration_nanos, number};
use crate::template::is_in_tag;
use crate::traffic::Moment;

/// The kind of text that a variable stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admit {
    /// A literal: any text.
    Anything,
    /// A formula: one number, duration or name.
    Formula,
    /// A line: also a clock, a date or a name with `-`; in its brackets as in a formula.
    Line,
    /// A template: in its tags as in a formula, outside of them no piece of a tag.
    Template,
}

impl Admit {
    /// The kind of the place behind `before`.
    pub(super) fn behind(self, before: &str) -> Self {
        match self {
            Self::Line if has_open_bracket(before) => Self::Formula,
            Self::Template if is_in_tag(before) => Self::Formula,
            kind => kind,
        }
    }

    pub(super) fn admits(self, before: &str, value: &str) -> bool {
        match self {
            Self::Anything => true,
            Self::Formula => is_amount(value) || is_name(value) && !OPERATORS.contains(&value),
            Self::Line => is_amount(value) || Moment::parse(value).is_some() || value.split('-').all(is_name),
            Self::Template => {
                let completes = before.ends_with('{') && (value.is_empty() || value.starts_with(['%', '#']));
                !completes
                    && !value.starts_with(['{', '}'])
                    && !value.ends_with(['{', '}'])
                    && !["{{", "{%", "{#"].iter().any(|mark| value.contains(mark))
            }
        }
    }
}

/// Names that do something in a formula.
const OPERATORS: [&str; 5] = ["and", "or", "not", "in", "if"];

/// A number or a duration, with or without a sign.
fn is_amount(value: &str) -> bool {
    let amount = value.strip_prefix(['-', '+']).unwrap_or(value);
    number(amount).is_ok() || duration_nanos(amount).is_ok()
}

fn is_name(value: &str) -> bool {
    let mut letters = value.chars();
    letters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
}

/// Whether a formula may be open at the end of a line's text. Quotes, which may hide a bracket, count as one.
fn has_open_bracket(before: &str) -> bool {
    before.contains(['\'', '"']) || before.matches('(').count() > before.matches(')').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(kind: Admit, before: &str, value: &str) -> bool {
        kind.behind(before).admits(before, value)
    }

    #[test]
    fn a_formula_takes_one_number_duration_or_name() {
        for value in
            ["5", "-5", "+1.5", "1e-3", "10_000", "2.5k", "40%", "250ms", "1h30m", "name", "_a1", "größe"]
        {
            assert!(admits(Admit::Formula, "", value), "{value}");
        }
        for value in [
            "",
            "-",
            "5-3",
            "1..9",
            "1.",
            ".5",
            "product.cost",
            "a-b",
            "user-events",
            "--5",
            "-a",
            "5%3",
            "5:3",
            "a:b",
            "08:00",
            "2026-11-27",
            "or",
            "not",
            "a b",
            "f()",
            "1s-2s",
            "30s-5",
        ] {
            assert!(!admits(Admit::Formula, "", value), "{value}");
        }
    }

    #[test]
    fn a_line_takes_moments_and_names_with_a_hyphen_outside_its_brackets() {
        for value in ["user-events", "08:00", "9:00:30", "2026-11-27T08:00", "3.0", "5", "10s"] {
            assert!(admits(Admit::Line, "until ", value), "{value}");
        }
        for value in ["5-3", "1..9", "a.b", "-a", "a-", "a--b", "5-15", "a b", ""] {
            assert!(!admits(Admit::Line, "hold ", value), "{value}");
        }
        assert!(!admits(Admit::Line, "hold (", "a-b"));
        assert!(!admits(Admit::Line, "hold (x == ')' and ", "a-b"));
        assert!(admits(Admit::Line, "view (share) ", "a-b"));
    }

    #[test]
    fn a_template_takes_text_outside_its_tags_and_one_value_inside() {
        for value in ["", "5 + 3", "a-b.c", "100% #1", "it's {braces} here"] {
            assert!(admits(Admit::Template, "{{ a }} ", value), "{value}");
        }
        for value in ["{{ x }}", "a {% b", "{# c", "{", "a{", "}", "}a"] {
            assert!(!admits(Admit::Template, "{{ a }} ", value), "{value}");
        }
        for value in ["", "% raw %", "# a"] {
            assert!(!admits(Admit::Template, "{{ a }} {", value), "{value}");
        }
        for before in ["{{ ", "{% if ", "{{ a }} {{ '}}' ~ ", "{{ '", "{{- {'a': "] {
            assert!(admits(Admit::Template, before, "5"), "{before}");
            for value in ["5 + 3", "product.cost", "a-b", "x }} y", ""] {
                assert!(!admits(Admit::Template, before, value), "{before}{value}");
            }
        }
    }
}
