//! `${NAME}` and `${NAME:-default}`: values from the environment.
//!
//! They are put into a text after it is known what the text is: what comes from the environment is never a
//! formula, a template or structure. No value is ever printed.

use super::admit::Admit;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Origin, Text};
use std::collections::HashMap;
use std::fmt;

/// The variables that a scenario may use: the process's, then those of the `.env` file beside it.
#[derive(Clone, Default)]
pub struct Environment {
    variables: HashMap<String, String>,
}

/// Shows no value: they may be secrets.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Environment({} variables)", self.variables.len())
    }
}

impl FromIterator<(String, String)> for Environment {
    /// Where a name comes twice, the first counts.
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        let mut environment = Self::default();
        for (name, value) in variables {
            environment.variables.entry(name).or_insert(value);
        }
        environment
    }
}

impl Environment {
    fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }
}

/// The text with its variables put in; `None` where one is missing or wrong, which is reported.
pub fn expand(
    text: &Text,
    admit: Admit,
    environment: &Environment,
    diagnostics: &mut Diagnostics,
) -> Option<Text> {
    let written = text.as_str();
    if !written.contains("${") {
        return Some(text.clone());
    }
    let mut expanded = Expansion { value: String::new(), origins: Vec::new() };
    let mut complete = true;
    let mut at = 0;
    while let Some(found) = written[at..].find("${").map(|offset| at + offset) {
        if written[..found].ends_with('$') && found > at {
            expanded.keep(text, at, found - 1);
            expanded.keep(text, found, found + 2);
            at = found + 2;
            continue;
        }
        expanded.keep(text, at, found);
        let Some(end) = written[found..].find('}').map(|offset| found + offset) else {
            diagnostics.add(
                Diagnostic::new(
                    Code::VariableForm,
                    text.at(found, written.len()),
                    "the variable's `}` is missing",
                )
                .label("opened here")
                .help("write `${NAME}` or `${NAME:-default}`; a plain `${` is written `$${`"),
            );
            return None;
        };
        match value(&written[found + 2..end], admit, &expanded.value, environment) {
            Ok(value) => expanded.put(value, text.at(found, end + 1).start),
            Err(problem) => {
                complete = false;
                diagnostics.add(problem.diagnostic(text.at(found, end + 1)));
            }
        }
        at = end + 1;
    }
    expanded.keep(text, at, written.len());
    let end = text.span().end;
    complete.then(|| Text::mapped(expanded.value, expanded.origins, end))
}

struct Expansion {
    value: String,
    origins: Vec<Origin>,
}

impl Expansion {
    fn keep(&mut self, text: &Text, start: usize, end: usize) {
        for (offset, character) in text.as_str()[start..end].char_indices() {
            let at = start + offset;
            let file = text.at(at, at + character.len_utf8()).start;
            self.origins.push(Origin { decoded: self.value.len(), file });
            self.value.push(character);
        }
    }

    fn put(&mut self, value: &str, file: usize) {
        self.origins.push(Origin { decoded: self.value.len(), file });
        self.value.push_str(value);
    }
}

enum Problem<'t> {
    Form(&'t str),
    Missing(&'t str),
    NotAdmitted(&'t str, Admit),
}

fn value<'v>(
    inside: &'v str,
    admit: Admit,
    before: &str,
    environment: &'v Environment,
) -> Result<&'v str, Problem<'v>> {
    let (name, default) = match inside.split_once(":-") {
        Some((name, default)) => (name, Some(default)),
        None => (inside, None),
    };
    let mut characters = name.chars();
    let begins = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    if !begins || !characters.all(|character| character.is_ascii_alphanumeric() || character == '_') {
        return Err(Problem::Form(name));
    }
    let value = environment.get(name).or(default).ok_or(Problem::Missing(name))?;
    let admit = admit.behind(before);
    if admit.admits(before, value) { Ok(value) } else { Err(Problem::NotAdmitted(name, admit)) }
}

impl Problem<'_> {
    fn diagnostic(&self, span: crate::source::Span) -> Diagnostic {
        match self {
            Self::Form(name) => {
                let message = match *name {
                    "" => "`${}` names no variable".to_owned(),
                    name => format!("`{name}` is no variable's name"),
                };
                Diagnostic::new(Code::VariableForm, span, message)
                    .label("letters, digits and `_`, not beginning with a digit")
                    .help("write `${NAME}` or `${NAME:-default}`; a plain `${` is written `$${`")
            }
            Self::Missing(name) => {
                Diagnostic::new(Code::MissingVariable, span, format!("the variable `{name}` is not set"))
                    .label("no value and no default")
                    .help(format!("set it before the command: `{name}=… rushhour …`"))
                    .help(format!("or write it into a file `.env` beside the scenario: `{name}=…`"))
                    .help(format!("or give a default: `${{{name}:-default}}`"))
            }
            Self::NotAdmitted(name, admit) => {
                let (message, label) = match admit {
                    Admit::Line => (
                        format!("inside a line, `{name}` must be one number, duration, moment or name"),
                        "its value is something else",
                    ),
                    Admit::Template => (
                        format!(
                            "inside a template, the value of `{name}` must not hold `{{{{`, `{{%` or `{{#`, nor \
                             begin or end with a brace"
                        ),
                        "its value holds a template's mark",
                    ),
                    Admit::Formula | Admit::Anything => (
                        format!("inside a formula, `{name}` must be one number, duration or name"),
                        "its value is something else",
                    ),
                };
                Diagnostic::new(Code::VariableForm, span, message).label(label)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(written: &str, admit: Admit) -> Result<String, Vec<Code>> {
        let environment =
            [("HOST", "localhost:9092"), ("N", "5"), ("EVIL", "5 + int(1..2)"), ("T", "{{ x }}")];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut diagnostics = Diagnostics::default();
        let text =
            expand(&Text::verbatim(written, 0), admit, &environment.into_iter().collect(), &mut diagnostics);
        let codes = diagnostics.sorted().iter().map(|diagnostic| diagnostic.code).collect::<Vec<_>>();
        text.map(|text| text.as_str().to_owned()).ok_or(codes)
    }

    #[test]
    fn a_variable_wins_over_its_default() {
        assert_eq!(expanded("${HOST:-x}", Admit::Anything).as_deref(), Ok("localhost:9092"));
        assert_eq!(expanded("a ${NONE:-b c} d", Admit::Anything).as_deref(), Ok("a b c d"));
        assert_eq!(expanded("${NONE:-}", Admit::Anything).as_deref(), Ok(""));
    }

    #[test]
    fn two_dollars_are_a_plain_one() {
        assert_eq!(expanded("$${HOST} costs 5$", Admit::Anything).as_deref(), Ok("${HOST} costs 5$"));
    }

    #[test]
    fn a_missing_variable_is_an_error_that_names_it() {
        assert_eq!(expanded("${NONE}", Admit::Anything), Err(vec![Code::MissingVariable]));
        assert_eq!(expanded("${", Admit::Anything), Err(vec![Code::VariableForm]));
        assert_eq!(expanded("${a b}", Admit::Anything), Err(vec![Code::VariableForm]));
    }

    #[test]
    fn what_comes_from_outside_never_becomes_a_formula_or_a_template() {
        assert_eq!(expanded("int(1..${N})", Admit::Formula).as_deref(), Ok("int(1..5)"));
        assert_eq!(expanded("${EVIL}", Admit::Formula), Err(vec![Code::VariableForm]));
        assert_eq!(expanded("${T} {{ y }}", Admit::Template), Err(vec![Code::VariableForm]));
        assert_eq!(expanded("${T}", Admit::Anything).as_deref(), Ok("{{ x }}"));
    }
}
