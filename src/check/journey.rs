//! Journeys: their values, typed and compiled into programs of a session and of its steps.

use super::checked_journey::{CheckedJourney, CheckedStep, Moves};
use super::event::EventProgram;
use super::journey_names;
use super::journey_step::{self, Planted};
use super::scope::{ProgramScope, Subject};
use super::session::{Kind, SessionNames, SessionValue};
use super::shared::Shared;
use super::tree::{NodeId, step as path_step};
use super::ways::{self, Uses};
use crate::formula::ast::{Argument, Call, Expr, Key, Kind as ExprKind, Name};
use crate::formula::check::Drawing;
use crate::formula::compile::compile;
use crate::formula::typed::{Slot, Typed};
use crate::scenario::{Change, Journey, Member, Step, Stream, Written};
use crate::traffic::ast::Walked;
use crate::traffic::journey::{Actor, Taking};
use crate::value::Type;

/// What surrounds a journey: the stream that walks it and what a part of the stream adds.
#[derive(Clone, Copy)]
pub struct Around<'s> {
    pub stream: Option<&'s Stream>,
    pub walked: Walked,
    /// Merged into the payloads.
    pub fields: &'s [Member],
    pub changes: &'s [Change],
}

/// Rows and lists inside of each other up to which a type is followed.
const DEPTH: usize = 4;

/// How often the types of the state are widened before they are left open.
const PASSES: usize = 8;

/// A journey with the events that its steps send, and the same while a change lasts; `None` after a diagnostic.
pub fn check(
    shared: &mut Shared,
    journey: &Journey,
    around: Around,
) -> Option<(CheckedJourney, Vec<EventProgram>, Vec<EventProgram>)> {
    let known = journey_names::check(shared, journey).filter(|_| !journey.hidden.values);
    let Some(known) = known else {
        journey_names::events(shared, journey);
        return None;
    };
    let mut values = values(journey);
    let choosing = if known.actor { choosing(shared, journey, &mut values, around) } else { None };
    if let (None, Some(actor)) = (&choosing, &journey.actor) {
        let number = number_of(&values, &actor.variable);
        values[number].is_broken = true;
    }
    let opening = types(shared, journey, &mut values, around);
    let checked: Vec<_> = journey
        .steps
        .iter()
        .map(|step| journey_step::check(shared, journey, step, &values, around))
        .collect();
    let mut uses = Uses::new(journey);
    let mut events = Vec::new();
    let mut changed = Vec::new();
    let mut steps = Vec::new();
    for (number, (step, (checked, used))) in journey.steps.iter().zip(checked).enumerate() {
        uses.before_lets(number, used);
        let first = events.len();
        for name in &step.emit {
            let names = session_names(journey, step, &values);
            let of = |shared: &mut Shared, changes| {
                journey_step::event(shared, name, &names, Around { changes, ..around })
            };
            let (program, used) = of(shared, &[]);
            uses.after_lets(number, used);
            events.push(program);
            if !around.changes.is_empty() {
                changed.push(of(shared, around.changes).0);
            }
        }
        steps.push(checked.map(|checked| CheckedStep { events: first..events.len(), ..checked }));
    }
    if known.ways {
        uses.check(shared, journey, &values);
        ways::warn(shared, journey);
    }
    let checked = CheckedJourney {
        name: journey.name.text.clone(),
        walked: around.walked,
        timeout: journey.timeout,
        values: values.into_iter().map(|value| value.name).collect(),
        choosing: choosing?,
        opening: opening?,
        steps: steps.into_iter().collect::<Option<_>>()?,
    };
    Some((checked, events.into_iter().collect::<Option<_>>()?, changed.into_iter().collect::<Option<_>>()?))
}

/// Checks the journeys that no stream walks, so that their errors show too.
pub fn check_unused(shared: &mut Shared) {
    let scenario = shared.scenario;
    for (position, journey) in scenario.journeys.iter().enumerate() {
        if !shared.used_journeys[position] && !journey.is_abstract {
            let around = Around { stream: None, walked: Walked::Sessions, fields: &[], changes: &[] };
            check(shared, journey, around);
        }
    }
}

/// The actor, the state, then what steps draw, of types that are not known yet.
fn values(journey: &Journey) -> Vec<SessionValue> {
    let mut values: Vec<SessionValue> = Vec::new();
    let mut add = |name: &Name, kind, is_broken| match values.iter_mut().find(|value| value.name == name.text)
    {
        // a name that means two things has no value that could be checked
        Some(known) => known.is_broken |= known.kind != kind,
        None => {
            let name = name.text.clone();
            values.push(SessionValue { name, ty: Type::Null, begins: Type::Null, kind, is_broken });
        }
    };
    journey.actor.iter().for_each(|actor| add(&actor.variable, Kind::Actor, false));
    journey.state.iter().for_each(|(name, _)| add(name, Kind::State, false));
    journey.steps.iter().flat_map(|step| &step.lets).for_each(|(name, _)| add(name, Kind::Drawn, false));
    // what is set is state
    journey.steps.iter().flat_map(|step| &step.sets).for_each(|(name, _)| add(name, Kind::State, true));
    values
}

pub(super) fn number_of(values: &[SessionValue], name: &Name) -> usize {
    values.iter().position(|value| value.name == name.text).expect("every name of a journey has a number")
}

pub(super) fn session_names(journey: &Journey, step: &Step, values: &[SessionValue]) -> SessionNames {
    let place = format!("{}/{}", journey.name.text, step.name.text);
    SessionNames { values: values.to_vec(), place, step: step.name.text.clone(), ..SessionNames::default() }
}

pub(super) fn scope<'p, 's>(
    shared: &'p mut Shared<'s>,
    around: Around,
    names: SessionNames,
) -> ProgramScope<'p, 's> {
    let stream = around.stream.map(|stream| stream.name.text.clone()).unwrap_or_default();
    let mut scope = ProgramScope::new(shared, Subject::Journey { stream }, Drawing::Allowed, 0);
    scope.session = Some(names);
    scope
}

/// The program that chooses the actor.
fn choosing(
    shared: &mut Shared,
    journey: &Journey,
    values: &mut [SessionValue],
    around: Around,
) -> Option<Moves> {
    let mut scope = scope(shared, around, SessionNames::default());
    let Some(actor) = &journey.actor else { return Some(finish(scope, &journey.name.text, Vec::new())) };
    let written = Written::Formula(pick(actor));
    let id = scope.tree.add(&actor.variable, "actor", None, &written);
    let typed = scope.value(id);
    let slot = typed.as_ref().map(|typed| (0, scope.slot_of(typed, id)));
    let moves = finish(scope, &journey.name.text, slot.into_iter().collect());
    values[0].ty = typed?.ty;
    Some(moves)
}

/// `pick(users, by=weight, where=active)`
fn pick(actor: &Actor) -> Expr {
    let span = actor.catalog.span;
    let name = |text: &str| Name { text: text.to_owned(), span };
    let plain = |text: &str| Expr { kind: ExprKind::Name(text.to_owned()), span };
    let mut arguments = vec![Argument { key: None, value: plain(&actor.catalog.text) }];
    let mut option = |key: &str, value| arguments.push(Argument { key: Some(Key::Name(name(key))), value });
    match &actor.taking {
        Taking::Evenly => {}
        Taking::By(column) => {
            option("by", Expr { kind: ExprKind::Name(column.text.clone()), span: column.span });
        }
        Taking::Zipf(exponent) => option("zipf", exponent.clone()),
        Taking::InTurn => {
            let session = Box::new(plain("session"));
            option("at", Expr { kind: ExprKind::Member(session, name("index")), span });
        }
    }
    if let Some(condition) = &actor.condition {
        option("where", condition.clone());
    }
    Expr { kind: ExprKind::Call(Call { name: name("pick"), arguments }), span }
}

/// Finds types that hold for all of a session, and the program that makes its state.
fn types(
    shared: &mut Shared,
    journey: &Journey,
    values: &mut [SessionValue],
    around: Around,
) -> Option<Moves> {
    let opening = opening(shared, journey, values, around);
    let parts = shared.parts.get();
    let mut failed = vec![false; values.len()];
    for pass in 0..=PASSES {
        let before: Vec<Type> = values.iter().map(|value| value.ty.clone()).collect();
        for step in &journey.steps {
            // what is wrong with it is said once the types are known
            let mut scope = scope(shared, around, session_names(journey, step, values));
            let planted = Planted::new(&mut scope, step);
            let named = step.lets.iter().chain(&step.sets).zip(planted.lets.iter().chain(&planted.sets));
            for ((name, _), id) in named {
                let typed = scope.value(*id);
                let number = number_of(values, name);
                failed[number] = typed.is_none() && planted.lets.contains(id);
                let found = typed.map_or(Type::Null, |typed| typed.ty);
                let value = &mut values[number];
                let known = std::mem::replace(&mut value.ty, Type::Any);
                if pass < PASSES && found.depth() <= DEPTH {
                    value.ty = if value.takes(&found) { known.join(found) } else { known };
                }
            }
            shared.parts.set(parts);
        }
        if values.iter().map(|value| &value.ty).eq(&before) {
            break;
        }
    }
    for (value, failed) in values.iter_mut().zip(failed) {
        value.is_broken |= failed;
    }
    opening
}

/// The program that makes the state of a session. It sees the actor, and other state by its name.
fn opening(
    shared: &mut Shared,
    journey: &Journey,
    values: &mut [SessionValue],
    around: Around,
) -> Option<Moves> {
    let actors = usize::from(journey.actor.is_some());
    let names = SessionNames { values: values[..actors].to_vec(), ..SessionNames::default() };
    let mut scope = scope(shared, around, names);
    for (name, written) in &journey.state {
        let id = scope.tree.add(name, &format!("state{}", path_step(&name.text)), None, written);
        scope.lets.push(id);
    }
    let states: Vec<(NodeId, Option<Typed>)> =
        scope.lets.clone().into_iter().map(|id| (id, scope.value(id))).collect();
    let mut slots = Vec::new();
    for ((name, _), (id, typed)) in journey.state.iter().zip(&states) {
        let number = number_of(values, name);
        let value = &mut values[number];
        match typed {
            Some(typed) => {
                (value.ty, value.begins) = (typed.ty.clone(), typed.ty.clone());
                slots.push((number, scope.slot_of(typed, *id)));
            }
            None => value.is_broken = true,
        }
    }
    let moves = finish(scope, &journey.name.text, slots);
    states.iter().all(|(_, typed)| typed.is_some()).then_some(moves)
}

/// Compiles what a scope has checked.
pub(super) fn finish(scope: ProgramScope, place: &str, values: Vec<(usize, Slot)>) -> Moves {
    let assignments = scope.assignments();
    let ProgramScope { shared, world, inputs, .. } = scope;
    shared.diagnostics.append(world.diagnostics);
    let sites = world.sites.iter().map(|site| format!("{place}/{site}")).collect();
    let program = compile(&assignments, world.slots, sites, &mut shared.lookups);
    Moves { program, inputs, values }
}
