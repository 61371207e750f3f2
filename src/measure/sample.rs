//! The distribution of many numbers in bounded memory: the extremes and the mean of all of them, quantiles of as
//! many as are kept. Which ones are kept follows from their order of coming alone.

use super::hashes::{Share, hash};
use super::paths::Cell;
use serde::Serialize;

/// Numbers that are kept; more come down to a half, a quarter and so on.
const MOST: usize = 100_000;

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Distribution {
    pub min: f64,
    pub mean: f64,
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    pub max: f64,
}

#[derive(Debug, Default)]
pub(super) struct Sample {
    numbers: u64,
    sum: f64,
    min: f64,
    max: f64,
    share: Share,
    kept: Vec<(u128, f64)>,
}

impl Sample {
    pub(super) fn see(&mut self, number: f64) {
        let is_first = self.numbers == 0;
        self.min = if is_first { number } else { self.min.min(number) };
        self.max = if is_first { number } else { self.max.max(number) };
        self.sum += number;
        let place = hash(Cell::Int(self.numbers.into())).unwrap_or_default();
        self.numbers += 1;
        if self.share.watches(place) {
            self.kept.push((place, number));
        }
        while self.kept.len() > MOST {
            self.share.halve();
            let share = self.share;
            self.kept.retain(|(place, _)| share.watches(*place));
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a mean to look at")]
    pub(super) fn distribution(&self) -> Option<Distribution> {
        let mut kept: Vec<f64> = self.kept.iter().map(|(_, number)| *number).collect();
        kept.sort_by(f64::total_cmp);
        let at = |percent: usize| kept.get(kept.len().saturating_sub(1) * percent / 100).copied();
        Some(Distribution {
            min: self.min,
            mean: self.sum / self.numbers as f64,
            p50: at(50)?,
            p95: at(95)?,
            p99: at(99)?,
            max: self.max,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distribution(numbers: impl IntoIterator<Item = u32>) -> Option<Distribution> {
        let mut sample = Sample::default();
        numbers.into_iter().for_each(|number| sample.see(number.into()));
        assert!(sample.kept.len() <= MOST);
        sample.distribution()
    }

    #[test]
    fn a_few_numbers_are_described_exactly() {
        let expected = Distribution { min: 1.0, mean: 51.0, p50: 51.0, p95: 96.0, p99: 100.0, max: 101.0 };
        assert_eq!(distribution((1..=101).rev()), Some(expected));
        assert_eq!(distribution([]), None);
    }

    #[test]
    fn many_numbers_keep_their_quantiles_though_they_repeat_in_a_pattern() {
        let found = distribution((0..400_000).map(|number| number % 8)).unwrap();
        assert_eq!((found.min, found.mean, found.max), (0.0, 3.5, 7.0));
        assert!((3.0..=4.0).contains(&found.p50) && found.p95 > 6.0, "{found:?}");
    }
}
