//! Counting where one thread writes and others read.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts one more and tells how many there are. Loses counts where two threads write at a time; cheaper than
/// an atomic addition where they do not.
pub(super) fn count(counter: &AtomicU64) -> u64 {
    let next = counter.load(Ordering::Relaxed) + 1;
    counter.store(next, Ordering::Relaxed);
    next
}
