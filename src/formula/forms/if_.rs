//! `if(condition, a, b)`: only the branch that is taken is computed.

use super::{Form, always};
use crate::formula::ast::Call;
use crate::formula::check::Checker;
use crate::formula::signature::{Kind, Parameter, Signature};
use crate::formula::typed::{Node, Typed};
use crate::source::Span;
use crate::value::Type;

pub static FORM: Form = Form {
    signature: Signature {
        name: "if",
        about: "The second argument where the condition is true, else the third.",
        parameters: &[
            Parameter::required("condition", Kind::Bool),
            Parameter::required("then", Kind::Any),
            Parameter::required("otherwise", Kind::Any),
        ],
        returns: |types| types[1].clone().join(types[2].clone()),
        example: "if(chance(20%), 'gift', null)",
    },
    check,
    takes: always,
};

fn check(checker: &mut Checker, call: &Call, span: Span) -> Option<Typed> {
    let arguments = checker.arguments(&FORM.signature, call, span)?;
    let ty: Type = (FORM.signature.returns)(&arguments.types);
    let [condition, then, otherwise] = <[Typed; 3]>::try_from(arguments.values).expect("three parameters");
    let may_omit = then.may_omit || otherwise.may_omit;
    let node =
        Node::If { condition: Box::new(condition), then: Box::new(then), otherwise: Box::new(otherwise) };
    Some(Typed::new(node, ty, span).omitting(may_omit))
}
