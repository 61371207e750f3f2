//! Stage 4, plan: a checked scenario and a seed -> plain data that says everything that will happen.
//! Nothing fails any more. Never reads a file, never asks the time.

mod catalogs;
mod chain;
mod curves;
mod disorder;
mod recalled;
mod stream_summary;
mod struck;
mod summary;
mod times;
mod unreached;
mod until;

pub use catalogs::CatalogFaults;
pub use chain::Chain;
pub use curves::Curves;
pub use stream_summary::{
    DisorderSummary, EventShare, OverlaySummary, PhaseRates, PhaseSummary, StreamSummary, WindowSummary,
};
pub use summary::{CatalogSummary, CurveSummary, Peak, PlanSummary};
pub use times::{Tick, Times};
pub use unreached::Unreached;

use crate::check::{Checked, CheckedJourney, CheckedStream, EventProgram, Topic, Variant};
use crate::formula::lookups::Data;
use crate::formula::program::Program;
use crate::random::Key;
use crate::schedule::{Component, Lasting, NamedOverlay, Role, Timeline};
use crate::traffic::ast::Walked;
use crate::value::Time;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// The start of a scenario that names none, wherever no wall clock is asked.
pub const DEFAULT_START: Time = Time(1_767_225_600_000_000_000);

/// The header that names a record, in a run with a journal.
pub const EVENT_ID: &str = "event-id";

/// What will happen, and everything needed to compose it.
#[derive(Debug)]
pub struct Plan {
    pub name: String,
    pub seed: u64,
    pub start: Time,
    pub zone: TimeZone,
    /// One for each stream, in the scenario's order.
    pub streams: Vec<PlannedStream>,
    /// What numbers its events by itself: of each stream its phases, then its overlays.
    pub components: Vec<Arc<Component>>,
    /// What composing needs of each component, by its number.
    pub sources: Vec<PlannedSource>,
    /// The names of the events that streams emit; [`crate::compose::Origin::event`] is a position here.
    pub events: Vec<String>,
    /// The topics that are known beforehand.
    pub topics: Vec<Arc<str>>,
    /// Records name others.
    pub has_computed_topics: bool,
    /// How many programs all components have together.
    pub programs: usize,
    pub data: Data,
    /// Cells of catalogs that are null because they could not be computed.
    pub catalog_faults: CatalogFaults,
    pub checked: Checked,
}

/// What composing needs of a stream.
#[derive(Debug)]
pub struct PlannedStream {
    /// The phases, then the overlays that add events: [`crate::schedule::Arrival::phase`] is a position here.
    pub phases: Vec<PlannedPhase>,
}

/// What composing needs of a phase, or of an overlay.
#[derive(Debug)]
pub struct PlannedPhase {
    pub name: String,
    /// With its own name before them.
    pub regimes: Vec<String>,
    /// A position in [`CheckedStream::variants`].
    pub variant: usize,
}

/// What composing needs of a component.
#[derive(Debug)]
pub struct PlannedSource {
    /// A position in [`Plan::streams`].
    pub stream: usize,
    /// What the ids of its events begin with: `users`, of an overlay `users-sale`.
    pub name: String,
    /// What the names of its records begin with, where they have some: `users/phases`, `users/overlays/sale`.
    pub id: Option<String>,
    place: String,
    /// Draws the event of a mix.
    pub emit: Key,
    /// The events of each of the stream's variants.
    pub variants: Vec<Vec<PlannedEvent>>,
    /// The journey of each of them that walks one.
    pub journeys: Vec<Option<PlannedJourney>>,
}

/// What composing needs of a journey.
#[derive(Debug)]
pub struct PlannedJourney {
    /// The first of the stream's variants that walks the same journey: they share the sessions of actors.
    pub kin: usize,
    pub choosing: PlannedProgram,
    pub opening: PlannedProgram,
    /// Of each step its program, and what draws its way on.
    pub steps: Vec<(PlannedProgram, Key)>,
}

impl PlannedJourney {
    /// All of them, in the order of [`CheckedJourney::programs`].
    pub fn programs(&self) -> impl Iterator<Item = &PlannedProgram> {
        [&self.choosing, &self.opening].into_iter().chain(self.steps.iter().map(|(program, _)| program))
    }
}

#[derive(Debug)]
pub struct PlannedEvent {
    /// A position in [`Plan::events`].
    pub event: u32,
    /// A position in [`Plan::topics`], where the topic is fixed.
    pub topic: Option<u32>,
    pub usual: PlannedProgram,
    /// While any change lasts.
    pub changed: Option<PlannedProgram>,
    /// A key for each line of the stream's disorder.
    pub disorder: Vec<Key>,
}

#[derive(Debug)]
pub struct PlannedProgram {
    /// Its number among those of all components.
    pub number: usize,
    /// A key for each of the program's sites.
    pub keys: Vec<Key>,
}

impl Plan {
    /// Plans a scenario under a seed, its first instant at `start`.
    pub fn new(checked: Checked, seed: u64, start: Time) -> Self {
        let (data, catalog_faults) = catalogs::build(&checked, seed, start);
        let mut names = Names::default();
        let components = components(&checked, seed, start);
        let sources = components.iter().map(|(stream, component)| {
            source(&checked.streams[*stream], *stream, component, seed, &mut names)
        });
        let sources = sources.collect();
        Self {
            name: checked.name.clone(),
            seed,
            start,
            zone: checked.zone.clone(),
            streams: checked.streams.iter().map(planned).collect(),
            components: components.into_iter().map(|(_, component)| component).collect(),
            sources,
            events: names.events,
            programs: names.programs,
            topics: names.topics.into_iter().map(Arc::from).collect(),
            has_computed_topics: names.has_computed_topics,
            data,
            catalog_faults,
            checked,
        }
    }

    /// The components of a stream with their numbers, its phases first.
    pub fn components_of(&self, stream: usize) -> impl Iterator<Item = (u32, &Arc<Component>)> {
        let numbered = (0..).zip(&self.components).zip(&self.sources);
        numbered.filter(move |(_, source)| source.stream == stream).map(|(component, _)| component)
    }

    /// The component that the events of a part of a stream are numbered in: of a phase or of an overlay that adds.
    pub fn component_of(&self, stream: usize, part: u32) -> Option<u32> {
        let phases = self.checked.streams[stream].phases.len();
        let behind = (part as usize + 1).saturating_sub(phases);
        self.components_of(stream).nth(behind).map(|(number, _)| number)
    }

    /// The events of each variant of a stream.
    pub fn events_of(&self, stream: usize) -> &[Vec<PlannedEvent>] {
        let source = self.sources.iter().find(|source| source.stream == stream);
        source.map(|source| source.variants.as_slice()).unwrap_or_default()
    }

    /// The same plan with its first instant at another time.
    pub fn starting_at(self, start: Time) -> Self {
        let components = components(&self.checked, self.seed, start);
        let components = components.into_iter().map(|(_, component)| component).collect();
        let (data, catalog_faults) = if catalogs::depend_on_start(&self.checked) {
            catalogs::build(&self.checked, self.seed, start)
        } else {
            (self.data, self.catalog_faults)
        };
        Self { start, components, data, catalog_faults, ..self }
    }

    /// Whether arrivals of a stream open sessions, which send what they will.
    pub fn opens_sessions(&self, stream: usize) -> bool {
        let journeys =
            self.checked.streams[stream].variants.iter().filter_map(|variant| variant.emission.journey());
        journeys.into_iter().any(|journey| journey.walked == Walked::Sessions)
    }

    /// The same plan, each of its records with a header [`EVENT_ID`] that names it.
    pub fn naming_records(mut self) -> Self {
        self.sources.iter_mut().for_each(|source| source.id = Some(source.place.clone()));
        self
    }

    /// Whether records have such a header.
    pub fn names_records(&self) -> bool {
        self.sources.iter().any(|source| source.id.is_some())
    }

    /// The first event that has a header of this name by itself.
    pub fn event_with_header(&self, name: &str) -> Option<&str> {
        let mut events = self.checked.streams.iter().flat_map(CheckedStream::events);
        let has_it = |event: &&EventProgram| event.headers.iter().any(|(header, _)| header == name);
        events.find(has_it).map(|event| event.name.as_str())
    }

    /// Whether what is sent depends on what was sent before: sessions go on, and values are recalled.
    pub fn remembers(&self) -> bool {
        let walks = |source: &PlannedSource| source.journeys.iter().any(Option::is_some);
        self.checked.histories > 0 || self.sources.iter().any(walks)
    }

    /// Tells which changes of a stream last when; `None` where it has none.
    pub fn lasting(&self, stream: usize) -> Option<Lasting> {
        let changes = &self.checked.streams[stream].changes;
        let (_, component) = self.components_of(stream).next()?;
        let changes: Vec<_> =
            changes.iter().map(|change| (change.name.clone(), change.when.clone())).collect();
        (!changes.is_empty()).then(|| Lasting::new(Arc::clone(component.timeline()), changes))
    }
}

/// The components of all streams, each with its stream's position.
fn components(checked: &Checked, seed: u64, start: Time) -> Vec<(usize, Arc<Component>)> {
    let numbered = checked.streams.iter().enumerate();
    let own = |(number, stream): (usize, &CheckedStream)| {
        let components = of_stream(stream, seed, start, &checked.zone);
        components.into_iter().map(move |component| (number, Arc::new(component)))
    };
    numbered.flat_map(own).collect()
}

fn of_stream(stream: &CheckedStream, seed: u64, start: Time, zone: &TimeZone) -> Vec<Component> {
    let rows = |variant: usize| stream.variants[variant].rows;
    let shapes = stream.phases.iter().map(|phase| (phase.shape.clone(), rows(phase.variant)));
    let profiles = stream.profiles.iter().map(|(_, profile)| profile.clone()).collect();
    let timeline = Timeline::new(seed, stream.name.as_str(), shapes, profiles, (start, zone));
    let overlays = stream.overlays.iter().map(|overlay| NamedOverlay {
        name: overlay.name.clone(),
        overlay: overlay.overlay.clone(),
        rows: rows(overlay.variant),
    });
    Component::of_stream(timeline, overlays)
}

fn planned(stream: &CheckedStream) -> PlannedStream {
    let regimes = stream
        .phases
        .iter()
        .map(|phase| phase.shape.regimes().iter().map(|regime| format!("{}.{regime}", phase.name)).collect());
    // an overlay has no regimes
    let regimes = regimes.chain(std::iter::repeat(Vec::new()));
    let phases = stream.parts().zip(regimes).map(|((name, variant), regimes)| PlannedPhase {
        name: name.to_owned(),
        regimes,
        variant,
    });
    PlannedStream { phases: phases.collect() }
}

#[derive(Default)]
struct Names {
    programs: usize,
    events: Vec<String>,
    topics: Vec<String>,
    has_computed_topics: bool,
}

/// The component of a stream's phases, as its place names it.
const PHASES: &str = "phases";

fn source(
    stream: &CheckedStream,
    number: usize,
    component: &Component,
    seed: u64,
    names: &mut Names,
) -> PlannedSource {
    let (place, name) = match component.role() {
        Role::Phases(_) => (format!("{}/{PHASES}", stream.name), stream.name.clone()),
        Role::Overlay(timed) => {
            (format!("{}/overlays/{}", stream.name, timed.name), format!("{}-{}", stream.name, timed.name))
        }
    };
    PlannedSource {
        stream: number,
        name,
        id: None,
        place: place.clone(),
        emit: Key::of(seed, &format!("{place}/emit")),
        variants: stream
            .variants
            .iter()
            .map(|variant| names.variant(stream, variant, &place, seed))
            .collect(),
        journeys: stream
            .variants
            .iter()
            .map(|variant| {
                let journey = variant.emission.journey()?;
                let is_kin = |other: &CheckedJourney| other.name == journey.name;
                let kin =
                    stream.variants.iter().position(|other| other.emission.journey().is_some_and(is_kin));
                Some(names.journey(journey, kin?, &place, seed))
            })
            .collect(),
    }
}

impl Names {
    fn variant(
        &mut self,
        stream: &CheckedStream,
        variant: &Variant,
        place: &str,
        seed: u64,
    ) -> Vec<PlannedEvent> {
        let events = variant.events.iter().enumerate();
        events
            .map(|(position, event)| PlannedEvent {
                event: number(&mut self.events, &event.name),
                topic: match &event.topic {
                    Topic::Fixed(topic) => Some(number(&mut self.topics, topic)),
                    Topic::Computed(_) => {
                        self.has_computed_topics = true;
                        None
                    }
                },
                usual: self.program(&event.program, place, seed),
                changed: variant
                    .changed
                    .get(position)
                    .map(|changed| self.program(&changed.program, place, seed)),
                disorder: disorder::keys(stream, event, place, seed),
            })
            .collect()
    }

    fn journey(&mut self, journey: &CheckedJourney, kin: usize, place: &str, seed: u64) -> PlannedJourney {
        PlannedJourney {
            kin,
            choosing: self.program(&journey.choosing.program, place, seed),
            opening: self.program(&journey.opening.program, place, seed),
            steps: journey
                .steps
                .iter()
                .map(|step| {
                    let next = format!("{place}/{}/{}/next", journey.name, step.name);
                    (self.program(&step.moves.program, place, seed), Key::of(seed, &next))
                })
                .collect(),
        }
    }

    fn program(&mut self, program: &Program, place: &str, seed: u64) -> PlannedProgram {
        let keys = program.sites.iter().map(|site| Key::of(seed, &format!("{place}/{site}")));
        self.programs += 1;
        PlannedProgram { number: self.programs - 1, keys: keys.collect() }
    }
}

/// The name's position, added where it is new.
fn number(names: &mut Vec<String>, name: &str) -> u32 {
    let position = names.iter().position(|known| known == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    });
    u32::try_from(position).expect("a file of 10 MB has fewer names")
}
