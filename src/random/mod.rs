//! The only place that makes randomness: (seed, place, index) -> generator.
//!
//! A **place** is a path such as `users/phases/user_event/payload.price/0`. Its [`Key`] is SipHash-2-4
//! (Aumasson and Bernstein, 2012) of the path under the seed. A [`Generator`] is SplitMix64 (Steele, Lea and
//! Flood, "Fast splittable pseudorandom number generators", 2014) whose state is the key and the index mixed
//! by the same finalizer: for one place no two indexes share a state. Both algorithms work on 64-bit integers
//! alone, so a value is the same on every processor.

mod gap;
mod permutation;
mod place;
mod portable;
mod weighted;

pub use gap::{GammaGap, exponential_gap};
pub use permutation::Permutation;
pub use place::Place;
pub use portable::Portable;
pub use weighted::Weighted;

use rand::{Rng, TryRng};
use rand_distr::{Distribution, Exp1};
use siphasher::sip::SipHasher24;
use std::convert::Infallible;
use std::hash::Hasher;
use std::ops::RangeInclusive;

/// The golden ratio times 2^64, made odd: the step between two states of SplitMix64.
const GOLDEN_GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// The first version of everything that decides a drawn value. Golden values in the tests hold it.
pub const GENERATION: u64 = 1;

/// A place under a seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(u64);

impl Key {
    /// The key of a place, a path of names.
    pub fn of(seed: u64, place: &str) -> Self {
        let mut hasher = SipHasher24::new_with_keys(seed, GENERATION);
        hasher.write(place.as_bytes());
        Self(hasher.finish())
    }

    /// The key of what repeats inside the place for one index: the elements of one event's list.
    pub const fn inside(self, index: u64) -> Self {
        Self(mix(self.state(index)))
    }

    /// The generator of one draw.
    #[inline]
    pub const fn generator(self, index: u64) -> Generator {
        Generator { state: self.state(index) }
    }

    #[inline]
    const fn state(self, index: u64) -> u64 {
        mix(self.0.wrapping_add(index.wrapping_mul(GOLDEN_GAMMA)))
    }
}

/// So many units on average, exponentially distributed, rounded down.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a length that is drawn")]
pub fn exponential(generator: &mut Generator, mean: i64) -> i64 {
    let Portable(drawn) = Exp1.sample(generator);
    (drawn * mean as f64) as i64
}

/// Variant 13 of Stafford's finalizers, the one SplitMix64 uses.
#[inline]
const fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// The random numbers of one draw.
#[derive(Debug, Clone)]
pub struct Generator {
    state: u64,
}

impl Generator {
    /// A whole number of the range, each as likely as the others.
    pub fn whole(&mut self, range: RangeInclusive<u64>) -> u64 {
        let (low, high) = range.into_inner();
        match high.saturating_sub(low).checked_add(1) {
            Some(size) => low + self.below(size),
            None => self.next_u64(),
        }
    }

    /// A whole number from 0 to `size` - 1, 0 for a size of 0: the high half of a 64-by-64-bit product, drawn
    /// again where that would favour some (Lemire, "Fast random integer generation in an interval", 2019).
    #[inline]
    pub fn below(&mut self, size: u64) -> u64 {
        loop {
            let product = u128::from(self.next_u64()) * u128::from(size);
            #[expect(clippy::cast_possible_truncation, reason = "the two halves of the product")]
            let (chosen, rest) = ((product >> 64) as u64, product as u64);
            if rest >= size || rest >= size.wrapping_neg().checked_rem(size).unwrap_or(0) {
                return chosen;
            }
        }
    }

    /// A decimal number from 0 to 1, 1 left out: a multiple of 2^-53.
    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
    pub fn fraction(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.next_u64()
    }
}

impl TryRng for Generator {
    type Error = Infallible;

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.state = self.state.wrapping_add(GOLDEN_GAMMA);
        Ok(mix(self.state))
    }

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|bits| (bits >> 32) as u32)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Golden: generation 1. A change here changes every value ever drawn.
    #[test]
    fn generation_one_stays_what_it_is() {
        let mut generator = Key::of(42, "users/phases/user_event/payload.price/0").generator(7);
        let drawn = [generator.next_u64(), generator.next_u64()];
        assert_eq!(drawn.map(|bits| format!("{bits:016x}")), ["c1ff528b7a10d4f4", "076e89777abbea0d"]);
    }

    /// The first two outputs of SplitMix64 from state 1234567, as the authors' reference program prints them.
    #[test]
    fn the_generator_is_splitmix64() {
        let mut generator = Generator { state: 1_234_567 };
        assert_eq!(generator.next_u64(), 6_457_827_717_110_365_317);
        assert_eq!(generator.next_u64(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn seed_place_and_index_each_move_the_value() {
        let draw = |seed, place, index| Key::of(seed, place).generator(index).next_u64();
        let first = draw(1, "a", 0);
        assert_ne!(first, draw(2, "a", 0));
        assert_ne!(first, draw(1, "b", 0));
        assert_ne!(first, draw(1, "a", 1));
        assert_ne!(first, Key::of(1, "a").inside(0).generator(0).next_u64());
    }

    /// Golden: generation 1.
    #[test]
    fn whole_numbers_stay_in_their_range_and_reach_both_ends() {
        let mut generator = Key::of(42, "users/traffic/0/rate").generator(0);
        let drawn: Vec<u64> = (0..1_000).map(|_| generator.whole(5..=15)).collect();
        assert_eq!((drawn.iter().min(), drawn.iter().max()), (Some(&5), Some(&15)));
        assert_eq!(drawn[..8], [11, 14, 15, 15, 5, 9, 15, 15]);
        assert_eq!(generator.whole(7..=7), 7);
        assert!((0..10).any(|_| generator.whole(0..=u64::MAX) > u64::MAX / 2));
    }
}
