//! A set of record numbers in few letters, as a transaction carries it: what it and those before it committed.

use crate::target::Ranges;

/// A broker keeps 4,096 beside an offset, unless it is told otherwise; some are for whose they are.
const MOST_LETTERS: usize = 4_000;

/// From the end on: where the last range ends, how long it is, how far it is to the one before, how long that is, and
/// so on. The lowest ranges are left out where there is no room: a journal knows them longest.
pub(super) fn write(numbers: &Ranges) -> String {
    let mut text = String::new();
    let mut behind = 0;
    for (start, end) in numbers.iter().rev() {
        let gap = if text.is_empty() { end } else { behind - end };
        let part = format!("{gap:x},{:x};", end - start);
        if text.len() + part.len() > MOST_LETTERS {
            break;
        }
        text += &part;
        behind = start;
    }
    text
}

/// What was written so; none where anything else was.
pub(super) fn read(text: &str) -> Option<Ranges> {
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
    let mut numbers = Ranges::default();
    ranges.into_iter().rev().for_each(|(start, end)| numbers.push(start, end));
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(mut known in prop::collection::vec(0..90_u64, 0..90)) {
            let set = Ranges::of(&mut known);
            prop_assert_eq!(read(&write(&set)), Some(set));
        }
    }

    #[test]
    fn what_has_no_room_is_the_oldest() {
        let set = Ranges::of(&mut (0..10_000).map(|number| number * 2).collect::<Vec<_>>());
        let text = write(&set);
        assert!((3_990..=MOST_LETTERS).contains(&text.len()));
        let read: Vec<_> = read(&text).unwrap().iter().collect();
        assert_eq!(read.last(), Some(&(19_998, 19_999)));
        let all: Vec<_> = set.iter().collect();
        assert!(read.len() > 900 && all.ends_with(&read), "{}", read.len());
    }

    #[test]
    fn anything_else_is_not_understood() {
        for text in ["x", "1", "5,6;", "9,1;9,1;", "1,g;"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(""), Some(Ranges::default()));
    }
}
