//! Records, their times and the books, with no target in the way.

use crate::ticks::{Ticks, run, unhurried};
use rushhour::run::{Clock, Ending, Options, Pace};
use rushhour::target::Target;
use rushhour::value::Duration;

#[test]
fn every_record_is_planned_sent_and_acknowledged_once() {
    let summary = run(Ticks::new("ticks", 25), &Target::Null, unhurried()).unwrap();
    let total = &summary.total;
    assert_eq!((total.planned, total.sent, total.acknowledged, total.failed), (25, 25, 25, 0));
    let phases: Vec<u64> = summary.streams[0].phases.iter().map(|phase| phase.part.acknowledged).collect();
    assert_eq!(phases, [10, 15]);
    assert_eq!(summary.topics[0].part.planned, 25);
    assert_eq!(summary.ending, Ending::Complete);
    assert!(summary.is_success());
}

#[test]
fn the_summary_holds_the_same_figures_for_the_whole_and_for_each_part() {
    let summary = run(Ticks::new("ticks", 25), &Target::Null, unhurried()).unwrap();
    let mut json = Vec::new();
    rushhour::report::write_summary(&summary, &mut json).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let (stream, topic) = (&json["streams"][0], &json["topics"][0]);
    for part in [&json, stream, &stream["phases"][1], topic] {
        for figure in ["planned", "sent", "acknowledged", "failed", "skipped", "elapsed_s", "rate"] {
            assert!(part[figure].is_number(), "{figure} of {part}");
        }
    }
    assert_eq!((&json["planned"], &stream["phases"][1]["planned"]), (&25.into(), &15.into()));
    assert!(json["invalid"].is_null() && json["delayed_s"].is_number(), "{json}");
    assert_eq!(json["behind"], "catch up");
    for percentile in ["p50", "p90", "p99", "p99.9", "max"] {
        assert!(json["lag_ms"][percentile].is_number(), "{percentile}");
    }
}

#[test]
fn the_run_lasts_as_long_as_it_was_told_and_the_rate_is_the_planned_one() {
    let options = Options { until: Some(2 * Duration::SECOND), ..unhurried() };
    let total = run(Ticks::new("ticks", 1_000), &Target::Null, options).unwrap().total;
    assert_eq!((total.planned, total.elapsed_s, total.rate), (20, 2.0, Some(10.0)));
}

#[test]
fn the_latencies_are_those_of_what_is_not_warm_up() {
    let measured = |warmup| {
        let summary = run(Ticks::new("ticks", 25), &Target::Null, Options { warmup, ..unhurried() }).unwrap();
        assert_eq!(summary.total.acknowledged, 25);
        [summary.lag_ms, summary.acknowledgement_ms].map(|latency| latency.is_some())
    };
    assert_eq!(measured(0), [true, true]);
    assert_eq!(measured(2 * Duration::SECOND), [true, true]);
    assert_eq!(measured(3 * Duration::SECOND), [false, false], "all of it is warm-up");
}

#[test]
fn a_faster_pace_shortens_the_clock_not_the_schedule() {
    let options = Options { pace: Pace::Times(4.0), until: Some(2 * Duration::SECOND), ..unhurried() };
    let total = run(Ticks::new("ticks", 1_000), &Target::Null, options).unwrap().total;
    assert_eq!((total.planned, total.elapsed_s), (20, 0.5));
}

#[test]
fn the_most_events_are_a_limit() {
    let options = Options { max_events: Some(7), pace: Pace::Max, ..unhurried() };
    let summary = run(Ticks::new("ticks", 1_000), &Target::Null, options).unwrap();
    assert_eq!(summary.total.planned, 7);
    assert_eq!(summary.lag_ms, None, "nothing is due at a time");
}

#[test]
fn records_on_time_have_no_lag() {
    let lag = run(Ticks::new("ticks", 50), &Target::Null, unhurried()).unwrap().lag_ms.unwrap();
    assert!(lag.max < 0.01, "{lag:?}");
}

#[test]
fn a_source_that_is_too_slow_shows_as_lag() {
    let clock = Clock::manual();
    let source = Ticks::slow("ticks", 50, &clock, Duration(Duration::SECOND));
    let summary = run(source, &Target::Null, Options { clock, ..Options::default() }).unwrap();
    // The last record is due after 4.9 s and composed after 50 s, of which at most the 9 batches that were
    // composed before the first record was sent lie before the schedule's zero.
    let lag = summary.lag_ms.unwrap();
    assert!(lag.max > 10_000.0, "{lag:?}");
    assert_eq!(summary.total.acknowledged, 50);
}
