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

    /// By how many acknowledged records partitions grew that grew by so many offsets, where that can be told.
    pub(in super::super) fn without(&self, growth: Vec<Holding>, marked_in: u64) -> Vec<Holding> {
        let records = |mut holding: Holding| {
            let extra = self.offsets(&holding.topic, holding.partition, marked_in)?;
            holding.records = holding.records.saturating_sub(extra);
            // A leader that took over may have marked an end that its predecessor had marked.
            holding.is_exclusive &= extra == 0;
            Some(holding)
        };
        growth.into_iter().filter_map(records).collect()
    }

    /// How many offsets these are, for brokers that mark the end of a transaction in so many; none where nobody knows.
    fn offsets(&self, topic: &str, partition: i32, marked_in: u64) -> Option<u64> {
        match self.0.get(topic).and_then(|partitions| partitions.get(&partition)) {
            None => Some(0),
            Some(Extra { is_doubtful: true, .. }) => None,
            Some(extra) => Some(extra.records + extra.marks * marked_in),
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
        assert_eq!(extras.offsets("orders", 2, 1), Some(9));
        assert_eq!(extras.offsets("orders", 2, 0), Some(7), "the embedded broker marks no ends");
        assert_eq!((extras.offsets("orders", 1, 1), extras.offsets("payments", 2, 1)), (Some(0), Some(0)));
        extras.doubt(&orders, 2);
        assert_eq!((extras.offsets("orders", 2, 1), extras.doubtful()), (None, 1));
        let growth =
            |topic: &str| Holding { topic: topic.to_owned(), partition: 2, records: 3, is_exclusive: false };
        let known = extras.without(vec![growth("orders"), growth("payments")], 1);
        assert_eq!(known, [growth("payments")]);
    }
}
