//! How fast records reach a broker: `run --speed max` of `user-events` into the embedded broker, in turns with a
//! bare librdkafka loop that sends one fixed payload of the same size with the same settings, and with one that
//! sends the scenario's payloads, composed beforehand: one payload again and again costs lz4 next to nothing.
//! Once uncompressed, where one payload is as much work as many, and once with lz4, which is what `run` does.
//!
//! `cargo bench --bench produce`; without `--bench` (as `cargo test --benches` runs it) it only shows that it works.

mod bare;
mod planned;

use bare::Load;
use rushhour::compose::{Batch, Composer};
use rushhour::plan::Plan;
use rushhour::run::{Options, Pace, Planned, Stop, Summary};
use rushhour::schedule::Merge;
use rushhour::target::{Labels, PhaseLabel, StreamLabel, Target, TopicSpec};
use std::sync::Arc;

const ROUNDS: usize = 7;
const RECORDS: u64 = 2_000_000;
const PARTITIONS: i32 = 4;
/// More than a window of lz4 holds.
const PAYLOADS: usize = 10_000;
/// What `run` uses where the scenario says nothing, but for the compression.
const PROPERTIES: [(&str, &str); 6] = [
    ("acks", "all"),
    ("enable.idempotence", "true"),
    ("partitioner", "murmur2_random"),
    ("linger.ms", "5"),
    ("queue.buffering.max.messages", "100000"),
    ("queue.buffering.max.kbytes", "131072"),
];

fn main() {
    let measured = std::env::args().any(|argument| argument == "--bench");
    let (rounds, records) = if measured { (ROUNDS, RECORDS) } else { (1, 1_000) };
    let plan = planned::scenario("scenarios/user-events.yaml");
    let payloads = composed(&plan);
    println!("{records} records of {} bytes, {PARTITIONS} partitions, {PROPERTIES:?}", payloads[0].len());
    for compression in ["none", "lz4"] {
        compare(&plan, &payloads, ("compression.type", compression), rounds, records);
    }
}

fn compare(plan: &Arc<Plan>, payloads: &[Box<[u8]>], compression: (&str, &str), rounds: usize, records: u64) {
    let properties: Vec<_> = PROPERTIES.into_iter().chain([compression]).collect();
    let load = |payloads| Load { properties: &properties, partitions: PARTITIONS, payloads, records };
    println!("{compression:?}");
    let (mut to_one, mut to_many) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        let one = bare_rate(&load(&payloads[..1]));
        let run = run_rate(plan, compression, records);
        let many = bare_rate(&load(payloads));
        println!(
            "round {round}: run {run:.0} records/s, one payload {one:.0}, {PAYLOADS} payloads {many:.0}"
        );
        to_one.push(run / one);
        to_many.push(run / many);
    }
    print_ratio("one payload", &mut to_one);
    print_ratio("the scenario's payloads", &mut to_many);
}

fn print_ratio(to: &str, ratios: &mut [f64]) {
    ratios.sort_by(f64::total_cmp);
    let (low, high, rounds) = (ratios[0], ratios[ratios.len() - 1], ratios.len());
    let median = ratios[rounds / 2];
    println!("ratio to a bare loop sending {to}: {median:.2} (median of {rounds}, {low:.2} to {high:.2})");
}

fn composed(plan: &Arc<Plan>) -> Vec<Box<[u8]>> {
    let mut batch = Batch::default();
    let mut arrivals = Merge::new(&plan.components, 0, None).take(PAYLOADS);
    Composer::new(Arc::clone(plan)).compose_while(&mut batch, |_| arrivals.next());
    batch.iter().map(|record| record.payload.expect("a payload").into()).collect()
}

fn bare_rate(load: &Load) -> f64 {
    let outcome = bare::produce(load).expect("the mock broker takes records");
    assert_eq!((outcome.acknowledged, outcome.failed), (load.records, 0), "all are acknowledged");
    outcome.rate()
}

/// Acknowledged records a second of a run.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53 records")]
fn run_rate(plan: &Arc<Plan>, compression: (&str, &str), records: u64) -> f64 {
    let summary = run(plan, compression, records);
    assert_eq!((summary.total.acknowledged, summary.total.failed), (records, 0), "all are acknowledged");
    summary.total.acknowledged as f64 / summary.total.elapsed_s
}

fn run(plan: &Arc<Plan>, compression: (&str, &str), records: u64) -> Summary {
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
    let target = Target::Embedded([compression].into_iter().collect());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let run = async {
        rushhour::run::run(Box::new(planned), &target, Arc::new(labels), options, &mut (), Stop::never())
            .await
    };
    runtime.block_on(run).expect("the embedded broker takes records")
}
