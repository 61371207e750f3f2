//! Changes in the tree of an event: each altered field holds its value as it was and as it becomes, and one condition
//! of the change decides between them.

use super::event::Input;
use super::scope::ProgramScope;
use super::tree::{Content, NodeId, step};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::{Binary, Expr, Kind, Name};
use crate::formula::check::Resolved;
use crate::formula::typed::{Node, Typed};
use crate::scenario::{Change, Member, Written};
use crate::source::Span;
use crate::value::{Owned, Type};

/// Puts the changes of a stream into the tree, in their order, below the payload's root.
pub fn plant(scope: &mut ProgramScope, changes: &[Change], root: NodeId) {
    for (number, change) in (0..).zip(changes) {
        let place = format!("changes{}", step(&change.name.text));
        let filter = change.line.condition.as_ref().map(|condition| {
            let written = Written::Formula(condition.clone());
            let id = scope.tree.add(&change.name, &format!("{place}.where"), Some(root), &written);
            scope.tree.filters.push(id);
            id
        });
        let content = Content::Lasts { change: number, filter };
        let block = scope.tree.node(root).block;
        let condition = scope.tree.push(&change.name, &place, Some(root), block, content);
        alter(scope, &change.payload, root, &place, condition);
    }
}

fn alter(scope: &mut ProgramScope, members: &[Member], parent: NodeId, place: &str, condition: NodeId) {
    for member in members {
        let inner = format!("{place}{}", step(&member.name.text));
        let old = scope.tree.child(parent, &member.name.text);
        if let (Some(old), Written::Mapping(members, _), None) = (old, &member.value, &member.repeat)
            && scope.tree.is_mapping(old)
        {
            alter(scope, members, old, &inner, condition);
            continue;
        }
        // what alters a value has nothing to alter where there is none
        if old.is_none() && matches!(&member.value, Written::Formula(formula) if mentions_before(formula)) {
            continue;
        }
        let after = scope.tree.add_members(std::slice::from_ref(member), place, parent)[0];
        let (id, before) = match old {
            Some(old) => (old, Some(scope.tree.move_aside(old))),
            None => (scope.tree.append(&member.name, parent), None),
        };
        scope.tree.before.insert(after, before);
        let node = &mut scope.tree.nodes[id.0];
        node.content = Content::Changed { condition, before, after };
        node.span = member.name.span;
    }
}

fn mentions_before(formula: &Expr) -> bool {
    matches!(&formula.kind, Kind::Name(name) if name == "before")
        || formula.children().into_iter().any(mentions_before)
}

impl ProgramScope<'_, '_> {
    /// Whether a change lasts and is meant for this event.
    pub(super) fn lasts(&mut self, change: u32, filter: Option<NodeId>, span: Span) -> Option<Typed> {
        let lasts = self.input(Input::Change(change), Type::Bool, span);
        let Some(filter) = filter else { return Some(lasts) };
        let filter = self.condition(filter)?;
        // what cannot be decided is not altered
        let no = Typed::constant(Owned::Bool(false), span);
        let filter = Typed::new(Node::Coalesce(vec![filter, no]), Type::Bool, span);
        let both = Node::Binary(Binary::And, Box::new(lasts), Box::new(filter));
        Some(Typed::new(both, Type::Bool, span))
    }

    /// The value of what follows `where`.
    pub(super) fn condition(&mut self, id: NodeId) -> Option<Typed> {
        let typed = self.value(id)?;
        if !matches!(typed.ty, Type::Bool | Type::Null | Type::Any) {
            let message = format!("`where` takes a condition, and this is {}", typed.ty);
            self.report(Diagnostic::new(Code::WrongType, typed.span, message).label(typed.ty.to_string()));
            return None;
        }
        Some(typed)
    }

    /// The one value or the other.
    pub(super) fn changed(
        &mut self,
        [condition, after]: [NodeId; 2],
        before: Option<NodeId>,
        span: Span,
    ) -> Option<Typed> {
        let before = match before {
            Some(before) => self.value(before),
            None => Some(Typed::constant(Owned::Omit, span)),
        };
        let (after, condition) = (self.value(after), self.value(condition));
        let (before, after, condition) = (before?, after?, condition?);
        let ty = if before.as_constant() == Some(&Owned::Omit) {
            after.ty.clone()
        } else {
            after.ty.clone().join(before.ty.clone())
        };
        let may_omit = before.may_omit || after.may_omit;
        let [condition, then, otherwise] = [condition, after, before].map(Box::new);
        Some(Typed::new(Node::If { condition, then, otherwise }, ty, span).omitting(may_omit))
    }

    /// What `before` means where the current formula stands; `None` outside of changes.
    pub(super) fn before(&mut self, name: &Name) -> Option<Resolved> {
        let before = match self.tree.before[&self.changed_value()?] {
            Some(before) => self.value(before),
            None => Some(Typed::constant(Owned::Null, name.span)),
        };
        Some(before.map_or(Resolved::Failed, |before| Resolved::Found(before, 0)))
    }

    /// The new value of a changed field that the current formula belongs to.
    pub(super) fn changed_value(&self) -> Option<NodeId> {
        let mut at = self.current.last().copied();
        while let Some(id) = at.filter(|id| !self.tree.before.contains_key(id)) {
            at = self.tree.node(id).parent;
        }
        at
    }
}
