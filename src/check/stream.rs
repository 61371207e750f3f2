//! Streams: what each emits, and the shapes of its phases.

use super::constants;
use super::event::{self, EventProgram};
use super::shared::Shared;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula::ast::Name;
use crate::scenario::{Emit, Phase, Stream};
use crate::schedule::{Component, check_until};
use crate::traffic::shapes::Shape;
use crate::traffic::{Shares, ast};

#[derive(Debug)]
pub struct CheckedStream {
    pub name: String,
    pub emission: Emission,
    /// The events it emits, in the order of `emit`.
    pub events: Vec<EventProgram>,
    pub phases: Vec<CheckedPhase>,
}

#[derive(Debug)]
pub struct CheckedPhase {
    pub name: String,
    pub shape: Shape,
}

/// What one arrival makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Emission {
    /// One of the events.
    One(Shares),
    /// A record of each.
    All,
}

/// Checks every stream; those with errors are left out.
pub fn check_all(shared: &mut Shared) -> Vec<CheckedStream> {
    let scenario = shared.scenario;
    scenario.streams.iter().filter_map(|stream| check(shared, stream)).collect()
}

fn check(shared: &mut Shared, stream: &Stream) -> Option<CheckedStream> {
    let (events, emission) = match &stream.emit {
        None => (None, None),
        Some(Emit::Mix(mix)) => {
            let names: Vec<&Name> = mix.shares.iter().map(|share| &share.event).collect();
            (events(shared, stream, &names), mix_weights(shared, mix).map(Emission::One))
        }
        Some(Emit::All(names, _)) => {
            refuse_twins(shared, names);
            (events(shared, stream, &names.iter().collect::<Vec<_>>()), Some(Emission::All))
        }
    };
    let phases = stream.phases.as_ref().and_then(|written| phases(shared, stream, written));
    Some(CheckedStream {
        name: stream.name.text.clone(),
        emission: emission?,
        events: events?,
        phases: phases?,
    })
}

fn events(shared: &mut Shared, stream: &Stream, names: &[&Name]) -> Option<Vec<EventProgram>> {
    let mut complete = true;
    let mut programs = Vec::new();
    for name in names {
        let program = find(shared, name).and_then(|position| {
            shared.used_events[position] = true;
            event::check(shared, &shared.scenario.events[position], Some(stream))
        });
        complete &= program.is_some();
        programs.extend(program);
    }
    complete.then_some(programs)
}

/// A mix with an event that stands twice is refused by its parser.
fn refuse_twins(shared: &mut Shared, names: &[Name]) {
    for (position, name) in names.iter().enumerate() {
        if let Some(first) = names[..position].iter().find(|other| other.text == name.text) {
            let message = format!("`{}` stands twice in this list", name.text);
            shared.diagnostics.add(
                Diagnostic::new(Code::ClauseTwice, name.span, message)
                    .label("again")
                    .related(first.span, "first here"),
            );
        }
    }
}

fn find(shared: &mut Shared, name: &Name) -> Option<usize> {
    if shared.scenario.events.is_empty() {
        return None; // that there are none is complaint enough
    }
    let Some(position) = shared.event_named(name) else {
        let known = shared.scenario.events.iter().map(|event| event.name.text.as_str());
        let diagnostic =
            Diagnostic::new(Code::UnknownReference, name.span, format!("no event is called `{}`", name.text))
                .label("unknown event")
                .suggest(&name.text, known);
        shared.diagnostics.add(diagnostic);
        return None;
    };
    let event = &shared.scenario.events[position];
    if event.is_abstract {
        let message = format!("`{}` is abstract: only there to be extended", name.text);
        shared.diagnostics.add(
            Diagnostic::new(Code::AbstractEvent, name.span, message)
                .label("cannot be emitted")
                .help(format!("write an event with `extends: {}` and emit that one", name.text)),
        );
        return None;
    }
    Some(position)
}

fn mix_weights(shared: &mut Shared, mix: &ast::Emit) -> Option<Shares> {
    let mut diagnostics = Diagnostics::default();
    let shares = mix.resolve(&mut |expr| constants::number(shared, expr), &mut diagnostics);
    shared.diagnostics.append(diagnostics);
    shares
}

fn phases(shared: &mut Shared, stream: &Stream, written: &[Phase]) -> Option<Vec<CheckedPhase>> {
    let lines: Vec<ast::Phase> = written.iter().map(|phase| phase.line.clone()).collect();
    let mut diagnostics = Diagnostics::default();
    crate::traffic::check_order(&lines, &mut diagnostics);
    let resolve =
        |line: &ast::Phase| line.shape.resolve(&mut |expr| constants::number(shared, expr), &mut diagnostics);
    let shapes: Vec<Option<Shape>> = lines.iter().map(resolve).collect();
    shared.diagnostics.append(diagnostics);
    check_names(shared, written);
    let shapes = shapes.into_iter().collect::<Option<Vec<_>>>()?;
    if let Some(start) = shared.scenario.start {
        let zone = &shared.scenario.zone;
        let component = Component::new(0, stream.name.text.as_str(), shapes.clone(), start, zone);
        check_until(&lines, &component, start, zone, &mut shared.diagnostics);
        warn_of_unreached(&lines, &component, &mut shared.diagnostics);
    }
    let phases = written.iter().zip(shapes);
    Some(phases.map(|(phase, shape)| CheckedPhase { name: phase.name.text.clone(), shape }).collect())
}

/// Warns of phases behind the end of time.
fn warn_of_unreached(lines: &[ast::Phase], component: &Component, diagnostics: &mut Diagnostics) {
    let unreached = lines.iter().zip(component.phases()).find(|(_, phase)| phase.start == i64::MAX);
    if let Some((line, _)) = unreached {
        let message = "this phase is never reached: those before it last longer than 292 years";
        diagnostics
            .add(Diagnostic::new(Code::NeverReached, line.span, message).help("make one of them shorter"));
    }
}

fn check_names(shared: &mut Shared, phases: &[Phase]) {
    for (position, phase) in phases.iter().enumerate() {
        let same = |other: &&Phase| other.name.text == phase.name.text;
        if let Some(first) = phases[..position].iter().find(same) {
            let message = format!("two phases are called `{}`", phase.name.text);
            shared.diagnostics.add(
                Diagnostic::new(Code::DuplicateKey, phase.name.span, message)
                    .label("again")
                    .related(first.name.span, "first here"),
            );
        }
    }
}
