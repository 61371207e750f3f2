//! A set of record numbers in few letters, as a transaction carries it: what it and those before it committed.

/// A broker keeps 4,096 beside an offset, unless it is told otherwise; some are for whose they are.
const MOST_LETTERS: usize = 4_000;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Numbers {
    /// Each with its first number and the one behind its last; in their order, none touching another.
    ranges: Vec<(u64, u64)>,
}

impl Numbers {
    /// The set with more of them, in any order.
    pub(super) fn with(&self, more: impl IntoIterator<Item = u64>) -> Self {
        let more = more.into_iter().map(|number| (number, number.saturating_add(1)));
        let mut all: Vec<(u64, u64)> = self.ranges.iter().copied().chain(more).collect();
        all.sort_unstable();
        let mut ranges: Vec<(u64, u64)> = Vec::new();
        for (start, end) in all {
            match ranges.last_mut() {
                Some((_, last)) if start <= *last => *last = end.max(*last),
                _ => ranges.push((start, end)),
            }
        }
        Self { ranges }
    }

    pub(super) fn ranges(&self) -> Vec<(u64, u64)> {
        self.ranges.clone()
    }

    /// From the end on: where the last range ends, how long it is, how far it is to the one before, how long that is, and
    /// so on. The lowest ranges are left out where there is no room: a journal knows them longest.
    pub(super) fn write(&self) -> String {
        let mut text = String::new();
        let mut behind = 0;
        for (start, end) in self.ranges.iter().rev() {
            let gap = if text.is_empty() { *end } else { behind - end };
            let part = format!("{gap:x},{:x};", end - start);
            if text.len() + part.len() > MOST_LETTERS {
                break;
            }
            text += &part;
            behind = *start;
        }
        text
    }

    /// What was written so; none where anything else was.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut ranges = Vec::new();
        let mut behind: Option<u64> = None;
        for part in text.split_terminator(';') {
            let (gap, length) = part.split_once(',')?;
            let number = |text| u64::from_str_radix(text, 16).ok();
            let gap = number(gap)?;
            let end = behind.map_or(Some(gap), |behind| behind.checked_sub(gap))?;
            let start = end.checked_sub(number(length)?)?;
            ranges.push((start, end));
            behind = Some(start);
        }
        ranges.reverse();
        Some(Self { ranges })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn what_is_written_is_read(parts in prop::collection::vec(prop::collection::vec(0..90_u64, 0..30), 0..4)) {
            let known: BTreeSet<u64> = parts.iter().flatten().copied().collect();
            let set = parts.into_iter().fold(Numbers::default(), |set, part| set.with(part));
            let read = Numbers::read(&set.write()).unwrap();
            prop_assert_eq!(&read, &set);
            let numbers: BTreeSet<u64> = read.ranges().into_iter().flat_map(|(start, end)| start..end).collect();
            prop_assert_eq!(numbers, known);
        }
    }

    #[test]
    fn what_has_no_room_is_the_oldest() {
        let set = Numbers::default().with((0..10_000).map(|number| number * 2));
        let text = set.write();
        assert!((3_990..=MOST_LETTERS).contains(&text.len()));
        let read = Numbers::read(&text).unwrap().ranges();
        assert_eq!(read.last(), Some(&(19_998, 19_999)));
        assert!(read.len() > 900 && read.iter().all(|range| set.ranges.contains(range)), "{}", read.len());
    }

    #[test]
    fn anything_else_is_not_understood() {
        for text in ["x", "1", "5,6;", "9,1;9,1;", "1,g;"] {
            assert_eq!(Numbers::read(text), None, "{text}");
        }
        assert_eq!(Numbers::read(""), Some(Numbers::default()));
    }
}
