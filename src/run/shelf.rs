//! A list that grows while others read it: an item, once there, never moves. For counters of topics that turn
//! up during a run.

use std::sync::OnceLock;

/// Items of the first segment; each further one has twice as many.
const FIRST: usize = 8;
const SEGMENTS: usize = 24;

pub(super) struct Shelf<T> {
    segments: [OnceLock<Box<[T]>>; SEGMENTS],
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { segments: [const { OnceLock::new() }; SEGMENTS] }
    }
}

impl<T: Default> Shelf<T> {
    /// The item at a position, made if need be. Positions beyond the last segment share its last item.
    pub(super) fn get(&self, position: usize) -> &T {
        let shifted = position.saturating_add(FIRST);
        let segment = (shifted / FIRST).ilog2() as usize;
        if segment >= SEGMENTS {
            let last = self.segment(SEGMENTS - 1);
            return &last[last.len() - 1];
        }
        &self.segment(segment)[shifted - (FIRST << segment)]
    }

    fn segment(&self, segment: usize) -> &[T] {
        self.segments[segment].get_or_init(|| (0..FIRST << segment).map(|_| T::default()).collect())
    }

    /// All items that were made so far, and their neighbours, with their positions.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (usize, &T)> {
        let made = self.segments.iter().enumerate();
        let made = made.filter_map(|(segment, items)| Some(((FIRST << segment) - FIRST, items.get()?)));
        made.flat_map(|(first, items)| (first..).zip(items))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn every_position_has_an_item_of_its_own() {
        let shelf = Shelf::<AtomicUsize>::default();
        for position in 0..1_000 {
            shelf.get(position).store(position + 1, Ordering::Relaxed);
        }
        for (position, item) in shelf.numbered().take(1_000) {
            assert_eq!(item.load(Ordering::Relaxed), position + 1);
        }
    }

    #[test]
    fn what_lies_behind_items_that_were_never_made_is_found() {
        let shelf = Shelf::<AtomicUsize>::default();
        shelf.get(100).store(7, Ordering::Relaxed);
        let found: Vec<usize> = shelf
            .numbered()
            .filter(|(_, item)| item.load(Ordering::Relaxed) == 7)
            .map(|(position, _)| position)
            .collect();
        assert_eq!(found, [100]);
    }
}
