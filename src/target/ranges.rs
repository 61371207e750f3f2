//! A set of record numbers as ranges: in their order, none touching another. What is acknowledged, and what a transaction
//! and those before it committed, mostly is a few of them.

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ranges {
    /// Each with its first number and the one behind its last.
    ranges: Vec<(u64, u64)>,
}

impl Ranges {
    /// Of numbers in any order, which are put in theirs.
    pub fn of(numbers: &mut [u64]) -> Self {
        // Receipts come batch by batch, each in its order: a sort that merges what is in order has little to do.
        numbers.sort_by(u64::cmp);
        let mut ranges = Self::default();
        numbers.iter().for_each(|number| ranges.push(*number, number.saturating_add(1)));
        ranges
    }

    /// Adds a range that begins at or behind the beginning of the last one.
    pub fn push(&mut self, start: u64, end: u64) {
        match self.ranges.last_mut() {
            _ if start >= end => {}
            Some((_, last)) if start <= *last => *last = end.max(*last),
            _ => self.ranges.push((start, end)),
        }
    }

    /// Each with its first number and the one behind its last.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, u64)> {
        self.ranges.iter().copied()
    }

    /// All numbers of several sets.
    pub fn union(sets: impl IntoIterator<Item = Self>) -> Self {
        let mut all: Vec<(u64, u64)> = sets.into_iter().flat_map(|set| set.ranges).collect();
        all.sort_unstable();
        let mut union = Self::default();
        all.into_iter().for_each(|(start, end)| union.push(start, end));
        union
    }

    pub fn contains(&self, number: u64) -> bool {
        let behind = self.ranges.partition_point(|(start, _)| *start <= number);
        behind.checked_sub(1).is_some_and(|at| number < self.ranges[at].1)
    }

    /// The number behind the last one.
    pub fn end(&self) -> u64 {
        self.ranges.last().map_or(0, |(_, end)| *end)
    }

    /// How many numbers are smaller.
    pub fn below(&self, end: u64) -> u64 {
        self.ranges.iter().map(|(first, last)| (*last).min(end).saturating_sub(*first)).sum()
    }

    /// How many numbers.
    pub fn count(&self) -> u64 {
        self.ranges.iter().map(|(start, end)| end - start).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn a_set_holds_what_it_was_given(parts in prop::collection::vec(prop::collection::vec(0..60_u64, 0..20), 0..5)) {
            let set = Ranges::union(parts.iter().cloned().map(|mut part| Ranges::of(&mut part)));
            let known: BTreeSet<u64> = parts.into_iter().flatten().collect();
            prop_assert_eq!(set.count(), known.len() as u64);
            prop_assert_eq!(set.end(), known.last().map_or(0, |last| last + 1));
            for number in 0..61 {
                prop_assert_eq!(set.contains(number), known.contains(&number));
            }
        }
    }
}
