//! `pick(catalog, …)` and `pick(list)`: a row or an element.

use super::{Form, always};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::{Argument, Binary, Call, Expr, Kind as ExprKind, Name};
use crate::formula::check::{Catalog, Checker, NamedCatalog};
use crate::formula::signature::{Kind, Parameter, Signature};
use crate::formula::typed::{Filter, Manner, Node, Pick, Slot, Typed};
use crate::source::Span;
use crate::value::{Owned, Type};

pub static FORM: Form = Form {
    signature: Signature {
        name: "pick",
        about: "A row of a catalog or an element of a list: evenly, by a weight column, by Zipf's law with the first \
                row most often, or in order.",
        parameters: &[
            Parameter::required("rows", Kind::Any).meaning("a catalog or a list"),
            Parameter::optional("by", Kind::Word).meaning("the field that holds a row's weight"),
            Parameter::optional("zipf", Kind::Number)
                .meaning("the exponent: row `k` weighs `k ^ -zipf`; 1.1 is usual"),
            Parameter::optional("at", Kind::Int)
                .meaning("which row, from 1, beginning again behind the last"),
            Parameter::optional("where", Kind::Bool)
                .meaning("a condition over the row's fields and every other name"),
        ],
        returns: |types| types[0].clone(),
        example: "pick(products, by=weight, where=category == 'books')",
    },
    check,
    takes: always,
};

fn check(checker: &mut Checker, call: &Call, span: Span) -> Option<Typed> {
    let Some((subject, options)) = call.arguments.split_first().filter(|(first, _)| first.key.is_none())
    else {
        return checker.refuse(
            Diagnostic::new(Code::Arguments, span, "`pick` takes a catalog or a list first")
                .label("from what?")
                .help(format!("for example `={}`", FORM.signature.example)),
        );
    };
    let site = checker.site(&call.name)?;
    let catalog = match checker.catalog(&subject.value) {
        NamedCatalog::Found(catalog) => catalog,
        NamedCatalog::Unknown => return from_list(checker, site, &subject.value, options, span),
        NamedCatalog::Failed => return None,
    };
    let mut pick = Pick { site, table: catalog.id, by: Manner::Even, filter: None };
    let mut manner: Option<&Name> = None;
    for option in options {
        let key = option_name(checker, option)?;
        if key.text == "where" {
            pick.filter = Some(filter(checker, &catalog, &option.value)?);
            continue;
        }
        if let Some(first) = manner.replace(key) {
            let message = format!("`{}` and `{}` are two ways to pick", first.text, key.text);
            return checker.refuse(
                Diagnostic::new(Code::Arguments, key.span, message)
                    .label("the second")
                    .related(first.span, "the first"),
            );
        }
        pick.by = match key.text.as_str() {
            "by" => Manner::Weighted(weight_column(checker, &catalog, &option.value)?),
            "zipf" => Manner::Zipf(Box::new(exponent(checker, &option.value)?)),
            _ => {
                let position = checker.expr(&option.value)?;
                checker.expect(&position, &Type::Int, "`at` of `pick`")?;
                Manner::At(Box::new(position))
            }
        };
    }
    Some(Typed::new(Node::Pick(pick), Type::Row(catalog.row), span))
}

fn from_list(
    checker: &mut Checker,
    site: crate::formula::typed::Site,
    subject: &Expr,
    options: &[Argument],
    span: Span,
) -> Option<Typed> {
    if let ExprKind::Name(name) = &subject.kind
        && !checker.scope.knows(name)
    {
        return checker.no_catalog(subject, "`pick`");
    }
    let list = checker.expr(subject)?;
    if let Some(option) = options.first() {
        return checker.refuse(
            Diagnostic::new(Code::Arguments, option.value.span, "a pick from a list is always even")
                .label("only for catalogs"),
        );
    }
    let element = match &list.ty {
        Type::List(element) => (**element).clone(),
        Type::Any | Type::Null => Type::Any,
        other => {
            let message = format!("`pick` takes a catalog or a list, and this is {other}");
            return checker
                .refuse(Diagnostic::new(Code::WrongType, list.span, message).label(other.to_string()));
        }
    };
    Some(Typed::new(Node::PickElement { site, list: Box::new(list) }, element, span))
}

fn option_name<'c>(checker: &mut Checker, option: &'c Argument) -> Option<&'c Name> {
    const NAMES: [&str; 4] = ["by", "zipf", "at", "where"];
    match option.name() {
        Some(key) if NAMES.contains(&key.text.as_str()) => Some(key),
        Some(key) => checker.refuse(
            Diagnostic::new(
                Code::Arguments,
                key.span,
                format!("`pick` takes no argument called `{}`", key.text),
            )
            .label("unknown argument")
            .suggest(&key.text, NAMES)
            .help("it takes `by=`, `zipf=`, `at=` and `where=`"),
        ),
        None => checker.refuse(
            Diagnostic::new(Code::Arguments, option.value.span, "`pick` takes a catalog and named arguments")
                .label("without a name")
                .help("it takes `by=`, `zipf=`, `at=` and `where=`"),
        ),
    }
}

fn weight_column(checker: &mut Checker, catalog: &Catalog, expr: &Expr) -> Option<usize> {
    let ExprKind::Name(text) = &expr.kind else {
        return checker.refuse(
            Diagnostic::new(Code::Arguments, expr.span, "`by` takes the name of a field of the catalog")
                .label("no field's name"),
        );
    };
    let (column, ty) = checker.column(&catalog.row, &Name { text: text.clone(), span: expr.span })?;
    if ty.is_numeric() || matches!(ty, Type::Any | Type::Null) {
        return Some(column);
    }
    let message = format!("`by` takes a field of numbers, and `{text}` is {ty}");
    checker.refuse(Diagnostic::new(Code::WrongType, expr.span, message).label(ty.to_string()))
}

fn exponent(checker: &mut Checker, expr: &Expr) -> Option<Typed> {
    let exponent = checker.expr(expr)?;
    checker.expect(&exponent, &Type::Number, "`zipf` of `pick`")?;
    let negative = match exponent.as_constant() {
        Some(Owned::Int(whole)) => *whole < 0,
        Some(Owned::Number(number)) => *number < 0.0,
        _ => false,
    };
    if !negative {
        return Some(exponent);
    }
    checker.refuse(
        Diagnostic::new(Code::OutOfBounds, expr.span, "`zipf` of `pick` must be at least 0")
            .label("out of bounds"),
    )
}

/// The condition, split into an equality that an index answers and the rest.
fn filter(checker: &mut Checker, catalog: &Catalog, condition: &Expr) -> Option<Filter> {
    let (element, row) = checker.row_slot(&catalog.row, condition.span);
    let condition = checker.with_row(row, "a condition", condition)?;
    checker.expect(&condition, &Type::Bool, "a condition")?;
    let mut terms = Vec::new();
    conjuncts(condition, &mut terms);
    let equal = terms.iter().position(|term| equality(term, element).is_some());
    let equal = equal.and_then(|position| {
        let term = terms.remove(position);
        equality(&term, element).map(|(column, value)| (column, Box::new(value)))
    });
    let and = |a: Typed, b: Typed| {
        let span = a.span.to(b.span);
        Typed::new(Node::Binary(Binary::And, Box::new(a), Box::new(b)), Type::Bool, span)
    };
    let rest = terms.into_iter().reduce(and).map(Box::new);
    Some(Filter { equal, rest, element })
}

fn conjuncts(condition: Typed, terms: &mut Vec<Typed>) {
    match condition.node {
        Node::Binary(Binary::And, left, right) => {
            conjuncts(*left, terms);
            conjuncts(*right, terms);
        }
        _ => terms.push(condition),
    }
}

/// `field == value` in either order, where the value is the same for every row.
fn equality(term: &Typed, element: Slot) -> Option<(usize, Typed)> {
    let Node::Binary(Binary::Equal, left, right) = &term.node else { return None };
    let column = |side: &Typed| match &side.node {
        Node::Field(row, column) if matches!(row.node, Node::Slot(slot) if slot == element) => Some(*column),
        _ => None,
    };
    let value = |side: &Typed| (!side.mentions(element)).then(|| side.clone());
    match (column(left), column(right)) {
        (Some(column), None) => Some((column, value(right)?)),
        (None, Some(column)) => Some((column, value(left)?)),
        _ => None,
    }
}
