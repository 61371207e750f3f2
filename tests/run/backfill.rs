//! A plan that starts in the past and goes on live, into the embedded broker.

use crate::round_trip::{ReadBack, Received};
use crate::ticks::block_on;
use rushhour::check::Options as CheckOptions;
use rushhour::diagnostic::Diagnostics;
use rushhour::pipeline::compile;
use rushhour::plan::{DEFAULT_START, Plan};
use rushhour::run::{Behind, Clock, Floating, Options, Pace, Stop, Summary};
use rushhour::scenario::{Environment, Start};
use rushhour::source::Source;
use rushhour::target::{Labels, PhaseLabel, Properties, StreamLabel, Target, TopicSpec};
use rushhour::value::{Duration, Time};
use std::collections::BTreeMap;
use std::sync::Arc;

const PARTITIONS: i32 = 3;
/// Event times are behind the wall clock for two hours of these.
const SCENARIO: &str = "
scenario: backfill
events:
  tick:
    key: =text(event.index % 7)
    headers: { source: test }
    payload: { number: =event.index, at: =epoch_ms(now), row: =pick(ids).id }
catalogs:
  ids: { rows: 5, fields: { id: =uuid7() } }
traffic:
  ticks:
    emit: tick
    topic: backfill
    phases:
      - old: hold 2/s for 1h
      - steady: hold 1/s for 1h10m
";
const COUNT: i64 = 2 * 3_600 + 4_200;

const NOW: Time = Time(1_790_000_000_123 * Duration::MILLISECOND);

fn plan(start: Time) -> Plan {
    let mut diagnostics = Diagnostics::default();
    let source = Source::new("backfill.yaml", SCENARIO);
    let checked = compile(&source, &Environment::default(), &CheckOptions::default(), &mut diagnostics);
    Plan::new(checked.expect("a scenario without errors"), 1, start)
}

fn labels() -> Arc<Labels> {
    let phase = |name: &str| PhaseLabel { name: name.to_owned(), ..PhaseLabel::default() };
    let topic = TopicSpec {
        name: "backfill".to_owned(),
        partitions: Some(PARTITIONS),
        declared: true,
        ..TopicSpec::default()
    };
    let streams = vec![StreamLabel { name: "ticks".to_owned(), phases: vec![phase("old"), phase("steady")] }];
    Arc::new(Labels { streams, events: vec!["tick".to_owned()], topics: vec![topic], ..Labels::default() })
}

/// Runs when the wall clock shows `now`; it stands still but for waiting.
fn run(now: Time, start: Start, pace: Pace, length: Option<i64>) -> (Summary, Vec<Received>) {
    // Planned a while before the run begins.
    let plan = plan(start.time(Time(now.0 - Duration::MINUTE)));
    let options = Options {
        clock: Clock::manual_at(now),
        pace,
        until: length,
        behind: Behind::Skip { after: Duration::SECOND },
        ..Options::default()
    };
    let mut reader = ReadBack::new("backfill");
    let source = Box::new(Floating::new(plan, start, length, None));
    let target = Target::Embedded(Properties::default());
    let run = rushhour::run::run(source, &target, labels(), options, &mut reader, Stop::never());
    (block_on(run).unwrap(), reader.records)
}

fn number(record: &Received) -> i64 {
    let payload: serde_json::Value = serde_json::from_str(&record.payload).unwrap();
    assert_eq!(payload["at"].as_i64(), record.millis, "the timestamp is event time");
    payload["number"].as_i64().unwrap()
}

#[test]
fn a_backfill_that_goes_live_has_no_gap_and_no_double_and_keeps_its_order() {
    let (summary, records) = run(NOW, Start::Ago(2 * Duration::HOUR), Pace::MaxUntilNow, None);
    let total = &summary.total;
    let count = COUNT.unsigned_abs();
    assert_eq!((total.planned, total.acknowledged, total.failed, total.skipped), (count, count, 0, 0));
    assert_eq!(summary.mismatches, []);
    assert!(total.elapsed_s >= 599.0, "the last ten minutes were live: {}", total.elapsed_s);

    let zero = NOW.millis() - 7_200_000;
    let mut all = BTreeMap::new();
    let mut last = BTreeMap::new();
    for record in &records {
        let number = number(record);
        assert!(last.insert(record.partition, number).is_none_or(|before| before < number), "order");
        assert!(all.insert(number, record.millis.unwrap() - zero).is_none(), "{number} came twice");
    }
    // Both phases send their events evenly from their first instant on.
    let due = |number: i64| if number < 7_200 { number * 500 } else { 3_600_000 + (number - 7_200) * 1_000 };
    let expected: BTreeMap<i64, i64> = (0..COUNT).map(|number| (number + 1, due(number))).collect();
    assert_eq!(all, expected);
}

#[test]
fn a_plan_that_starts_now_counts_event_time_from_when_the_run_begins() {
    let (summary, records) = run(NOW, Start::NOW, Pace::REAL, Some(2 * Duration::SECOND));
    assert_eq!((summary.total.acknowledged, summary.total.skipped), (4, 0));
    let mut millis: Vec<i64> = records.iter().filter_map(|record| record.millis).collect();
    millis.sort_unstable();
    assert_eq!(
        millis,
        [0, 500, 1_000, 1_500].map(|after| NOW.millis() + after),
        "not from when it was planned"
    );
}

#[test]
fn a_plan_that_is_moved_to_its_start_is_the_plan_of_that_start() {
    let start = Time(DEFAULT_START.0 + 12_345 * Duration::MILLISECOND);
    let (moved, made) = (plan(DEFAULT_START).starting_at(start), plan(start));
    assert_eq!(moved.summary(), made.summary());
    let ids = |plan: &Plan| format!("{:?}", plan.data.tables);
    assert_eq!(ids(&moved), ids(&made), "its catalog draws from the start");
    assert_ne!(ids(&made), ids(&plan(DEFAULT_START)));
}
