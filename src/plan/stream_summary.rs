//! The plan of one stream as plain data.

use super::Plan;
use super::summary::HORIZON;
use crate::check::{CheckedJourney, CheckedStream, Emission, Topic, Variant};
use crate::schedule::{Component, Count, Cut, Role, WindowCount};
use crate::traffic::ast::Walked;
use crate::value::Duration;
use serde::Serialize;

/// One stream.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StreamSummary {
    /// The stream's name.
    pub name: String,
    /// `sessions of shopper`, `steps of shopper`: what its arrivals are, where they walk a journey.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub walks: Option<String>,
    /// The events that it emits.
    pub emits: Vec<EventShare>,
    /// Whether an arrival makes a record of each event, not one of them.
    pub all: bool,
    /// One after another.
    pub phases: Vec<PhaseSummary>,
    /// In the scenario's order.
    pub overlays: Vec<OverlaySummary>,
    /// Their names with their lines.
    pub changes: Vec<(String, String)>,
    /// Their names with their lines.
    pub profiles: Vec<(String, String)>,
    /// What goes wrong on the way, by kind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disorder: Vec<DisorderSummary>,
    /// Of all phases and overlays, whatever goes wrong with them; null where one does not end. Of a stream that walks a
    /// journey its arrivals.
    pub events: Option<u64>,
}

/// One of the events that a stream emits.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EventShare {
    /// The event's name.
    pub event: String,
    /// Of the arrivals: `40%`; empty where steps of a journey send it.
    pub share: String,
    /// Null where records compute it.
    pub topic: Option<String>,
}

/// One phase of a stream.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PhaseSummary {
    /// The phase's name.
    pub name: String,
    /// As it is written, its formulas computed.
    pub line: String,
    /// Nanoseconds from the start.
    pub start_ns: i64,
    /// Nanoseconds from the start; null: until stopped.
    pub end_ns: Option<i64>,
    /// What it emits instead of what the stream does; none where it is the same.
    pub emits: Vec<EventShare>,
    /// Exact, where the phase ends, else null; without what overlays cut.
    pub events: Option<u64>,
    /// Events up to `until_ns`, where it does not end or follows one that does not.
    pub events_so_far: Option<u64>,
    /// Nanoseconds from the start, beside `events_so_far`.
    pub until_ns: Option<i64>,
    /// Mean events per second over what is known.
    pub rate: Option<f64>,
    /// What the rate does; left out for a phase without a length. Not part of the hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rates: Option<PhaseRates>,
}

/// Events per second of a phase, without what comes at once.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PhaseRates {
    /// Where the phase begins.
    pub first: f64,
    /// Where it ends, or as far as it was looked at.
    pub last: f64,
    /// The lowest.
    pub low: f64,
    /// The highest.
    pub high: f64,
    /// Whether it goes one way, from the first to the last.
    pub one_way: bool,
}

/// What an overlay adds to the phases, or cuts from them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OverlaySummary {
    /// The overlay's name.
    pub name: String,
    /// As it is written, its formulas computed.
    pub line: String,
    /// Whether `events` are cut, not added.
    pub cuts: bool,
    /// What it emits instead of what the stream does; none where it is the same.
    pub emits: Vec<EventShare>,
    /// Exact, where the stream ends, else null.
    pub events: Option<u64>,
    /// Events up to `until_ns`, where it does not end.
    pub events_so_far: Option<u64>,
    /// Nanoseconds from the start, beside `events_so_far`.
    pub until_ns: Option<i64>,
    /// What the rate of one that adds does; left out where it has none. Not part of the hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rates: Option<PhaseRates>,
    /// Where it falls, up to the end or the first 24 hours.
    pub windows: Vec<WindowSummary>,
}

/// A line of a stream's disorder.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DisorderSummary {
    /// `late`, `duplicate`, `drop`, `corrupt` or `hold`.
    pub kind: String,
    /// As it is written, its formulas computed.
    pub line: String,
    /// How many records it is expected to take, as if nothing else took them; null where its windows are too many, or
    /// where sessions send what they will.
    pub expected: Option<f64>,
    /// The same in sessions, where arrivals open them: what it takes is so many times the records of a session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_sessions: Option<f64>,
    /// Nanoseconds from the start up to which they are counted, where the stream does not end.
    pub until_ns: Option<i64>,
    /// Whether they are fewer, as it has a condition.
    pub conditional: bool,
}

/// Where an overlay falls.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WindowSummary {
    /// Nanoseconds from the start.
    pub start_ns: i64,
    /// Nanoseconds from the start.
    pub end_ns: i64,
    /// That it adds or cuts.
    pub events: u64,
}

impl Plan {
    pub(super) fn stream_summary(&self, stream: usize) -> StreamSummary {
        let checked = &self.checked.streams[stream];
        let own = &checked.variants[0];
        let mut components = self.components_of(stream).map(|(_, component)| &**component);
        let phases = components.next().expect("the phases of a stream are a component");
        let horizon = phases.end().unwrap_or(HORIZON);
        let cuts = phases.cut(horizon);
        let adding: Vec<OverlaySummary> = components.map(|overlay| added(checked, overlay)).collect();
        let phases = phase_summaries(checked, phases, &cuts);
        let (mut adding, mut cuts) = (adding.into_iter(), cuts.into_iter());
        let overlays: Vec<OverlaySummary> = checked
            .overlays
            .iter()
            .filter_map(|overlay| {
                if !overlay.overlay.cuts() {
                    return adding.next();
                }
                let cut = cuts.next()?;
                Some(taken(checked, &overlay.name, &overlay.overlay.to_string(), &cut, horizon))
            })
            .collect();
        let added = overlays.iter().filter(|overlay| !overlay.cuts).map(|overlay| overlay.events);
        let so_far = |events: Option<u64>, so_far: Option<u64>| events.or(so_far).unwrap_or(0);
        let of_phases = phases.iter().map(|phase| so_far(phase.events, phase.events_so_far));
        let of_overlays = overlays.iter().filter(|overlay| !overlay.cuts);
        let of_overlays = of_overlays.map(|overlay| so_far(overlay.events, overlay.events_so_far));
        let known = of_phases.chain(of_overlays).fold(0, u64::saturating_add);
        StreamSummary {
            name: checked.name.clone(),
            walks: own.emission.journey().map(walks),
            emits: emits(own),
            all: matches!(own.emission, Emission::All),
            events: phases.iter().map(|phase| phase.events).chain(added).sum(),
            changes: checked.changes.iter().map(|change| (change.name.clone(), change.line())).collect(),
            profiles: checked
                .profiles
                .iter()
                .map(|(name, profile)| (name.clone(), profile.to_string()))
                .collect(),
            disorder: self.disorder_summaries(stream, known),
            phases,
            overlays,
        }
    }
}

fn phase_summaries(checked: &CheckedStream, component: &Component, cuts: &[Cut]) -> Vec<PhaseSummary> {
    let timed = component.timeline().phases().iter().zip(&checked.phases);
    let counted = timed.zip(component.counts(HORIZON)).enumerate();
    let is_complete = cuts.iter().all(|cut| cut.is_complete);
    counted
        .map(|(position, ((timed, phase), count))| {
            let variant = &checked.variants[phase.variant];
            let cut: u64 = cuts.iter().map(|cut| cut.events[position]).sum();
            let left = |events: u64| {
                is_complete.then(|| events.saturating_sub(cut).saturating_mul(variant.records()))
            };
            let (events, so_far, until) = match count {
                Count::Exactly(events) => (left(events), None, timed.end),
                Count::SoFar { events, until } => (None, left(events), Some(until)),
                Count::Unknown => (None, None, None),
            };
            PhaseSummary {
                name: phase.name.clone(),
                line: phase.shape.to_string(),
                start_ns: timed.start,
                end_ns: timed.end,
                emits: own_emits(variant, phase.variant),
                events,
                events_so_far: so_far,
                until_ns: if events.is_some() { None } else { until },
                rate: mean_rate(events.or(so_far), timed.start, until),
                rates: None,
            }
        })
        .collect()
}

/// An overlay that adds events.
fn added(checked: &CheckedStream, component: &Component) -> OverlaySummary {
    let Role::Overlay(timed) = component.role() else { unreachable!("behind the phases come overlays") };
    let overlay = checked.overlays.iter().find(|overlay| overlay.name == timed.name);
    let variant = overlay.map_or(0, |overlay| overlay.variant);
    let records = checked.variants[variant].records();
    let (events, so_far, until) = match component.counts(HORIZON)[0] {
        Count::Exactly(events) => (Some(events.saturating_mul(records)), None, None),
        Count::SoFar { events, until } => (None, Some(events.saturating_mul(records)), Some(until)),
        Count::Unknown => (None, None, None),
    };
    let horizon = component.end().map_or(HORIZON, |end| end.saturating_add(1));
    OverlaySummary {
        name: timed.name.clone(),
        line: timed.overlay.to_string(),
        cuts: false,
        emits: own_emits(&checked.variants[variant], variant),
        events,
        events_so_far: so_far,
        until_ns: until,
        rates: None,
        windows: windows(&component.windows(horizon), records),
    }
}

/// An overlay that cuts events of the phases.
fn taken(checked: &CheckedStream, name: &str, line: &str, cut: &Cut, horizon: i64) -> OverlaySummary {
    let each = checked.phases.iter().map(|phase| checked.variants[phase.variant].records());
    let cut_records =
        cut.events.iter().zip(each).map(|(events, records)| events.saturating_mul(records)).sum();
    let is_counted = cut.is_complete && checked.phases.iter().all(|phase| !phase.is_endless());
    OverlaySummary {
        name: name.to_owned(),
        line: line.to_owned(),
        cuts: true,
        emits: Vec::new(),
        events: is_counted.then_some(cut_records),
        events_so_far: (!is_counted && cut.is_complete).then_some(cut_records),
        until_ns: (!is_counted).then_some(horizon),
        rates: None,
        windows: windows(&cut.windows, checked.variants[0].records()),
    }
}

fn windows(counted: &[WindowCount], records: u64) -> Vec<WindowSummary> {
    let window = |window: &WindowCount| WindowSummary {
        start_ns: window.start,
        end_ns: window.end,
        events: window.events.saturating_mul(records),
    };
    counted.iter().map(window).collect()
}

/// What a phase or an overlay emits, where it is not what the stream does.
fn own_emits(variant: &Variant, position: usize) -> Vec<EventShare> {
    if position == 0 { Vec::new() } else { emits(variant) }
}

fn emits(variant: &Variant) -> Vec<EventShare> {
    let events = variant.events.iter().enumerate().map(|(position, event)| EventShare {
        event: event.name.clone(),
        share: match &variant.emission {
            Emission::One(shares) => shares.percent(position),
            Emission::All => "100%".to_owned(),
            Emission::Journey(_) => String::new(),
        },
        topic: match &event.topic {
            Topic::Fixed(topic) => Some(topic.clone()),
            Topic::Computed(_) => None,
        },
    });
    let mut shares: Vec<EventShare> = Vec::new();
    for share in events {
        // several steps may send the same event
        if !shares.contains(&share) {
            shares.push(share);
        }
    }
    shares
}

fn walks(journey: &CheckedJourney) -> String {
    let walked = match journey.walked {
        Walked::Sessions => "sessions",
        Walked::Steps => "steps",
    };
    format!("{walked} of {}", journey.name)
}

/// Events per second, rounded to what a reader can use.
#[expect(clippy::cast_precision_loss, reason = "a mean to look at")]
fn mean_rate(events: Option<u64>, start: i64, end: Option<i64>) -> Option<f64> {
    let (events, length) = (events?, end?.checked_sub(start)?);
    (length > 0).then(|| {
        let rate = events as f64 * Duration::SECOND as f64 / length as f64;
        libm::round(rate * 1e6) / 1e6
    })
}
