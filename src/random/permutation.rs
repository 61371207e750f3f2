//! A keyed permutation of 0..size: distinct values without remembering any.
//!
//! A balanced Feistel network of eight rounds over the smallest even number of bits that holds `size`, walked
//! until it lands inside (Black and Rogaway, "Ciphers with arbitrary finite domains", 2002). Fewer than four
//! steps on average.

use super::{Key, mix};

const ROUNDS: u64 = 8;

/// A one-to-one map of the numbers below `size`.
#[derive(Debug, Clone, Copy)]
pub struct Permutation {
    key: Key,
    size: u64,
    half_bits: u32,
}

impl Permutation {
    pub const fn new(key: Key, size: u64) -> Self {
        let bits = u64::BITS - size.saturating_sub(1).leading_zeros();
        let half_bits = if bits < 2 { 1 } else { bits.div_ceil(2) };
        Self { key, size, half_bits }
    }

    /// Where `index` goes; `None` when it is not below the size.
    pub const fn at(&self, index: u64) -> Option<u64> {
        if index >= self.size {
            return None;
        }
        let mut number = index;
        loop {
            number = self.encipher(number);
            if number < self.size {
                return Some(number);
            }
        }
    }

    const fn encipher(&self, number: u64) -> u64 {
        let mask = (1 << self.half_bits) - 1;
        let (mut left, mut right) = (number >> self.half_bits, number & mask);
        let mut round = 0;
        while round < ROUNDS {
            let scrambled = mix(self.key.inside(round).0 ^ right) & mask;
            (left, right) = (right, left ^ scrambled);
            round += 1;
        }
        (left << self.half_bits) | right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_comes_exactly_once() {
        for size in [1, 2, 3, 10, 1_000, 65_537] {
            let permutation = Permutation::new(Key::of(1, "unique"), size);
            let mut seen: Vec<u64> = (0..size).filter_map(|index| permutation.at(index)).collect();
            seen.sort_unstable();
            assert_eq!(seen, (0..size).collect::<Vec<_>>());
            assert_eq!(permutation.at(size), None);
        }
    }

    #[test]
    fn the_order_depends_on_the_key() {
        let order = |place| {
            let permutation = Permutation::new(Key::of(1, place), 1_000);
            (0..20).filter_map(|index| permutation.at(index)).collect::<Vec<_>>()
        };
        assert_ne!(order("a"), order("b"));
    }

    #[test]
    fn the_largest_space_is_covered() {
        let permutation = Permutation::new(Key::of(1, "unique"), u64::MAX);
        assert!(permutation.at(u64::MAX - 1).is_some());
    }
}
