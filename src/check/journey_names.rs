//! The names of a journey: each means one thing, and steps, state, events and the catalog are there.

use super::rows;
use super::shared::Shared;
use super::stream;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Name;
use crate::scenario::{Journey, Step};
use crate::traffic::journey::END;
use std::collections::HashSet;

/// Steps that a journey may have.
const MOST_STEPS: usize = 1_000;

/// State and values of steps together.
const MOST_VALUES: usize = 1_000;

/// What is known once the names of a journey are checked.
pub(super) struct Known {
    /// Whether its actor can be chosen, where it has one.
    pub actor: bool,
    /// Whether it is known where every step leads.
    pub ways: bool,
}

/// Refuses names that mean two things, or nothing; `None` where there are too many.
pub(super) fn check(shared: &mut Shared, journey: &Journey) -> Option<Known> {
    sizes(shared, journey)?;
    let actor = journey.actor.as_ref().is_none_or(|actor| {
        let is_free = rows::check_variable(shared, &actor.variable).is_some();
        rows::find(shared, &actor.catalog).is_some() && is_free
    });
    let kept = journey.actor.iter().map(|actor| &actor.variable);
    let kept: Vec<&Name> = kept.chain(journey.state.iter().map(|(name, _)| name)).collect();
    for (position, name) in kept.iter().enumerate() {
        if kept[..position].iter().any(|other| other.text == name.text) {
            let message = format!("`{}` is the actor, and cannot be state as well", name.text);
            shared.diagnostics.add(Diagnostic::new(Code::ReservedName, name.span, message).label("taken"));
        }
    }
    let steps: HashSet<&str> =
        journey.steps.iter().map(|step| step.name.text.as_str()).chain([END]).collect();
    let mut leads = !(journey.hidden.steps || journey.hidden.ways);
    for step in &journey.steps {
        for (name, _) in &step.lets {
            if kept.iter().any(|other| other.text == name.text) {
                let message = format!("`{}` is already the actor or state of this journey", name.text);
                let diagnostic = Diagnostic::new(Code::ReservedName, name.span, message).label("taken");
                let help = "`set` changes state; a `let` needs a name of its own";
                shared.diagnostics.add(diagnostic.help(help));
            }
        }
        if !journey.hidden.values {
            state(shared, journey, step);
        }
        if !journey.hidden.steps {
            leads &= ways(shared, step, &steps);
        }
        stream::refuse_twins(shared, &step.emit);
    }
    Some(Known { actor, ways: leads })
}

/// The events of a journey that has errors elsewhere: they are there, and in use.
pub(super) fn events(shared: &mut Shared, journey: &Journey) {
    for name in journey.steps.iter().flat_map(|step| &step.emit) {
        if let Some(position) = stream::find(shared, name) {
            shared.used_events[position] = true;
        }
    }
}

/// Refuses what would take too long to check, and too much memory in each session.
fn sizes(shared: &mut Shared, journey: &Journey) -> Option<()> {
    let mut refuse = |span, message: String| {
        shared.diagnostics.add(Diagnostic::new(Code::TooLarge, span, message).label("one too many"));
        None
    };
    if let Some(beyond) = journey.steps.get(MOST_STEPS) {
        return refuse(beyond.name.span, format!("a journey has at most {MOST_STEPS} steps"));
    }
    let lets = journey.steps.iter().flat_map(|step| &step.lets);
    let mut known = HashSet::new();
    let mut values = journey.state.iter().chain(lets).filter(|(name, _)| known.insert(name.text.as_str()));
    match values.nth(MOST_VALUES) {
        Some((name, _)) => {
            let message = format!("a session remembers at most {MOST_VALUES} values, its state among them");
            refuse(name.span, message)
        }
        None => Some(()),
    }
}

fn state(shared: &mut Shared, journey: &Journey, step: &Step) {
    let states = || journey.state.iter().map(|(name, _)| name.text.as_str());
    for (name, _) in &step.sets {
        if !states().any(|state| state == name.text) {
            let message = format!("the journey has no state `{}`", name.text);
            let diagnostic = Diagnostic::new(Code::UnknownReference, name.span, message);
            let help = format!("for example `state: {{ {}: 0 }}` before `steps`", name.text);
            let diagnostic = diagnostic.label("unknown state").suggest(&name.text, states());
            shared.diagnostics.add(diagnostic.help(help));
        }
    }
}

/// Refuses ways to steps that are not there; whether there are none such.
fn ways(shared: &mut Shared, step: &Step, known: &HashSet<&str>) -> bool {
    let ways = step.next.iter().flat_map(|next| &next.ways);
    let lost: Vec<&Name> = ways.map(|way| &way.to).filter(|to| !known.contains(to.text.as_str())).collect();
    for to in &lost {
        let message = format!("no step is called `{}`", to.text);
        let diagnostic = Diagnostic::new(Code::UnknownReference, to.span, message);
        let known = known.iter().copied();
        shared.diagnostics.add(diagnostic.label("unknown step").suggest(&to.text, known));
    }
    lost.is_empty()
}
