//! Picking in proportion to weights: Walker's alias method, from `rand_distr`.

use super::Generator;
use rand_distr::Distribution;
use rand_distr::weighted::WeightedAliasIndex;

/// Positions by weight.
#[derive(Debug, Clone)]
pub struct Weighted(WeightedAliasIndex<f64>);

impl Weighted {
    /// `None` where nothing has any weight. Weights are finite and not negative.
    pub fn new(weights: Vec<f64>) -> Option<Self> {
        WeightedAliasIndex::new(weights).ok().map(Self)
    }

    #[inline]
    pub fn draw(&self, generator: &mut Generator) -> usize {
        self.0.sample(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Key;

    #[test]
    fn positions_come_in_proportion_to_their_weights() {
        let weighted = Weighted::new(vec![1.0, 0.0, 3.0]).unwrap();
        let mut counts = [0; 3];
        for index in 0..40_000 {
            counts[weighted.draw(&mut Key::of(1, "weights").generator(index))] += 1;
        }
        assert_eq!(counts[1], 0);
        assert!((9_700..10_300).contains(&counts[0]), "{counts:?}");
        assert!(Weighted::new(vec![0.0, 0.0]).is_none());
        assert!(Weighted::new(Vec::new()).is_none());
    }
}
