//! The composing thread: fills batches ahead of time and gets them back empty. Its lead is bounded by the number
//! of batches; it ends when the schedule does or when nobody sends any more.

use super::source::{Portion, Source};
use crate::compose::Batch;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// Batches in circulation.
const BATCHES: usize = 8;

/// The sending thread's end of the circulation.
pub(super) struct Supply {
    pub(super) filled: Receiver<Batch>,
    pub(super) emptied: SyncSender<Batch>,
}

/// `past` tells the instant of the schedule that has passed when a portion is begun.
pub(super) fn start(
    mut source: Box<dyn Source>,
    portion: Portion,
    past: impl Fn() -> i64 + Send + 'static,
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
            let portion = Portion { past: past(), ..portion };
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
