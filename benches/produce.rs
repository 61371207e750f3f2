//! How fast records reach a broker: `run --speed max` of `user-events` into the embedded broker, in turns with a
//! bare librdkafka loop that sends one fixed payload of the same size with the same settings, and with one that
//! sends the scenario's payloads, composed beforehand: one payload again and again costs lz4 next to nothing.
//! Once uncompressed, where one payload is as much work as many, and once with lz4, which is what `run` does.
//!
//! `cargo bench --bench produce`; without `--bench` (as `cargo test --benches` runs it) it only shows that it works.

mod bare;
mod payloads;
mod planned;
mod settings;
mod spread;

use bare::Load;
use payloads::{composed, typical};
use rdkafka::mocking::MockCluster;
use rushhour::plan::Plan;
use rushhour::run::{Options, Pace, Planned, Stop, Summary};
use rushhour::target::{Labels, PhaseLabel, StreamLabel, Target, TopicSpec};
use spread::Spread;
use std::sync::Arc;

const ROUNDS: usize = 7;
const RECORDS: u64 = 2_000_000;
const PARTITIONS: i32 = 4;
/// More than a window of lz4 holds.
const PAYLOADS: usize = 10_000;
const TOPIC: &str = "bare";

fn main() {
    let measured = std::env::args().any(|argument| argument == "--bench");
    let (rounds, records) = if measured { (ROUNDS, RECORDS) } else { (1, 1_000) };
    let plan = planned::scenario("scenarios/user-events.yaml");
    let payloads = composed(&plan, PAYLOADS);
    let bytes = typical(&payloads)[0].len();
    println!("{records} records of {bytes} bytes, {PARTITIONS} partitions, {:?}", settings::COMMON);
    for compression in ["none", "lz4"] {
        compare(&plan, &payloads, compression, rounds, records);
    }
}

fn compare(plan: &Arc<Plan>, payloads: &[Box<[u8]>], compression: &str, rounds: usize, records: u64) {
    let properties = settings::librdkafka(compression);
    println!("compression {compression}");
    let (mut to_one, mut to_many) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        let one = bare_rate(&properties, typical(payloads), records);
        let run = run_rate(plan, compression, records);
        let many = bare_rate(&properties, payloads, records);
        println!(
            "round {round}: run {run:.0} records/s, one payload {one:.0}, {PAYLOADS} payloads {many:.0}"
        );
        to_one.push(run / one);
        to_many.push(run / many);
    }
    print_ratio("one payload", to_one);
    print_ratio("the scenario's payloads", to_many);
}

fn print_ratio(to: &str, ratios: Vec<f64>) {
    let rounds = ratios.len();
    let Spread { low, median, high } = Spread::of(ratios);
    println!("ratio to a bare loop sending {to}: {median:.2} (median of {rounds}, {low:.2} to {high:.2})");
}

/// Acknowledged records a second of a bare loop, into a mock broker of its own, in this process, as the embedded target does.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53 records")]
fn bare_rate(properties: &[(&str, &str)], payloads: &[Box<[u8]>], records: u64) -> f64 {
    let cluster = MockCluster::new(1).expect("a mock broker");
    cluster.create_topic(TOPIC, PARTITIONS, 1).expect("a topic");
    let servers = &cluster.bootstrap_servers();
    let outcome = bare::produce(&Load { servers, topic: TOPIC, properties, payloads, records })
        .expect("the mock broker takes records");
    assert_eq!((outcome.acknowledged, outcome.failed), (records, 0), "all are acknowledged");
    outcome.acknowledged as f64 / outcome.elapsed.as_secs_f64()
}

/// Acknowledged records a second of a run.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53 records")]
fn run_rate(plan: &Arc<Plan>, compression: &str, records: u64) -> f64 {
    let summary = run(plan, compression, records);
    assert_eq!((summary.total.acknowledged, summary.total.failed), (records, 0), "all are acknowledged");
    summary.total.acknowledged as f64 / summary.total.elapsed_s
}

fn run(plan: &Arc<Plan>, compression: &str, records: u64) -> Summary {
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
    let target = Target::Embedded([(settings::COMPRESSION, compression)].into_iter().collect());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let run = async {
        rushhour::run::run(Box::new(planned), &target, Arc::new(labels), options, &mut (), Stop::never())
            .await
    };
    runtime.block_on(run).expect("the embedded broker takes records")
}
