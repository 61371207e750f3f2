//! Stage 4, plan: a checked scenario and a seed -> plain data that says everything that will happen.
//! Nothing fails any more. Never reads a file, never asks the time.

mod catalogs;
mod chain;
mod components;
mod curves;
mod disorder;
mod recalled;
mod sources;
mod stream_summary;
mod struck;
mod summary;
mod times;
mod unreached;
mod until;

pub use catalogs::CatalogFaults;
pub use chain::Chain;
pub use components::{PlannedPhase, PlannedStream};
pub use curves::Curves;
pub use sources::{PlannedEvent, PlannedJourney, PlannedProgram, PlannedSource};
pub use stream_summary::{
    DisorderSummary, EventShare, OverlaySummary, PhaseRates, PhaseSummary, StreamSummary, WindowSummary,
};
pub use summary::{CatalogSummary, CurveSummary, Peak, PlanSummary};
pub use times::{Tick, Times};
pub use unreached::Unreached;

use crate::check::{Checked, CheckedStream, EventProgram};
use crate::formula::lookups::Data;
use crate::schedule::{Component, Lasting};
use crate::traffic::ast::Walked;
use crate::value::Time;
use components::components;
use jiff::tz::TimeZone;
use sources::{Names, source};
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
    /// The topics that events name, which are known beforehand.
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
            streams: checked.streams.iter().map(PlannedStream::of).collect(),
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

    /// The topics that have a number before anything is composed: those that events name, then those that are only
    /// declared. [`crate::compose::Record::topic_id`] is a position here, or behind it where a record named another one.
    pub fn known_topics(&self) -> impl Iterator<Item = Arc<str>> {
        let declared = self.checked.topics.iter().map(|topic| Arc::from(topic.name.text.as_str()));
        self.topics.iter().cloned().chain(declared.filter(|name| !self.topics.contains(name)))
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
