//! Latencies recorded by one thread and read by another without a lock: buckets of a 64th of their value, which
//! an HDR histogram turns into percentiles.

use super::count::count;
use hdrhistogram::Histogram;
use std::sync::atomic::{AtomicU64, Ordering};

/// Buckets of each power of two.
const STEPS: u64 = 64;
/// Microseconds from here on, 12 days, count as this many.
const LIMIT: u64 = (1 << 40) - 1;
const BUCKETS: usize = 36 * 64;

pub(super) struct Latencies(Box<[AtomicU64]>);

impl Default for Latencies {
    fn default() -> Self {
        Self((0..BUCKETS).map(|_| AtomicU64::new(0)).collect())
    }
}

impl Latencies {
    pub(super) fn record(&self, microseconds: u64) {
        count(&self.0[bucket(microseconds)]);
    }

    pub(super) fn histogram(&self) -> Histogram<u64> {
        let mut histogram =
            Histogram::new_with_bounds(1, LIMIT, 3).expect("three digits up to 2^40 are valid");
        for (microseconds, count) in self.counts() {
            histogram.saturating_record_n(microseconds, count);
        }
        histogram
    }

    /// The middles of the buckets that hold anything, and how much they hold.
    pub(super) fn counts(&self) -> impl Iterator<Item = (u64, u64)> {
        let counts = self.0.iter().map(|count| count.load(Ordering::Relaxed)).enumerate();
        counts.filter(|(_, count)| *count > 0).map(|(position, count)| (middle(position), count))
    }
}

/// Which bucket holds so many microseconds.
#[expect(clippy::cast_possible_truncation, reason = "at most BUCKETS")]
pub(super) fn bucket(microseconds: u64) -> usize {
    let value = microseconds.min(LIMIT);
    let shift = u64::from((value / STEPS).checked_ilog2().unwrap_or(0));
    (shift * STEPS + (value >> shift)) as usize
}

/// The middle of what a bucket holds.
pub(super) fn middle(position: usize) -> u64 {
    let position = position as u64;
    let shift = (position / STEPS).saturating_sub(1);
    let low = (position - shift * STEPS) << shift;
    low + (1 << shift) / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn percentiles_are_those_of_what_was_recorded() {
        let latencies = Latencies::default();
        (1..=100).for_each(|value| latencies.record(value * 1_000));
        let histogram = latencies.histogram();
        assert_eq!(histogram.len(), 100);
        let p99 = histogram.value_at_quantile(0.99);
        assert!((98_000..=101_000).contains(&p99), "{p99}");
    }

    proptest! {
        #[test]
        fn a_bucket_is_within_one_percent_of_its_values(value in 0..LIMIT) {
            let middle = middle(bucket(value));
            prop_assert!(middle.abs_diff(value) * 100 <= value, "{} {}", value, middle);
        }
    }
}
