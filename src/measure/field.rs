//! The statistics of one field, value by value, in bounded memory.

use super::hashes::{Hashes, Share, hash};
use super::paths::Cell;
use super::sample::Sample;
use std::collections::{BTreeSet, HashMap};

/// Different values that are counted exactly; of more, their number is an estimate.
const DIFFERENT: usize = 100_000;
/// Different values whose occurrences are counted, the first ones that come. Each is counted from its first time
/// on, so that a count is exact.
const COUNTED: usize = 10_000;
/// Bytes of these values together; one that has no room any more is not counted.
const COUNTED_BYTES: usize = 1 << 20;

#[derive(Debug, Default)]
pub(super) struct Field {
    pub(super) values: u64,
    pub(super) nulls: u64,
    /// Records that have the field.
    pub(super) records: u64,
    /// The latest of them.
    latest: Option<u64>,
    pub(super) kinds: BTreeSet<&'static str>,
    share: Share,
    different: Hashes,
    counts: HashMap<u128, (String, u64)>,
    /// Bytes of the values in it.
    counted_bytes: usize,
    pub(super) numbers: Sample,
    /// Letters of texts.
    pub(super) lengths: Sample,
}

impl Field {
    /// A value in the record of that number.
    #[expect(clippy::cast_precision_loss, reason = "numbers to look at")]
    pub(super) fn see(&mut self, cell: Cell, record: u64) {
        self.values += 1;
        if self.latest != Some(record) {
            self.latest = Some(record);
            self.records += 1;
        }
        match cell {
            Cell::Null => self.nulls += 1,
            Cell::Int(whole) => self.numbers.see(whole as f64),
            Cell::Number(number) => self.numbers.see(number),
            Cell::Text(text) => self.lengths.see(text.chars().count() as f64),
            Cell::Bool(_) | Cell::Row => {}
        }
        self.kinds.extend(kind(cell));
        let Some(hash) = hash(cell) else { return };
        self.count(hash, cell);
        if self.share.watches(hash) {
            self.different.insert(hash);
        }
        while self.different.len() > DIFFERENT {
            self.share.halve();
            let share = self.share;
            self.different.retain(|hash| share.watches(*hash));
        }
    }

    fn count(&mut self, hash: u128, cell: Cell) {
        if let Some((_, count)) = self.counts.get_mut(&hash) {
            *count += 1;
        } else if self.counts.len() < COUNTED && self.has_room(text_length(cell)) {
            let json = json(cell);
            if self.has_room(json.len()) {
                self.counted_bytes += json.len();
                self.counts.insert(hash, (json, 1));
            }
        }
    }

    const fn has_room(&self, bytes: usize) -> bool {
        bytes <= COUNTED_BYTES - self.counted_bytes
    }

    /// How many different values there are, and whether that is exact.
    pub(super) fn different(&self) -> (u64, bool) {
        let one_in = self.share.one_in();
        (self.different.len() as u64 * one_in, one_in == 1)
    }

    /// The most frequent values as JSON, with their counts.
    pub(super) fn top(&self, most: usize) -> Vec<(String, u64)> {
        let mut counts: Vec<&(String, u64)> = self.counts.values().collect();
        counts.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
        counts.into_iter().take(most).cloned().collect()
    }

    /// How often a value came, of those that are counted.
    pub(super) fn occurrences(&self, cell: Cell) -> u64 {
        let count = hash(cell).and_then(|hash| self.counts.get(&hash));
        count.map_or(0, |(_, count)| *count)
    }
}

/// What its JSON takes at least; 0 of what is no text.
const fn text_length(cell: Cell) -> usize {
    if let Cell::Text(text) = cell { text.len() } else { 0 }
}

/// `None` of null.
const fn kind(cell: Cell) -> Option<&'static str> {
    match cell {
        Cell::Null => None,
        Cell::Bool(_) => Some("boolean"),
        Cell::Int(_) => Some("whole"),
        Cell::Number(_) => Some("number"),
        Cell::Text(_) => Some("text"),
        Cell::Row => Some("row"),
    }
}

pub(super) fn json(cell: Cell) -> String {
    match cell {
        Cell::Text(text) => serde_json::Value::from(text).to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_values_come_first_with_exact_counts() {
        let mut field = Field::default();
        for (record, text) in (0..).zip(["b", "a", "b", "c", "b", "a"]) {
            field.see(Cell::Text(text), record);
        }
        field.see(Cell::Null, 6);
        assert_eq!(field.top(2), [("\"b\"".to_owned(), 3), ("\"a\"".to_owned(), 2)]);
        assert_eq!((field.values, field.nulls, field.different()), (7, 1, (3, true)));
        assert_eq!((field.occurrences(Cell::Text("c")), field.occurrences(Cell::Text("d"))), (1, 0));
    }

    #[test]
    fn long_texts_are_kept_as_far_as_there_is_room() {
        let mut field = Field::default();
        let texts: Vec<String> = (0..2_000).map(|number| format!("{number:01000}")).collect();
        for (record, text) in (0..).zip(texts.iter().chain(&texts)) {
            field.see(Cell::Text(text), record);
        }
        let top = field.top(usize::MAX);
        assert!(top.iter().all(|(_, count)| *count == 2));
        assert!((1_000..1_100).contains(&top.len()), "{}", top.len());
        assert_eq!(field.different(), (2_000, true));
        field.see(Cell::Text("short"), 4_000);
        assert_eq!(field.occurrences(Cell::Text("short")), 1);
    }

    #[test]
    fn many_different_values_are_estimated() {
        let mut field = Field::default();
        (0..300_000).for_each(|number| field.see(Cell::Int(number), 0));
        let (different, is_exact) = field.different();
        assert!(!is_exact && different.abs_diff(300_000) < 15_000, "{different}");
        assert_eq!(field.records, 1, "elements of one record's list");
    }
}
