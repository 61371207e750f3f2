//! `choice(…)`: outcomes, bare words and weights.

use super::build::Builder;
use super::{Failure, first, first_of, place};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::{Kind, Outcome, OutcomeValue, Weight};
use crate::formula::grammar::Rule;
use crate::formula::number::{Flaw, diagnose, percent_millionths};
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
        let span = place(&pair, self.text);
        let mut pieces = pair.into_inner();
        let value = first_of(&mut pieces);
        let value = if value.as_rule() == Rule::bare {
            OutcomeValue::Word(self.name(&first(value)))
        } else {
            OutcomeValue::Formula(self.expression(value)?)
        };
        let weight = pieces.next().map(|weight| self.weight(first(weight))).transpose()?;
        Ok(Outcome { value, weight, span })
    }

    fn weight(self, pair: Pair<Rule>) -> Result<Weight, Failure> {
        let (span, written) = (place(&pair, self.text), pair.as_str());
        if pair.as_rule() == Rule::computed {
            let before = &self.text.as_str()[..pair.as_span().start()];
            if !before.ends_with(char::is_whitespace) {
                let error =
                    Diagnostic::new(Code::FormulaSyntax, span, "a computed weight is glued to its outcome");
                let help = "put a blank before a weight: choice(churn (customer.churn_p), stay)";
                return Err(error.label("not a call").help(help).into());
            }
            return Ok(Weight::Formula(self.inside(pair)?));
        }
        match percent_millionths(written) {
            Ok(millionths) => Ok(Weight::Percent(millionths, span)),
            Err(Flaw::Form) if pair.as_rule() == Rule::number && !written.ends_with('%') => {
                let error =
                    Diagnostic::new(Code::FormulaSyntax, span, format!("the weight `{written}` has no `%`"));
                Err(error.label("not a percentage").help(format!("write `{written}%`; {EXAMPLE}")).into())
            }
            Err(flaw) => Err(diagnose(written, flaw, span).into()),
        }
    }
}
