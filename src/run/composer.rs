//! The composing thread: fills batches ahead of time and gets them back empty. Its lead is bounded by the number
//! of batches; it ends when the schedule does or when nobody sends any more.

use super::source::{Portion, Source};
use super::watcher::{self, Return};
use crate::compose::Batch;
use crate::measure::Watch;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{self, JoinHandle};

/// Batches in circulation.
const BATCHES: usize = 8;

/// The sending thread's end of the circulation.
pub(super) struct Supply {
    pub(super) filled: Receiver<Batch>,
    pub(super) back: Return,
}

/// What is handed over goes by the watch, where there is one.
pub(super) fn start(
    mut source: Box<dyn Source>,
    portion: Portion,
    watch: Option<Watch>,
) -> (Supply, JoinHandle<()>, Option<JoinHandle<Watch>>) {
    let (fill, filled) = sync_channel(BATCHES);
    let (emptied, empty) = sync_channel(BATCHES);
    for _ in 0..BATCHES {
        emptied.send(Batch::default()).expect("the receiver is at hand");
    }
    let thread = thread::spawn(move || {
        for mut batch in empty {
            batch.clear();
            let mut is_over = false;
            while batch.is_empty() && !is_over {
                is_over = !source.fill(&mut batch, &portion);
            }
            if (!batch.is_empty() && fill.send(batch).is_err()) || is_over {
                return;
            }
        }
    });
    let (back, watching) = match watch {
        None => (Return::Composing(emptied), None),
        Some(watch) => {
            let (back, watching) = watcher::start(watch, emptied, BATCHES);
            (back, Some(watching))
        }
    };
    (Supply { filled, back }, thread, watching)
}
