//! What partitions have grown by since the run began, read until it is what they acknowledged or will not become so.

use super::super::Holding;
use super::context::{self, Context};
use super::offsets;
use rdkafka::client::Client;
use rdkafka::error::KafkaError;
use rdkafka::producer::{BaseProducer, Producer};
use std::time::Duration;

/// A partition is read again so often, with such pauses, while it holds less than what was acknowledged: a new leader may
/// tell late.
const READINGS: u32 = 20;
const BETWEEN_READINGS: Duration = Duration::from_millis(100);

/// Nothing where it could not be read at last, which is warned of.
pub(super) fn settled(
    producer: &BaseProducer<Context>,
    read: impl Fn(&Client<Context>) -> Result<Vec<Holding>, KafkaError>,
    acknowledged: &dyn Fn(&str, i32) -> u64,
) -> Vec<Holding> {
    let holds_all = |held: &Holding| held.records >= acknowledged(&held.topic, held.partition);
    let (mut growth, mut silent) = (read(producer.client()), 0);
    for _ in 0..READINGS {
        match &growth {
            Ok(held) if held.iter().all(holds_all) => break,
            Err(_) if silent == offsets::SILENCES => break,
            Err(error) => silent += u32::from(offsets::is_silence(error)),
            Ok(_) => {}
        }
        producer.poll(BETWEEN_READINGS);
        growth = read(producer.client());
    }
    growth.unwrap_or_else(|error| {
        let reason = context::reason(&error);
        tracing::warn!("the end offsets are not compared with what was acknowledged: {reason}");
        Vec::new()
    })
}
