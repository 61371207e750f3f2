//! The order in which a batch is handed to librdkafka where time does not decide: the records of one partition side
//! by side. librdkafka keeps a queue of each partition; taken in turns, they would all be cold in the processor's
//! cache, when filled and when sent.

use super::super::keyless_partition;
use crate::compose::Batch;

/// Reused from batch to batch.
#[derive(Debug, Default)]
pub(super) struct Grouping {
    /// Of each topic, by its id: its first group and its partitions.
    topics: Vec<(u32, i32)>,
    /// Of each record.
    groups: Vec<u32>,
    /// Of each group: where its next record goes.
    places: Vec<u32>,
}

impl Grouping {
    /// Puts the positions of a batch's records in order: by partition, and within one as they stand. `partitions`
    /// are those of the topics by their ids. False, and nothing done, where a record's partition is not known
    /// before it is sent, or where there are more partitions than records.
    pub(super) fn arrange(
        &mut self,
        batch: &Batch,
        partitions: impl Iterator<Item = Option<i32>>,
        order: &mut Vec<u32>,
    ) -> bool {
        let Some(groups) = self.group(batch, partitions) else { return false };
        self.sort(groups, order);
        true
    }

    /// The number of groups, with the group of each record.
    fn group(&mut self, batch: &Batch, partitions: impl Iterator<Item = Option<i32>>) -> Option<u32> {
        self.topics.clear();
        let mut groups: u32 = 0;
        for count in partitions {
            let count = count.unwrap_or(0);
            self.topics.push((groups, count));
            groups = groups.checked_add(u32::try_from(count).ok()?)?;
        }
        if groups as usize > batch.len() {
            return None;
        }
        self.groups.clear();
        for record in batch.iter() {
            let (first, count) = *self.topics.get(record.topic_id as usize)?;
            let partition = keyless_partition(&record, Some(count)).filter(|partition| *partition < count)?;
            self.groups.push(first + u32::try_from(partition).ok()?);
        }
        Some(groups)
    }

    /// A counting sort.
    fn sort(&mut self, groups: u32, order: &mut Vec<u32>) {
        self.places.clear();
        self.places.resize(groups as usize + 1, 0);
        for group in &self.groups {
            self.places[*group as usize + 1] += 1;
        }
        for group in 1..self.places.len() {
            self.places[group] += self.places[group - 1];
        }
        order.resize(self.groups.len(), 0);
        for (position, group) in (0..).zip(&self.groups) {
            let place = &mut self.places[*group as usize];
            order[*place as usize] = position;
            *place += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{Envelope, Origin};
    use crate::value::Time;
    use std::sync::Arc;

    fn batch(records: impl Iterator<Item = (u32, Option<i32>, bool)>) -> Batch {
        let mut batch = Batch::default();
        batch.set_topics(Arc::from([Arc::from("orders"), Arc::from("payments")]));
        for (index, (topic, partition, is_keyed)) in (0..).zip(records) {
            let key = is_keyed.then(|| batch.write(|out| out.push(b'k')));
            let origin = Origin { stream: 0, phase: 0, event: 0, index };
            batch.push(Envelope { origin, due: 0, timestamp: Time(0), topic, partition }, key, None);
        }
        batch
    }

    fn arranged(batch: &Batch, partitions: &[Option<i32>]) -> Option<Vec<u32>> {
        let mut order = Vec::new();
        Grouping::default().arrange(batch, partitions.iter().copied(), &mut order).then_some(order)
    }

    #[test]
    fn records_of_one_partition_stand_together_in_their_order() {
        let records = batch((0..7).map(|_| (0, None, false)));
        assert_eq!(arranged(&records, &[Some(3)]), Some(vec![0, 3, 6, 1, 4, 2, 5]));
        let two_topics = batch((0..6).map(|index| (index % 2, None, false)));
        assert_eq!(arranged(&two_topics, &[Some(2), Some(2)]), Some(vec![0, 2, 4, 1, 3, 5]));
        let chosen = batch([Some(1), Some(0), None].map(|partition| (0, partition, false)).into_iter());
        assert_eq!(arranged(&chosen, &[Some(2)]), Some(vec![1, 2, 0]));
    }

    #[test]
    fn a_batch_stays_as_it_is_where_a_partition_is_not_known_or_there_are_too_many() {
        let keyed = batch([false, true, false].map(|is_keyed| (0, None, is_keyed)).into_iter());
        assert_eq!(arranged(&keyed, &[Some(2)]), None);
        let records = batch((0..3).map(|_| (0, None, false)));
        assert_eq!(arranged(&records, &[None]), None);
        assert_eq!(arranged(&records, &[]), None);
        assert_eq!(arranged(&records, &[Some(4)]), None);
        let beyond = batch([Some(2), Some(0), Some(1)].map(|partition| (0, partition, false)).into_iter());
        assert_eq!(arranged(&beyond, &[Some(2)]), None);
    }
}
