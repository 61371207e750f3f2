//! A queue of numbers from one thread to another, of a fixed length. Nothing is locked, allocated or waited for: whoever
//! adds sees to it that there is room.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// Apart from what another thread writes, so that neither waits for the other's processor.
#[derive(Default)]
#[repr(align(128))]
struct Apart(AtomicUsize);

pub(super) struct Ring {
    numbers: Box<[AtomicU64]>,
    /// How many were ever added, and taken.
    added: Apart,
    taken: Apart,
}

impl Ring {
    /// With room for so many, a power of two.
    pub(super) fn new(room: usize) -> Self {
        assert!(room.is_power_of_two(), "the counters wrap");
        let numbers = (0..room).map(|_| AtomicU64::default()).collect();
        Self { numbers, added: Apart::default(), taken: Apart::default() }
    }

    /// From one thread at a time, where there is room.
    #[inline]
    pub(super) fn add(&self, number: u64) {
        let added = self.added.0.load(Ordering::Relaxed);
        self.numbers[added & (self.numbers.len() - 1)].store(number, Ordering::Relaxed);
        self.added.0.store(added.wrapping_add(1), Ordering::Release);
    }

    /// From one thread at a time: the oldest one.
    #[inline]
    pub(super) fn take(&self) -> Option<u64> {
        let taken = self.taken.0.load(Ordering::Relaxed);
        if taken == self.added.0.load(Ordering::Acquire) {
            return None;
        }
        let number = self.numbers[taken & (self.numbers.len() - 1)].load(Ordering::Relaxed);
        self.taken.0.store(taken.wrapping_add(1), Ordering::Release);
        Some(number)
    }

    /// How many are in it, or were a moment ago.
    #[inline]
    pub(super) fn len(&self) -> usize {
        let taken = self.taken.0.load(Ordering::Acquire);
        self.added.0.load(Ordering::Acquire).wrapping_sub(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn what_one_thread_adds_another_takes_in_its_order() {
        const NUMBERS: u64 = 100_000;
        let ring = Ring::new(64);
        thread::scope(|scope| {
            scope.spawn(|| {
                for number in 0..NUMBERS {
                    while ring.len() == 64 {
                        thread::yield_now();
                    }
                    ring.add(number);
                }
            });
            let mut next = 0;
            while next < NUMBERS {
                match ring.take() {
                    Some(number) => {
                        assert_eq!(number, next);
                        next += 1;
                    }
                    None => thread::yield_now(),
                }
            }
        });
        assert_eq!((ring.take(), ring.len()), (None, 0));
    }
}
