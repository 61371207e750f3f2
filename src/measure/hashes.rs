//! Sets of values in bounded memory: 128 bits of each value's hash.
//!
//! A set that is full lets go of half of all values, by a bit of their hashes, and goes on with the other half:
//! then a quarter, and so on. What a value does to its like is still seen for every value that is watched.

use super::paths::Cell;
use siphasher::sip128::{Hasher128, SipHasher13};
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// Values that are compared at a time; a set of so many takes 142 MB.
pub(super) const MOST: usize = 7_000_000;

/// The hash of a value: equal numbers have one, however they are written. None of null and rows.
pub(super) fn hash(cell: Cell) -> Option<u128> {
    let mut hasher = SipHasher13::new();
    match cell {
        Cell::Null | Cell::Row => return None,
        Cell::Bool(yes) => hasher.write_u8(u8::from(yes)),
        Cell::Int(whole) => hasher.write_i128(whole),
        Cell::Number(number) => match whole(number) {
            Some(whole) => hasher.write_i128(whole),
            None => hasher.write_u64(number.to_bits()),
        },
        Cell::Text(text) => {
            hasher.write(text.as_bytes());
            hasher.write_u8(0xff);
        }
    }
    Some(hasher.finish128().as_u128())
}

/// The whole number that a decimal one is.
#[expect(clippy::cast_possible_truncation, reason = "below 2^63")]
fn whole(number: f64) -> Option<i128> {
    let is_whole = libm::trunc(number).to_bits() == number.to_bits() && libm::fabs(number) < 9e18;
    is_whole.then_some(number as i128)
}

/// Which values are watched: one in 2, 4, 8 …, chosen by their hashes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Share {
    halvings: u32,
}

impl Share {
    pub(super) fn halve(&mut self) {
        // no memory holds so many values
        self.halvings = (self.halvings + 1).min(63);
    }

    pub(super) const fn watches(self, hash: u128) -> bool {
        hash & ((1 << self.halvings) - 1) == 0
    }

    pub(super) const fn one_in(self) -> u64 {
        1 << self.halvings
    }
}

/// Hashes as they are.
pub(super) type Hashes = HashSet<u128, BuildHasherDefault<Upper>>;

/// The upper half of a hash is one already; the lower half tells what is watched.
#[derive(Debug, Default)]
pub(super) struct Upper(u64);

impl Hasher for Upper {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u128(&mut self, hash: u128) {
        self.0 = (hash >> 64) as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_one_hash_and_others_have_others() {
        assert_eq!(hash(Cell::Int(5)), hash(Cell::Number(5.0)));
        let others = [
            Cell::Int(5),
            Cell::Number(5.5),
            Cell::Text("5"),
            Cell::Bool(true),
            Cell::Int(1),
            Cell::Text(""),
        ];
        let hashes: HashSet<u128> = others.into_iter().filter_map(hash).collect();
        assert_eq!(hashes.len(), others.len());
        assert_eq!((hash(Cell::Null), hash(Cell::Row)), (None, None));
    }

    #[test]
    fn each_halving_leaves_half_of_what_was_watched() {
        let hashes: Vec<u128> = (0..8_000).filter_map(|n| hash(Cell::Int(n))).collect();
        let mut share = Share::default();
        let mut before = hashes.len();
        for one_in in [2, 4, 8] {
            share.halve();
            let watched = hashes.iter().filter(|hash| share.watches(**hash)).count();
            assert_eq!(share.one_in(), one_in);
            assert!(watched.abs_diff(before / 2) < before / 8, "{watched} of {before}");
            before = watched;
        }
    }
}
