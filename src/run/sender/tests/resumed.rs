//! A run that goes on, in its books.

use super::{Run, numbers};
use crate::scenario::Pace;

#[test]
fn what_was_dropped_behind_a_record_that_is_passed_over_was_counted_by_the_run_before() {
    // Nine records of each batch, and the tenth is dropped.
    let run = |acknowledged| {
        let dropped = |number| number % 10 == 9;
        let run = Run { dropped, acknowledged, count: 30, pace: Pace::Max, ..Run::default() };
        let (summary, log) = run.run();
        let dropped = summary.total.disorder.map_or(0, |disorder| disorder.dropped);
        (summary.total.planned, summary.total.sent, dropped, log.sent.first().map(|(number, _)| *number))
    };
    assert_eq!(run(0), (30, 27, 3, Some(0)));
    assert_eq!(run(5), (25, 22, 3, Some(5)), "the last record of the batch is still to be sent");
    assert_eq!(run(9), (20, 18, 2, Some(10)));
    assert_eq!(run(18), (10, 9, 1, Some(20)));
    assert_eq!(run(27), (0, 0, 0, None));
}

#[test]
fn a_halt_is_noticed_while_records_are_passed_over() {
    let (_, log) = Run { acknowledged: 20, ..Run::default() }.run();
    assert_eq!((numbers(&log).len(), log.reached), (0, 20));
    let (_, log) = Run { acknowledged: 20, is_halted: true, ..Run::default() }.run();
    assert_eq!((numbers(&log).len(), log.reached), (0, 0));
}
