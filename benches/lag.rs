//! How exactly records of `user-events` go out: 10,000 and 100,000 a second, into `null` and into the embedded broker. Prints how late they
//! were handed over, how far the mean rate is from the plan's, and how much of a processor it took.
//!
//! `cargo bench --bench lag`, or with other seconds than 30 for each: `cargo bench --bench lag -- 5`; without `--bench` (as
//! `cargo test --benches` runs it) it only shows that it works.

#[expect(dead_code, reason = "the scenario has another rate here")]
mod planned;

use rushhour::plan::{DEFAULT_START, Plan};
use rushhour::run::{Options, Planned, Stop, Summary};
use rushhour::target::{Labels, PhaseLabel, Properties, StreamLabel, Target, TopicSpec};
use rushhour::value::Duration;
use std::sync::Arc;

const SECONDS: i64 = 30;
const RATES: [u32; 3] = [100, 10_000, 100_000];
const PARTITIONS: i32 = 4;
const SCENARIO: &str = "scenarios/user-events.yaml";
/// The line of it that is replaced.
const RATE: &str = "events_per_second: 5\n";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let seconds = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(SECONDS);
    let is_measured = arguments.iter().any(|argument| argument == "--bench");
    let length = if is_measured { seconds * Duration::SECOND } else { 50 * Duration::MILLISECOND };
    println!("each for {}", Duration(length));
    println!("rate      target     lag p50      p99    p99.9       max  rate to plan  processors");
    for rate in RATES {
        for target in [Target::Null, Target::Embedded(Properties::default())] {
            measure(rate, &target, length);
        }
    }
}

/// One line of the table.
#[expect(clippy::cast_precision_loss, reason = "nanoseconds and records of half a minute")]
fn measure(rate: u32, target: &Target, length: i64) {
    let before = processor_seconds();
    let summary = run(rate, target, length);
    let used = processor_seconds().zip(before).map(|(after, before)| after - before);
    let processors = used.map_or_else(
        || "?".to_owned(),
        |used| format!("{:.2}", used * Duration::SECOND as f64 / length as f64),
    );
    assert_eq!(summary.total.planned, summary.total.acknowledged, "all are acknowledged");
    let lag = summary.lag_ms.expect("records are due at a time");
    let [p50, p99, p99_9, max] = [lag.p50, lag.p99, lag.p99_9, lag.max].map(|lag| format!("{lag:.3} ms"));
    let deviation = summary.streams[0].part.rate.map_or(0.0, |actual| actual / f64::from(rate) - 1.0) * 100.0;
    println!(
        "{:<9} {:<9} {p50:>8} {p99:>8} {p99_9:>8} {max:>9} {deviation:>+12.4}% {processors:>11}",
        format!("{rate}/s"),
        target.to_string(),
    );
}

fn run(rate: u32, target: &Target, length: i64) -> Summary {
    let text = std::fs::read_to_string(SCENARIO).expect("a scenario of the gallery");
    let text = text.replace(RATE, &format!("events_per_second: {rate}\n"));
    let plan = Arc::new(Plan::new(planned::compiled(SCENARIO, &text), 1, DEFAULT_START));
    let phases = vec![PhaseLabel { name: "steady".to_owned(), ..PhaseLabel::default() }];
    let topic = TopicSpec { name: "ticks".to_owned(), partitions: Some(PARTITIONS), ..TopicSpec::default() };
    let labels = Labels {
        streams: vec![StreamLabel { name: "users".to_owned(), phases }],
        events: plan.events.clone(),
        topics: vec![topic],
        ..Labels::default()
    };
    let planned = Planned::new(plan, 0, Some(length), None);
    let options = Options { until: Some(length), ..Options::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let run = async {
        rushhour::run::run(Box::new(planned), target, Arc::new(labels), options, &mut (), Stop::never()).await
    };
    runtime.block_on(run).expect("the target takes records")
}

/// Seconds of all processors that this process took, where Linux tells: fields 14 and 15 of its `stat`, in hundredths.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(") ")?;
    let ticks: Vec<f64> = fields.split(' ').skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    (ticks.len() == 2).then(|| ticks.iter().sum::<f64>() / 100.0)
}
