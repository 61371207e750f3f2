//! Streams: what each emits, and the shapes of its phases.

use super::checked_stream::{CheckedChange, CheckedOverlay, CheckedPhase, CheckedStream, Emission, Variant};
use super::constants;
use super::event::{self, EventProgram};
use super::file;
use super::missed;
use super::rows;
use super::shared::Shared;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula::ast::{Expr, Name};
use crate::scenario::{Change, Emit, Member, Own, Start, Stream};
use crate::schedule::{Timeline, check_until};
use crate::traffic::overlay::Overlay;
use crate::traffic::shapes::Shape;
use crate::traffic::{Resolver, Shares, ast};

/// Changes that one stream may have: whether each lasts is a bit.
const MOST_CHANGES: usize = 64;

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
    check_names(shared, stream);
    let changes = changes(shared, stream);
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
        let phases = written.iter().zip(shapes(shared, stream, written)?).zip(variants);
        let checked = |((phase, shape), variant): ((&crate::scenario::Phase, _), _)| CheckedPhase {
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
                let numbers = |shared: &mut Shared, diagnostics: &mut Diagnostics| {
                    overlay.line.resolve(&mut |expr| constants::number(shared, expr), diagnostics)
                };
                let resolved = resolved(shared, numbers)?;
                refuse_events_of_a_cut(shared, overlay, &resolved);
                Some(CheckedOverlay { name: overlay.name.text.clone(), overlay: resolved, variant })
            })
            .collect();
        checked.into_iter().collect::<Option<Vec<_>>>()
    });
    let profiles = stream.profiles.as_ref().and_then(|written| {
        let checked = written.iter().map(|profile| {
            let numbers = |shared: &mut Shared, diagnostics: &mut Diagnostics| {
                profile.line.resolve(&mut |expr| constants::number(shared, expr), diagnostics)
            };
            Some((profile.name.text.clone(), resolved(shared, numbers)?))
        });
        checked.collect::<Option<Vec<_>>>()
    });
    let checked = CheckedStream {
        name: stream.name.text.clone(),
        written: stream.name.text.clone(),
        variants: variants.into_iter().collect::<Option<_>>()?,
        phases: phases?,
        overlays: overlays?,
        changes: changes?,
        profiles: profiles?,
    };
    missed::warn(shared, stream, &checked);
    Some(checked)
}

/// What a line's numbers come to, its diagnostics added to the others.
fn resolved<T>(
    shared: &mut Shared,
    resolve: impl FnOnce(&mut Shared, &mut Diagnostics) -> Option<T>,
) -> Option<T> {
    let mut diagnostics = Diagnostics::default();
    let resolved = resolve(shared, &mut diagnostics);
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
        let numbers = |shared: &mut Shared, diagnostics: &mut Diagnostics| {
            change.line.resolve(&mut |expr| constants::number(shared, expr), diagnostics)
        };
        Some(CheckedChange {
            name: change.name.text.clone(),
            when: resolved(shared, numbers)?,
            condition: change.line.condition.as_ref().map(ToString::to_string),
        })
    });
    checked.collect()
}

/// A cut has no events that could be others.
fn refuse_events_of_a_cut(shared: &mut Shared, written: &crate::scenario::Overlay, overlay: &Overlay) {
    if overlay.cuts() && (written.own.emit.is_some() || !written.own.payload.is_empty()) {
        let message = format!("`{}` cuts events of the phases and has none of its own", written.name.text);
        let diagnostic = Diagnostic::new(Code::ClauseNotHere, written.name.span, message);
        shared.diagnostics.add(diagnostic.help("`emit` and `payload` belong to overlays that add events"));
    }
}

/// What the stream sends, or what a phase or an overlay sends instead.
fn variant(shared: &mut Shared, stream: &Stream, own: &Own) -> Option<Variant> {
    let fields = own.payload.as_slice();
    let changes = stream.changes.as_deref().unwrap_or_default();
    match own.emit.as_ref().or(stream.emit.as_ref())? {
        Emit::Mix(mix) => {
            let names: Vec<&Name> = mix.shares.iter().map(|share| &share.event).collect();
            let each = match &mix.each {
                Some(each) => Some(rows::in_turn(shared, each)?),
                None => None,
            };
            let row = each.as_ref().map(|each| &each.row);
            let events = events(shared, stream, &names, (fields, row), &[]);
            let changed = changed(shared, stream, &names, (fields, row), changes);
            let (emission, rows) =
                (mix_weights(shared, mix).map(Emission::One), each.map_or(1, |each| each.rows));
            Some(Variant { emission: emission?, events: events?, changed: changed?, rows })
        }
        Emit::All(names, _) => {
            refuse_twins(shared, names);
            let names: Vec<&Name> = names.iter().collect();
            let events = events(shared, stream, &names, (fields, None), &[]);
            let changed = changed(shared, stream, &names, (fields, None), changes);
            Some(Variant { emission: Emission::All, events: events?, changed: changed?, rows: 1 })
        }
    }
}

fn changed(
    shared: &mut Shared,
    stream: &Stream,
    names: &[&Name],
    (fields, row): (&[Member], Option<&Member>),
    changes: &[Change],
) -> Option<Vec<EventProgram>> {
    if changes.is_empty() {
        return Some(Vec::new());
    }
    events(shared, stream, names, (fields, row), changes)
}

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
        let program = find(shared, name).and_then(|position| {
            shared.used_events[position] = true;
            let event = &shared.scenario.events[position];
            let altered =
                fields.first().map(|field| &field.name).or(changes.first().map(|change| &change.name));
            let whole = matches!(event.payload, crate::scenario::Payload::Whole(_));
            match (altered, event.with_fields(fields)) {
                (Some(altered), _) if whole => {
                    let message =
                        format!("the payload of `{}` is one value, without fields", event.name.text);
                    let diagnostic = Diagnostic::new(Code::WrongShape, altered.span, message);
                    shared.diagnostics.add(diagnostic.label("cannot be merged into it"));
                    None
                }
                (_, merged) => {
                    let mut event = merged?;
                    event.lets.extend(row.map(|row| (row.name.clone(), row.value.clone())));
                    event::check(shared, &event, Some(stream), changes)
                }
            }
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

fn shapes(shared: &mut Shared, stream: &Stream, written: &[crate::scenario::Phase]) -> Option<Vec<Shape>> {
    let lines: Vec<ast::Phase> = written.iter().map(|phase| phase.line.clone()).collect();
    let mut diagnostics = Diagnostics::default();
    crate::traffic::check_order(&lines, &mut diagnostics);
    let folder = &shared.options.folder;
    let mut files = |path: &Name| {
        let read = file::read(folder, path, "curves/day.csv");
        read.map(|file| (file.text, file.fingerprint))
    };
    let mut numbers = |expr: &Expr| constants::number(shared, expr);
    let mut resolver = Resolver::new(&mut numbers, &mut diagnostics).with_files(&mut files);
    let shapes: Vec<Option<Shape>> =
        lines.iter().map(|line| line.shape.resolve_with(&mut resolver)).collect();
    shared.diagnostics.append(diagnostics);
    let shapes = shapes.into_iter().collect::<Option<Vec<_>>>()?;
    if let Some(Start::At(start)) = shared.scenario.start {
        let zone = &shared.scenario.zone;
        let timed = shapes.iter().map(|shape| (shape.clone(), 1));
        let timeline = Timeline::new(0, stream.name.text.as_str(), timed, Vec::new(), (start, zone));
        check_until(&lines, &timeline, start, zone, &mut shared.diagnostics);
        warn_of_unreached(&lines, &timeline, &mut shared.diagnostics);
    }
    Some(shapes)
}

/// Warns of phases behind the end of time.
fn warn_of_unreached(lines: &[ast::Phase], timeline: &Timeline, diagnostics: &mut Diagnostics) {
    let last = lines.len().saturating_sub(1);
    if lines[..last].iter().any(|line| line.shape.is_endless()) {
        return; // refused as it is
    }
    let unreached = lines.iter().zip(timeline.phases()).find(|(_, phase)| phase.start == i64::MAX);
    if let Some((line, _)) = unreached {
        let message = "this phase is never reached: those before it last longer than 292 years";
        diagnostics
            .add(Diagnostic::new(Code::NeverReached, line.span, message).help("make one of them shorter"));
    }
}

/// Phases and overlays share their names: reports list them side by side.
fn check_names(shared: &mut Shared, stream: &Stream) {
    let phases = stream.phases.iter().flatten().map(|phase| ("phase", &phase.name));
    let overlays = stream.overlays.iter().flatten().map(|overlay| ("overlay", &overlay.name));
    refuse_doubles(shared, &phases.chain(overlays).collect::<Vec<_>>());
    for overlay in stream.overlays.iter().flatten() {
        let ids = format!("{}-{}", stream.name.text, overlay.name.text);
        if shared.scenario.streams.iter().any(|other| other.name.text == ids) {
            let message = format!("ids of this overlay's events begin with `{ids}`, as those of a stream do");
            let diagnostic = Diagnostic::new(Code::DuplicateKey, overlay.name.span, message);
            shared.diagnostics.add(diagnostic.help("call one of the two otherwise"));
        }
    }
    let changes = stream.changes.iter().flatten().map(|change| ("change", &change.name));
    refuse_doubles(shared, &changes.collect::<Vec<_>>());
    let profiles = stream.profiles.iter().flatten().map(|profile| ("profile", &profile.name));
    refuse_doubles(shared, &profiles.collect::<Vec<_>>());
}

fn refuse_doubles(shared: &mut Shared, names: &[(&str, &Name)]) {
    for (position, (what, name)) in names.iter().enumerate() {
        if let Some((other, first)) = names[..position].iter().find(|(_, other)| other.text == name.text) {
            let message = if what == other {
                format!("two {what}s are called `{}`", name.text)
            } else {
                format!("a {other} and an {what} are called `{}`", name.text)
            };
            shared.diagnostics.add(
                Diagnostic::new(Code::DuplicateKey, name.span, message)
                    .label("again")
                    .related(first.span, "first here"),
            );
        }
    }
}
