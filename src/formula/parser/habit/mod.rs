//! Knows how other languages write things, and says how they are written here. In: a text that is no formula and
//! where pest stopped. Out: a diagnostic, if something known stands there. A text that can be read never gets here.

mod numbers;
mod shapes;
mod signs;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Text;
use numbers::numbers;
use shapes::{blanks, braces, conditional, method, quotes};
use signs::{equals, negation, signs, words};

/// What was recognised.
struct Habit {
    code: Code,
    start: usize,
    end: usize,
    message: String,
    label: &'static str,
    help: String,
}

/// The diagnostic for what stands at byte `at`.
pub fn explain(text: &Text, at: usize) -> Option<Diagnostic> {
    let written = text.as_str();
    let known = equals(written, at)
        .or_else(|| braces(written, at))
        .or_else(|| quotes(written, at))
        .or_else(|| blanks(written, at))
        .or_else(|| conditional(written, at))
        .or_else(|| signs(written, at))
        .or_else(|| negation(written, at))
        .or_else(|| words(written, at))
        .or_else(|| method(written, at))
        .or_else(|| numbers(written, at))?;
    let span = text.at(known.start, known.end);
    Some(Diagnostic::new(known.code, span, known.message).label(known.label).help(known.help))
}

fn foreign(written: &str, start: usize, length: usize, help: impl Into<String>) -> Habit {
    let end = start + length;
    let message = format!("`{}` is not part of a formula", &written[start..end]);
    Habit {
        code: Code::ForeignSyntax,
        start,
        end,
        message,
        label: "not written like this here",
        help: help.into(),
    }
}
