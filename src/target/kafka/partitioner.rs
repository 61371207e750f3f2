//! The partition that the producer will choose for a record, where that can be told: librdkafka chooses it again for
//! what it is given.

use super::super::keyless_partition;
use crate::compose::Record;
use rdkafka::config::ClientConfig;

/// How keys are spread over partitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Partitioner {
    /// As Java's producers do.
    Murmur2,
    /// Librdkafka's others.
    Other,
}

impl Partitioner {
    pub(super) fn of(config: &ClientConfig) -> Self {
        match config.get("partitioner").map(str::trim) {
            Some("murmur2_random" | "murmur2") => Self::Murmur2,
            _ => Self::Other,
        }
    }

    /// The record's own partition, else one of so many of its topic; `None` where the producer alone knows.
    pub(super) fn partition(self, record: &Record<'_>, partitions: Option<i32>) -> Option<i32> {
        let Some(key) = record.key.filter(|_| record.partition.is_none()) else {
            return keyless_partition(record, partitions);
        };
        let count = partitions.filter(|count| *count > 0)?.unsigned_abs();
        match self {
            Self::Murmur2 => i32::try_from((murmur2(key) & 0x7fff_ffff) % count).ok(),
            Self::Other => None,
        }
    }
}

/// Austin Appleby's `MurmurHash2`, with the seed of Kafka's clients.
fn murmur2(bytes: &[u8]) -> u32 {
    const M: u32 = 0x5bd1_e995;
    const SEED: u32 = 0x9747_b28c;
    #[expect(clippy::cast_possible_truncation, reason = "a key is shorter, and a hash takes what there is")]
    let mut hash = SEED ^ bytes.len() as u32;
    let (words, rest) = bytes.as_chunks();
    for word in words {
        let word = u32::from_le_bytes(*word).wrapping_mul(M);
        hash = hash.wrapping_mul(M) ^ (word ^ word >> 24).wrapping_mul(M);
    }
    if !rest.is_empty() {
        let mut last = [0; 4];
        last[..rest.len()].copy_from_slice(rest);
        hash = (hash ^ u32::from_le_bytes(last)).wrapping_mul(M);
    }
    hash = (hash ^ hash >> 13).wrapping_mul(M);
    hash ^ hash >> 15
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_hashed_as_kafkas_own_tests_have_it() {
        for (key, hash) in [
            ("21", -973_932_308),
            ("foobar", -790_332_482),
            ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
            ("abc", 479_470_107),
        ] {
            assert_eq!(murmur2(key.as_bytes()).cast_signed(), hash, "{key}");
        }
    }

    #[test]
    fn only_javas_way_is_known() {
        let of = |way: &str| Partitioner::of(ClientConfig::new().set("partitioner", way));
        assert_eq!(["murmur2_random", "murmur2"].map(of), [Partitioner::Murmur2; 2]);
        assert_eq!(["consistent_random", "fnv1a", "random"].map(of), [Partitioner::Other; 3]);
    }
}
