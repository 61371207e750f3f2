//! How fast records reach a broker: `run --speed max` of `user-events` into the embedded broker, in turns with a
//! bare librdkafka loop that sends one fixed payload of the same size with the same settings.
//!
//! `cargo bench --bench produce`; without `--bench` (as `cargo test --benches` runs it) it only shows that it works.

mod bare;
mod planned;

use bare::Load;
use rushhour::compose::{Batch, Composer};
use rushhour::plan::Plan;
use rushhour::run::{Options, Pace, Planned, Stop, Summary};
use rushhour::schedule::Merge;
use rushhour::target::{Labels, PhaseLabel, Properties, StreamLabel, Target, TopicSpec};
use std::sync::Arc;

const ROUNDS: usize = 7;
const RECORDS: u64 = 2_000_000;
const PARTITIONS: i32 = 4;
/// What `run` uses where the scenario says nothing.
const PROPERTIES: [(&str, &str); 7] = [
    ("acks", "all"),
    ("enable.idempotence", "true"),
    ("compression.type", "lz4"),
    ("partitioner", "murmur2_random"),
    ("linger.ms", "5"),
    ("queue.buffering.max.messages", "100000"),
    ("queue.buffering.max.kbytes", "131072"),
];

fn main() {
    let measured = std::env::args().any(|argument| argument == "--bench");
    let (rounds, records) = if measured { (ROUNDS, RECORDS) } else { (1, 1_000) };
    let plan = planned::scenario("scenarios/user-events.yaml");
    let payload = a_payload(&plan);
    let load = Load { properties: &PROPERTIES, partitions: PARTITIONS, payload: &payload, records };

    println!("{records} records of {} bytes, {PARTITIONS} partitions, {PROPERTIES:?}", payload.len());
    let mut ratios = Vec::new();
    for round in 1..=rounds {
        let bare = bare_rate(&load);
        let run = run_rate(&plan, records);
        println!(
            "round {round}: bare loop {bare:.0} records/s, run {run:.0} records/s, ratio {:.2}",
            run / bare
        );
        ratios.push(run / bare);
    }
    ratios.sort_by(f64::total_cmp);
    let (low, high) = (ratios[0], ratios[rounds - 1]);
    println!("ratio: {:.2} (median of {rounds}, {low:.2} to {high:.2})", ratios[rounds / 2]);
}

fn a_payload(plan: &Arc<Plan>) -> Vec<u8> {
    let mut batch = Batch::default();
    let first = Merge::new(&plan.components, 0, None).next().expect("the scenario sends something");
    Composer::new(Arc::clone(plan)).compose(&first, &mut batch);
    batch.iter().next().and_then(|record| record.payload).expect("a payload").to_vec()
}

fn bare_rate(load: &Load) -> f64 {
    let outcome = bare::produce(load).expect("the mock broker takes records");
    assert_eq!((outcome.acknowledged, outcome.failed), (load.records, 0), "all are acknowledged");
    outcome.rate()
}

/// Acknowledged records a second of a run.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53 records")]
fn run_rate(plan: &Arc<Plan>, records: u64) -> f64 {
    let summary = run(plan, records);
    assert_eq!((summary.total.acknowledged, summary.total.failed), (records, 0), "all are acknowledged");
    summary.total.acknowledged as f64 / summary.total.elapsed_s
}

fn run(plan: &Arc<Plan>, records: u64) -> Summary {
    let phases = vec![PhaseLabel { name: "steady".to_owned(), ..PhaseLabel::default() }];
    let topic = |name: &Arc<str>| TopicSpec {
        name: name.to_string(),
        partitions: Some(PARTITIONS),
        ..TopicSpec::default()
    };
    let labels = Labels {
        streams: vec![StreamLabel { name: "users".to_owned(), phases }],
        events: plan.events.clone(),
        topics: plan.topics.iter().map(topic).collect(),
        ..Labels::default()
    };
    let planned = Planned::new(Arc::clone(plan), 0, None, Some(records));
    let options = Options { pace: Pace::Max, max_events: Some(records), ..Options::default() };
    let target = Target::Embedded(Properties::default());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let run = async {
        rushhour::run::run(Box::new(planned), &target, Arc::new(labels), options, &mut (), Stop::never())
            .await
    };
    runtime.block_on(run).expect("the embedded broker takes records")
}
