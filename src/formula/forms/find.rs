//! `find(catalog, field=value)`: the row with that key.

use super::{Form, always};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Call;
use crate::formula::check::{Checker, NamedCatalog};
use crate::formula::signature::{Kind, Parameter, Signature};
use crate::formula::typed::{Node, Typed};
use crate::source::Span;
use crate::value::Type;

pub static FORM: Form = Form {
    signature: Signature {
        name: "find",
        about: "The first row of a catalog whose field has that value, or null.",
        parameters: &[
            Parameter::required("rows", Kind::Any).meaning("a catalog"),
            Parameter::required("field=value", Kind::Any)
                .meaning("a field of it, and the value that is looked for"),
        ],
        returns: |types| types[0].clone(),
        example: "find(products, category='books')",
    },
    check,
    takes: always,
};

fn check(checker: &mut Checker, call: &Call, span: Span) -> Option<Typed> {
    let [subject, condition] = call.arguments.as_slice() else { return wrong_form(checker, span) };
    let (None, Some(field)) = (&subject.key, condition.name()) else { return wrong_form(checker, span) };
    let catalog = match checker.catalog(&subject.value) {
        NamedCatalog::Found(catalog) => catalog,
        NamedCatalog::Unknown => return checker.no_catalog(&subject.value, "`find`"),
        NamedCatalog::Failed => return None,
    };
    let (column, ty) = checker.column(&catalog.row, field)?;
    let value = checker.expr(&condition.value)?;
    let comparable = ty == value.ty
        || (ty.is_numeric() && value.ty.is_numeric())
        || [&ty, &value.ty].iter().any(|ty| matches!(ty, Type::Any | Type::Null));
    if !comparable {
        let message = format!("`{}` is {ty}, and this is {}", field.text, value.ty);
        return checker.refuse(
            Diagnostic::new(Code::WrongType, value.span, message)
                .label("never equal")
                .related(field.span, ty.to_string()),
        );
    }
    let node = Node::Find { table: catalog.id, column, value: Box::new(value) };
    Some(Typed::new(node, Type::Row(catalog.row), span))
}

fn wrong_form<T>(checker: &mut Checker, span: Span) -> Option<T> {
    checker.refuse(
        Diagnostic::new(Code::Arguments, span, "`find` is written `find(catalog, field=value)`")
            .label("not of that form")
            .help(format!("for example `={}`", FORM.signature.example)),
    )
}
