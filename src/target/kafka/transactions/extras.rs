//! Offsets that hold no acknowledged record: a partition has one for the end of every transaction that wrote to it, and
//! one for each record of an aborted transaction.

use super::super::super::Holding;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Debug, Clone, Default)]
pub(in super::super) struct Extras(BTreeMap<Arc<str>, BTreeMap<i32, Extra>>);

#[derive(Debug, Clone, Default)]
struct Extra {
    records: u64,
    /// Ends of transactions.
    marks: u64,
    /// There may be more.
    is_doubtful: bool,
}

impl Extras {
    pub(super) fn add(&mut self, topic: &Arc<str>, partition: i32, records: u64) {
        self.of(topic, partition).records += records;
    }

    pub(super) fn mark(&mut self, topic: &Arc<str>, partition: i32) {
        self.of(topic, partition).marks += 1;
    }

    pub(super) fn doubt(&mut self, topic: &Arc<str>, partition: i32) {
        self.of(topic, partition).is_doubtful = true;
    }

    fn of(&mut self, topic: &Arc<str>, partition: i32) -> &mut Extra {
        self.0.entry(topic.clone()).or_default().entry(partition).or_default()
    }

    /// How many partitions nobody can tell these of.
    pub(in super::super) fn doubtful(&self) -> u64 {
        self.0.values().flat_map(BTreeMap::values).map(|extra| u64::from(extra.is_doubtful)).sum()
    }

    /// By how many acknowledged records partitions grew that grew by so many offsets, where that can be told. What is too
    /// much is taken for ends, as far as there were so many: a leader that takes over may mark one that is marked.
    pub(in super::super) fn without(
        &self,
        growth: Vec<Holding>,
        marked_in: u64,
        acknowledged: &dyn Fn(&str, i32) -> u64,
    ) -> Vec<Holding> {
        let records = |mut holding: Holding| {
            let (records, marks) = self.offsets(&holding.topic, holding.partition, marked_in)?;
            let held = holding.records.saturating_sub(records + marks);
            let surplus = held.saturating_sub(acknowledged(&holding.topic, holding.partition));
            holding.records = held - surplus.min(marks);
            Some(holding)
        };
        growth.into_iter().filter_map(records).collect()
    }

    /// How many offsets hold records and how many mark ends, for brokers that mark the end of a transaction in so many; none
    /// where nobody knows.
    fn offsets(&self, topic: &str, partition: i32, marked_in: u64) -> Option<(u64, u64)> {
        match self.0.get(topic).and_then(|partitions| partitions.get(&partition)) {
            None => Some((0, 0)),
            Some(Extra { is_doubtful: true, .. }) => None,
            Some(extra) => Some((extra.records, extra.marks * marked_in)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_doubtful_is_not_told() {
        let (mut extras, orders) = (Extras::default(), Arc::from("orders"));
        extras.add(&orders, 2, 7);
        extras.mark(&orders, 2);
        extras.mark(&orders, 2);
        assert_eq!(extras.offsets("orders", 2, 1), Some((7, 2)));
        assert_eq!(extras.offsets("orders", 2, 0), Some((7, 0)), "the embedded broker marks no ends");
        assert_eq!(
            (extras.offsets("orders", 1, 1), extras.offsets("payments", 2, 1)),
            (Some((0, 0)), Some((0, 0)))
        );
        extras.doubt(&orders, 2);
        assert_eq!((extras.offsets("orders", 2, 1), extras.doubtful()), (None, 1));
        let growth =
            |topic: &str| Holding { topic: topic.to_owned(), partition: 2, records: 3, is_exclusive: false };
        let known = extras.without(vec![growth("orders"), growth("payments")], 1, &|_, _| 3);
        assert_eq!(known, [growth("payments")]);
    }

    #[test]
    fn an_end_may_be_marked_once_more() {
        let (mut extras, orders) = (Extras::default(), Arc::from("orders"));
        extras.mark(&orders, 0);
        let held = |partition, records| {
            let growth = Holding { topic: "orders".to_owned(), partition, records, is_exclusive: true };
            extras.without(vec![growth], 1, &|_, _| 5)[0].records
        };
        assert_eq!([held(0, 5), held(0, 6), held(0, 7), held(0, 8)], [4, 5, 5, 6]);
        assert_eq!([held(1, 5), held(1, 6)], [5, 6], "no transaction ended there");
    }
}
