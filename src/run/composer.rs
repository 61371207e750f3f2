//! The composing thread: fills batches ahead of time and gets them back empty. Its lead is bounded by the number
//! of batches; it ends when the schedule does or when nobody sends any more.

use super::clock::Clock;
use super::source::{Portion, Source};
use super::timing::schedule;
use super::watcher::{self, Return};
use crate::compose::Batch;
use crate::measure::Watch;
use crate::scenario::Pace;
use crate::value::Time;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{self, JoinHandle};
use tokio::sync::oneshot;

/// Records of a batch, and their bytes: small enough to stay in a processor's cache.
const BATCH: Portion = Portion { records: 512, bytes: 256 << 10, span: 100_000_000, past: i64::MIN };
/// Batches in circulation.
const BATCHES: usize = 8;
/// The same where nothing is due at a time: the more records of a partition are handed over side by side, the less often
/// librdkafka's own thread is in the way.
const HURRIED: Portion = Portion { records: 8_192, bytes: 4 << 20, ..BATCH };
const HURRIED_BATCHES: usize = 4;

/// The sending thread's end of the circulation.
pub(super) struct Supply {
    /// None is the schedule's end; a composing thread that is gone without it has panicked.
    pub(super) filled: Receiver<Option<Batch>>,
    pub(super) back: Return,
    /// Nothing more is to be composed.
    is_over: Arc<AtomicBool>,
}

impl Supply {
    /// Ends the composing thread. What it had filled until then can be received.
    pub(super) fn end(self) -> Receiver<Option<Batch>> {
        self.is_over.store(true, Ordering::Relaxed);
        self.filled
    }

    #[cfg(test)]
    pub(super) fn of(filled: Receiver<Option<Batch>>, back: Return) -> Self {
        Self { filled, back, is_over: Arc::default() }
    }
}

/// The composing thread.
pub(super) struct Composing {
    pub(super) thread: JoinHandle<()>,
    /// Closed when it has ended, in whatever way.
    pub(super) has_ended: oneshot::Receiver<()>,
}

/// The source's zero is at `start` of event time. What is handed over goes by the watch, where there is one.
pub(super) fn start(
    mut source: Box<dyn Source>,
    pace: Pace,
    start: Time,
    clock: Clock,
    watch: Option<Watch>,
) -> (Supply, Composing, Option<JoinHandle<Watch>>) {
    // All of them and the end: filling never waits.
    let (fill, filled) = sync_channel(BATCHES + 1);
    let (ended, has_ended) = oneshot::channel::<()>();
    let (emptied, empty) = sync_channel(BATCHES);
    let batches = if let Pace::Times(_) = pace { BATCHES } else { HURRIED_BATCHES };
    for _ in 0..batches {
        emptied.send(Batch::default()).expect("the receiver is at hand");
    }
    let is_over = Arc::new(AtomicBool::new(false));
    let is_wanted = Arc::clone(&is_over);
    let is_wanted = move || !is_wanted.load(Ordering::Relaxed);
    let thread = thread::spawn(move || {
        for mut batch in empty {
            batch.clear();
            let mut goes_on = is_wanted();
            let portion = portion(pace, start, &clock);
            while batch.is_empty() && goes_on {
                goes_on = source.fill(&mut batch, &portion) && is_wanted();
            }
            // Nobody listens any more where a stopped run has waited long enough.
            if !batch.is_empty() && fill.send(Some(batch)).is_err() {
                break;
            }
            if !goes_on {
                let _ = fill.send(None);
                break;
            }
        }
        // What the source has to say at its end is said before anybody hears of the end.
        drop((source, ended));
    });
    let (back, watching) = match watch {
        None => (Return::Composing(emptied), None),
        Some(watch) => {
            let (back, watching) = watcher::start(watch, emptied, BATCHES);
            (back, Some(watching))
        }
    };
    (Supply { filled, back, is_over }, Composing { thread, has_ended }, watching)
}

/// How much goes into the next batch: what is due in so long on the clock, or has passed already.
fn portion(pace: Pace, start: Time, clock: &Clock) -> Portion {
    match pace {
        Pace::Times(_) => Portion { span: schedule(pace, BATCH.span).unwrap_or(i64::MAX), ..BATCH },
        Pace::Max => Portion { span: i64::MAX, ..HURRIED },
        Pace::MaxUntilNow => Portion { past: clock.wall().0.saturating_sub(start.0), ..HURRIED },
    }
}
