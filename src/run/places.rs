//! Numbers for the places in the books that a ticket has no room for: pairs of a cell and a topic, as they turn up.

use super::shelf::Shelf;
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Written by the sending thread alone, read by the target's without a lock.
#[derive(Default)]
pub(super) struct Places {
    numbers: Mutex<HashMap<(usize, usize), usize>>,
    pairs: Shelf<OnceLock<(usize, usize)>>,
}

impl Places {
    /// The number of a cell and a topic, a new one where they come for the first time.
    #[cold]
    pub(super) fn number(&self, cell: usize, topic: usize) -> usize {
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        let next = numbers.len();
        let number = *numbers.entry((cell, topic)).or_insert(next);
        self.pairs.get(number).get_or_init(|| (cell, topic));
        number
    }

    /// The cell and the topic of a number that was given.
    #[cold]
    pub(super) fn pair(&self, number: usize) -> (usize, usize) {
        *self.pairs.get(number).get().expect("a ticket has a number that was given")
    }
}
