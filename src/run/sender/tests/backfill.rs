//! Schedules that begin before or behind the wall clock's now.

use super::{Run, SECOND, START, numbers};
use crate::scenario::{Behind, Pace};
use crate::value::{Duration as Span, Time};

#[test]
fn a_backfill_goes_at_once_and_then_with_the_wall_clock() {
    // The first record lies 12.5 s back.
    let start = Time(START.0 - 12_500 * Span::MILLISECOND);
    let run =
        Run { pace: Pace::MaxUntilNow, start, behind: Behind::Skip { after: SECOND }, ..Run::default() };
    let (summary, log) = run.run();
    assert_eq!(numbers(&log), (0..20).collect::<Vec<_>>(), "no gap, no double, in order, nothing skipped");
    let at: Vec<i64> = log.sent.iter().map(|(_, at)| at / Span::MILLISECOND).collect();
    assert_eq!(at[..13], [0; 13]);
    assert_eq!(at[13..], [500, 1_500, 2_500, 3_500, 4_500, 5_500, 6_500]);
    assert!(summary.lag_ms.unwrap().max < 0.01, "a backfill is not late");
}

#[test]
fn a_backfill_catches_up_with_a_now_that_moves_on() {
    let start = Time(START.0 - 5_500 * Span::MILLISECOND);
    let takes = vec![(2, 4 * SECOND), (12, 3 * SECOND)];
    let run = Run {
        pace: Pace::MaxUntilNow,
        start,
        takes,
        behind: Behind::Skip { after: SECOND },
        ..Run::default()
    };
    let (summary, log) = run.run();
    let at: Vec<i64> = log.sent.iter().map(|(_, at)| at / Span::MILLISECOND).collect();
    // At 4 s those up to number 9 have passed; number 10 is the first to be waited for.
    assert_eq!(at[..11], [0, 0, 0, 4_000, 4_000, 4_000, 4_000, 4_000, 4_000, 4_000, 4_500]);
    // From then on what is late is late: of those due at 7.5, 8.5 and 9.5 s, the first is skipped at 9.5 s.
    let sent: Vec<u64> = (0..13).chain(14..20).collect();
    assert_eq!(numbers(&log), sent);
    assert_eq!(summary.total.skipped, 1);
}

#[test]
fn a_start_in_the_future_is_waited_for() {
    let start = Time(START.0 + 90 * SECOND);
    let (_, log) = Run { pace: Pace::MaxUntilNow, start, count: 2, ..Run::default() }.run();
    assert_eq!(log.sent, [(0, 90 * SECOND), (1, 91 * SECOND)]);
}
