//! Signals: what a run still does after one, and after two.

use crate::kafka::{acknowledge_nothing, broker, kafka};
use crate::ticks::{Ticks, block_on, labels, unhurried};
use rushhour::compose::Batch;
use rushhour::run::{
    Ending, Event, Observer, Options, Pace, Portion, RunError, Signal, Source, Stop, StopHandle,
};
use rushhour::target::Target;
use rushhour::value::{Duration, Time};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration as Span;

/// Stops a run as soon as a number of records is acknowledged.
struct StopAt(u64, Option<StopHandle>);

impl Observer for StopAt {
    fn on(&mut self, event: &Event<'_>) {
        if let Event::Progress(progress) = event
            && progress.acknowledged >= self.0
            && let Some(handle) = self.1.take()
        {
            handle.stop(Signal::Terminate);
        }
    }
}

#[test]
fn a_stopped_run_accounts_for_what_it_sent() {
    let (handle, stop) = StopHandle::new();
    let options = Options { pace: Pace::Max, tick: Span::from_millis(1), ..unhurried() };
    let source = Ticks::new("ticks", u64::MAX / Duration::SECOND.unsigned_abs());
    let summary = block_on(rushhour::run::run(
        Box::new(source),
        &Target::Null,
        labels("ticks"),
        options,
        &mut StopAt(1_000, Some(handle)),
        stop,
    ))
    .unwrap();
    assert_eq!(summary.ending, Ending::Interrupted(Signal::Terminate));
    assert!(summary.total.planned >= 1_000);
    assert_eq!(summary.total.planned, summary.total.acknowledged);
}

#[test]
fn a_stopped_run_waits_for_receipts_no_longer_than_stopped_ones_do() {
    let (handle, stop) = StopHandle::new();
    let (cluster, servers) = broker();
    acknowledge_nothing(&cluster);
    let options = Options {
        tick: Span::from_millis(1),
        drain: Span::from_mins(10),
        drain_stopped: Span::from_millis(200),
        ..Options::default()
    };
    let target = kafka(&servers, &[("message.timeout.ms", "60000")]);
    let summary = block_on(rushhour::run::run(
        Box::new(Ticks::new("ticks", 1_000)),
        &target,
        labels("ticks"),
        options,
        &mut StopAt(0, Some(handle)),
        stop,
    ))
    .unwrap();
    assert_eq!(summary.total.failed, summary.total.planned);
    assert!(summary.total.elapsed_s < 20.0, "{}", summary.total.elapsed_s);
}

/// A source that panics behind its first records, or tells when it is dropped.
struct Frail {
    ticks: Ticks,
    panics: bool,
    dropped: Arc<AtomicBool>,
}

impl Source for Frail {
    fn begin(&mut self, wall: Time) -> Time {
        self.ticks.begin(wall)
    }

    fn fill(&mut self, batch: &mut Batch, portion: &Portion) -> bool {
        let goes_on = self.ticks.fill(batch, portion);
        assert!(!self.panics || batch.first_due() == Some(0), "composing failed");
        goes_on
    }
}

impl Drop for Frail {
    fn drop(&mut self) {
        self.dropped.store(true, Ordering::Relaxed);
    }
}

#[test]
fn a_panic_of_composing_shows_at_once_and_not_at_the_end_of_the_schedule() {
    // on the machine's clock: waiting for the schedule's end would take a year
    let options = Options { pace: Pace::REAL, until: Some(365 * Duration::DAY), ..Options::default() };
    let source = Frail { ticks: Ticks::new("ticks", 100_000), panics: true, dropped: Arc::default() };
    let run = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        block_on(rushhour::run::run(
            Box::new(source),
            &Target::Null,
            labels("ticks"),
            options,
            &mut (),
            Stop::never(),
        ))
    }));
    let payload = run.err().unwrap();
    assert_eq!(payload.downcast_ref::<&str>(), Some(&"composing failed"));
}

#[test]
fn a_stopped_run_hears_what_its_source_says_at_its_end() {
    let (handle, stop) = StopHandle::new();
    let dropped = Arc::new(AtomicBool::new(false));
    let ticks = Ticks::new("ticks", u64::MAX / Duration::SECOND.unsigned_abs());
    let source = Frail { ticks, panics: false, dropped: Arc::clone(&dropped) };
    let options = Options { pace: Pace::Max, tick: Span::from_millis(1), ..unhurried() };
    let observer = &mut StopAt(1_000, Some(handle));
    block_on(rushhour::run::run(Box::new(source), &Target::Null, labels("ticks"), options, observer, stop))
        .unwrap();
    assert!(dropped.load(Ordering::Relaxed));
}

#[test]
fn stopping_does_not_wait_for_the_next_due_time() {
    let (handle, stop) = StopHandle::new();
    // The second record is due after a quarter of an hour.
    let options = Options { pace: Pace::Times(0.0001), tick: Span::from_millis(1), ..Options::default() };
    let summary = block_on(rushhour::run::run(
        Box::new(Ticks::new("ticks", 10)),
        &Target::Null,
        labels("ticks"),
        options,
        &mut StopAt(1, Some(handle)),
        stop,
    ))
    .unwrap();
    assert_eq!(summary.ending, Ending::Interrupted(Signal::Terminate));
    assert_eq!((summary.total.planned, summary.total.acknowledged), (1, 1));
}

/// Stops a run once a record is on its way, and again when it says that it is stopping.
struct StopTwice(StopHandle);

impl Observer for StopTwice {
    fn on(&mut self, event: &Event<'_>) {
        let is_under_way = matches!(event, Event::Progress(progress) if progress.sent > 0);
        if is_under_way || matches!(event, Event::Stopping(_)) {
            self.0.stop(Signal::Interrupt);
        }
    }
}

#[test]
fn a_second_signal_leaves_at_once() {
    let (handle, stop) = StopHandle::new();
    let (cluster, servers) = broker();
    acknowledge_nothing(&cluster);
    let options = Options { pace: Pace::Times(0.0001), tick: Span::from_millis(1), ..Options::default() };
    let error = block_on(rushhour::run::run(
        Box::new(Ticks::new("ticks", 10)),
        &kafka(&servers, &[]),
        labels("ticks"),
        options,
        &mut StopTwice(handle),
        stop,
    ))
    .unwrap_err();
    assert!(matches!(error, RunError::Left { signal: Signal::Interrupt }), "{error:?}");
}
