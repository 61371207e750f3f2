//! The accounts of each partition of a topic: receipts say what was acknowledged and what failed, the sending thread
//! counts the rest. A record whose partition nobody decided is counted as unassigned, never guessed at.

use super::failures::Told;
use super::part::{Failure, Part};
use super::tally::TopicTally;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::Ordering;

/// What receipts do not tell of the records of one partition.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Untold {
    /// Handed over, and refused at once.
    pub(super) refused: u64,
    pub(super) late: u64,
    pub(super) skipped: u64,
    pub(super) unsent: u64,
}

/// By topic and partition; written by the sending thread alone.
#[derive(Debug, Default)]
pub(super) struct Partitions(HashMap<usize, HashMap<i32, Untold>>);

/// What became of the records of one partition; the counts are those of [`Part`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PartitionPart {
    /// As of the topic.
    pub planned: u64,
    /// As of the topic.
    pub composed: u64,
    /// As of the topic.
    pub sent: u64,
    /// As of the topic.
    pub acknowledged: u64,
    /// As of the topic.
    pub failed: u64,
    /// Why they failed, the first cause first.
    pub failures: Vec<Failure>,
    /// As of the topic.
    pub late: u64,
    /// As of the topic.
    pub skipped: u64,
    /// As of the topic.
    pub unsent: u64,
}

/// By the partition's number, and the records that have none.
type Parts = (BTreeMap<i32, PartitionPart>, Option<PartitionPart>);

impl Partitions {
    pub(super) fn of(&mut self, topic: u32, partition: i32) -> &mut Untold {
        self.0.entry(topic as usize).or_default().entry(partition).or_default()
    }

    /// The accounts of the partitions that records of a topic were made for, and of its records without a partition
    /// where others have one. `whole` is the topic's own account.
    pub(super) fn parts(&self, topic: usize, tally: &TopicTally, told: &Told, whole: &Part) -> Parts {
        let acknowledged = tally.partitions.numbered().filter_map(|(partition, count)| {
            Some((i32::try_from(partition).ok()?, count.load(Ordering::Relaxed)))
        });
        let acknowledged: BTreeMap<i32, u64> = acknowledged.filter(|(_, count)| *count > 0).collect();
        let untold = self.0.get(&topic);
        let numbers: BTreeSet<i32> = acknowledged
            .keys()
            .copied()
            .chain(told.partitions(topic))
            .chain(untold.into_iter().flat_map(HashMap::keys).copied())
            .collect();
        let part = |partition| {
            let untold = untold.and_then(|untold| untold.get(&partition)).copied().unwrap_or_default();
            let acknowledged = acknowledged.get(&partition).copied().unwrap_or(0);
            PartitionPart::of(acknowledged, told.of_partition(topic, Some(partition)), untold)
        };
        let parts: BTreeMap<i32, PartitionPart> =
            numbers.into_iter().map(|partition| (partition, part(partition))).collect();
        let rest = PartitionPart::rest(whole, &parts, told.of_partition(topic, None));
        let has_rest = !parts.is_empty() && rest != PartitionPart::default();
        (parts, has_rest.then_some(rest))
    }
}

impl PartitionPart {
    fn of(acknowledged: u64, failures: Vec<Failure>, untold: Untold) -> Self {
        let Untold { refused, late, skipped, unsent } = untold;
        let failed = failures.iter().map(|failure| failure.records).sum();
        let offered = acknowledged.saturating_add(failed);
        let planned = offered.saturating_add(skipped);
        Self {
            planned,
            composed: planned.saturating_add(unsent),
            sent: offered.saturating_sub(refused),
            acknowledged,
            failed,
            failures,
            late,
            skipped,
            unsent,
        }
    }

    /// What is left of the whole without some parts.
    fn rest(whole: &Part, parts: &BTreeMap<i32, Self>, failures: Vec<Failure>) -> Self {
        let rest = |whole: u64, of: fn(&Self) -> u64| parts.values().map(of).fold(whole, u64::saturating_sub);
        Self {
            planned: rest(whole.planned, |part| part.planned),
            composed: rest(whole.composed, |part| part.composed),
            sent: rest(whole.sent, |part| part.sent),
            acknowledged: rest(whole.acknowledged, |part| part.acknowledged),
            failed: rest(whole.failed, |part| part.failed),
            failures,
            late: rest(whole.late, |part| part.late),
            skipped: rest(whole.skipped, |part| part.skipped),
            unsent: rest(whole.unsent, |part| part.unsent),
        }
    }
}
