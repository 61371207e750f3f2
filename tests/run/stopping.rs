//! Signals: what a run still does after one, and after two.

use crate::kafka::{acknowledge_nothing, broker, kafka};
use crate::ticks::{Ticks, block_on, labels, unhurried};
use rushhour::run::{Ending, Event, Observer, Options, Pace, RunError, Signal, StopHandle};
use rushhour::target::Target;
use rushhour::value::Duration;
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
