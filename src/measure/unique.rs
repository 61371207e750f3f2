//! `unique FIELD`: values that came before.

use super::finding::Finding;
use super::hashes::{Hashes, MOST, Share, hash};
use super::paths::Cell;

#[derive(Debug)]
pub(super) struct Unique {
    most: usize,
    share: Share,
    seen: Hashes,
    values: u64,
    repeated: u64,
    first: Option<String>,
}

impl Default for Unique {
    fn default() -> Self {
        Self::with_room_for(MOST)
    }
}

impl Unique {
    fn with_room_for(most: usize) -> Self {
        let (share, seen) = (Share::default(), Hashes::default());
        Self { most, share, seen, values: 0, repeated: 0, first: None }
    }

    pub(super) fn see(&mut self, cell: Cell) {
        let Some(hash) = hash(cell) else { return };
        self.values += 1;
        if !self.share.watches(hash) {
            return;
        }
        if !self.seen.insert(hash) {
            self.repeated += 1;
            self.first.get_or_insert_with(|| cell.to_string());
        }
        while self.seen.len() > self.most {
            self.share.halve();
            let share = self.share;
            self.seen.retain(|hash| share.watches(*hash));
        }
    }

    pub(super) fn finding(self) -> Finding {
        let Self { values, repeated, first, share, .. } = self;
        Finding::Unique { values, repeated, first, one_in: share.one_in() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(most: usize, values: impl IntoIterator<Item = i128>) -> Finding {
        let mut unique = Unique::with_room_for(most);
        values.into_iter().for_each(|value| unique.see(Cell::Int(value)));
        unique.see(Cell::Null);
        assert!(unique.seen.len() <= most);
        unique.finding()
    }

    #[test]
    fn a_value_that_comes_again_is_counted_and_the_first_is_told() {
        let values = [1, 2, 3, 2, 1, 2];
        let expected = Finding::Unique { values: 6, repeated: 3, first: Some("2".to_owned()), one_in: 1 };
        assert_eq!(finding(100, values), expected);
        let expected = Finding::Unique { values: 3, repeated: 0, first: None, one_in: 1 };
        assert_eq!(finding(100, [1, 2, 3]), expected);
    }

    #[test]
    fn a_full_set_goes_on_with_a_part_of_the_values() {
        let Finding::Unique { values, repeated, one_in, .. } = finding(100, (0..1_000).chain(0..1_000))
        else {
            panic!("a finding of another kind");
        };
        assert_eq!(values, 2_000);
        assert!((8..=64).contains(&one_in), "{one_in}");
        // about 1,000 / one_in, and all of those that are watched
        assert!((5..=200).contains(&repeated), "{repeated}");
        let Finding::Unique { repeated, .. } = finding(100, 0..1_000) else { panic!() };
        assert_eq!(repeated, 0);
    }
}
