//! Records that something was done to on purpose, in the books of a run.

use super::{Run, SECOND, numbers};
use crate::check::{CheckedExpectation, Measured};
use crate::compose::{Disordered, Marks};
use crate::run::part::Part;
use crate::run::summary::Invalid;

#[test]
fn what_was_dropped_on_purpose_is_counted_when_its_time_has_come_and_misses_in_no_rate() {
    let tolerance = || CheckedExpectation {
        line: "rate".to_owned(),
        measured: Measured::Rate(0.001),
        scope: None,
        abort: false,
    };
    let run = || Run { dropped: |number| number % 4 == 1 || number >= 17, ..Run::default() };
    let (summary, log) = Run { lines: vec![tolerance()], ..run() }.run();
    let Part { planned, sent, acknowledged, disorder, .. } = summary.total.clone();
    assert_eq!((planned, sent, acknowledged), (20, 13, 13));
    assert_eq!(disorder, Some(Disordered { dropped: 7, ..Disordered::default() }));
    assert_eq!(numbers(&log), [0, 2, 3, 4, 6, 7, 8, 10, 11, 12, 14, 15, 16]);
    assert!(summary.expectations[0].holds, "{:?}", summary.expectations[0]);
    assert!((summary.total.elapsed_s - 19.0).abs() < 1e-9, "the last one was waited for");
    for (most, counted, dropped) in [(1, 1, 0), (2, 2, 1), (19, 19, 6)] {
        let (summary, _) = Run { max_events: Some(most), ..run() }.run();
        assert_eq!(summary.total.planned, counted);
        assert_eq!(summary.total.disorder.map_or(0, |disorder| disorder.dropped), dropped);
    }
    let (summary, _) = Run { warmup: 6 * SECOND, ..run() }.run();
    let warmup = summary.total.warmup.unwrap();
    assert_eq!((warmup.planned, warmup.acknowledged, warmup.disorder.unwrap().dropped), (6, 4, 2));
}

#[test]
fn what_was_done_to_records_is_counted_and_one_that_went_out_early_makes_the_run_invalid() {
    let marks = |number: u64| match number {
        0..5 => Marks::LATE,
        5..8 => Marks::LATE.with(Marks::HELD),
        8 => Marks::DUPLICATE,
        9 => Marks::CORRUPT,
        _ => Marks::NONE,
    };
    let (summary, _) = Run { marks, ..Run::default() }.run();
    let expected = Disordered { late: 8, duplicated: 1, dropped: 0, corrupted: 1, held: 3 };
    assert_eq!((summary.total.disorder, summary.streams[0].part.disorder), (Some(expected), Some(expected)));
    assert_eq!((summary.topics[0].part.disorder, summary.invalid), (Some(expected), None));
    let early = |number| if number == 3 { Marks::EARLY } else { Marks::NONE };
    let (summary, _) = Run { marks: early, ..Run::default() }.run();
    assert_eq!(summary.invalid, Some(Invalid::Early { released_early: 1 }));
    assert!(summary.is_success());
}
