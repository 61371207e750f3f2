//! The conditions of a stream's lines of `disorder`, each computed with the event that it may concern.
//!
//! In: the lines, and the program of an event. Out: for each line whether it concerns the event, or what decides. They
//! see the event as it is sent, with the changes that last.

use super::scope::ProgramScope;
use crate::formula::ast::Name;
use crate::formula::typed::{Node, Slot};
use crate::scenario::{DisorderLine, Written};
use crate::traffic::disorder::Disorder;
use crate::value::{Owned, Value};

/// What happens to the records of a stream.
#[derive(Debug, Default)]
pub struct CheckedDisorder {
    /// By kind, those of a kind in their order.
    pub lines: Vec<CheckedDisorderLine>,
    /// Whether a header tells what was done.
    pub label: bool,
}

#[derive(Debug)]
pub struct CheckedDisorderLine {
    /// `disorder/late.0`: where its draws have their places, inside the stream or a component of it.
    pub place: String,
    pub line: Disorder,
}

/// Whether a line concerns an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    Always,
    Never,
    /// Where this is true.
    Computed(Slot),
}

impl Condition {
    /// With the values of the event; what cannot be decided is no.
    #[inline]
    pub fn holds(self, slots: &[Value]) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Computed(slot) => slots[slot.0] == Value::Bool(true),
        }
    }

    pub const fn slot(self) -> Option<Slot> {
        if let Self::Computed(slot) = self { Some(slot) } else { None }
    }
}

/// The conditions of all lines for the event of a program; `None` after a diagnostic.
pub fn conditions(scope: &mut ProgramScope, lines: &[DisorderLine]) -> Option<Vec<Condition>> {
    let conditions: Vec<Option<Condition>> = lines.iter().map(|line| condition(scope, line)).collect();
    conditions.into_iter().collect()
}

fn condition(scope: &mut ProgramScope, line: &DisorderLine) -> Option<Condition> {
    let Some(written) = &line.line.condition else { return Some(Condition::Always) };
    let name = Name { text: line.line.kind.name().to_owned(), span: written.span };
    let written = Written::Formula(written.clone());
    let id = scope.tree.add(&name, &format!("{}.where", line.place()), None, &written);
    let typed = scope.condition(id)?;
    Some(match (&typed.node, typed.as_constant()) {
        (Node::Slot(slot), _) => Condition::Computed(*slot),
        (_, Some(Owned::Bool(true))) => Condition::Always,
        _ => Condition::Never,
    })
}
