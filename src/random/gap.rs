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
pub enum GammaGap {
    /// A gap of a shape that is higher by 1, times a power of a uniform number (Marsaglia and Tsang, "A simple method
    /// for generating gamma variables", 2000). A uniform number is e to an exponential one below zero, so that
    /// its power is one multiplication and one `exp`.
    Clumped {
        higher: rand_distr::Gamma<Portable>,
        power: f64,
    },
    Regular(rand_distr::Gamma<Portable>),
}

impl GammaGap {
    /// For a shape above zero.
    pub fn new(shape: f64) -> Option<Self> {
        let law = |own: f64| rand_distr::Gamma::new(Portable(own), Portable(1.0 / shape)).ok();
        if shape < 1.0 {
            return law(shape + 1.0).map(|higher| Self::Clumped { higher, power: 1.0 / shape });
        }
        law(shape).map(Self::Regular)
    }

    #[inline]
    pub fn sample(&self, generator: &mut Generator) -> f64 {
        match self {
            Self::Regular(law) => {
                let Portable(gap) = law.sample(generator);
                gap
            }
            Self::Clumped { higher, power } => {
                let Portable(gap) = higher.sample(generator);
                gap * libm::exp(-exponential_gap(generator) * power)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Key;

    /// Third moments tell a law from others of its mean and variance: (1 + 1/k)(1 + 2/k) for gaps of mean 1.
    #[test]
    fn clumped_gaps_have_three_moments_of_their_law() {
        for (shape, slack) in [(0.3, [0.02, 0.15, 2.5]), (0.8, [0.02, 0.07, 0.6]), (4.0, [0.01, 0.02, 0.05])]
        {
            let law = GammaGap::new(shape).unwrap();
            let mut moments = [0.0; 3];
            for index in 0..100_000 {
                let gap = law.sample(&mut Key::of(5, "gaps").generator(index));
                for (moment, power) in moments.iter_mut().zip([gap, gap * gap, gap * gap * gap]) {
                    *moment += power / 100_000.0;
                }
            }
            let second = 1.0 + 1.0 / shape;
            for ((found, expected), slack) in
                moments.iter().zip([1.0, second, second * (1.0 + 2.0 / shape)]).zip(slack)
            {
                assert!((found - expected).abs() < slack, "{shape}: {moments:?}, not {expected}");
            }
        }
    }
}
