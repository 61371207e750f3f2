//! `choice(view 40%, cart)`: one of several outcomes, by weight.

use super::Form;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::{Name, Outcome, OutcomeValue, Weight};
use crate::formula::check::Checker;
use crate::formula::signature::{Kind, Parameter, Signature};
use crate::formula::typed::{Node, Typed, Weights};
use crate::formula::weights::{self, WeightError};
use crate::source::Span;
use crate::value::{Owned, Type};

pub static FORM: Form = Form {
    signature: Signature {
        name: "choice",
        about: "One of the outcomes. Weights are percentages or `(formula)`s; outcomes without one share the rest.",
        parameters: &[Parameter::rest("outcome weight%", Kind::Any)
            .meaning("a bare word, which is text, or a formula; then its weight, unless the rest is shared")],
        returns: |types| types.iter().cloned().fold(Type::Null, Type::join),
        example: "choice(view 40%, cart 25%, checkout 20%, bounce 15%)",
    },
    check: |_, _, _| unreachable!("no call takes this form: the grammar reads outcomes"),
    takes: |_| false,
};

/// Checks the outcomes of a choice.
pub fn check(checker: &mut Checker, outcomes: &[Outcome], span: Span) -> Option<Typed> {
    let name = Name { text: "choice".into(), span: Span::new(span.start, span.start + "choice".len()) };
    let site = checker.site(&name)?;
    let checked: Vec<Option<Typed>> = outcomes.iter().map(|outcome| value(checker, &outcome.value)).collect();
    let weights = weights(checker, outcomes, span);
    let outcomes = checked.into_iter().collect::<Option<Vec<_>>>()?;
    let ty = outcomes.iter().map(|outcome| outcome.ty.clone()).fold(Type::Null, Type::join);
    let may_omit = outcomes.iter().any(|outcome| outcome.may_omit);
    Some(Typed::new(Node::Choice { site, weights: weights?, outcomes }, ty, span).omitting(may_omit))
}

fn value(checker: &mut Checker, outcome: &OutcomeValue) -> Option<Typed> {
    match outcome {
        OutcomeValue::Formula(expr) => checker.expr(expr),
        OutcomeValue::Word(word) if checker.scope.knows(&word.text) => {
            let text = &word.text;
            checker.refuse(
                Diagnostic::new(
                    Code::AmbiguousWord,
                    word.span,
                    format!("`{text}` is also the name of a value here"),
                )
                .label("the text or the value?")
                .help(format!("`({text})` is the value"))
                .help(format!("`'{text}'` is the text")),
            )
        }
        OutcomeValue::Word(word) => Some(Typed::constant(Owned::Text(word.text.as_str().into()), word.span)),
    }
}

fn weights(checker: &mut Checker, outcomes: &[Outcome], span: Span) -> Option<Weights> {
    let computed = outcomes.iter().any(|outcome| matches!(outcome.weight, Some(Weight::Formula(_))));
    let literal: Vec<Option<u64>> = outcomes
        .iter()
        .map(|outcome| match outcome.weight {
            Some(Weight::Percent(weight, _)) => Some(weight),
            _ => None,
        })
        .collect();
    if !computed {
        return match weights::cumulative(&literal) {
            Ok(cumulative) => Some(Weights::Exact(cumulative.into())),
            Err(error) => {
                let place = place(&error, outcomes, span);
                checker.refuse(error.diagnostic(Code::Weights, place, "outcome"))
            }
        };
    }
    let sum = weights::sum(&literal);
    if sum > weights::WHOLE + weights::TOLERANCE {
        return checker.refuse(WeightError::TooMuch(sum).diagnostic(Code::Weights, span, "outcome"));
    }
    let weights = outcomes.iter().map(|outcome| match &outcome.weight {
        None => Some(None),
        Some(Weight::Percent(weight, place)) => {
            Some(Some(Typed::constant(Owned::Number(weights::share(*weight)), *place)))
        }
        Some(Weight::Formula(expr)) => {
            let weight = checker.expr(expr)?;
            checker.expect(&weight, &Type::Number, "a weight")?;
            if weight.may_omit {
                return checker.refuse(
                    Diagnostic::new(
                        Code::WrongType,
                        weight.span,
                        "a weight is a number, and this may be `omit`",
                    )
                    .label("may be `omit`")
                    .help("0 is the weight of what never happens"),
                );
            }
            Some(Some(weight))
        }
    });
    weights.collect::<Option<Vec<_>>>().map(Weights::Computed)
}

fn place(error: &WeightError, outcomes: &[Outcome], span: Span) -> Span {
    match error {
        WeightError::NothingLeft(position) => outcomes[*position].span,
        _ => span,
    }
}
