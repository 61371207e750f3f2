//! `sum(list, term)`: the sum of a term over the rows of a list, whose fields are names in the term.

use super::Form;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Call;
use crate::formula::check::Checker;
use crate::formula::functions;
use crate::formula::signature::{Kind, Parameter, Signature};
use crate::formula::typed::{Block, Each, Node, Over, Typed};
use crate::source::Span;
use crate::value::Type;

pub static FORM: Form = Form {
    signature: Signature {
        name: "sum",
        about: "The sum of a term over the rows of a list, whose fields are names in the term.",
        parameters: &[Parameter::required("list", Kind::List), Parameter::required("term", Kind::Number)],
        returns: |types| types[1].clone(),
        example: "sum(items, quantity * price)",
    },
    check,
    takes: |arguments| arguments == 2,
};

fn check(checker: &mut Checker, call: &Call, span: Span) -> Option<Typed> {
    let term = over_rows(checker, call, "a term")?;
    Some(total(term, span))
}

/// The second argument for each row of the first.
pub(super) fn over_rows(checker: &mut Checker, call: &Call, place: &'static str) -> Option<Each> {
    let list = checker.expr(&call.arguments[0].value)?;
    let row = match &list.ty {
        Type::List(element) => match &**element {
            Type::Row(row) => Some(row.clone()),
            _ => None,
        },
        _ => None,
    };
    let Some(row) = row else {
        let message =
            format!("`{}` with {place} takes a list of rows, and this is {}", call.name.text, list.ty);
        return checker.refuse(Diagnostic::new(Code::WrongType, list.span, message).label("no list of rows"));
    };
    let (element, row) = checker.row_slot(&row, list.span);
    let result = checker.with_row(row, place, &call.arguments[1].value)?;
    Some(Each { over: Over::List(Box::new(list)), element, body: Block::default(), result: Box::new(result) })
}

pub(super) fn total(each: Each, span: Span) -> Typed {
    let sum = functions::find("sum").expect("`sum` is a function too");
    let list = Type::list(each.result.ty.clone());
    let ty = (sum.signature.returns)(std::slice::from_ref(&list));
    let terms = Typed::new(Node::Each(each), list, span);
    Typed::new(Node::Call(sum, vec![terms]), ty, span)
}
