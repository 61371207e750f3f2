//! How far partitions have come by the brokers' own account.
//!
//! In: a client and partitions. Out: their end offsets, or why one could not be read. Never asks twice.

use rdkafka::client::{Client, ClientContext};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// How long the answer about one partition may take.
const QUESTION: Duration = Duration::from_secs(1);
/// Questions at the same time: a far cluster takes its time for each.
const AT_ONCE: usize = 16;

/// The end offsets of partitions, in their order.
pub(super) fn ends<C: ClientContext>(
    client: &Client<C>,
    partitions: &[(&str, i32)],
) -> Result<Vec<i64>, KafkaError> {
    let next = AtomicUsize::new(0);
    let ask_on = || {
        let mut answers = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some((topic, partition)) = partitions.get(place) else { return Ok(answers) };
            match client.fetch_watermarks(topic, *partition, QUESTION) {
                Ok((_, end)) => answers.push((place, end)),
                Err(error) => {
                    // The others need not go on.
                    next.store(partitions.len(), Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
    };
    let answers: Result<Vec<_>, KafkaError> = thread::scope(|scope| {
        let asking = (0..AT_ONCE.min(partitions.len())).map(|_| scope.spawn(ask_on));
        let asking: Vec<_> = asking.collect();
        let answers = asking.into_iter().map(|thread| thread.join().expect("asking does not panic"));
        answers.collect()
    });
    let mut ends = vec![0; partitions.len()];
    answers?.into_iter().flatten().for_each(|(place, end)| ends[place] = end);
    Ok(ends)
}

/// How often it makes sense to ask again where nobody answered: the leader may be another one by then.
pub(super) const SILENCES: u32 = 5;

/// Whether nobody answered, which takes as long as the answer may take.
pub(super) fn is_silence(error: &KafkaError) -> bool {
    error.rdkafka_error_code() == Some(RDKafkaErrorCode::OperationTimedOut)
}
