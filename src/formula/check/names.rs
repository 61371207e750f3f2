//! Names and the fields behind them.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::formula::ast::{Expr, Kind, Name};
use crate::formula::typed::{Node, TableId, Typed};
use crate::source::Span;
use crate::value::{RowType, Type};
use std::sync::Arc;

/// What a name turned out to be.
#[derive(Debug)]
pub enum Resolved {
    /// A value, after this many of the members.
    Found(Typed, usize),
    Unknown,
    /// What it names has errors of its own, already reported.
    Failed,
}

/// What the name of a catalog turned out to be.
#[derive(Debug)]
pub enum NamedCatalog {
    Found(Catalog),
    Unknown,
    /// It has errors of its own, already reported.
    Failed,
}

/// A catalog as formulas see it.
#[derive(Debug, Clone)]
pub struct Catalog {
    pub id: TableId,
    pub row: Arc<RowType>,
    /// The number of rows.
    pub rows: u32,
}

impl Checker<'_> {
    /// A bare name or a name followed by members; also a member of any other value.
    pub(super) fn name(&mut self, expr: &Expr) -> Option<Typed> {
        let mut members = Vec::new();
        let mut base = expr;
        while let Kind::Member(inner, member) = &base.kind {
            members.push(member.clone());
            base = inner;
        }
        members.reverse();
        let (value, taken) = match &base.kind {
            Kind::Name(text) => {
                let name = Name { text: text.clone(), span: base.span };
                self.resolve(&name, &members)?
            }
            _ => (self.expr(base)?, 0),
        };
        let mut rest = members[taken..].iter();
        let value = rest.try_fold(value, |value, member| self.member(value, member))?;
        if let Some(constant) = value.as_constant() {
            self.scope.world().take_parts(constant.parts(), expr.span)?;
        }
        Some(Typed { span: expr.span, ..value })
    }

    fn resolve(&mut self, name: &Name, members: &[Name]) -> Option<(Typed, usize)> {
        if let Some(field) = self.field_of_row(name) {
            return Some((field, 0));
        }
        match self.scope.resolve(name, members) {
            Resolved::Found(typed, taken) => Some((typed, taken)),
            Resolved::Failed => None,
            Resolved::Unknown => {
                let unknown = self.unknown(name);
                self.refuse(unknown)
            }
        }
    }

    /// A field of the rows whose conditions or terms are being checked, innermost first.
    fn field_of_row(&self, name: &Name) -> Option<Typed> {
        self.rows.iter().rev().find_map(|row| {
            let Type::Row(fields) = &row.ty else { return None };
            let (column, ty) = fields.find(&name.text)?;
            Some(Typed::new(Node::Field(Box::new(row.clone()), column), ty.clone(), name.span))
        })
    }

    fn unknown(&mut self, name: &Name) -> Diagnostic {
        let text = name.text.as_str();
        let unknown =
            Diagnostic::new(Code::UnknownName, name.span, format!("nothing here is called `{text}`"))
                .label("unknown name");
        if self.scope.catalogs().iter().any(|catalog| catalog == text) {
            return unknown.help(format!("`{text}` is a catalog: draw a row of it with `pick({text})`"));
        }
        if crate::formula::reference().any(|signature| signature.name == text) {
            return unknown.help(format!("`{text}` is a function: call it, `{text}(…)`"));
        }
        let mut known = self.scope.names();
        for row in &self.rows {
            if let Type::Row(fields) = &row.ty {
                known.extend(fields.fields.iter().map(|field| field.name.clone()));
            }
        }
        let catalogs = self.scope.catalogs();
        let near = nearest(text, known.iter().chain(&catalogs).map(String::as_str));
        if let Some(near) = near.filter(|near| catalogs.iter().any(|name| name == near)) {
            let help = format!("`{near}` is a catalog: draw a row of it in `let`, `{text}: =pick({near})`");
            return unknown.help(help);
        }
        unknown.suggest(text, known.iter().map(String::as_str)).help(format!("text needs quotes: `'{text}'`"))
    }

    fn member(&mut self, value: Typed, member: &Name) -> Option<Typed> {
        let span = value.span.to(member.span);
        match value.ty.clone() {
            Type::Row(row) => {
                let (column, ty) = self.column(&row, member)?;
                Some(self.fold(Typed::new(Node::Field(Box::new(value), column), ty, span)))
            }
            Type::List(element) => match &*element {
                Type::Row(row) => {
                    let (column, ty) = self.column(row, member)?;
                    Some(Typed::new(Node::FieldOfEach(Box::new(value), column), Type::list(ty), span))
                }
                _ => self.no_fields(member, &value.ty),
            },
            other => self.no_fields(member, &other),
        }
    }

    /// A field of a row that has it.
    pub fn column(&mut self, row: &RowType, member: &Name) -> Option<(usize, Type)> {
        if let Some((column, ty)) = row.find(&member.text) {
            return Some((column, ty.clone()));
        }
        let names = || row.fields.iter().map(|field| field.name.as_str());
        let known = names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        self.refuse(
            Diagnostic::new(
                Code::UnknownField,
                member.span,
                format!("the row has no field `{}`", member.text),
            )
            .label("no such field")
            .suggest(&member.text, names())
            .help(format!("its fields are {known}")),
        )
    }

    fn no_fields<T>(&mut self, member: &Name, ty: &Type) -> Option<T> {
        let message = match ty {
            Type::Any => {
                format!("whether this value has a field `{}` is not known before it runs", member.text)
            }
            other => format!("{other} has no field `{}`", member.text),
        };
        let mut diagnostic = Diagnostic::new(Code::UnknownField, member.span, message).label("no such field");
        if crate::formula::reference().any(|signature| signature.name == member.text) {
            let name = &member.text;
            diagnostic =
                diagnostic.help(format!("`{name}` is a function and stands around the value: `{name}(…)`"));
        }
        self.refuse(diagnostic)
    }

    /// The catalog that an argument names.
    pub fn catalog(&mut self, argument: &Expr) -> NamedCatalog {
        let Kind::Name(name) = &argument.kind else { return NamedCatalog::Unknown };
        self.scope.catalog(name)
    }

    /// Complains about an argument that should have been a catalog.
    pub fn no_catalog<T>(&mut self, argument: &Expr, what: &str) -> Option<T> {
        let text = if let Kind::Name(name) = &argument.kind { name.as_str() } else { "" };
        let known = self.scope.catalogs();
        let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let message = format!("{what} takes a catalog first");
        let mut diagnostic =
            Diagnostic::new(Code::UnknownReference, argument.span, message).label("no catalog");
        if !text.is_empty() {
            diagnostic = diagnostic.suggest(text, known.iter().map(String::as_str));
        }
        let help = if known.is_empty() {
            "this scenario has no catalogs".into()
        } else {
            format!("the catalogs are {list}")
        };
        self.refuse(diagnostic.help(help))
    }

    /// A new slot that holds a row of that type, as a formula.
    pub fn row_slot(&mut self, row: &Arc<RowType>, span: Span) -> (crate::formula::typed::Slot, Typed) {
        let slot = self.scope.world().slot();
        (slot, Typed::new(Node::Slot(slot), Type::Row(Arc::clone(row)), span))
    }
}
