//! How fast records reach a broker: acknowledged records a second into librdkafka's mock broker.
//!
//! `cargo bench --bench produce`; without `--bench` (as `cargo test --benches` runs it) it only shows that it works.

mod bare;
mod reference;

use bare::Load;
use reference::UserEvents;

const ROUNDS: usize = 5;
const RECORDS: u64 = 2_000_000;
const PARTITIONS: i32 = 4;
const PROPERTIES: [(&str, &str); 4] =
    [("acks", "all"), ("enable.idempotence", "true"), ("compression.type", "lz4"), ("linger.ms", "5")];

fn main() {
    let measured = std::env::args().any(|argument| argument == "--bench");
    let (rounds, records) = if measured { (ROUNDS, RECORDS) } else { (1, 1_000) };
    let mut payload = Vec::new();
    UserEvents::new(42).write(0, &mut payload);
    let load = Load { properties: &PROPERTIES, partitions: PARTITIONS, payload: &payload, records };

    println!("{records} records of {} bytes, {PARTITIONS} partitions, {PROPERTIES:?}", payload.len());
    let mut rates: Vec<f64> = (0..rounds).map(|_| bare_rate(&load)).collect();
    rates.sort_by(f64::total_cmp);
    println!(
        "bare librdkafka loop: {:.0} records/s (median of {rounds}, {:.0} to {:.0})",
        rates[rounds / 2],
        rates[0],
        rates[rounds - 1],
    );
}

fn bare_rate(load: &Load) -> f64 {
    let outcome = bare::produce(load).expect("the mock broker takes records");
    assert_eq!((outcome.acknowledged, outcome.failed), (load.records, 0), "all are acknowledged");
    outcome.rate()
}
