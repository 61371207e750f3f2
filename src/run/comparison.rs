//! What partitions say that they hold, against what they acknowledged.

use crate::target::Holding;
use serde::Serialize;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Comparison {
    pub(super) end_offsets: Option<EndOffsets>,
    pub(super) mismatches: Vec<Mismatch>,
    pub(super) surplus: Vec<Mismatch>,
}

/// How far the end offsets of all partitions moved from the run's beginning to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EndOffsets {
    /// How many were read.
    pub partitions: u64,
    /// By how many records they have grown.
    pub records: u64,
}

/// A partition that has grown by another number of records than it acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Mismatch {
    /// Its topic's name.
    pub topic: String,
    /// Its number.
    pub partition: i32,
    /// Records that it acknowledged.
    pub acknowledged: u64,
    /// By how many records it has grown.
    pub held: u64,
}

impl Comparison {
    /// `acknowledged` tells it of a partition of a topic, and `failed` how many of the topic's records nobody
    /// acknowledged, which may have arrived all the same.
    pub(super) fn of(
        holdings: &[Holding],
        acknowledged: impl Fn(&str, i32) -> u64,
        failed: impl Fn(&str) -> u64,
    ) -> Self {
        let mut comparison = Self::default();
        for holding in holdings {
            let (topic, partition, held) = (holding.topic.clone(), holding.partition, holding.records);
            let acknowledged = acknowledged(&topic, partition);
            let all = comparison.end_offsets.get_or_insert(EndOffsets { partitions: 0, records: 0 });
            all.partitions += 1;
            all.records = all.records.saturating_add(held);
            let most = acknowledged.saturating_add(failed(&topic));
            let mismatch = Mismatch { topic, partition, acknowledged, held };
            if held < acknowledged || held > most && holding.is_exclusive {
                comparison.mismatches.push(mismatch);
            } else if held > acknowledged {
                comparison.surplus.push(mismatch);
            }
        }
        comparison
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Partitions that hold too little, and too much, where 5 records were acknowledged and 2 failed.
    fn compared(records: u64, is_exclusive: bool) -> (usize, usize) {
        let holding = Holding { topic: "orders".to_owned(), partition: 0, records, is_exclusive };
        let comparison = Comparison::of(&[holding], |_, _| 5, |_| 2);
        assert_eq!(comparison.end_offsets, Some(EndOffsets { partitions: 1, records }));
        (comparison.mismatches.len(), comparison.surplus.len())
    }

    #[test]
    fn fewer_are_lost_and_more_may_be_anothers() {
        assert_eq!(compared(5, false), (0, 0));
        assert_eq!(compared(4, false), (1, 0));
        assert_eq!(compared(6, false), (0, 1));
        assert_eq!(compared(7, true), (0, 1), "one that failed may have arrived");
        assert_eq!(compared(8, true), (1, 0));
    }
}
