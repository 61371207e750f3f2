//! `choice(…)`: outcomes, bare words and weights.

use super::build::Builder;
use super::{Failure, first, first_of, place, scan};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::{Kind, Outcome, OutcomeValue, Weight};
use crate::formula::grammar::Rule;
use crate::formula::number::{Flaw, diagnose, percent_millionths};
use crate::source::Text;
use pest::iterators::Pair;

const EXAMPLE: &str = "an example: choice(view 40%, cart 25%, checkout)";

impl Builder<'_> {
    /// The outcomes, of which there is at least one.
    pub fn choice(self, pair: Pair<Rule>) -> Result<Kind, Failure> {
        let span = place(&pair, self.text);
        let outcomes = pair.into_inner().filter(|piece| piece.as_rule() == Rule::outcome);
        let outcomes: Vec<Outcome> =
            outcomes.map(|outcome| self.outcome(outcome)).collect::<Result<_, _>>()?;
        if outcomes.is_empty() {
            let error = Diagnostic::new(Code::Arguments, span, "`choice` needs at least one outcome");
            return Err(error.label("nothing to choose from").help(EXAMPLE).into());
        }
        Ok(Kind::Choice(outcomes))
    }

    fn outcome(self, pair: Pair<Rule>) -> Result<Outcome, Failure> {
        let (span, start) = (place(&pair, self.text), pair.as_span().start());
        let mut pieces = pair.into_inner();
        let value = first_of(&mut pieces);
        let value = if value.as_rule() == Rule::bare {
            OutcomeValue::Word(self.name(&first(value)))
        } else {
            OutcomeValue::Formula(self.expression(value)?)
        };
        let weight = match pieces.next() {
            Some(weight) => {
                self.check_blank(start, &weight)?;
                Some(self.weight(first(weight))?)
            }
            None => None,
        };
        Ok(Outcome { value, weight, span })
    }

    /// `v1.0` is neither a word nor a `v1` with a weight.
    fn check_blank(self, outcome: usize, weight: &Pair<Rule>) -> Result<(), Failure> {
        let (start, glued) = (weight.as_span().start(), weight.as_str().trim_end());
        let value = &self.text.as_str()[outcome..start];
        if value.ends_with(char::is_whitespace) {
            return Ok(());
        }
        let label = format!("`{glued}` is glued to it");
        if value.ends_with(scan::is_word) {
            let error = no_outcome(self.text, outcome, start + glued.len()).expect("an outcome is not empty");
            return Err(error.label(label).into());
        }
        let span = self.text.at(outcome, start + glued.len());
        let error = Diagnostic::new(
            Code::FormulaSyntax,
            span,
            format!("the weight `{glued}` needs a blank before it"),
        );
        Err(error.label(label).help(format!("write {value} {glued}")).into())
    }

    fn weight(self, pair: Pair<Rule>) -> Result<Weight, Failure> {
        let (span, written) = (place(&pair, self.text), pair.as_str());
        if pair.as_rule() == Rule::computed {
            return Ok(Weight::Formula(self.inside(pair)?));
        }
        match percent_millionths(written) {
            Ok(millionths) => Ok(Weight::Percent(millionths, span)),
            Err(Flaw::Form) if !written.ends_with('%') => {
                let error =
                    Diagnostic::new(Code::FormulaSyntax, span, format!("the weight `{written}` has no `%`"));
                let error = error.label("not a percentage");
                let meant =
                    (pair.as_rule() == Rule::number).then(|| format!("write `{written}%`; {EXAMPLE}"));
                Err(error.help(meant.as_deref().unwrap_or(EXAMPLE)).into())
            }
            Err(flaw) => Err(diagnose(written, flaw, span).into()),
        }
    }
}

/// The error for what stands between `start` and `end` in a `choice`, unless it is empty.
pub fn no_outcome(text: &Text, start: usize, end: usize) -> Option<Diagnostic> {
    let outcome = text.as_str()[start..end].trim();
    let start = end - text.as_str()[start..end].trim_start().len();
    if outcome.is_empty() {
        return None;
    }
    let span = text.at(start, start + outcome.len());
    let error = Diagnostic::new(
        Code::FormulaSyntax,
        span,
        format!("`{}` is no outcome of `choice`", scan::excerpt(outcome)),
    );
    if let Some((name, share)) =
        outcome.split_once(['=', ':']).filter(|(name, _)| !name.contains(['<', '>', '!']))
    {
        let (name, share) = (name.trim(), share.trim());
        let value = if is_word(name) { name.to_owned() } else { quoted(name) };
        return Some(error.help(format!(
            "a weight is a percentage behind a blank: {value} 40%; to look a value up, match(x, {value}={share})"
        )));
    }
    if let Some((weight, value)) = outcome.split_once("% ").filter(|(weight, _)| is_number(weight)) {
        return Some(error.help(format!("a weight stands behind its outcome: {} {weight}%", value.trim())));
    }
    let (value, weight) = split_weight(outcome);
    if is_word(value) || is_number(value) || outcome.ends_with(" %") {
        return Some(error.help("a weight is a number with `%` glued to it: view 40%, cart 33.3%"));
    }
    let blank = if weight.is_empty() { "" } else { " " };
    Some(
        error
            .help(format!("a text that is not a single word needs quotes: {}{blank}{weight}", quoted(value)))
            .help("an outcome is a word, a text in quotes or a formula, then perhaps a weight: view 40%"),
    )
}

/// A text and the weight that stands behind it.
fn split_weight(outcome: &str) -> (&str, &str) {
    let computed = outcome.find(" (").filter(|_| outcome.ends_with(')'));
    let percent = || {
        let blank = outcome.rfind(char::is_whitespace)?;
        outcome[blank..].trim_start().strip_suffix('%').filter(|number| is_number(number)).map(|_| blank)
    };
    let (value, weight) = outcome.split_at(computed.or_else(percent).unwrap_or(outcome.len()));
    (value.trim_end(), weight.trim_start())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn is_word(text: &str) -> bool {
    text.chars().all(scan::is_word)
}

/// A text in raw quotes, as a message shows it.
fn quoted(text: &str) -> String {
    format!("'{}'", scan::excerpt(text).replace('\'', "''"))
}
