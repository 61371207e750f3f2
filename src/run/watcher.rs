//! The watching thread, where something is expected of fields: it looks at what was sent on the batches' way back
//! to composing, so that neither composing nor sending waits for it before the batches in circulation are used up.

use crate::compose::Batch;
use crate::measure::Watch;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// A batch, and the positions of those of its records that the target took.
type Handed = (Batch, Vec<u32>);

/// Where batches go when their records are handed over.
pub(super) enum Return {
    Composing(SyncSender<Batch>),
    Watching(SyncSender<Handed>),
}

/// The records of the current batch that the target took; noted only where somebody watches.
#[derive(Debug, Default)]
pub(super) struct Taken {
    is_watched: bool,
    positions: Vec<u32>,
}

impl Taken {
    pub(super) fn note(&mut self, position: u32) {
        if self.is_watched {
            self.positions.push(position);
        }
    }
}

impl Return {
    pub(super) fn taken(&self) -> Taken {
        Taken { is_watched: matches!(self, Self::Watching(_)), positions: Vec::new() }
    }

    /// Gives a batch back. The other side has gone when the schedule is over: nobody needs the batch then.
    pub(super) fn give(&self, batch: Batch, taken: &mut Taken) {
        match self {
            Self::Composing(emptied) => {
                let _ = emptied.send(batch);
            }
            Self::Watching(handed) => {
                let _ = handed.send((batch, std::mem::take(&mut taken.positions)));
            }
        }
    }
}

/// Puts a watch between sending and composing. It is over when sending gives nothing back any more.
pub(super) fn start(
    mut watch: Watch,
    emptied: SyncSender<Batch>,
    batches: usize,
) -> (Return, JoinHandle<Watch>) {
    let (hand, handed): (SyncSender<Handed>, Receiver<Handed>) = sync_channel(batches);
    let thread = thread::spawn(move || {
        for (batch, taken) in handed {
            let records = taken.iter().filter_map(|position| batch.get(*position as usize));
            records.for_each(|record| watch.see(&record));
            // Composing may be over; what was sent is looked at all the same.
            let _ = emptied.send(batch);
        }
        watch
    });
    (Return::Watching(hand), thread)
}
