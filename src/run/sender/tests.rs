use super::*;
use crate::check::{CheckedExpectation, Measured};
use crate::compose::{Envelope, Marks, Origin};
use crate::expect::ast::{Bound, Comparison};
use crate::expect::metric::{Count, Latency, Statistic};
use crate::run::counts::Counts;
use crate::run::judge::Judge;
use crate::run::part::Part;
use crate::run::summary::{Closing, Ending, Invalid, Summary};
use crate::run::verdict::Measure;
use crate::run::watcher::Return;
use crate::target::{Labels, PhaseLabel, Receipts, StreamLabel};
use crate::value::Duration as Span;
use std::sync::mpsc::sync_channel;

mod backfill;
mod disorder;
mod resumed;

const SECOND: i64 = Span::SECOND;
/// Where the schedule's zero is in event time; the wall clock shows it when the clock shows 0.
const START: Time = Time(1_000 * SECOND);

/// Takes its time for some records, and acknowledges them when it is settled.
struct Slow {
    clock: Clock,
    ledger: Arc<Ledger>,
    /// The numbers of records, and how long each takes on the clock.
    takes: Vec<(u64, i64)>,
    /// Full until then, which it takes a millisecond to say.
    full_until: i64,
    pending: Vec<Ticket>,
    /// The most records that were ever pending.
    most: usize,
    log: Arc<std::sync::Mutex<Log>>,
}

/// What the target saw.
#[derive(Debug, Default)]
struct Log {
    /// Numbers of records, and when they were handed over.
    sent: Vec<(u64, i64)>,
    /// When a record was offered in vain.
    refused: Vec<i64>,
    most_pending: usize,
    /// How many records the run was done with, sent or not.
    reached: u64,
}

impl Sink for Slow {
    fn send(&mut self, record: &Record<'_>, ticket: Ticket) -> Result<Handover, TargetError> {
        if self.clock.now() < self.full_until {
            self.log.lock().unwrap().refused.push(self.clock.now());
            self.clock.advance(Span(Span::MILLISECOND));
            return Ok(Handover::Full);
        }
        self.pending.push(ticket);
        self.most = self.most.max(self.pending.len());
        let number = record.origin.index;
        {
            let mut log = self.log.lock().unwrap();
            log.sent.push((number, self.clock.now()));
            log.most_pending = self.most;
        }
        if let Some((_, time)) = self.takes.iter().find(|(slow, _)| *slow == number) {
            self.clock.advance(Span(*time));
        }
        Ok(Handover::Taken)
    }

    fn settle(&mut self) -> Result<(), TargetError> {
        self.pending.drain(..).for_each(|ticket| self.ledger.acknowledged(ticket, None));
        Ok(())
    }
}

/// A run of one record each second, ten to a batch.
struct Run {
    count: u64,
    takes: Vec<(u64, i64)>,
    full_until: i64,
    pace: Pace,
    behind: Behind,
    warmup: i64,
    in_flight: Option<u64>,
    max_bytes: Option<u64>,
    until: Option<i64>,
    /// Event time of the first record.
    start: Time,
    lines: Vec<CheckedExpectation>,
    /// What was done to a record, by its number.
    marks: fn(u64) -> Marks,
    /// Which records are dropped, by their numbers.
    dropped: fn(u64) -> bool,
    max_events: Option<u64>,
    /// How many records an earlier run had acknowledged, the first ones.
    acknowledged: u64,
    is_halted: bool,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            count: 20,
            takes: Vec::new(),
            full_until: 0,
            pace: Pace::REAL,
            behind: Behind::default(),
            warmup: 0,
            in_flight: None,
            max_bytes: None,
            until: None,
            start: START,
            lines: Vec::new(),
            marks: |_| Marks::NONE,
            dropped: |_| false,
            max_events: None,
            acknowledged: 0,
            is_halted: false,
        }
    }
}

fn batch(numbers: std::ops::Range<u64>, marks: fn(u64) -> Marks, dropped: fn(u64) -> bool) -> Batch {
    let mut batch = Batch::default();
    batch.set_topics(Arc::from([Arc::from("ticks")]));
    for index in numbers {
        let due = i64::try_from(index).unwrap() * SECOND;
        let origin = Origin { stream: 0, phase: 0, event: 0, index };
        if dropped(index) {
            batch.drop_record(origin, due);
            continue;
        }
        let payload = batch.write(|out| out.extend_from_slice(b"0123456789"));
        batch.push(
            Envelope { origin, due, timestamp: Time(due), topic: 0, partition: None },
            None,
            Some(payload),
        );
        batch.mark_last(marks(index), 0);
    }
    batch
}

impl Run {
    fn run(self) -> (Summary, Log) {
        let phases = vec![PhaseLabel { name: "steady".to_owned(), ..PhaseLabel::default() }];
        let streams = vec![StreamLabel { name: "ticks".to_owned(), phases }];
        let labels = Labels { streams, ..Labels::default() };
        let clock = Clock::manual_at(START);
        let (judge, gauges) = Judge::new(self.lines, &labels);
        let ledger = Arc::new(Ledger::new(&labels, clock.clone(), self.warmup, gauges));
        let log = Arc::default();
        let sink = Slow {
            clock: clock.clone(),
            ledger: ledger.clone(),
            takes: self.takes,
            full_until: self.full_until,
            pending: Vec::new(),
            most: 0,
            log: Arc::clone(&log),
        };
        let (fill, filled) = sync_channel(1_000);
        let (emptied, _empty) = sync_channel(1_000);
        for first in (0..self.count).step_by(10) {
            let numbers = first..self.count.min(first + 10);
            fill.send(Some(batch(numbers, self.marks, self.dropped))).unwrap();
        }
        fill.send(None).unwrap();
        let mut sender = Sender {
            sink: Box::new(sink),
            ledger: ledger.clone(),
            entrance: None,
            earlier: Earlier {
                acknowledged: Ranges::of(&mut (0..self.acknowledged).collect::<Vec<_>>()),
                ..Earlier::default()
            },
            first: 0,
            clock,
            pace: self.pace,
            start: self.start,
            behind: self.behind,
            quota: Quota::new(self.max_events, self.max_bytes),
            window: Window::new(self.in_flight),
            until: self.until,
            halted: Arc::new(AtomicBool::new(self.is_halted)),
            now: 0,
            reached: 0,
            partitions: Partitions::default(),
        };
        sender.send_all(&Supply::of(filled, Return::Composing(emptied))).unwrap();
        sender.sink.settle().unwrap();
        let closing = Closing {
            resumed: None,
            target: "slow".to_owned(),
            speed: self.pace.to_string(),
            behind: self.behind,
            ending: Ending::Complete,
            elapsed: ledger.elapsed(),
            holdings: Vec::new(),
            partitions: Partitions::default(),
            expectations: judge.verdicts(&ledger, self.pace, Vec::new()),
        };
        assert_eq!(ledger.in_flight(), 0);
        assert!(Counts::of_all(&ledger).planned <= self.count);
        let summary = Summary::of(&ledger, &labels, closing);
        let reached = sender.first;
        drop(sender);
        (summary, Log { reached, ..Arc::into_inner(log).unwrap().into_inner().unwrap() })
    }
}

fn numbers(log: &Log) -> Vec<u64> {
    log.sent.iter().map(|(number, _)| *number).collect()
}

#[test]
fn catching_up_sends_all_late_records_at_once_and_then_on_time() {
    let (summary, log) = Run { takes: vec![(3, 6_500 * Span::MILLISECOND)], ..Run::default() }.run();
    let at: Vec<i64> = log.sent.iter().map(|(_, at)| at / Span::MILLISECOND).collect();
    assert_eq!(at[..12], [0, 1_000, 2_000, 3_000, 9_500, 9_500, 9_500, 9_500, 9_500, 9_500, 10_000, 11_000]);
    assert_eq!((summary.total.sent, summary.total.skipped, summary.delayed_s), (20, 0, 0.0));
    assert_eq!(summary.total.late, 5, "those due from 4 s to 8 s are more than a second late");
    assert_eq!(summary.invalid, None);
    assert!((summary.lag_ms.unwrap().max - 5_500.0).abs() < 55.0);
}

#[test]
fn a_record_later_than_catching_up_allows_makes_the_run_invalid() {
    let late = |most: i64| Run {
        takes: vec![(3, 6_500 * Span::MILLISECOND)],
        behind: Behind::CatchUp { at_most: Some(most) },
        ..Run::default()
    };
    let (summary, log) = late(5 * SECOND).run();
    let invalid = summary.invalid.unwrap();
    assert_eq!(invalid, Invalid::Late { late_s: 5.5, allowed_s: 5.0 });
    assert_eq!((log.sent.len(), summary.total.late), (20, 1), "all are sent nevertheless");
    assert_eq!(late(5_500 * Span::MILLISECOND).run().0.invalid, None, "as late as allowed");
}

#[test]
fn what_is_late_in_the_warm_up_does_not_make_the_run_invalid() {
    let run = Run {
        takes: vec![(0, 3 * SECOND)],
        behind: Behind::CatchUp { at_most: Some(SECOND) },
        warmup: 2 * SECOND,
        ..Run::default()
    };
    // The second record is late by 2 s, but warm-up; the third one by 1 s.
    let (summary, _) = run.run();
    assert_eq!(summary.invalid, None);
    assert!((summary.lag_ms.unwrap().max - 1_000.0).abs() < 10.0, "nor does it count as lag");
}

#[test]
fn skipped_records_are_those_that_are_too_late_and_are_accounted_for() {
    let run = Run {
        takes: vec![(3, 6_500 * Span::MILLISECOND)],
        behind: Behind::Skip { after: 2 * SECOND },
        ..Run::default()
    };
    let (summary, log) = run.run();
    // At 9.5 s, those due at 4, 5, 6 and 7 s are more than 2 s late.
    let sent: Vec<u64> = (0..4).chain(8..20).collect();
    assert_eq!(numbers(&log), sent);
    for part in [
        &summary.total,
        &summary.streams[0].part,
        &summary.streams[0].phases[0].part,
        &summary.topics[0].part,
    ] {
        assert_eq!(
            (part.planned, part.sent, part.acknowledged, part.failed, part.skipped),
            (20, 16, 16, 0, 4)
        );
    }
    assert!(summary.is_success());
    assert!(summary.lag_ms.unwrap().max < 2_000.0);
}

#[test]
fn a_delay_moves_the_rest_of_the_schedule_and_is_told() {
    let run = Run {
        takes: vec![(3, 6_500 * Span::MILLISECOND), (10, 1_500 * Span::MILLISECOND)],
        behind: Behind::Delay { after: SECOND },
        until: Some(20 * SECOND),
        ..Run::default()
    };
    let (summary, log) = run.run();
    // Record 4 is 5.5 s late and moves all; record 11 is 0.5 s late, which is left alone.
    let at: Vec<i64> = log.sent[4..14].iter().map(|(_, at)| at / Span::MILLISECOND).collect();
    assert_eq!(at, [9_500, 10_500, 11_500, 12_500, 13_500, 14_500, 15_500, 17_000, 17_500, 18_500]);
    assert_eq!((summary.delayed_s, summary.total.skipped, summary.total.sent), (5.5, 0, 20));
    assert_eq!(summary.total.late, 1, "the one that moved the others");
    assert!((summary.total.elapsed_s - 25.5).abs() < 1e-9, "the end moves, too");
}

#[test]
fn no_more_records_are_in_flight_than_may_be() {
    let (summary, log) = Run { pace: Pace::Max, in_flight: Some(3), count: 50, ..Run::default() }.run();
    assert_eq!((log.most_pending, summary.total.acknowledged), (3, 50));
    let (_, log) = Run { pace: Pace::Max, count: 50, ..Run::default() }.run();
    assert!(log.most_pending > 3, "{}", log.most_pending);
}

#[test]
fn a_full_target_is_waited_for_from_when_it_said_so() {
    let full_until = 10 * Span::MILLISECOND;
    for pace in [Pace::Max, Pace::REAL] {
        let (summary, log) = Run { full_until, pace, ..Run::default() }.run();
        let between: Vec<i64> = log.refused.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert_eq!(between, [Span::MILLISECOND + RETRY; 6], "{pace}");
        assert_eq!((summary.total.acknowledged, log.sent[0]), (20, (0, 7 * between[0])), "{pace}");
    }
}

#[test]
fn records_of_the_warm_up_are_counted_apart() {
    let (summary, _) = Run { warmup: 5 * SECOND, ..Run::default() }.run();
    for part in [&summary.total, &summary.streams[0].part, &summary.streams[0].phases[0].part] {
        let warmup = part.warmup.unwrap();
        assert_eq!((part.planned, part.acknowledged), (20, 20));
        assert_eq!((warmup.planned, warmup.sent, warmup.acknowledged, warmup.failed), (5, 5, 5, 0));
    }
    assert_eq!(Run::default().run().0.total.warmup, None);
}

#[test]
fn a_limit_of_bytes_ends_with_the_record_that_reaches_it() {
    for pace in [Pace::REAL, Pace::Max] {
        let (_, log) = Run { pace, max_bytes: Some(101), ..Run::default() }.run();
        assert_eq!(numbers(&log), (0..11).collect::<Vec<_>>(), "ten bytes each");
        let (summary, log) = Run { pace, max_bytes: Some(100), ..Run::default() }.run();
        let Part { planned, composed, unsent, .. } = summary.total;
        assert_eq!((log.sent.len(), planned, composed, unsent), (10, 10, 10, 0));
        let (summary, _) = Run { pace, max_bytes: Some(75), ..Run::default() }.run();
        let Part { planned, composed, unsent, .. } = summary.total;
        assert_eq!((planned, composed, unsent), (8, 10, 2), "the rest of its batch");
    }
}

fn expecting(measured: Measured) -> CheckedExpectation {
    CheckedExpectation { line: String::new(), measured, scope: None, abort: false }
}

fn measure(run: Run, measured: Measured) -> Option<Measure> {
    let (summary, _) = Run { lines: vec![expecting(measured)], ..run }.run();
    summary.expectations.into_iter().next().unwrap().measured
}

#[test]
fn what_was_skipped_is_counted_and_lowers_the_rate_against_the_plan() {
    let run = || Run {
        takes: vec![(0, 10_500 * Span::MILLISECOND)],
        behind: Behind::Skip { after: 2 * SECOND },
        count: 21,
        ..Run::default()
    };
    // Those due after 1 to 8 s are skipped.
    let skipped = Measured::Count(Count::Skipped, Bound::Is(Comparison::Equal, 8.0));
    assert_eq!(measure(run(), skipped), Some(Measure::Count { records: 8 }));
    let rate = Measure::Rate { rate: 0.6, planned_rate: 1.0 };
    assert_eq!(measure(run(), Measured::Rate(0.1)), Some(rate.clone()));
    // The same with the skipped ones first.
    let run = Run { warmup: SECOND, count: 22, ..run() };
    assert_eq!(measure(run, Measured::Rate(0.1)), Some(rate));
}

#[test]
fn expectations_leave_the_warm_up_out() {
    let run = || Run { takes: vec![(0, 3 * SECOND)], warmup: 2 * SECOND, ..Run::default() };
    let events = Measured::Count(Count::Events, Bound::Is(Comparison::Equal, 18.0));
    assert_eq!(measure(run(), events), Some(Measure::Count { records: 18 }));
    for latency in [Latency::Schedule, Latency::Delivery] {
        let most = Measured::Latency(latency, Statistic::Max, Bound::Is(Comparison::Less, 0.0));
        let Some(Measure::Latency { latency_ms }) = measure(run(), most) else { panic!("{latency:?}") };
        // The second record is late by 2 s, but warm-up.
        assert!(latency_ms < 1_900.0, "{latency_ms} ms of {latency:?}");
    }
}

#[test]
fn a_backfill_has_no_rate_to_compare() {
    let start = Time(START.0 - 12_500 * Span::MILLISECOND);
    assert_eq!(measure(Run { pace: Pace::MaxUntilNow, start, ..Run::default() }, Measured::Rate(1.0)), None);
}
