//! Drives a run: connects, starts composing and sending, waits for the end or a signal, closes the books.

use super::books::Books;
use super::clock::Clock;
use super::composer::{self, Composing};
use super::counts::Counts;
use super::distance::distance;
use super::failed_records::FailedRecords;
use super::journal::{Destination, Journal, Notes, Writing};
use super::judge::Judge;
use super::ledger::Ledger;
use super::observer::{Event, Observer, Progress};
use super::options::Options;
use super::partitions::Partitions;
use super::quota::Quota;
use super::register::{Entrance, Register};
use super::sender::{Earlier, Sender};
use super::sending::{self, End};
use super::source::Source;
use super::stop::{Asked, Signal, Stop};
use super::summary::{Closing, Ending, Resumed, Summary};
use super::timing::schedule;
use super::window::Window;
use crate::expect::metric::Latency;
use crate::scenario::Pace;
use crate::target::{self, Labels, Opening, Receipts, Setting, Sink, Steady, Target, TargetError, Wall};
use crate::value::Time;
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, Thread};
use std::time::Duration;
use thiserror::Error;
use tokio::sync::oneshot;

/// How long a stopped run waits for the batch that is being composed.
const LAST_BATCH: Duration = Duration::from_secs(1);

#[derive(Debug, Error)]
pub enum RunError {
    /// Nothing was sent.
    #[error(transparent)]
    Connect(TargetError),

    /// The run ended early; its books are closed all the same.
    #[error("{error}")]
    Target { error: TargetError, summary: Box<Summary> },

    /// A second signal, or one before the first record: the caller is expected to exit.
    #[error("{signal}: left without waiting for anything")]
    Left { signal: Signal },
}

/// Runs a source against a target until the schedule is over, a limit is reached, someone stops it or the
/// target fails. Must be called inside a tokio runtime.
pub async fn run(
    mut source: Box<dyn Source>,
    target: &Target,
    labels: Arc<Labels>,
    options: Options,
    observer: &mut dyn Observer,
    mut stop: Stop,
) -> Result<Summary, RunError> {
    let distance = distance(&labels, &options, options.clock.wall());
    let Options { clock, pace, behind, transactional, connect: patience, .. } = options;
    let (mut judge, mut gauges) = Judge::new(options.expected.lines, &labels);
    let delivery = options.measures_delivery.then(|| gauges.add_for_all(Latency::Delivery, &labels));
    let ledger = Arc::new(Ledger::new(&labels, clock.clone(), options.warmup, gauges));
    let mut journal = options.journal;
    let notes = journal.as_ref().map(|journal| Arc::new(Notes::new(journal)));
    let (register, receipts) = register(&ledger, &labels, options.failed.clone(), notes.clone());
    let halted = Arc::new(AtomicBool::new(false));
    let setting = Setting {
        labels: labels.clone(),
        receipts,
        distance,
        opening: Opening::Anew,
        cluster: None,
        transactional,
        patience,
        wall: wall(&clock),
        steady: steady(&clock),
        halted: halted.clone(),
    };
    let mut sink = tokio::select! {
        sink = connect(target, setting, journal.as_mut()) => sink.map_err(RunError::Connect)?,
        signal = left(&mut stop) => return Err(RunError::Left { signal }),
    };
    options.failed.iter().for_each(FailedRecords::begin);
    let found = sink.connected();
    let (earlier, resumed) = match journal.as_mut().zip(notes.as_deref()) {
        Some((journal, notes)) => {
            journal.learn(sink.committed()).map_err(RunError::Connect)?;
            earlier(journal, notes)
        }
        None => Default::default(),
    };
    if let Some(out) = options.echo {
        sink = Box::new(target::Echo::new(sink, out, labels.clone()));
    }
    observer.on(&Event::Connected { target: target.to_string(), found, pace });
    let start = source.begin(clock.wall());
    observer.on(&Event::Begun {
        start,
        books: Books { ledger: ledger.clone(), labels: labels.clone(), delivery },
    });
    let (supply, composing, watching) =
        composer::start(source, pace, start, clock.clone(), options.expected.watch);

    let writing = journal.zip(notes).zip(register.clone());
    let writing = writing.map(|(kept, register)| write(kept, register, clock.wall(), &halted));
    let sender = Sender {
        sink,
        ledger: ledger.clone(),
        entrance: register.map(Entrance::new),
        earlier,
        first: 0,
        clock: clock.clone(),
        pace,
        start,
        behind,
        quota: Quota::new(options.max_events, options.max_bytes),
        window: Window::new(options.in_flight),
        until: options.until,
        halted: halted.clone(),
        now: 0,
        reached: 0,
        partitions: Partitions::default(),
    };
    let (sending, mut is_done) = sending::start(sender, supply, options.drain, options.drain_stopped);

    let watched = Watched {
        sending: sending.thread(),
        halted: &halted,
        judge: &mut judge,
        ledger: &ledger,
        pace,
        start,
        clock: &clock,
    };
    let Ended { end, stopped, aborted } =
        watched.until(&mut is_done, options.tick, observer, &mut stop).await?;
    join(sending);
    await_composing(composing, stopped.is_some() || aborted).await;
    let findings = watching.map(|watching| join(watching).findings()).unwrap_or_default();
    let End { error, elapsed, holdings, mut sender, ahead } =
        end.expect("the sending thread ended well and told its end");
    sender.leave(ahead.try_iter().flatten());
    let error = unwritten(writing).or(error);
    let (ending, error) = ending(error, stopped, aborted);
    let (target, speed) = (target.to_string(), pace.to_string());
    let expectations = judge.verdicts(&ledger, pace, findings);
    let partitions = std::mem::take(&mut sender.partitions);
    let closing =
        Closing { target, speed, behind, resumed, ending, elapsed, holdings, partitions, expectations };
    let summary = Summary::of(&ledger, &labels, closing);
    observer.on(&Event::Finished(&summary));
    drop(sender);
    match error {
        Some(error) => Err(RunError::Target { error, summary: Box::new(summary) }),
        None => Ok(summary),
    }
}

/// A run that goes on.
struct Watched<'w> {
    sending: &'w Thread,
    halted: &'w AtomicBool,
    judge: &'w mut Judge,
    ledger: &'w Ledger,
    pace: Pace,
    start: Time,
    clock: &'w Clock,
}

/// How a run came to its end.
struct Ended {
    /// Missing where the sending thread panicked.
    end: Option<End>,
    stopped: Option<Signal>,
    aborted: bool,
}

impl Watched<'_> {
    /// Tells how the run goes on until its sending is done; halts it for a signal and for an expectation that aborts it.
    async fn until(
        self,
        is_done: &mut oneshot::Receiver<End>,
        tick: Duration,
        observer: &mut dyn Observer,
        stop: &mut Stop,
    ) -> Result<Ended, RunError> {
        let mut ticks = tokio::time::interval(tick);
        let (mut stopped, mut aborted) = (None, false);
        loop {
            tokio::select! {
                end = &mut *is_done => return Ok(Ended { end: end.ok(), stopped, aborted }),
                asked = stop.asked() => match asked {
                    Asked::Nothing => {}
                    Asked::ToStop(signal) => {
                        stopped = Some(signal);
                        self.halt();
                        observer.on(&Event::Stopping(signal));
                    }
                    Asked::ToLeave(signal) => return Err(RunError::Left { signal }),
                },
                _ = ticks.tick() => {
                    observer.on(&Event::Progress(progress(self.ledger, self.pace, self.start, self.clock)));
                    if stopped.is_none() && !aborted && let Some(line) = self.judge.broken(self.ledger) {
                        observer.on(&Event::Aborting(line));
                        aborted = true;
                        self.halt();
                    }
                    // A journal that cannot be written halts it, too, and a target that failed, while it waits for what is due.
                    if self.halted.load(Ordering::Relaxed) {
                        self.sending.unpark();
                    }
                }
            }
        }
    }

    fn halt(&self) {
        self.halted.store(true, Ordering::Relaxed);
        self.sending.unpark();
    }
}

/// Opens the target; where a journal is gone on with, that of the runs before.
async fn connect(
    target: &Target,
    mut setting: Setting,
    journal: Option<&mut Journal>,
) -> Result<Box<dyn Sink>, TargetError> {
    let Some(journal) = journal else { return target::connect(target, setting).await };
    let known = journal.destination().and_then(|known| known.cluster.clone());
    setting.cluster.clone_from(&known);
    if journal.resumed().is_some() {
        setting.opening = Opening::GoOn { held: journal.held() };
    }
    let sink = target::connect(target, setting).await?;
    let found = sink.connected();
    journal.go_to(Destination {
        cluster: found.cluster.or(known),
        transactional: found.transactional_id,
        ..Destination::of(target)
    })?;
    Ok(sink)
}

/// A stopped run does not wait for a source that has nothing to say.
async fn await_composing(composing: Composing, is_stopped: bool) {
    let Composing { thread, has_ended } = composing;
    let patience = if is_stopped { LAST_BATCH } else { Duration::MAX };
    if tokio::time::timeout(patience, has_ended).await.is_ok() {
        join(thread);
    }
}

/// Who hears the receipts; a register where more is to be known of a record then than the books hold.
fn register(
    ledger: &Arc<Ledger>,
    labels: &Arc<Labels>,
    failed: Option<FailedRecords>,
    journal: Option<Arc<Notes>>,
) -> (Option<Arc<Register>>, Arc<dyn Receipts>) {
    if failed.is_none() && journal.is_none() {
        return (None, ledger.clone());
    }
    let register = Arc::new(Register::new(ledger.clone(), labels.clone(), failed, journal));
    (Some(register.clone()), register)
}

fn wall(clock: &Clock) -> Wall {
    let clock = clock.clone();
    Arc::new(move || clock.wall())
}

fn steady(clock: &Clock) -> Steady {
    let clock = clock.clone();
    Arc::new(move || Duration::from_nanos(clock.now().unsigned_abs()))
}

/// Starts to write what the register hears into the journal.
fn write(
    (journal, notes): (Journal, Arc<Notes>),
    register: Arc<Register>,
    wall: Time,
    halted: &Arc<AtomicBool>,
) -> Writing {
    Writing::start(journal, notes, wall, halted, move |numbers| register.collect(numbers))
}

/// Why the journal could not be written to its end: what the run could not be gone on with explains best why it ended.
fn unwritten(writing: Option<Writing>) -> Option<TargetError> {
    let (path, source) = writing?.finish().err()?;
    Some(TargetError::Journal { path, source })
}

/// What the sending thread and the report are to know of the runs before this one.
fn earlier(journal: &mut Journal, notes: &Notes) -> (Earlier, Option<Resumed>) {
    let resumed = journal.resumed();
    let acknowledged = std::mem::take(&mut journal.said.acknowledged);
    notes.begin_behind(acknowledged.end());
    (Earlier { began: journal.said.began, acknowledged }, resumed)
}

/// How the run ended, and the error that is its caller's.
fn ending(
    error: Option<TargetError>,
    stopped: Option<Signal>,
    aborted: bool,
) -> (Ending, Option<TargetError>) {
    match (error, stopped) {
        (Some(TargetError::ReaderGone), _) => (Ending::ReaderGone, None),
        (error, Some(signal)) => (Ending::Interrupted(signal), error),
        (Some(error), None) => (Ending::Failed, Some(error)),
        (None, None) if aborted => (Ending::Aborted, None),
        (None, None) => (Ending::Complete, None),
    }
}

/// What a thread leaves behind; its panic is this one's.
fn join<T>(thread: JoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|payload| panic::resume_unwind(payload))
}

/// While connecting there is nothing to flush: the first signal leaves.
async fn left(stop: &mut Stop) -> Signal {
    loop {
        match stop.asked().await {
            Asked::Nothing => {}
            Asked::ToStop(signal) | Asked::ToLeave(signal) => return signal,
        }
    }
}

fn progress(ledger: &Ledger, pace: Pace, start: Time, clock: &Clock) -> Progress {
    let elapsed = ledger.elapsed();
    let delayed = ledger.delayed();
    let counts = Counts::of_all(ledger);
    let lag = ledger.lag.histogram();
    let position = schedule(pace, elapsed.saturating_sub(delayed)).unwrap_or(0).max(ledger.position());
    let behind = clock.wall().0.saturating_sub(start.0).saturating_sub(position).max(0);
    Progress {
        elapsed,
        position,
        planned: counts.planned,
        sent: counts.sent(),
        acknowledged: counts.acknowledged,
        failed: counts.failed,
        skipped: counts.skipped,
        delayed,
        waiting: ledger.waiting(),
        until_now: ledger.is_backfill().then_some(behind),
        lag_p99: (!lag.is_empty()).then(|| lag.value_at_quantile(0.99)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_interrupted_says_so_whatever_fails_behind_it() {
        let failed = || Some(TargetError::Fatal { reason: "gone".to_owned() });
        let ends = |error, stopped| {
            let (ending, error) = ending(error, stopped, false);
            (ending, error.is_some())
        };
        let signal = Signal::Interrupt;
        assert_eq!(ends(failed(), None), (Ending::Failed, true));
        assert_eq!(ends(failed(), Some(signal)), (Ending::Interrupted(signal), true));
        assert_eq!(ends(None, Some(signal)), (Ending::Interrupted(signal), false));
        assert_eq!(ends(Some(TargetError::ReaderGone), Some(signal)), (Ending::ReaderGone, false));
    }
}
