//! What the payload of an event may hold: its fields by their paths, as far as that is known before anything runs.

use super::scope::ProgramScope;
use super::tree::{Content, NodeId};
use crate::formula::ast::{Kind, Name, Outcome, OutcomeValue, Weight};
use crate::formula::weights;
use crate::scenario::{Payload, Written};
use crate::source::Span;
use crate::value::{Field, Owned, RowType, Type};
use std::sync::Arc;

/// The fields of a payload.
#[derive(Debug, Clone)]
pub struct Fields {
    /// Of the whole payload.
    pub ty: Type,
    /// In the order in which they are written.
    pub leaves: Vec<Leaf>,
}

/// A value of the payload as the scenario writes it.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// Empty where it is the whole payload. Elements of a list have the path of the list.
    pub path: Vec<String>,
    /// Where its value stands in the file.
    pub span: Span,
    /// The outcomes of a `choice` and their shares of 1, where all of them are known.
    pub shares: Vec<(Owned, f64)>,
}

impl Fields {
    /// Of a payload that has been checked.
    pub(super) fn of(scope: &mut ProgramScope, payload: &Payload, root: NodeId) -> Self {
        let mut fields = Self { ty: Type::Any, leaves: Vec::new() };
        let ty = fields.add(scope, root, &mut Vec::new());
        // a template may write JSON
        let is_template = matches!(payload, Payload::Whole(Written::Template(_)));
        fields.ty = if is_template { Type::Any } else { ty };
        fields
    }

    fn add(&mut self, scope: &mut ProgramScope, id: NodeId, path: &mut Vec<String>) -> Type {
        match scope.tree.node(id).content.clone() {
            Content::Mapping(children) => {
                let fields = children.into_iter().map(|child| {
                    let name = scope.tree.node(child).name.clone();
                    path.push(name.clone());
                    let ty = self.add(scope, child, path);
                    path.pop();
                    Field { name, ty }
                });
                Type::Row(Arc::new(RowType { fields: fields.collect() }))
            }
            Content::List(items) => {
                let types = items.into_iter().map(|item| self.add(scope, item, path));
                Type::list(types.fold(Type::Null, Type::join))
            }
            Content::Repeat { element, .. } => Type::list(self.add(scope, element, path)),
            Content::Changed { before, after, .. } => {
                let before = before.map_or(Type::Null, |before| self.add(scope, before, path));
                before.join(self.add(scope, after, path))
            }
            Content::Lasts { .. } => Type::Bool,
            Content::Value(written) => {
                let (span, shares) = (written.span(), shares(&written));
                match self.leaves.iter_mut().find(|leaf| leaf.path == *path) {
                    // another element of a list
                    Some(leaf) => {
                        *leaf = Leaf { span: leaf.span.to(span), shares: Vec::new(), ..leaf.clone() }
                    }
                    None => self.leaves.push(Leaf { path: path.clone(), span, shares }),
                }
                scope.value(id).map_or(Type::Any, |typed| typed.ty)
            }
        }
    }

    /// Whether all fields are known; of a payload that is a template none are.
    pub fn are_known(&self) -> bool {
        element(&self.ty) != Type::Any
    }

    /// The type of the values that a path leads to, through lists as well; `None` where it leads nowhere.
    pub fn find(&self, names: &[Name]) -> Option<Type> {
        let mut ty = element(&self.ty);
        for name in names {
            ty = match ty {
                Type::Row(row) => element(row.find(&name.text)?.1),
                Type::Any => Type::Any,
                _ => return None,
            };
        }
        Some(ty)
    }

    /// All paths that lead somewhere.
    pub fn paths(&self) -> Vec<String> {
        let mut out = Vec::new();
        paths(&self.ty, &mut Vec::new(), &mut out);
        out
    }
}

/// A path as expectations write it: `user.city`, `['first name']`.
pub fn field_name<'n>(names: impl IntoIterator<Item = &'n String>) -> String {
    let is_plain = |name: &str| name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    let step = |name: &'n String| {
        if is_plain(name) { format!(".{name}") } else { format!("['{}']", name.replace('\'', "''")) }
    };
    let steps: Vec<String> = names.into_iter().map(step).collect();
    steps.concat().trim_start_matches('.').to_owned()
}

/// What the elements are, of lists in lists as well.
fn element(ty: &Type) -> Type {
    match ty {
        Type::List(inner) => element(inner),
        other => other.clone(),
    }
}

fn paths(ty: &Type, above: &mut Vec<String>, out: &mut Vec<String>) {
    let Type::Row(row) = element(ty) else { return };
    for field in &row.fields {
        above.push(field.name.clone());
        out.push(field_name(&*above));
        paths(&field.ty, above, out);
        above.pop();
    }
}

/// What `=choice(a 60%, b)` says of its outcomes; empty for everything else.
fn shares(written: &Written) -> Vec<(Owned, f64)> {
    let Written::Formula(expr) = written else { return Vec::new() };
    let Kind::Choice(outcomes) = &expr.kind else { return Vec::new() };
    let given = outcomes.iter().map(|outcome| match &outcome.weight {
        None => Some(None),
        Some(Weight::Percent(millionths, _)) => Some(Some(*millionths)),
        Some(Weight::Formula(_)) => None,
    });
    let Some(given) = given.collect::<Option<Vec<_>>>() else { return Vec::new() };
    let values = outcomes.iter().map(constant).collect::<Option<Vec<_>>>();
    let parts = weights::parts(&given);
    let total: u64 = parts.iter().sum();
    #[expect(clippy::cast_precision_loss, reason = "a share to look at")]
    let share = |part: u64| if total == 0 { 0.0 } else { part as f64 / total as f64 };
    let values = values.unwrap_or_default();
    values.into_iter().zip(parts.into_iter().map(share)).collect()
}

fn constant(outcome: &Outcome) -> Option<Owned> {
    match &outcome.value {
        OutcomeValue::Word(word) => Some(word.text.as_str().into()),
        OutcomeValue::Formula(formula) => match &formula.kind {
            Kind::Null => Some(Owned::Null),
            Kind::Omit => Some(Owned::Omit),
            Kind::Bool(yes) => Some(Owned::Bool(*yes)),
            Kind::Int(whole) => Some(Owned::Int(*whole)),
            Kind::Number(number) => Some(Owned::Number(*number)),
            Kind::Text(text) => Some(text.as_str().into()),
            _ => None,
        },
    }
}
