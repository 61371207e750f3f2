//! `count(list, condition)`: how many rows of a list fulfil a condition.

use super::{Form, sum};
use crate::formula::ast::Call;
use crate::formula::check::Checker;
use crate::formula::signature::{Kind, Parameter, Signature};
use crate::formula::typed::{Each, Node, Typed};
use crate::source::Span;
use crate::value::{Owned, Type};

pub static FORM: Form = Form {
    signature: Signature {
        name: "count",
        about: "How many rows of a list fulfil a condition, in which their fields are names.",
        parameters: &[Parameter::required("list", Kind::List), Parameter::required("condition", Kind::Bool)],
        returns: |_| Type::Int,
        example: "count(items, quantity > 1)",
    },
    check,
    takes: |arguments| arguments == 2,
};

fn check(checker: &mut Checker, call: &Call, span: Span) -> Option<Typed> {
    let each = sum::over_rows(checker, call, "a condition")?;
    checker.expect(&each.result, &Type::Bool, "a condition")?;
    let condition = each.result;
    let number = |whole| Box::new(Typed::constant(Owned::Int(whole), span));
    let node = Node::If { condition, then: number(1), otherwise: number(0) };
    let result = Box::new(Typed::new(node, Type::Int, span));
    Some(sum::total(Each { result, ..each }, span))
}
