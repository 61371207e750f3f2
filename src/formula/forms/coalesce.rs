//! `coalesce(a, b, …)`: the first that is not null.

use super::{Form, always};
use crate::formula::ast::Call;
use crate::formula::check::Checker;
use crate::formula::signature::{Kind, Parameter, Signature};
use crate::formula::typed::{Node, Typed};
use crate::source::Span;
use crate::value::Type;

pub static FORM: Form = Form {
    signature: Signature {
        name: "coalesce",
        about: "The first argument that is not null.",
        parameters: &[Parameter::rest("values", Kind::Any)],
        returns: |types| types.iter().cloned().fold(Type::Null, Type::join),
        example: "coalesce(choice(null 50%, 'known'), 'unknown')",
    },
    check,
    takes: always,
};

fn check(checker: &mut Checker, call: &Call, span: Span) -> Option<Typed> {
    let arguments = checker.arguments(&FORM.signature, call, span)?;
    let ty = (FORM.signature.returns)(&arguments.types);
    let may_omit = arguments.values.iter().any(|value| value.may_omit);
    Some(Typed::new(Node::Coalesce(arguments.values), ty, span).omitting(may_omit))
}
