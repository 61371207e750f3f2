//! Journeys: their values, typed and compiled into programs of a session and of its steps.

use super::checked_journey::{CheckedJourney, CheckedStep, CheckedWay, Moves, WayWeight};
use super::event::{self, EventProgram, Setting};
use super::scope::{ProgramScope, Subject};
use super::session::{Kind, SessionNames, SessionValue};
use super::shared::Shared;
use super::stream;
use super::tree::{NodeId, step as path_step};
use super::ways::{self, Uses};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::{Argument, Call, Expr, Key, Kind as ExprKind, Name, Weight};
use crate::formula::check::Drawing;
use crate::formula::compile::compile;
use crate::formula::number::duration_nanos;
use crate::formula::typed::{Node, Slot, Typed};
use crate::scenario::{Change, Journey, Literal, Member, Step, Stream, Written};
use crate::source::Span;
use crate::traffic::ast::Walked;
use crate::traffic::journey::{Actor, END, Taking, Way};
use crate::value::{Duration, Owned, Type};

/// What surrounds a journey: the stream that walks it and what a part of the stream adds.
#[derive(Clone, Copy)]
pub struct Around<'s> {
    pub stream: Option<&'s Stream>,
    pub walked: Walked,
    /// Merged into the payloads.
    pub fields: &'s [Member],
    pub changes: &'s [Change],
}

/// How often the types of the state are widened before they are left open.
const PASSES: usize = 8;

/// A journey with the events that its steps send, and the same while a change lasts; `None` after a diagnostic.
pub fn check(
    shared: &mut Shared,
    journey: &Journey,
    around: Around,
) -> Option<(CheckedJourney, Vec<EventProgram>, Vec<EventProgram>)> {
    if journey.is_broken {
        // errors of its events show all the same
        journey.steps.iter().flat_map(|step| &step.emit).for_each(|name| mark_used(shared, name));
        return None;
    }
    names(shared, journey)?;
    let mut values = values(journey);
    let choosing = choosing(shared, journey, &mut values, around);
    let opening = types(shared, journey, &mut values, around);
    let (choosing, opening) = (choosing?, opening?);
    let mut uses = Uses::new(journey);
    let mut events = Vec::new();
    let mut changed = Vec::new();
    let mut steps = Vec::new();
    for (number, step) in journey.steps.iter().enumerate() {
        let checked = self::step(shared, journey, step, &values, around);
        let first = events.len();
        for name in &step.emit {
            let names = session_names(journey, step, &values);
            let of =
                |shared: &mut Shared, changes| of_step(shared, name, &names, Around { changes, ..around });
            let (program, used) = of(shared, &[]);
            uses.after_lets(number, used);
            events.push(program);
            if !around.changes.is_empty() {
                changed.push(of(shared, around.changes).0);
            }
        }
        steps.push(checked.map(|(mut checked, used)| {
            uses.before_lets(number, used);
            checked.events = first..events.len();
            checked
        }));
    }
    let steps = steps.into_iter().collect::<Option<Vec<_>>>()?;
    uses.check(shared, journey, &values);
    ways::warn(shared, journey);
    let checked = CheckedJourney {
        name: journey.name.text.clone(),
        walked: around.walked,
        timeout: journey.timeout,
        values: values.len(),
        choosing,
        opening,
        steps,
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

fn mark_used(shared: &mut Shared, name: &Name) {
    if let Some(position) = shared.event_named(name) {
        shared.used_events[position] = true;
    }
}

/// Refuses names that mean two things, and steps that are not there.
fn names(shared: &mut Shared, journey: &Journey) -> Option<()> {
    let mut sound = true;
    let mut complain = |shared: &mut Shared, diagnostic| {
        shared.diagnostics.add(diagnostic);
        sound = false;
    };
    let kept = journey.actor.iter().map(|actor| &actor.variable);
    let kept: Vec<&Name> = kept.chain(journey.state.iter().map(|(name, _)| name)).collect();
    for (position, name) in kept.iter().enumerate() {
        if kept[..position].iter().any(|other| other.text == name.text) {
            let message = format!("`{}` is the actor, and cannot be state as well", name.text);
            complain(shared, Diagnostic::new(Code::ReservedName, name.span, message).label("taken"));
        }
    }
    for step in &journey.steps {
        for (name, _) in &step.lets {
            if kept.iter().any(|other| other.text == name.text) {
                let message = format!("`{}` is already the actor or state of this journey", name.text);
                let diagnostic = Diagnostic::new(Code::ReservedName, name.span, message).label("taken");
                complain(shared, diagnostic.help("`set` changes state; a `let` needs a name of its own"));
            }
        }
        let states = || journey.state.iter().map(|(name, _)| name.text.as_str());
        for (name, _) in &step.sets {
            if !states().any(|state| state == name.text) {
                let message = format!("the journey has no state `{}`", name.text);
                let diagnostic = Diagnostic::new(Code::UnknownReference, name.span, message);
                let help = format!("for example `state: {{ {}: 0 }}` before `steps`", name.text);
                complain(shared, diagnostic.label("unknown state").suggest(&name.text, states()).help(help));
            }
        }
        for way in step.next.iter().flat_map(|next| &next.ways) {
            let steps = || journey.steps.iter().map(|step| step.name.text.as_str());
            if way.to.text != END && !steps().any(|step| step == way.to.text) {
                let message = format!("no step is called `{}`", way.to.text);
                let diagnostic = Diagnostic::new(Code::UnknownReference, way.to.span, message);
                let known = steps().chain([END]);
                complain(shared, diagnostic.label("unknown step").suggest(&way.to.text, known));
            }
        }
    }
    sound.then_some(())
}

/// The actor, the state, then what steps draw, of types that are not known yet.
fn values(journey: &Journey) -> Vec<SessionValue> {
    let mut values: Vec<SessionValue> = Vec::new();
    let mut add = |name: &Name, kind| {
        if values.iter().all(|value| value.name != name.text) {
            values.push(SessionValue { name: name.text.clone(), ty: Type::Null, kind });
        }
    };
    journey.actor.iter().for_each(|actor| add(&actor.variable, Kind::Actor));
    journey.state.iter().for_each(|(name, _)| add(name, Kind::State));
    journey.steps.iter().flat_map(|step| &step.lets).for_each(|(name, _)| add(name, Kind::Drawn));
    values
}

fn number_of(values: &[SessionValue], name: &Name) -> usize {
    values.iter().position(|value| value.name == name.text).expect("every name of a journey has a number")
}

fn session_names(journey: &Journey, step: &Step, values: &[SessionValue]) -> SessionNames {
    let place = format!("{}/{}", journey.name.text, step.name.text);
    SessionNames { values: values.to_vec(), place, step: step.name.text.clone(), ..SessionNames::default() }
}

fn scope<'p, 's>(shared: &'p mut Shared<'s>, around: Around, names: SessionNames) -> ProgramScope<'p, 's> {
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
    let opening = opening(shared, journey, values, around)?;
    let parts = shared.parts.get();
    for pass in 0..=PASSES {
        let before: Vec<Type> = values.iter().map(|value| value.ty.clone()).collect();
        for step in &journey.steps {
            // what is wrong with it is said once the types are known
            let mut scope = scope(shared, around, session_names(journey, step, values));
            let planted = Planted::new(&mut scope, step);
            let named = step.lets.iter().chain(&step.sets).zip(planted.lets.iter().chain(&planted.sets));
            for ((name, _), id) in named {
                let found = scope.value(*id).map_or(Type::Any, |typed| typed.ty);
                let number = number_of(values, name);
                let ty = &mut values[number].ty;
                *ty = if pass == PASSES { Type::Any } else { ty.clone().join(found) };
            }
            shared.parts.set(parts);
        }
        if values.iter().map(|value| &value.ty).eq(&before) {
            break;
        }
    }
    Some(opening)
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
    for (number, (id, typed)) in (actors..).zip(&states) {
        if let Some(typed) = typed {
            values[number].ty = typed.ty.clone();
            slots.push((number, scope.slot_of(typed, *id)));
        }
    }
    let moves = finish(scope, &journey.name.text, slots);
    states.iter().all(|(_, typed)| typed.is_some()).then_some(moves)
}

/// Compiles what a scope has checked.
fn finish(scope: ProgramScope, place: &str, values: Vec<(usize, Slot)>) -> Moves {
    let assignments = scope.assignments();
    let ProgramScope { shared, world, inputs, .. } = scope;
    shared.diagnostics.append(world.diagnostics);
    let sites = world.sites.iter().map(|site| format!("{place}/{site}")).collect();
    let program = compile(&assignments, world.slots, sites, &mut shared.lookups);
    Moves { program, inputs, values }
}

/// The values of a step in the tree of its program.
struct Planted {
    lets: Vec<NodeId>,
    sets: Vec<NodeId>,
    ways: Vec<(Option<NodeId>, Option<NodeId>)>,
    wait: Option<NodeId>,
}

impl Planted {
    fn new(scope: &mut ProgramScope, step: &Step) -> Self {
        let mut add =
            |name: &Name, path: String, written: &Written| scope.tree.add(name, &path, None, written);
        let lets =
            step.lets.iter().map(|(name, value)| add(name, format!("let{}", path_step(&name.text)), value));
        let lets: Vec<NodeId> = lets.collect();
        let sets =
            step.sets.iter().map(|(name, value)| add(name, format!("set{}", path_step(&name.text)), value));
        let sets: Vec<NodeId> = sets.collect();
        let ways = step.next.iter().flat_map(|next| &next.ways).enumerate();
        let ways = ways.map(|(number, way)| {
            let name = |span| Name { text: way.to.text.clone(), span };
            let mut formula = |what: &str, expr: &Expr| {
                let path = format!("next.{number}.{what}");
                add(&name(expr.span), path, &Written::Formula(expr.clone()))
            };
            let weight = match &way.weight {
                Some(Weight::Formula(expr)) => Some(formula("weight", expr)),
                Some(Weight::Percent(..)) | None => None,
            };
            (weight, way.condition.as_ref().map(|condition| formula("if", condition)))
        });
        let ways: Vec<_> = ways.collect();
        let wait = step.wait.as_ref().map(|wait| {
            let name = Name { text: "wait".to_owned(), span: wait.span() };
            add(&name, "wait".to_owned(), &as_duration(wait))
        });
        scope.lets.clone_from(&lets);
        let late = ways.iter().flat_map(|(weight, condition)| weight.iter().chain(condition)).chain(&wait);
        let late = late.copied().collect();
        let session = scope.session.as_mut().expect("steps stand in journeys");
        (session.late, session.sets) = (late, sets.clone());
        Self { lets, sets, ways, wait }
    }
}

/// `wait: 5s` is a duration, where text would mean nothing.
fn as_duration(written: &Written) -> Written {
    match written {
        Written::Literal(Literal { value: Owned::Text(text), span }) => match duration_nanos(text) {
            Ok(nanos) => Written::Literal(Literal { value: Owned::Duration(Duration(nanos)), span: *span }),
            Err(_) => written.clone(),
        },
        other => other.clone(),
    }
}

fn step(
    shared: &mut Shared,
    journey: &Journey,
    step: &Step,
    values: &[SessionValue],
    around: Around,
) -> Option<(CheckedStep, Vec<(usize, Span)>)> {
    let mut scope = scope(shared, around, session_names(journey, step, values));
    let planted = Planted::new(&mut scope, step);
    let slots = |scope: &mut ProgramScope, named: &[(Name, Written)], ids: &[NodeId]| {
        let slots = named.iter().zip(ids).map(|((name, _), id)| {
            let typed = scope.value(*id)?;
            Some((number_of(values, name), scope.slot_of(&typed, *id)))
        });
        slots.collect::<Vec<_>>()
    };
    let lets = slots(&mut scope, &step.lets, &planted.lets);
    let sets = slots(&mut scope, &step.sets, &planted.sets);
    let ways = step.next.iter().flat_map(|next| &next.ways).zip(&planted.ways);
    let ways: Vec<Option<CheckedWay>> =
        ways.map(|(way, ids)| self::way(&mut scope, journey, way, *ids)).collect();
    let wait = planted.wait.map(|id| wait(&mut scope, id));
    let used = scope.session.take().expect("steps stand in journeys").used;
    let place = format!("{}/{}", journey.name.text, step.name.text);
    let values = lets.iter().flatten().copied().collect();
    let moves = finish(scope, &place, values);
    lets.iter().all(Option::is_some).then_some(())?;
    let checked = CheckedStep {
        name: step.name.text.clone(),
        moves,
        events: 0..0,
        sets: sets.into_iter().collect::<Option<_>>()?,
        ways: ways.into_iter().collect::<Option<_>>()?,
        wait: wait.map_or(Some(None), |wait| wait.map(Some))?,
    };
    Some((checked, used))
}

fn way(
    scope: &mut ProgramScope,
    journey: &Journey,
    way: &Way,
    (weight, condition): (Option<NodeId>, Option<NodeId>),
) -> Option<CheckedWay> {
    let weight = match (&way.weight, weight) {
        (Some(Weight::Percent(millionths, _)), _) => Some(Some(WayWeight::Fixed(*millionths))),
        (_, Some(id)) => typed_slot(scope, id, "a weight", &[Type::Number, Type::Int])
            .map(|slot| Some(WayWeight::Computed(slot))),
        (_, None) => Some(None),
    };
    let condition = condition.map(|id| typed_slot(scope, id, "`if`", &[Type::Bool]));
    Some(CheckedWay {
        to: journey.steps.iter().position(|step| step.name.text == way.to.text),
        weight: weight?,
        condition: condition.map_or(Some(None), |slot| slot.map(Some))?,
    })
}

fn wait(scope: &mut ProgramScope, id: NodeId) -> Option<Slot> {
    typed_slot(scope, id, "`wait`", &[Type::Duration])
}

/// The slot of a value that is of one of these types.
fn typed_slot(scope: &mut ProgramScope, id: NodeId, what: &str, types: &[Type]) -> Option<Slot> {
    let typed = scope.value(id)?;
    if types.contains(&typed.ty) || matches!(typed.ty, Type::Any | Type::Null) {
        return Some(scope.slot_of(&typed, id));
    }
    let message = format!("{what} is {}, and this is {}", types[0], typed.ty);
    let diagnostic = Diagnostic::new(Code::WrongType, typed.span, message).label(typed.ty.to_string());
    scope.report(match (&typed.node, &types[0]) {
        (Node::Constant(Owned::Int(_) | Owned::Number(_)), Type::Duration) => {
            diagnostic.help("a duration has a unit: `5s`, `2m`")
        }
        _ => diagnostic,
    });
    None
}

/// An event of a step, and what of the session it uses.
fn of_step(
    shared: &mut Shared,
    name: &Name,
    names: &SessionNames,
    around: Around,
) -> (Option<EventProgram>, Vec<(usize, Span)>) {
    let Some(event) = stream::event_with_fields(shared, name, around.fields, around.changes) else {
        return (None, Vec::new());
    };
    let setting = Setting { stream: around.stream, changes: around.changes, session: Some(names) };
    event::check(shared, &event, setting)
}
