//! Gaps between events, one on average.

use super::{Generator, Portable};
use rand_distr::{Distribution, Exp1};

/// Exponential: events that know nothing of each other.
#[inline]
pub fn exponential_gap(generator: &mut Generator) -> f64 {
    let Portable(gap) = Exp1.sample(generator);
    gap
}

/// Gamma: below a shape of 1 in clumps, above it more and more regular.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GammaGap(rand_distr::Gamma<Portable>);

impl GammaGap {
    /// For a shape above zero.
    pub fn new(shape: f64) -> Option<Self> {
        rand_distr::Gamma::new(Portable(shape), Portable(1.0 / shape)).ok().map(Self)
    }

    pub fn sample(&self, generator: &mut Generator) -> f64 {
        let Portable(gap) = self.0.sample(generator);
        gap
    }
}
