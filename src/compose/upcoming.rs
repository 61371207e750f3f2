//! Arrivals with the next one at hand. Unlike what `Peekable` holds, it can be taken out for as long as a batch is
//! filled: arrivals then go from where they are made to where they are used without being put down in between.

use crate::schedule::Arrival;

/// Arrivals, and the next of them.
pub struct Upcoming<I> {
    pub(super) next: Option<Arrival>,
    pub(super) rest: I,
}

impl<I: Iterator<Item = Arrival>> Upcoming<I> {
    pub fn new(mut arrivals: I) -> Self {
        Self { next: arrivals.next(), rest: arrivals }
    }

    pub(super) fn due(&self) -> Option<i64> {
        self.next.map(|arrival| arrival.due)
    }
}
