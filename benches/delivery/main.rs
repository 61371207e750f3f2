//! How fast records are acknowledged by a real Apache Kafka: `run --speed max` of `user-events`, in turns with a bare librdkafka loop,
//! Kafka's own kafka-producer-perf-test and the Python program that the scenario replaces; one broker, the same settings,
//! and a topic of its own for each turn. A topic's end offsets have to be what its side says that it sent.
//!
//! Called with `bare-loop` first, it is the bare loop alone (`alone.rs`).
//!
//! `cargo bench --bench delivery`, or with another number of rounds than 12: `cargo bench --bench delivery -- 3`; without `--bench`
//! (as `cargo test --benches` runs it) it only shows that it works. It needs Java, Maven and Python, and says so where one is missing.

mod alone;
#[path = "../bare.rs"]
mod bare;
mod broker;
#[path = "../../tests/kafka/keeper.rs"]
#[expect(clippy::unwrap_used, reason = "shared with the tests")]
mod keeper;
mod needs;
#[path = "../payloads.rs"]
mod payloads;
#[path = "../planned.rs"]
mod planned;
mod python;
#[path = "../settings.rs"]
mod settings;
mod setup;
mod sides;
#[path = "../spread.rs"]
mod spread;

use anyhow::{Result, ensure};
use setup::{Counts, Setup};
use sides::{Side, count};
use spread::Spread;

/// Twice as many as it takes until a side comes behind the same one again.
const ROUNDS: usize = 12;
const MEASURED: Counts = Counts { records: 2_000_000, warmup: 1_000_000, program: 50_000 };
/// Only shows that it works.
const TRIAL: Counts = Counts { records: 1_000, warmup: 1_000, program: 1_000 };
const PARTITIONS: usize = 4;
const COMPRESSIONS: [&str; 2] = ["lz4", "none"];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some((alone::WORD, rest)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return alone::main(rest);
    }
    needs::check()?;
    if arguments.iter().any(|argument| argument == "--bench") {
        let rounds = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(ROUNDS);
        let setup = Setup::new(MEASURED)?;
        // Until Java has compiled the broker's path, it hides the differences between the sides.
        for compression in COMPRESSIONS {
            round(&setup, compression, 0)?;
        }
        let missed = measure(&setup, rounds)?;
        ensure!(missed.is_empty(), "a target is missed: {}", missed.join(", "));
    } else {
        // So few records say nothing about speed.
        measure(&Setup::new(TRIAL)?, 1)?;
    }
    Ok(())
}

/// The targets that are missed.
fn measure(setup: &Setup, rounds: usize) -> Result<Vec<String>> {
    let Counts { records, warmup, program } = setup.counts;
    let bytes = std::fs::metadata(&setup.payload)?.len();
    println!(
        "{records} records of {bytes} bytes ({program} of the Python program's), {PARTITIONS} partitions"
    );
    println!("a warm perf-test has sent {warmup} before; {:?}", settings::COMMON);
    let mut rates = COMPRESSIONS.map(|compression| (compression, Vec::new()));
    for number in 1..=rounds {
        for (compression, rates) in &mut rates {
            let round = round(setup, compression, number)?;
            let shown: Vec<String> = round.iter().map(|rate| format!("{rate:.0}")).collect();
            println!("round {number}, {compression}: {} records/s", shown.join(", "));
            rates.push(round);
        }
    }
    let mut missed = Vec::new();
    for (compression, rates) in rates {
        println!("\ncompression {compression}\n");
        missed.extend(print_table(&rates).into_iter().map(|side| format!("{side} ({compression})")));
    }
    Ok(missed)
}

/// Acknowledged records a second of each side, in the order of [`Side::ALL`].
type Rates = [f64; Side::ALL.len()];

/// Each round begins with another side. A side finds the broker and the machine's memory as the one before has left them, which is
/// another one in each of six rounds: the number of sides is prime.
fn round(setup: &Setup, compression: &str, number: usize) -> Result<Rates> {
    let sides = Side::ALL.len();
    let stride = 1 + number % (sides - 1);
    let mut rates = [0.0; Side::ALL.len()];
    for turn in 0..sides {
        let at = (turn * stride + number) % sides;
        rates[at] = rate(setup, compression, Side::ALL[at], &format!("{compression}-{number}-{at}"))?;
    }
    Ok(rates)
}

fn rate(setup: &Setup, compression: &str, side: Side, topic: &str) -> Result<f64> {
    setup.broker.create(topic, PARTITIONS)?;
    let before = setup.broker.end_offsets(topic)?;
    let outcome = side.send(setup, compression, topic)?;
    let arrived = setup.broker.end_offsets(topic)? - before;
    ensure!(arrived == outcome.sent, "{}: {} sent, {arrived} arrived", side.name(), outcome.sent);
    setup.broker.delete(topic)?;
    Ok(count(outcome.timed) / outcome.seconds)
}

/// `rates` by round; the sides to which the run misses its target.
fn print_table(rates: &[Rates]) -> Vec<&'static str> {
    let mut missed = Vec::new();
    println!("| side | records/s | run to it | lowest and highest | target |\n|---|---|---|---|---|");
    for side in Side::ALL {
        let rate = Spread::of(rates.iter().map(|round| of(round, side))).median;
        let Spread { low, median, high } = ratio(rates, Side::Run, side);
        let target = match side.target() {
            None => "-".to_owned(),
            Some(target) if median >= target => format!("at least {target}"),
            Some(target) => {
                missed.push(side.name());
                format!("at least {target}: missed")
            }
        };
        println!("| {} | {rate:.0} | {median:.2} | {low:.2} to {high:.2} | {target} |", side.name());
    }
    // What one payload again and again is worth: batches of it shrink to nothing where they are compressed.
    let Spread { low, median, high } = ratio(rates, Side::BareMany, Side::BareOne);
    println!(
        "\nthe bare loop with the scenario's payloads to itself with one: {median:.2} ({low:.2} to {high:.2})"
    );
    missed
}

fn ratio(rates: &[Rates], side: Side, to: Side) -> Spread {
    Spread::of(rates.iter().map(|round| of(round, side) / of(round, to)))
}

fn of(round: &Rates, side: Side) -> f64 {
    let at = Side::ALL.iter().position(|known| *known == side);
    round[at.expect("`Side::ALL` holds every side")]
}
