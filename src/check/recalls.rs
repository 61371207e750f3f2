//! Fields that formulas recall: found before anything is checked, recorded where their event is composed.

use super::scope::{ProgramScope, Subject};
use super::tree::NodeId;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::{Expr, Kind, Name};
use crate::formula::forms::recall;
use crate::formula::typed::Slot;
use crate::scenario::{Event, Member, Payload, Scenario, Written};
use crate::value::Type;

/// A field of an event: its name and the path in its payload.
pub type Recalled = (String, Vec<String>);

/// Every field that some formula recalls, each once. A field's number is its position.
pub fn all(scenario: &Scenario) -> Vec<Recalled> {
    let mut found = Vec::new();
    scenario.each_formula(&mut |formula| find(formula, &mut found));
    found
}

fn find(formula: &Expr, found: &mut Vec<Recalled>) {
    if let Kind::Call(call) = &formula.kind
        && call.name.text == recall::FORM.signature.name
        && let Some((event, path)) =
            call.arguments.first().and_then(|first| recall::field_of_event(&first.value))
    {
        let field = (event.text, path.into_iter().map(|name| name.text).collect());
        if !found.contains(&field) {
            found.push(field);
        }
    }
    formula.children().into_iter().for_each(|child| find(child, found));
}

impl ProgramScope<'_, '_> {
    /// The number and the type of a recalled field; `None` after a diagnostic.
    pub(super) fn recalled_field(&mut self, event: &Name, path: &[Name]) -> Option<(usize, Type)> {
        if !matches!(self.subject, Subject::Event { .. } | Subject::Journey { .. }) {
            let message = "`recall` has a value only in events and journeys";
            let diagnostic = Diagnostic::new(Code::UnknownName, event.span, message);
            self.report(diagnostic.label("nothing has been sent yet"));
            return None;
        }
        let scenario = self.shared.scenario;
        let Some(position) = self.shared.event_named(event) else {
            let known = scenario.events.iter().map(|event| event.name.text.as_str());
            let message = format!("no event is called `{}`", event.text);
            let diagnostic = Diagnostic::new(Code::UnknownReference, event.span, message);
            self.report(diagnostic.label("unknown event").suggest(&event.text, known));
            return None;
        };
        let ty = self.type_of(&scenario.events[position], path)?;
        let field = |(name, steps): &Recalled| {
            *name == event.text && steps.iter().eq(path.iter().map(|name| &name.text))
        };
        let Some(number) = self.shared.recalled.iter().position(field) else {
            self.report(Diagnostic::new(Code::UnknownName, event.span, "nothing can be recalled here"));
            return None;
        };
        Some((number, ty))
    }

    /// What is known of a field without checking its event: literals tell their type.
    fn type_of(&mut self, event: &Event, path: &[Name]) -> Option<Type> {
        let Payload::Fields(fields, _) = &event.payload else {
            let message = format!("the payload of `{}` is one value, without fields", event.name.text);
            self.report(Diagnostic::new(Code::UnknownField, path[0].span, message).label("no fields"));
            return None;
        };
        let mut members: &[Member] = fields;
        for (depth, name) in path.iter().enumerate() {
            let Some(member) = members.iter().find(|member| member.name.text == name.text) else {
                let known = members.iter().map(|member| member.name.text.as_str());
                let message = format!("`{}` has no field `{}`", event.name.text, name.text);
                let diagnostic = Diagnostic::new(Code::UnknownField, name.span, message);
                self.report(diagnostic.label("no such field").suggest(&name.text, known));
                return None;
            };
            match (&member.value, depth + 1 == path.len()) {
                (Written::Literal(literal), true) => return Some(literal.value.ty()),
                (Written::Template(_), true) => return Some(Type::Text),
                (_, true) => return Some(Type::Any),
                (Written::Mapping(inner, _), false) if member.repeat.is_none() => members = inner,
                (_, false) => {
                    let message = format!("`{}` is one value here, without fields", name.text);
                    let help = "recall the whole value";
                    let diagnostic = Diagnostic::new(Code::UnknownField, path[depth + 1].span, message);
                    self.report(diagnostic.label("no such field").help(help));
                    return None;
                }
            }
        }
        None
    }

    /// The slots of an event's recalled fields, with their numbers.
    pub(super) fn recorded(&mut self, event: &str) -> Vec<(usize, Slot)> {
        let Some(root) = self.root else { return Vec::new() };
        let recalled = self.shared.recalled.clone();
        let of_event = recalled.iter().enumerate().filter(|(_, (name, _))| name == event);
        let slots = of_event.filter_map(|(number, (_, path))| {
            let id = self.node_at(root, path)?;
            let typed = self.value(id)?;
            Some((number, self.slot_of(&typed, id)))
        });
        slots.collect()
    }

    fn node_at(&self, root: NodeId, path: &[String]) -> Option<NodeId> {
        path.iter().try_fold(root, |at, name| self.tree.child(at, name))
    }
}
