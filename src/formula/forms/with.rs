//! `with(row, field=value)`: the row with some fields changed or added.

use super::{Form, always};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Call;
use crate::formula::check::Checker;
use crate::formula::signature::{Kind, Parameter, Signature};
use crate::formula::typed::{Node, Typed};
use crate::source::Span;
use crate::value::{Field, RowType, Type};
use std::sync::Arc;

pub static FORM: Form = Form {
    signature: Signature {
        name: "with",
        about: "The row with those fields changed; new names are added behind the others.",
        parameters: &[
            Parameter::required("row", Kind::Row),
            Parameter::rest("field=value", Kind::Any).meaning("a field and its new value"),
        ],
        returns: |types| types[0].clone(),
        example: "with(pick(products), price=9.99)",
    },
    check,
    takes: always,
};

fn check(checker: &mut Checker, call: &Call, span: Span) -> Option<Typed> {
    let Some((subject, changes)) = call.arguments.split_first().filter(|(first, _)| first.key.is_none())
    else {
        return wrong_form(checker, span);
    };
    let row = checker.expr(&subject.value)?;
    let Type::Row(ty) = row.ty.clone() else {
        let message = format!("`with` changes a row, and this is {}", row.ty);
        return checker.refuse(Diagnostic::new(Code::WrongType, row.span, message).label(row.ty.to_string()));
    };
    let mut fields = ty.fields.clone();
    let mut values: Vec<Typed> = fields
        .iter()
        .enumerate()
        .map(|(column, field)| {
            Typed::new(Node::Field(Box::new(row.clone()), column), field.ty.clone(), row.span)
        })
        .collect();
    for change in changes {
        let Some(key) = change.name() else { return wrong_form(checker, change.value.span) };
        let value = checker.expr(&change.value)?;
        let field = Field { name: key.text.clone(), ty: value.ty.clone() };
        match ty.find(&key.text) {
            Some((column, _)) => {
                fields[column] = field;
                values[column] = value;
            }
            None => {
                fields.push(field);
                values.push(value);
            }
        }
    }
    let names: Arc<[Box<str>]> = fields.iter().map(|field| field.name.as_str().into()).collect();
    Some(Typed::new(Node::Record(names, values), Type::Row(Arc::new(RowType { fields })), span))
}

fn wrong_form<T>(checker: &mut Checker, span: Span) -> Option<T> {
    checker.refuse(
        Diagnostic::new(Code::Arguments, span, "`with` is written `with(row, field=value)`")
            .label("not of that form")
            .help(format!("for example `={}`", FORM.signature.example)),
    )
}
