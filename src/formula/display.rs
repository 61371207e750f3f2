//! The canonical writing of a formula's tree: one line, every operation in brackets, so that what binds how can be
//! seen. Reading it again gives the same tree.

use super::ast::{Argument, Call, Expr, Key, Kind, Name, Outcome, OutcomeValue, Unary, Weight};
use crate::value::Duration;
use std::fmt::{self, Display, Formatter};

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Null => f.write_str("null"),
            Kind::Omit => f.write_str("omit"),
            Kind::Bool(value) => write!(f, "{value}"),
            Kind::Int(whole) => write!(f, "{whole}"),
            // Debug keeps the `.0` that tells it from a whole number.
            Kind::Number(number) => write!(f, "{number:?}"),
            Kind::Text(text) => write_text(f, text),
            Kind::Duration(nanos) => write!(f, "{}", Duration(*nanos)),
            Kind::List(elements) => {
                f.write_str("[")?;
                write_separated(f, elements)?;
                f.write_str("]")
            }
            Kind::Name(name) => f.write_str(name),
            Kind::Member(row, name) if is_name(&name.text) => {
                write_base(f, row)?;
                write!(f, ".{}", name.text)
            }
            Kind::Member(row, name) => {
                write_base(f, row)?;
                f.write_str("[")?;
                write_text(f, &name.text)?;
                f.write_str("]")
            }
            Kind::Index(list, index) => {
                write_base(f, list)?;
                write!(f, "[{index}]")
            }
            Kind::Unary(Unary::Not, operand) => write!(f, "(not {operand})"),
            Kind::Unary(Unary::Negate, operand) => write!(f, "(-{operand})"),
            Kind::Binary(operator, left, right) => write!(f, "({left} {} {right})", operator.symbol()),
            Kind::Range(low, high) => write!(f, "({low}..{high})"),
            Kind::Call(Call { name, arguments }) => {
                write!(f, "{}(", name.text)?;
                write_separated(f, arguments)?;
                f.write_str(")")
            }
            Kind::Choice(outcomes) => {
                f.write_str("choice(")?;
                write_separated(f, outcomes)?;
                f.write_str(")")
            }
        }
    }
}

impl Display for Argument {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(Key::Name(Name { text, .. })) if is_name(text) && !is_constant(text) => {
                write!(f, "{text}=")?;
            }
            Some(Key::Name(Name { text, .. })) => {
                write_text(f, text)?;
                f.write_str("=")?;
            }
            // Brackets around a negative number would be no key.
            Some(Key::Constant(Expr { kind: Kind::Unary(_, number), .. })) => write!(f, "-{number}=")?,
            Some(Key::Constant(constant)) => write!(f, "{constant}=")?,
            None => {}
        }
        write!(f, "{}", self.value)
    }
}

impl Display for Outcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.value {
            OutcomeValue::Word(word) => f.write_str(&word.text)?,
            // A bare name would be a word.
            OutcomeValue::Formula(Expr { kind: Kind::Name(name), .. }) => write!(f, "({name})")?,
            OutcomeValue::Formula(formula) => write!(f, "{formula}")?,
        }
        match &self.weight {
            Some(Weight::Percent(millionths, _)) => write!(f, " {}%", percent_text(*millionths)),
            Some(Weight::Formula(formula)) => write!(f, " ({formula})"),
            None => Ok(()),
        }
    }
}

/// What a dot or an index follows: behind a number the dot would be a decimal one.
fn write_base(f: &mut Formatter<'_>, base: &Expr) -> fmt::Result {
    match base.kind {
        Kind::Int(_) | Kind::Number(_) | Kind::Duration(_) => write!(f, "({base})"),
        _ => write!(f, "{base}"),
    }
}

fn write_separated<T: Display>(f: &mut Formatter<'_>, items: &[T]) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        write!(f, "{comma}{item}")?;
    }
    Ok(())
}

/// Raw quotes where they keep the text on one line, else JSON's.
fn write_text(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    if text.contains(char::is_control) {
        f.write_str(&serde_json::to_string(text).map_err(|_| fmt::Error)?)
    } else {
        write!(f, "'{}'", text.replace('\'', "''"))
    }
}

fn percent_text(millionths: u64) -> String {
    let (points, rest) = (millionths / 1_000_000, millionths % 1_000_000);
    if rest == 0 {
        points.to_string()
    } else {
        format!("{points}.{rest:06}").trim_end_matches('0').to_owned()
    }
}

/// Whether a text can be written as a name: every letter that may begin one is alphabetic.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

fn is_constant(text: &str) -> bool {
    matches!(text, "null" | "omit" | "true" | "false")
}
