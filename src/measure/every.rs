//! `every A in B`: values of A that B lacks at the end.

use super::finding::Finding;
use super::hashes::{Hashes, MOST, Share, hash};
use super::paths::Cell;

/// Missing values that are kept as they are, to show one.
const EXAMPLES: usize = 8;

#[derive(Debug)]
pub(super) struct Every {
    most: usize,
    share: Share,
    /// Of B.
    known: Hashes,
    /// Of A, where B had none of them yet.
    pending: Hashes,
    examples: Vec<(u128, String)>,
    values: u64,
}

impl Default for Every {
    fn default() -> Self {
        Self::with_room_for(MOST)
    }
}

impl Every {
    fn with_room_for(most: usize) -> Self {
        Self {
            most,
            share: Share::default(),
            known: Hashes::default(),
            pending: Hashes::default(),
            examples: Vec::new(),
            values: 0,
        }
    }

    /// A value of A.
    pub(super) fn see(&mut self, cell: Cell) {
        let Some(hash) = hash(cell) else { return };
        self.values += 1;
        if !self.share.watches(hash) || self.known.contains(&hash) {
            return;
        }
        if self.pending.insert(hash) && self.examples.len() < EXAMPLES {
            self.examples.push((hash, cell.to_string()));
        }
        self.make_room();
    }

    /// A value of B.
    pub(super) fn know(&mut self, cell: Cell) {
        let Some(hash) = hash(cell).filter(|hash| self.share.watches(*hash)) else { return };
        if self.known.insert(hash) && self.pending.remove(&hash) {
            self.examples.retain(|(pending, _)| *pending != hash);
        }
        self.make_room();
    }

    fn make_room(&mut self) {
        while self.known.len() + self.pending.len() > self.most {
            self.share.halve();
            let share = self.share;
            self.known.retain(|hash| share.watches(*hash));
            self.pending.retain(|hash| share.watches(*hash));
            self.examples.retain(|(hash, _)| share.watches(*hash));
        }
    }

    pub(super) fn finding(self) -> Finding {
        let first = self.examples.into_iter().next().map(|(_, text)| text);
        let (missing, one_in) = (self.pending.len() as u64, self.share.one_in());
        Finding::Every { values: self.values, missing, first, one_in }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_come_before_or_after_its_like() {
        let mut every = Every::with_room_for(100);
        every.know(Cell::Text("a"));
        for value in ["a", "b", "c", "c"] {
            every.see(Cell::Text(value));
        }
        every.know(Cell::Text("b"));
        every.see(Cell::Null);
        let expected = Finding::Every { values: 4, missing: 1, first: Some("'c'".to_owned()), one_in: 1 };
        assert_eq!(every.finding(), expected);
    }

    #[test]
    fn both_sides_of_a_full_set_are_watched_alike() {
        let mut every = Every::with_room_for(100);
        (0..1_000).for_each(|value| every.see(Cell::Int(value)));
        (0..1_000).for_each(|value| every.know(Cell::Int(value)));
        assert!(every.known.len() + every.pending.len() <= 100);
        let Finding::Every { missing, one_in, .. } = every.finding() else { panic!() };
        assert_eq!(missing, 0);
        assert!(one_in > 1);
    }
}
