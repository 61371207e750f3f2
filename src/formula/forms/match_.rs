//! `match(x, a=1, b=2, else=3)`: the value beside the case that equals `x`.

use super::{Form, always};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::{Call, Key};
use crate::formula::check::Checker;
use crate::formula::signature::{Kind, Parameter, Signature};
use crate::formula::typed::{Node, Typed};
use crate::source::Span;
use crate::value::{Owned, Type};

pub static FORM: Form = Form {
    signature: Signature {
        name: "match",
        about: "The value of the case that equals the first argument; `else` where none does, null without one.",
        parameters: &[
            Parameter::required("value", Kind::Any),
            Parameter::rest("case=result", Kind::Any)
                .meaning("a name, text, number, `true` or `null`, and the value for it"),
        ],
        returns: |types| types[1..].iter().cloned().fold(Type::Null, Type::join),
        example: "match(choice(gold, silver), gold=0.2, silver=0.1, else=0)",
    },
    check,
    takes: always,
};

fn check(checker: &mut Checker, call: &Call, span: Span) -> Option<Typed> {
    let Some((subject, cases)) = call.arguments.split_first().filter(|(first, _)| first.key.is_none()) else {
        return wrong_form(checker, span);
    };
    let subject = checker.expr(&subject.value)?;
    let mut arms = Vec::new();
    let mut otherwise = Typed::constant(Owned::Null, span);
    for case in cases {
        let Some(key) = &case.key else { return wrong_form(checker, case.value.span) };
        let result = checker.expr(&case.value)?;
        match key {
            Key::Name(name) if name.text == "else" => otherwise = result,
            case => arms.push((case_value(checker, case, &subject.ty)?, result)),
        }
    }
    let results = || arms.iter().map(|(_, result)| result).chain([&otherwise]);
    let ty = results().map(|result| result.ty.clone()).fold(Type::Null, Type::join);
    let may_omit = results().any(|result| result.may_omit);
    let node = Node::Match { subject: Box::new(subject), arms, otherwise: Box::new(otherwise) };
    Some(Typed::new(node, ty, span).omitting(may_omit))
}

/// A case as a value that the subject can equal.
fn case_value(checker: &mut Checker, key: &Key, subject: &Type) -> Option<Typed> {
    let case = match key {
        Key::Name(name) => Typed::constant(name.text.as_str().into(), name.span),
        Key::Constant(constant) => checker.expr(constant)?,
    };
    let comparable = case.ty == *subject
        || (case.ty.is_numeric() && subject.is_numeric())
        || [&case.ty, subject].iter().any(|ty| matches!(ty, Type::Any | Type::Null));
    if comparable {
        return Some(case);
    }
    let message = format!("this case can never equal {subject}: it is {}", case.ty);
    checker.refuse(
        Diagnostic::new(Code::WrongType, case.span, message).label(format!("compared with {subject}")),
    )
}

fn wrong_form<T>(checker: &mut Checker, span: Span) -> Option<T> {
    checker.refuse(
        Diagnostic::new(Code::Arguments, span, "`match` takes a value, then its cases")
            .label("no `case=result` here")
            .help(format!("for example `={}`", FORM.signature.example)),
    )
}
