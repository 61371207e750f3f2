//! Templates in a program: each name with its fields becomes a value that the program computes first.

use super::scope::ProgramScope;
use crate::formula::ast::{Expr, Kind, Name};
use crate::formula::check::{Drawing, check as check_formula};
use crate::formula::typed::{Node, Render, Typed};
use crate::source::{Span, Text};
use crate::template::{Path, TemplateId, Templates};
use crate::value::{Context, Fault, Owned, Time, Type, Value};
use bumpalo::Bump;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// The templates of a scenario, there once all of it is checked.
pub type Compiled = Arc<OnceLock<Templates>>;

/// One template of them.
struct Handle {
    id: TemplateId,
    compiled: Compiled,
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "template {:?}", self.id)
    }
}

impl Render for Handle {
    fn render<'a>(&self, variables: &[Value<'a>], context: &Context<'a>) -> Result<&'a str, Fault> {
        self.compiled.get().ok_or(Fault::Template)?.render(self.id, variables, context)
    }
}

/// Checks a template and the names in it.
pub fn check(scope: &mut ProgramScope, text: &Text) -> Option<Typed> {
    let id = scope.shared.templates.add(text, &mut scope.world.diagnostics)?;
    let paths: Vec<Expr> = scope.shared.templates.paths(id).iter().map(as_formula).collect();
    let variables: Vec<Option<Typed>> =
        paths.iter().map(|path| check_formula(path, "", Drawing::Allowed, scope)).collect();
    let variables = variables.into_iter().collect::<Option<Vec<_>>>()?;
    if let Some(constant) = rendered(scope, id, &variables) {
        return Some(Typed::constant(constant, text.span()));
    }
    let template = Arc::new(Handle { id, compiled: Arc::clone(&scope.shared.compiled) });
    Some(Typed::new(Node::Template { template, variables }, Type::Text, text.span()))
}

/// The text of a template whose variables never change; `None` where it cannot be rendered.
fn rendered(scope: &ProgramScope, id: TemplateId, variables: &[Typed]) -> Option<Owned> {
    let arena = Bump::new();
    let values = variables.iter().map(|variable| variable.as_constant().map(|value| value.view(&arena)));
    let values = values.collect::<Option<Vec<Value>>>()?;
    let context = Context { arena: &arena, now: Time::default(), zone: &scope.world.zone, index: 0 };
    scope.shared.templates.render(id, &values, &context).ok().map(Owned::from)
}

/// `product.name` as the formula that it would be.
fn as_formula(path: &Path) -> Expr {
    let base = Expr { kind: Kind::Name(path.root.clone()), span: root_span(path) };
    path.fields.iter().fold(base, |inner, field| {
        let name = Name { text: field.clone(), span: path.span };
        Expr { kind: Kind::Member(Box::new(inner), name), span: path.span }
    })
}

fn root_span(path: &Path) -> Span {
    Span::new(path.span.start, (path.span.start + path.root.len()).min(path.span.end))
}
