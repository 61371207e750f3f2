//! Stage 3, check: names become ids, formulas are typed and compiled. After it no mistake of the user's is
//! left. Never draws, never asks the time; reads only the files that catalogs and curves name.

mod built_in;
mod catalog;
mod catalog_columns;
mod catalog_file;
mod catalog_json;
mod changes;
mod checked_journey;
mod checked_stream;
mod constants;
mod disorder;
mod event;
mod expect;
mod fields;
mod file;
mod fusion;
mod journey;
mod journey_names;
mod journey_step;
mod journey_stream;
mod missed;
mod names;
mod payload;
mod phases;
mod recalls;
mod rows;
mod scope;
mod session;
mod shared;
mod stream;
mod stream_names;
mod template;
mod tree;
mod ways;

pub use catalog::{CheckedCatalog, Contents};
pub use checked_journey::{CheckedJourney, CheckedStep, CheckedWay, Moves, WayWeight};
pub use checked_stream::{CheckedChange, CheckedOverlay, CheckedPhase, CheckedStream, Emission, Variant};
pub use disorder::{CheckedDisorder, CheckedDisorderLine, Condition};
pub use event::{EventProgram, Input, PARTITION, Part, TOPIC, Topic};
pub use expect::{CheckedExpectation, FieldEvent, FieldSource, Measured, Part as ScopePart};
pub use fields::{Fields, Leaf, field_name};
pub use payload::{Body, Insert, Piece};
pub use shared::Options;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula::lookups::Lookups;
use crate::formula::typed::TableId;
use crate::scenario::{self, RunSettings, Scenario, Start};
use jiff::tz::TimeZone;
use shared::Shared;

/// A scenario without mistakes.
#[derive(Debug)]
pub struct Checked {
    pub name: String,
    pub about: Option<String>,
    pub seed: u64,
    pub start: Option<Start>,
    pub zone: TimeZone,
    /// By [`TableId`].
    pub catalogs: Vec<CheckedCatalog>,
    /// The catalogs in an order in which each follows those it draws from.
    pub build_order: Vec<TableId>,
    pub streams: Vec<CheckedStream>,
    pub lookups: Lookups,
    /// How many fields of events are recalled.
    pub histories: usize,
    pub kafka: Vec<scenario::Setting>,
    pub topics: Vec<scenario::Topic>,
    pub expectations: Vec<CheckedExpectation>,
    pub run: RunSettings,
    /// Everything that decides what is sent, in one form however it is written.
    pub canonical: String,
}

impl Checked {
    /// The files that catalogs and phases name.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let catalogs = self.catalogs.iter().filter_map(CheckedCatalog::file);
        catalogs.chain(self.curves()).map(|(file, _)| file)
    }

    /// The files of rates that phases follow, with their fingerprints.
    pub fn curves(&self) -> impl Iterator<Item = (&str, &str)> {
        let phases = self.streams.iter().flat_map(|stream| &stream.phases);
        phases.flat_map(|phase| phase.shape.files())
    }
}

/// Checks a whole scenario; `None` where it has errors.
pub fn check(scenario: &Scenario, options: &Options, diagnostics: &mut Diagnostics) -> Option<Checked> {
    let mut shared = Shared::new(scenario, options);
    constants::check(&mut shared);
    for position in 0..scenario.catalogs.len() {
        catalog::check(&mut shared, TableId(position), 0);
    }
    let streams = stream::check_all(&mut shared);
    journey::check_unused(&mut shared);
    event::check_unused(&mut shared);
    let expectations = expect::check_all(&mut shared, &streams);
    // what is wrong elsewhere may be why nothing uses it
    if !diagnostics.has_errors() && !shared.diagnostics.has_errors() {
        warn_of_unused(&mut shared);
    }
    let parts = shared.finish(diagnostics);
    let catalogs = parts.catalogs.into_iter().collect::<Option<Vec<_>>>();
    if diagnostics.has_errors() {
        return None;
    }
    Some(Checked {
        name: scenario.name.text.clone(),
        about: scenario.about.clone(),
        seed: scenario.seed,
        start: scenario.start,
        zone: scenario.zone.clone(),
        catalogs: catalogs?,
        build_order: parts.build_order,
        streams,
        lookups: parts.lookups,
        histories: parts.histories,
        kafka: scenario.kafka.clone(),
        topics: scenario.topics.clone(),
        expectations,
        run: scenario.run.clone(),
        canonical: scenario::canonical(scenario, &options.constants),
    })
}

const ONLY_EXTENDED: &str = "`abstract: true` says that it is only there to be extended";

fn warn_of_unused(shared: &mut Shared) {
    let scenario = shared.scenario;
    for (event, used) in scenario.events.iter().zip(shared.used_events.clone()) {
        if !used && !event.is_abstract {
            let message = format!("no stream emits the event `{}`", event.name.text);
            shared.diagnostics.add(
                Diagnostic::new(Code::Unused, event.name.span, message).label("unused").help(ONLY_EXTENDED),
            );
        }
    }
    for (journey, used) in scenario.journeys.iter().zip(shared.used_journeys.clone()) {
        if !used && !journey.is_abstract {
            let message = format!("no stream walks the journey `{}`", journey.name.text);
            let diagnostic = Diagnostic::new(Code::Unused, journey.name.span, message).label("unused");
            shared.diagnostics.add(diagnostic.help(format!("`emit: sessions of {}`", journey.name.text)));
        }
    }
    for (catalog, used) in scenario.catalogs.iter().zip(shared.used_catalogs.clone()) {
        if !used {
            let message = format!("nothing draws from the catalog `{}`", catalog.name.text);
            shared.diagnostics.add(
                Diagnostic::new(Code::Unused, catalog.name.span, message).label("unused").help(ONLY_EXTENDED),
            );
        }
    }
}
