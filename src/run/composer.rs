//! The composing thread: fills batches ahead of time and gets them back empty. Its lead is bounded by the number
//! of batches; it ends when the schedule does or when nobody sends any more.

use super::clock::Clock;
use super::source::{Portion, Source};
use super::timing::schedule;
use crate::compose::Batch;
use crate::scenario::Pace;
use crate::value::Time;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// Records of a batch, and their bytes: small enough to stay in a processor's cache.
const BATCH: Portion = Portion { records: 512, bytes: 256 << 10, span: 100_000_000, past: i64::MIN };
/// Batches in circulation.
const BATCHES: usize = 8;

/// The sending thread's end of the circulation.
pub(super) struct Supply {
    pub(super) filled: Receiver<Batch>,
    pub(super) emptied: SyncSender<Batch>,
}

/// The source's zero is at `start` of event time.
pub(super) fn start(
    mut source: Box<dyn Source>,
    pace: Pace,
    start: Time,
    clock: Clock,
) -> (Supply, JoinHandle<()>) {
    let (fill, filled) = sync_channel(BATCHES);
    let (emptied, empty) = sync_channel(BATCHES);
    for _ in 0..BATCHES {
        emptied.send(Batch::default()).expect("the receiver is at hand");
    }
    let thread = thread::spawn(move || {
        for mut batch in empty {
            batch.clear();
            let mut is_over = false;
            let portion = portion(pace, start, &clock);
            while batch.is_empty() && !is_over {
                is_over = !source.fill(&mut batch, &portion);
            }
            if (!batch.is_empty() && fill.send(batch).is_err()) || is_over {
                return;
            }
        }
    });
    (Supply { filled, emptied }, thread)
}

/// How much goes into the next batch: what is due in so long on the clock, or has passed already.
fn portion(pace: Pace, start: Time, clock: &Clock) -> Portion {
    match pace {
        Pace::Times(_) => Portion { span: schedule(pace, BATCH.span).unwrap_or(i64::MAX), ..BATCH },
        Pace::Max => Portion { span: i64::MAX, ..BATCH },
        Pace::MaxUntilNow => Portion { past: clock.wall().0.saturating_sub(start.0), ..BATCH },
    }
}
