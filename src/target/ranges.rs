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
        let mut union = Union::default();
        sets.into_iter().for_each(|set| union.add(set));
        union.merged()
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

/// The union of many sets: takes little more memory than what comes of them.
#[derive(Debug, Default)]
pub struct Union {
    merged: Ranges,
    waiting: Vec<(u64, u64)>,
}

/// Ranges that wait at least until they are merged.
const LEAST_WAITING: usize = 4_096;

impl Union {
    pub fn add(&mut self, set: Ranges) {
        self.waiting.extend(set.ranges);
        // As many as there are merged ones: each is sorted a few times at most.
        if self.waiting.len() >= self.merged.ranges.len().max(LEAST_WAITING) {
            self.merge();
        }
    }

    /// What was added so far.
    pub fn merged(mut self) -> Ranges {
        self.merge();
        self.merged
    }

    /// How many numbers were added so far.
    pub fn count(&mut self) -> u64 {
        self.merge();
        self.merged.count()
    }

    fn merge(&mut self) {
        self.waiting.append(&mut self.merged.ranges);
        self.waiting.sort_unstable();
        self.waiting.drain(..).for_each(|(start, end)| self.merged.push(start, end));
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

    #[test]
    fn a_union_of_many_sets_is_merged_on_the_way() {
        let mut union = Union::default();
        let sets = LEAST_WAITING as u64 * 3;
        for number in (0..sets).rev() {
            union.add(Ranges::of(&mut [2 * number, 2 * number + 1]));
            assert!(union.waiting.len() + union.merged.ranges.len() <= 2 * LEAST_WAITING, "at {number}");
        }
        assert_eq!(union.count(), 2 * sets);
        assert_eq!(union.merged().iter().collect::<Vec<_>>(), [(0, 2 * sets)]);
    }
}
