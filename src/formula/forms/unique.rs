//! `unique(draw)`: a different value in every row of a catalog.

use super::{Form, always};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::{Call, Kind as ExprKind};
use crate::formula::check::Checker;
use crate::formula::draws;
use crate::formula::signature::{Kind, Parameter, Signature};
use crate::formula::typed::{Countable, Node, Typed};
use crate::source::Span;
use crate::value::Value;
use bumpalo::Bump;

pub static FORM: Form = Form {
    signature: Signature {
        name: "unique",
        about: "A value of the draw that no other row of the catalog has: a keyed permutation of its values.",
        parameters: &[Parameter::required("draw", Kind::Any)
            .meaning("a draw with countable values: `int`, `digits`, `hex`, `pattern`")],
        returns: |types| types[0].clone(),
        example: "unique(int(100000..999999))",
    },
    check,
    takes: always,
};

fn check(checker: &mut Checker, call: &Call, span: Span) -> Option<Typed> {
    let site = checker.site(&call.name)?;
    let Some(rows) = checker.scope.rows() else {
        return checker.refuse(
            Diagnostic::new(
                Code::UniqueSpace,
                span,
                "`unique` is for the fields of catalogs, whose rows are counted",
            )
            .label("events have no end")
            .help("in an event use `uuid()`, `event.id` or `sequence(1, 1)`"),
        );
    };
    let inner = match call.arguments.as_slice() {
        [argument] if argument.key.is_none() => &argument.value,
        _ => return not_countable(checker, span),
    };
    let ExprKind::Call(inner_call) = &inner.kind else { return not_countable(checker, inner.span) };
    let Some(draw) = draws::find(&inner_call.name.text) else {
        // what is wrong with the call itself says more
        checker.expr(inner)?;
        return not_countable(checker, inner.span);
    };
    let Some(space) = &draw.space else { return not_countable(checker, inner.span) };
    let arguments = checker.arguments(&draw.signature, inner_call, inner.span)?;
    let arena = Bump::new();
    let constants = arguments.values.iter().map(|value| Some(value.as_constant()?.view(&arena)));
    let Some(constants) = constants.collect::<Option<Vec<Value>>>() else {
        return checker.refuse(
            Diagnostic::new(
                Code::UniqueSpace,
                inner.span,
                "the space of `unique` must be the same for every row",
            )
            .label("depends on the row"),
        );
    };
    let Some(size) = (space.size)(&constants) else { return not_countable(checker, inner.span) };
    if size < u64::from(rows) {
        return checker.refuse(
            Diagnostic::new(
                Code::UniqueSpace,
                inner.span,
                format!("there are {size} values for {rows} rows"),
            )
            .label("too few to be unique")
            .help("widen the range, or draw fewer rows"),
        );
    }
    let ty = (draw.signature.returns)(&arguments.types);
    let values = match checker.prepared(draw, &arguments, inner.span) {
        Some(sampler) => Countable::Prepared(sampler?),
        None => Countable::Drawn(draw, arguments.values),
    };
    Some(Typed::new(Node::Unique { site, size, values }, ty, span))
}

fn not_countable<T>(checker: &mut Checker, span: Span) -> Option<T> {
    let countable = draws::ALL.iter().filter(|draw| draw.space.is_some());
    let names = countable.map(|draw| format!("`{}`", draw.signature.name)).collect::<Vec<_>>().join(", ");
    checker.refuse(
        Diagnostic::new(Code::UniqueSpace, span, "`unique` takes one draw whose values can be counted")
            .label("cannot be counted")
            .help(format!("the draws with countable values are {names}")),
    )
}
