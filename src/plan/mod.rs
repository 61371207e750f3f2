//! Stage 4, plan: a checked scenario and a seed -> plain data that says everything that will happen.
//! Nothing fails any more. Never reads a file, never asks the time.

mod catalogs;
mod curves;
mod summary;
mod times;
mod unreached;

pub use catalogs::CatalogFaults;
pub use curves::Curves;
pub use summary::{CatalogSummary, EventShare, Peak, PhaseRates, PhaseSummary, PlanSummary, StreamSummary};
pub use times::{Tick, Times};
pub use unreached::Unreached;

use crate::check::{Checked, CheckedStream, Topic};
use crate::formula::lookups::Data;
use crate::random::Key;
use crate::schedule::Component;
use crate::value::Time;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// The start of a scenario that names none, wherever no wall clock is asked.
pub const DEFAULT_START: Time = Time(1_767_225_600_000_000_000);

/// What will happen, and everything needed to compose it.
#[derive(Debug)]
pub struct Plan {
    pub name: String,
    pub seed: u64,
    pub start: Time,
    pub zone: TimeZone,
    /// One for each stream, in the scenario's order.
    pub streams: Vec<PlannedStream>,
    /// The schedule of each stream's phases, by the stream's position.
    pub components: Vec<Arc<Component>>,
    /// The names of the events that streams emit; [`crate::compose::Origin::event`] is a position here.
    pub events: Vec<String>,
    /// The topics that are known beforehand.
    pub topics: Vec<Arc<str>>,
    /// How many programs all streams have together.
    pub programs: usize,
    pub data: Data,
    /// Cells of catalogs that are null because they could not be computed.
    pub catalog_faults: CatalogFaults,
    pub checked: Checked,
}

/// What composing needs of a stream besides its programs.
#[derive(Debug)]
pub struct PlannedStream {
    /// Draws the event of a mix.
    pub emit: Key,
    /// One for each of the stream's events.
    pub events: Vec<PlannedEvent>,
    /// For each phase, its name, or those of its regimes.
    pub phase_names: Vec<Vec<String>>,
}

#[derive(Debug)]
pub struct PlannedEvent {
    /// The program's number among those of all streams.
    pub number: usize,
    /// A position in [`Plan::events`].
    pub event: u32,
    /// A position in [`Plan::topics`], where the topic is fixed.
    pub topic: Option<u32>,
    /// A key for each of the program's sites.
    pub keys: Vec<Key>,
}

impl Plan {
    /// Plans a scenario under a seed, its first instant at `start`.
    pub fn new(checked: Checked, seed: u64, start: Time) -> Self {
        let (data, catalog_faults) = catalogs::build(&checked, seed, start);
        let mut names = Names::default();
        let streams = checked.streams.iter().map(|stream| planned(stream, seed, &mut names)).collect();
        let component = |stream: &CheckedStream| {
            let shapes = stream.phases.iter().map(|phase| phase.shape.clone());
            Arc::new(Component::new(seed, stream.name.as_str(), shapes, start, &checked.zone))
        };
        Self {
            name: checked.name.clone(),
            seed,
            start,
            zone: checked.zone.clone(),
            streams,
            components: checked.streams.iter().map(component).collect(),
            events: names.events,
            programs: names.programs,
            topics: names.topics.into_iter().map(Arc::from).collect(),
            data,
            catalog_faults,
            checked,
        }
    }
}

#[derive(Default)]
struct Names {
    programs: usize,
    events: Vec<String>,
    topics: Vec<String>,
}

/// The component of a stream's phases, as its place names it.
const PHASES: &str = "phases";

fn planned(stream: &CheckedStream, seed: u64, names: &mut Names) -> PlannedStream {
    let place = format!("{}/{PHASES}", stream.name);
    let first = names.programs;
    names.programs += stream.events.len();
    let events = stream.events.iter().enumerate().map(|(position, event)| PlannedEvent {
        number: first + position,
        event: number(&mut names.events, &event.name),
        topic: match &event.topic {
            Topic::Fixed(topic) => Some(number(&mut names.topics, topic)),
            Topic::Computed(_) => None,
        },
        keys: event.program.sites.iter().map(|site| Key::of(seed, &format!("{place}/{site}"))).collect(),
    });
    let phase_names = stream.phases.iter().map(|phase| {
        let regimes = phase.shape.regimes();
        let names: Vec<String> = regimes.iter().map(|regime| format!("{}.{regime}", phase.name)).collect();
        if names.is_empty() { vec![phase.name.clone()] } else { names }
    });
    PlannedStream {
        emit: Key::of(seed, &format!("{place}/emit")),
        events: events.collect(),
        phase_names: phase_names.collect(),
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
