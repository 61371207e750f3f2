//! Scenario text in, sent records out: the stages as a run goes through them, without a clock or a target.

use rushhour::check::Options;
use rushhour::compose::{Batch, Composer};
use rushhour::diagnostic::{Diagnostics, render_human};
use rushhour::pipeline::compile;
use rushhour::plan::{DEFAULT_START, Plan};
use rushhour::scenario::{Environment, Start};
use rushhour::schedule::{Arrival, Merge};
use rushhour::source::Source;
use rushhour::value::Owned;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One record, its bytes owned. Ordered by stream, arrival and event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sent {
    pub stream: String,
    pub index: u64,
    pub event: String,
    pub due: i64,
    pub timestamp: i64,
    pub topic: String,
    pub partition: Option<i32>,
    pub key: Option<String>,
    pub headers: Vec<(String, Option<String>)>,
    pub payload: Option<String>,
}

impl Sent {
    /// What no other record of a scenario has.
    pub fn id(&self) -> (String, u64, String) {
        (self.stream.clone(), self.index, self.event.clone())
    }

    pub fn fields(&self) -> BTreeMap<String, Value> {
        serde_json::from_str(self.payload.as_deref().unwrap()).unwrap()
    }
}

/// A scenario planned under its own seed; what is wrong with it fails the test.
pub fn plan(text: &str) -> Arc<Plan> {
    plan_with(text, Vec::new())
}

/// With constants that replace the scenario's.
pub fn plan_with(text: &str, constants: Vec<(String, Owned)>) -> Arc<Plan> {
    try_plan(text, constants).unwrap_or_else(|diagnostics| panic!("{diagnostics}\n{text}"))
}

pub fn try_plan(text: &str, constants: Vec<(String, Owned)>) -> Result<Arc<Plan>, String> {
    let source = Source::new("scenario.yaml", text);
    let options = Options { folder: ".".into(), constants, max_memory: 1 << 30 };
    let mut diagnostics = Diagnostics::default();
    let checked = compile(&source, &Environment::default(), &options, &mut diagnostics);
    let checked = checked.ok_or_else(|| render_human(&diagnostics.sorted(), &source, false))?;
    let (seed, start) = (checked.seed, checked.start.unwrap_or(Start::NOW).time(DEFAULT_START));
    Ok(Arc::new(Plan::new(checked, seed, start)))
}

pub fn arrivals(plan: &Plan) -> Vec<Arrival> {
    Merge::new(&plan.components, 0, None).collect()
}

/// Composes those arrivals in that order, with a composer of its own.
pub fn compose(plan: &Arc<Plan>, arrivals: &[Arrival]) -> Vec<Sent> {
    let mut composer = Composer::new(Arc::clone(plan));
    let mut batch = Batch::default();
    let mut sent = Vec::new();
    for arrivals in arrivals.chunks(16) {
        batch.clear();
        for arrival in arrivals {
            composer.compose(arrival, &mut batch);
        }
        sent.extend(read(plan, &batch));
    }
    sent
}

pub fn read(plan: &Plan, batch: &Batch) -> Vec<Sent> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let records = batch.iter().map(|record| Sent {
        stream: plan.checked.streams[record.origin.stream as usize].name.clone(),
        index: record.origin.index,
        event: plan.events[record.origin.event as usize].clone(),
        due: record.due,
        timestamp: record.timestamp.0,
        topic: record.topic.to_owned(),
        partition: record.partition,
        key: record.key.map(text),
        headers: record.headers().map(|(name, value)| (name.to_owned(), value.map(text))).collect(),
        payload: record.payload.map(text),
    });
    records.collect()
}

/// All records of a scenario in the order of sending.
pub fn records(text: &str) -> Vec<Sent> {
    let plan = plan(text);
    let sent = compose(&plan, &arrivals(&plan));
    assert!(!sent.is_empty(), "a scenario that sends nothing shows nothing:\n{text}");
    sent
}

/// The same by what names them.
pub fn by_id(records: Vec<Sent>) -> BTreeMap<(String, u64, String), Sent> {
    records.into_iter().map(|record| (record.id(), record)).collect()
}
