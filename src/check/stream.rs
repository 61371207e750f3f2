//! Streams: what each emits, and in which parts.

use super::checked_stream::{CheckedChange, CheckedOverlay, CheckedPhase, CheckedStream, Emission, Variant};
use super::disorder::{CheckedDisorder, CheckedDisorderLine};
use super::event::{self, EventProgram, Setting};
use super::shared::Shared;
use super::{constants, journey_stream, missed, phases, rows, stream_names};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula::ast::{Expr, Name};
use crate::scenario::{self, Change, Emit, Event, Member, Own, Payload, Stream};
use crate::traffic::ast::Emitted;
use crate::traffic::overlay::Overlay;

/// Changes that one stream may have: whether each lasts is a bit.
const MOST_CHANGES: usize = 64;

/// Lines of disorder that one stream may have: each is drawn for every record.
const MOST_DISORDER_LINES: usize = 64;

/// Checks every stream; those with errors are left out.
pub fn check_all(shared: &mut Shared) -> Vec<CheckedStream> {
    let scenario = shared.scenario;
    let mut checked = Vec::new();
    for stream in &scenario.streams {
        match &stream.rows {
            None => checked.extend(check(shared, stream)),
            Some(each) => checked.extend(rows::check_each(shared, stream, each)),
        }
    }
    checked
}

pub(super) fn check(shared: &mut Shared, stream: &Stream) -> Option<CheckedStream> {
    stream_names::check(shared, stream);
    let changes = changes(shared, stream);
    let disorder = disorder(shared, stream);
    let mut variants = vec![variant(shared, stream, &Own::default())];
    let mut own = |shared: &mut Shared, own: &Own| {
        if own.emit.is_none() && own.payload.is_empty() {
            return 0;
        }
        variants.push(variant(shared, stream, own));
        variants.len() - 1
    };
    let phases = stream.phases.as_ref().and_then(|written| {
        let variants: Vec<usize> = written.iter().map(|phase| own(shared, &phase.own)).collect();
        let phases = written.iter().zip(phases::shapes(shared, stream, written)?).zip(variants);
        let checked = |((phase, shape), variant): ((&scenario::Phase, _), _)| CheckedPhase {
            name: phase.name.text.clone(),
            shape,
            variant,
        };
        Some(phases.map(checked).collect())
    });
    let overlays = stream.overlays.as_ref().and_then(|written| {
        let checked: Vec<Option<CheckedOverlay>> = written
            .iter()
            .map(|overlay| {
                let variant = own(shared, &overlay.own);
                let resolved =
                    resolved(shared, |numbers, diagnostics| overlay.line.resolve(numbers, diagnostics))?;
                refuse_events_of_a_cut(shared, overlay, &resolved);
                Some(CheckedOverlay { name: overlay.name.text.clone(), overlay: resolved, variant })
            })
            .collect();
        checked.into_iter().collect::<Option<Vec<_>>>()
    });
    let profiles = stream.profiles.as_ref().and_then(|written| {
        let checked = written.iter().map(|profile| {
            Some((
                profile.name.text.clone(),
                resolved(shared, |numbers, diagnostics| profile.line.resolve(numbers, diagnostics))?,
            ))
        });
        checked.collect::<Option<Vec<_>>>()
    });
    let variants: Vec<Variant> = variants.into_iter().collect::<Option<_>>()?;
    journey_stream::refuse_both_manners(shared, stream, &variants)?;
    let checked = CheckedStream {
        name: stream.name.text.clone(),
        written: stream.name.text.clone(),
        variants,
        phases: phases?,
        overlays: overlays?,
        changes: changes?,
        profiles: profiles?,
        disorder: disorder?,
    };
    missed::warn(shared, stream, &checked);
    Some(checked)
}

/// What a line's numbers come to, its diagnostics added to the others.
fn resolved<T>(
    shared: &mut Shared,
    resolve: impl FnOnce(&mut dyn FnMut(&Expr) -> Option<f64>, &mut Diagnostics) -> Option<T>,
) -> Option<T> {
    let mut diagnostics = Diagnostics::default();
    let resolved = resolve(&mut |expr| constants::number(shared, expr), &mut diagnostics);
    shared.diagnostics.append(diagnostics);
    resolved
}

fn changes(shared: &mut Shared, stream: &Stream) -> Option<Vec<CheckedChange>> {
    let written = stream.changes.as_ref()?;
    if let Some(beyond) = written.get(MOST_CHANGES) {
        let message = format!("a stream has at most {MOST_CHANGES} changes");
        shared
            .diagnostics
            .add(Diagnostic::new(Code::TooLarge, beyond.name.span, message).label("one too many"));
        return None;
    }
    let checked = written.iter().map(|change| {
        Some(CheckedChange {
            name: change.name.text.clone(),
            when: resolved(shared, |numbers, diagnostics| change.line.resolve(numbers, diagnostics))?,
            condition: change.line.condition.as_ref().map(ToString::to_string),
        })
    });
    checked.collect()
}

fn disorder(shared: &mut Shared, stream: &Stream) -> Option<CheckedDisorder> {
    let written = stream.disorder.as_ref()?;
    if let Some(beyond) = written.lines.get(MOST_DISORDER_LINES) {
        let message = format!("a stream has at most {MOST_DISORDER_LINES} lines of `disorder`");
        let diagnostic = Diagnostic::new(Code::TooLarge, beyond.line.span, message);
        shared.diagnostics.add(diagnostic.label("one too many"));
        return None;
    }
    let lines: Vec<Option<CheckedDisorderLine>> = written
        .lines
        .iter()
        .map(|line| {
            let resolved = resolved(shared, |numbers, diagnostics| line.line.resolve(numbers, diagnostics))?;
            Some(CheckedDisorderLine { place: line.place(), line: resolved })
        })
        .collect();
    Some(CheckedDisorder { lines: lines.into_iter().collect::<Option<_>>()?, label: written.label })
}

/// A cut has no events that could be others.
fn refuse_events_of_a_cut(shared: &mut Shared, written: &scenario::Overlay, overlay: &Overlay) {
    if overlay.cuts() && (written.own.emit.is_some() || !written.own.payload.is_empty()) {
        let message = format!("`{}` cuts events of the phases and has none of its own", written.name.text);
        let diagnostic = Diagnostic::new(Code::ClauseNotHere, written.name.span, message);
        shared.diagnostics.add(diagnostic.help("`emit` and `payload` belong to overlays that add events"));
    }
}

/// What the stream sends, or what a phase or an overlay sends instead.
fn variant(shared: &mut Shared, stream: &Stream, own: &Own) -> Option<Variant> {
    let (names, each, emission) = match own.emit.as_ref().or(stream.emit.as_ref())? {
        Emit::Written(Emitted::Mix(mix)) => {
            let names: Vec<&Name> = mix.shares.iter().map(|share| &share.event).collect();
            let shares = resolved(shared, |numbers, diagnostics| mix.resolve(numbers, diagnostics));
            (names, mix.each.as_ref(), shares.map(Emission::One))
        }
        Emit::Written(Emitted::Journey(walked, name)) => {
            return journey_stream::of_journey(shared, stream, own, *walked, name);
        }
        Emit::All(names, _) => {
            refuse_twins(shared, names);
            (names.iter().collect(), None, Some(Emission::All))
        }
    };
    let turns = match each {
        Some(each) => Some(rows::in_turn(shared, each)?),
        None => None,
    };
    let added = (own.payload.as_slice(), turns.as_ref().map(|turns| &turns.row));
    let events = self::events(shared, stream, &names, added, &[]);
    let changed = match stream.changes.as_deref() {
        None | Some([]) => Some(Vec::new()),
        Some(changes) => self::events(shared, stream, &names, added, changes),
    };
    let rows = turns.map_or(1, |turns| turns.rows);
    Some(Variant { emission: emission?, events: events?, changed: changed?, rows })
}

/// The programs of events with the fields that a part of the stream adds, with its row, and with changes.
fn events(
    shared: &mut Shared,
    stream: &Stream,
    names: &[&Name],
    (fields, row): (&[Member], Option<&Member>),
    changes: &[Change],
) -> Option<Vec<EventProgram>> {
    let mut complete = true;
    let mut programs = Vec::new();
    for name in names {
        let program = event_with_fields(shared, name, fields, changes).and_then(|mut event| {
            event.lets.extend(row.map(|row| (row.name.clone(), row.value.clone())));
            event::check(shared, &event, Setting { stream: Some(stream), changes, session: None }).0
        });
        complete &= program.is_some();
        programs.extend(program);
    }
    complete.then_some(programs)
}

/// An event with the fields that a part of a stream adds; `None` after a diagnostic.
pub(super) fn event_with_fields(
    shared: &mut Shared,
    name: &Name,
    fields: &[Member],
    changes: &[Change],
) -> Option<Event> {
    let position = find(shared, name)?;
    shared.used_events[position] = true;
    let event = &shared.scenario.events[position];
    let altered = fields.first().map(|field| &field.name).or(changes.first().map(|change| &change.name));
    if let (Some(altered), Payload::Whole(_)) = (altered, &event.payload) {
        let message = format!("the payload of `{}` is one value, without fields", event.name.text);
        let diagnostic = Diagnostic::new(Code::WrongShape, altered.span, message);
        shared.diagnostics.add(diagnostic.label("cannot be merged into it"));
        return None;
    }
    event.with_fields(fields)
}

/// A mix with an event that stands twice is refused by its parser.
pub(super) fn refuse_twins(shared: &mut Shared, names: &[Name]) {
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

/// The event of that name, which is not abstract; `None` after a diagnostic.
pub(super) fn find(shared: &mut Shared, name: &Name) -> Option<usize> {
    if shared.scenario.events.is_empty() {
        return None; // that there are none is complaint enough
    }
    let Some(position) = shared.event_named(name) else {
        let known = shared.scenario.events.iter().map(|event| event.name.text.as_str());
        let diagnostic =
            Diagnostic::new(Code::UnknownReference, name.span, format!("no event is called `{}`", name.text))
                .label("unknown event")
                .suggest(&name.text, known);
        let is_journey = shared.scenario.journeys.iter().any(|journey| journey.name.text == name.text);
        shared.diagnostics.add(if is_journey {
            diagnostic.help(format!("`{0}` is a journey: `emit: sessions of {0}`", name.text))
        } else {
            diagnostic
        });
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
