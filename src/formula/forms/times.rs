//! `times(n, draw)`: a list of that many, each drawn anew.

use super::{Form, always};
use crate::formula::ast::Call;
use crate::formula::check::Checker;
use crate::formula::signature::{Bounds, Kind, Parameter, Signature};
use crate::formula::typed::{Block, Each, Node, Over, Typed};
use crate::source::Span;
use crate::value::Type;

pub static FORM: Form = Form {
    signature: Signature {
        name: "times",
        about: "A list of that many values, each drawn anew.",
        parameters: &[
            Parameter::required("n", Kind::Int).bounded(Bounds::within(0.0, 100_000.0)),
            Parameter::required("draw", Kind::Any).meaning("a formula, computed anew for each"),
        ],
        returns: |types| Type::list(types[1].clone()),
        example: "times(int(1..4), digits(3))",
    },
    check,
    takes: always,
};

fn check(checker: &mut Checker, call: &Call, span: Span) -> Option<Typed> {
    let arguments = checker.arguments(&FORM.signature, call, span)?;
    let ty = (FORM.signature.returns)(&arguments.types);
    let [count, result] = <[Typed; 2]>::try_from(arguments.values).expect("two parameters");
    let element = checker.scope.world().slot();
    let each = Each {
        over: Over::Count(Box::new(count)),
        element,
        body: Block::default(),
        result: Box::new(result),
    };
    Some(Typed::new(Node::Each(each), ty, span))
}
