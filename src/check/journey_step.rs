//! The steps of a journey: what each draws, sends, sets, and where it leads.

use super::checked_journey::{CheckedStep, CheckedWay, WayWeight};
use super::event::{self, EventProgram, Setting};
use super::journey::{Around, finish, number_of, scope, session_names};
use super::scope::ProgramScope;
use super::session::{SessionNames, SessionValue};
use super::shared::Shared;
use super::stream;
use super::tree::{NodeId, step as path_step};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula;
use crate::formula::ast::{Expr, Kind as ExprKind, Name, Weight};
use crate::formula::number::duration_nanos;
use crate::formula::typed::{Node, Slot, Typed};
use crate::scenario::{Journey, Literal, Step, Written};
use crate::source::{Span, Text};
use crate::traffic::habits;
use crate::traffic::journey::Way;
use crate::value::{Duration, Owned, Type};

/// The values of a step in the tree of its program.
pub(super) struct Planted {
    pub lets: Vec<NodeId>,
    pub sets: Vec<NodeId>,
    ways: Vec<(Option<NodeId>, Option<NodeId>)>,
    wait: Option<NodeId>,
}

impl Planted {
    pub fn new(scope: &mut ProgramScope, step: &Step) -> Self {
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

/// A step without its events, `None` after a diagnostic, and which of the session's values it uses.
pub(super) fn check(
    shared: &mut Shared,
    journey: &Journey,
    step: &Step,
    values: &[SessionValue],
    around: Around,
) -> (Option<CheckedStep>, Vec<(usize, Span)>) {
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
    let misfits = step.sets.iter().zip(&planted.sets);
    let misfits = misfits.filter(|((name, _), id)| !fits(&mut scope, values, name, **id)).count();
    let ways = step.next.iter().flat_map(|next| &next.ways).zip(&planted.ways);
    let ways: Vec<Option<CheckedWay>> =
        ways.map(|(way, ids)| self::way(&mut scope, journey, way, *ids)).collect();
    let wait = planted.wait.map(|id| wait(&mut scope, id));
    let used = scope.session.take().expect("steps stand in journeys").used;
    let place = format!("{}/{}", journey.name.text, step.name.text);
    let values = lets.iter().flatten().copied().collect();
    let moves = finish(scope, &place, values);
    let fit = misfits == 0 && lets.iter().all(Option::is_some);
    let checked = || {
        Some(CheckedStep {
            name: step.name.text.clone(),
            moves,
            events: 0..0,
            sets: sets.into_iter().collect::<Option<_>>()?,
            ways: ways.into_iter().collect::<Option<_>>()?,
            wait: wait.map_or(Some(None), |wait| wait.map(Some))?,
        })
    };
    (if fit { checked() } else { None }, used)
}

/// Whether the new value of the state is of the kind that it begins with.
fn fits(scope: &mut ProgramScope, values: &[SessionValue], name: &Name, id: NodeId) -> bool {
    let Some(typed) = scope.value(id) else { return true };
    let state = &values[number_of(values, name)];
    if state.takes(&typed.ty) {
        return true;
    }
    let message = format!("the state `{}` begins as {}, and this is {}", name.text, state.begins, typed.ty);
    let diagnostic = Diagnostic::new(Code::WrongType, typed.span, message).label(typed.ty.to_string());
    scope.report(match forgotten_formula(&typed) {
        Some(text) => {
            diagnostic.help(format!("a formula begins with an equals sign: `{}: ={text}`", name.text))
        }
        None => diagnostic.help("state that may be either begins with `null`"),
    });
    false
}

/// A text that computes something when it is read as a formula.
fn forgotten_formula(typed: &Typed) -> Option<&str> {
    let Node::Constant(Owned::Text(text)) = &typed.node else { return None };
    let expr = formula::parse(&Text::verbatim(text.to_string(), 0), &mut Diagnostics::default())?;
    matches!(expr.kind, ExprKind::Binary(..) | ExprKind::Call(_)).then_some(&**text)
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
    let help = match (&typed.node, &types[0], &typed.ty) {
        (Node::Constant(Owned::Text(text)), Type::Duration, _) if text.contains("..") => {
            format!("a wait that varies is drawn: `=uniform({text})`")
        }
        (Node::Constant(Owned::Text(text)), Type::Duration, _) => habits::duration(text),
        (Node::Constant(Owned::Int(number)), Type::Duration, _) => habits::duration(&number.to_string()),
        (_, Type::Duration, Type::Int | Type::Number) => {
            "a duration has a unit: `5s`, `=uniform(1s..5s)`, or `x * 1s`".to_owned()
        }
        (_, Type::Duration, _) => "for example `wait: 5s` or `wait: =exponential(20s)`".to_owned(),
        (_, Type::Bool, _) => "for example `if size(cart) > 0`".to_owned(),
        _ => "a computed weight is a share from 0 to 1: `VIEW (user.eagerness)`".to_owned(),
    };
    scope.report(diagnostic.help(help));
    None
}

/// An event of a step, and what of the session it uses.
pub(super) fn event(
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
