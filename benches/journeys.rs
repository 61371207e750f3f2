//! How fast sessions are composed on one thread, beside independent events in the same run; and what a hundred
//! thousand sessions that are alive take, while they come and go.
//!
//! `cargo bench --bench journeys`; without `--bench` (as `cargo test --benches` runs it) it only shows that it works.
//! Rates are those of a second of the processor's time; time and memory are read where Linux tells them.

mod planned;

use rushhour::compose::{Batch, Sequence};
use rushhour::plan::{DEFAULT_START, Plan};
use std::fs::read_to_string;
use std::hint::black_box;
use std::sync::Arc;

/// Rounds, in which all scenarios take turns, and events of each in one round.
const ROUNDS: usize = 7;
const EVENTS: u64 = 1_000_000;
const BATCH: usize = 1_000;
/// The median of a step's wait: with 1,000 sessions a second about a hundred thousand are alive.
const WAIT: &str = "15s";
/// Events between two looks at the memory.
const LOOKS: u64 = 8;
const STRETCH: u64 = 2_000_000;

fn main() {
    let measured = std::env::args().any(|argument| argument == "--bench");
    let (rounds, events) = if measured { (ROUNDS, EVENTS) } else { (1, 2_000) };
    memory(if measured { STRETCH } else { 2_000 });
    speed(rounds, events);
}

fn speed(rounds: usize, events: u64) {
    let scenarios = [
        ("user-events", planned::scenario("scenarios/user-events.yaml")),
        ("steps of shopper", planned::scenario("scenarios/clickstream.yaml")),
        ("sessions of shopper", sessions("")),
        ("sessions of shopper, about 100,000 of them alive", sessions(WAIT)),
    ];
    let mut runs: Vec<Sequence> =
        scenarios.iter().map(|(_, plan)| Sequence::new(Arc::clone(plan), None, 0, None)).collect();
    let mut rates: Vec<Vec<f64>> = vec![Vec::new(); runs.len()];
    for run in &mut runs {
        compose(run, events);
    }
    for _ in 0..rounds {
        for (run, rates) in runs.iter_mut().zip(&mut rates) {
            let before = processor_time();
            compose(run, events);
            rates.push(rate(events, processor_time() - before));
        }
    }
    for ((name, _), rates) in scenarios.iter().zip(&mut rates) {
        rates.sort_by(f64::total_cmp);
        let (low, high) = (rates[0], rates[rates.len() - 1]);
        println!("{name}: {:.0} events/s (median of {rounds}, {low:.0} to {high:.0})", rates[rounds / 2]);
    }
}

/// The clickstream, its arrivals sessions; `wait` is the median of what each step waits.
fn sessions(wait: &str) -> Arc<Plan> {
    let text = read_to_string("scenarios/clickstream.yaml").expect("a scenario of the gallery");
    let mut text = text
        .replace("steps of shopper", "sessions of shopper")
        .replace("hold (events_per_second)/s", "hold 1k/s");
    if !wait.is_empty() {
        text = text.replace(
            "        emit: click\n",
            &format!("        emit: click\n        wait: =lognormal({wait}, 0.8)\n"),
        );
    }
    assert!(text.contains("sessions of shopper") && text.contains("hold 1k/s"), "{text}");
    let checked = planned::compiled("clickstream.yaml", &text);
    let seed = checked.seed;
    Arc::new(Plan::new(checked, seed, DEFAULT_START))
}

fn compose(run: &mut Sequence, events: u64) {
    let mut batch = Batch::default();
    let mut done = 0;
    while done < events {
        batch.clear();
        assert!(run.fill(&mut batch, |batch, _| batch.len() < BATCH), "it goes on");
        done += black_box(&batch).len() as u64;
    }
}

/// What sessions take while others come and go.
fn memory(stretch: u64) {
    let plan = sessions(WAIT);
    let mut run = Sequence::new(plan, None, 0, None);
    let before = resident();
    println!("before: {before:.1} MB");
    for _ in 0..LOOKS {
        compose(&mut run, stretch);
        let counts = run.composer().sessions()[0].1;
        let (alive, opened, resident) = (counts.open(), counts.opened, resident());
        println!("{opened} sessions opened, {alive} alive: {resident:.1} MB");
    }
}

#[expect(clippy::cast_precision_loss, reason = "figures to look at")]
fn rate(events: u64, nanos: u64) -> f64 {
    events as f64 / (nanos.max(1) as f64 / 1e9)
}

/// Nanoseconds that this thread has been at work.
fn processor_time() -> u64 {
    let text = read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or_default()
}

/// Megabytes of this process that are in memory.
fn resident() -> f64 {
    let text = read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim_end_matches("kB").trim().parse::<f64>().unwrap_or_default() / 1024.0
}
