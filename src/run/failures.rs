//! Why records failed, by where they came from and where they were to go: receipts of failures -> causes with their
//! counts. Nothing here is touched by a record that succeeds.

use super::part::Failure;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// Different causes that are kept.
const CAUSES: usize = 20;
/// What the others are counted as.
const OTHERS: &str = "other causes";

#[derive(Default)]
pub(super) struct Failures(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// The first one first.
    causes: Vec<String>,
    /// By cell, topic, partition where it is known, and the cause's position.
    counts: HashMap<(usize, usize, Option<i32>, usize), u64>,
}

/// The positions of causes, and how many records each one failed.
type Counted = BTreeMap<usize, u64>;

/// All failures at one moment.
#[derive(Default)]
pub(super) struct Told {
    causes: Vec<String>,
    by_cell: HashMap<usize, Counted>,
    by_topic: HashMap<usize, Counted>,
    /// By topic.
    by_partition: HashMap<usize, HashMap<Option<i32>, Counted>>,
}

impl Failures {
    #[cold]
    pub(super) fn enter(&self, cell: usize, topic: usize, partition: Option<i32>, cause: &str) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Known { causes, counts } = &mut *known;
        let known = |cause: &str| causes.iter().position(|known| known == cause);
        let position = known(cause).or_else(|| known(OTHERS)).unwrap_or_else(|| {
            causes.push(if causes.len() < CAUSES { cause } else { OTHERS }.to_owned());
            causes.len() - 1
        });
        *counts.entry((cell, topic, partition, position)).or_default() += 1;
    }

    pub(super) fn told(&self) -> Told {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut told = Told { causes: known.causes.clone(), ..Told::default() };
        for ((cell, topic, partition, cause), count) in &known.counts {
            add(&mut told.by_cell, *cell, *cause, *count);
            add(&mut told.by_topic, *topic, *cause, *count);
            add(told.by_partition.entry(*topic).or_default(), *partition, *cause, *count);
        }
        told
    }
}

fn add<K: Eq + Hash>(counts: &mut HashMap<K, Counted>, key: K, cause: usize, count: u64) {
    *counts.entry(key).or_default().entry(cause).or_default() += count;
}

impl Told {
    /// Of some cells together.
    pub(super) fn of_cells(&self, cells: impl IntoIterator<Item = usize>) -> Vec<Failure> {
        let mut all = Counted::new();
        for counted in cells.into_iter().filter_map(|cell| self.by_cell.get(&cell)) {
            counted.iter().for_each(|(cause, count)| *all.entry(*cause).or_default() += count);
        }
        self.list(Some(&all))
    }

    pub(super) fn of_topic(&self, topic: usize) -> Vec<Failure> {
        self.list(self.by_topic.get(&topic))
    }

    /// Of those that had no partition where it is `None`.
    pub(super) fn of_partition(&self, topic: usize, partition: Option<i32>) -> Vec<Failure> {
        self.list(self.by_partition.get(&topic).and_then(|topic| topic.get(&partition)))
    }

    /// The partitions of a topic that records failed for.
    pub(super) fn partitions(&self, topic: usize) -> impl Iterator<Item = i32> {
        self.by_partition.get(&topic).into_iter().flat_map(HashMap::keys).copied().flatten()
    }

    fn list(&self, counted: Option<&Counted>) -> Vec<Failure> {
        let failure = |(cause, records): (&usize, &u64)| Failure {
            cause: self.causes[*cause].clone(),
            records: *records,
        };
        counted.into_iter().flatten().map(failure).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(cause: &str, records: u64) -> Failure {
        Failure { cause: cause.to_owned(), records }
    }

    #[test]
    fn a_failure_is_told_of_where_it_came_from_and_of_where_it_was_to_go() {
        let failures = Failures::default();
        failures.enter(0, 7, Some(2), "too large");
        failures.enter(1, 7, Some(3), "not in time");
        failures.enter(1, 7, Some(2), "too large");
        failures.enter(1, 8, None, "too large");
        let told = failures.told();
        assert_eq!(told.of_cells([0, 1]), [failure("too large", 3), failure("not in time", 1)]);
        assert_eq!(told.of_cells([0]), [failure("too large", 1)]);
        assert_eq!(told.of_topic(7), [failure("too large", 2), failure("not in time", 1)]);
        assert_eq!(told.of_partition(7, Some(2)), [failure("too large", 2)]);
        assert_eq!(told.of_partition(8, None), [failure("too large", 1)]);
        assert_eq!((told.partitions(7).count(), told.partitions(8).count()), (2, 0));
        assert_eq!(told.of_cells([2]), []);
    }

    #[test]
    fn causes_without_number_are_counted_together() {
        let failures = Failures::default();
        (0..100).for_each(|number| failures.enter(0, 0, None, &format!("cause {number}")));
        let list = failures.told().of_topic(0);
        assert_eq!((list.len(), list.last()), (CAUSES + 1, Some(&failure(OTHERS, 80))));
        failures.enter(0, 0, None, "cause 19");
        assert_eq!(failures.told().of_topic(0)[19], failure("cause 19", 2), "a known one stays itself");
    }
}
