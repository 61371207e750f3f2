//! What partitions have grown by since the run began, read until it is what they acknowledged or will not become so.

use super::super::Holding;
use super::{context, offsets};
use rdkafka::error::KafkaError;
use std::time::Duration;

/// A partition is read again so often while it holds less than what was acknowledged: a new leader may tell late.
const READINGS: u32 = 20;
/// Between two readings.
pub(super) const PAUSE: Duration = Duration::from_millis(100);

/// Nothing where it could not be read at last, which is warned of.
pub(super) fn settled(
    read: impl Fn() -> Result<Vec<Holding>, KafkaError>,
    pause: impl Fn(),
    acknowledged: &dyn Fn(&str, i32) -> u64,
) -> Vec<Holding> {
    let holds_all = |held: &Holding| held.records >= acknowledged(&held.topic, held.partition);
    let (mut growth, mut silent) = (read(), 0);
    for _ in 0..READINGS {
        match &growth {
            Ok(held) if held.iter().all(holds_all) => break,
            Err(_) if silent == offsets::SILENCES => break,
            Err(error) => silent += u32::from(offsets::is_silence(error)),
            Ok(_) => {}
        }
        pause();
        growth = read();
    }
    growth.unwrap_or_else(|error| {
        let reason = context::reason(&error);
        tracing::warn!("the end offsets are not compared with what was acknowledged: {reason}");
        Vec::new()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rdkafka::error::RDKafkaErrorCode;
    use std::cell::Cell;

    /// What is read where one answer follows the other, the last again and again, and how often it was asked for.
    fn read(answers: &[Result<u64, RDKafkaErrorCode>]) -> (Option<u64>, usize) {
        let asked = Cell::new(0);
        let answer = || {
            let answer = answers[asked.get().min(answers.len() - 1)];
            asked.set(asked.get() + 1);
            let holding =
                |records| Holding { topic: "orders".to_owned(), partition: 0, records, is_exclusive: false };
            answer.map(|records| vec![holding(records)]).map_err(KafkaError::MetadataFetch)
        };
        let growth = settled(answer, || {}, &|_, _| 7);
        (growth.first().map(|held| held.records), asked.get())
    }

    #[test]
    fn partitions_are_read_until_they_hold_all_and_silent_brokers_not_for_long() {
        use RDKafkaErrorCode::{NotLeaderForPartition, OperationTimedOut};
        assert_eq!(read(&[Ok(7)]), (Some(7), 1));
        assert_eq!(read(&[Ok(3), Ok(5), Ok(8)]), (Some(8), 3));
        assert_eq!(read(&[Ok(3)]), (Some(3), 21));
        assert_eq!(read(&[Err(OperationTimedOut), Err(OperationTimedOut), Ok(7)]), (Some(7), 3));
        assert_eq!(read(&[Err(OperationTimedOut)]), (None, 6), "asked again five times");
        assert_eq!(read(&[Err(NotLeaderForPartition)]), (None, 21));
    }
}
