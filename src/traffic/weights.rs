//! Weights of a mix and of regimes: percentages and computed shares, those without one share the rest.

use super::resolve::Resolver;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula::ast::Weight;
use crate::formula::weights;
use crate::random::Key;
use crate::source::Span;

/// Refuses written percentages that pass 100 %, or leave a rest that nobody takes.
pub(super) fn check<'w>(
    given: impl IntoIterator<Item = Option<&'w Weight>>,
    line: Span,
    diagnostics: &mut Diagnostics,
) {
    let (mut sum, mut place, mut open) = (0_u64, None, None);
    for (position, weight) in given.into_iter().enumerate() {
        match weight {
            Some(Weight::Percent(millionths, span)) => {
                sum = sum.saturating_add(*millionths);
                place = Some(place.map_or(*span, |first: Span| first.to(*span)));
            }
            Some(Weight::Formula(_)) | None => open = Some(position),
        }
    }
    if let Err(error) = weights::check(sum, open) {
        diagnostics.add(error.diagnostic(Code::MixWeights, place.unwrap_or(line), "outcome"));
    }
}

/// Resolved weights: whole parts of their sum, which is not zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    parts: Vec<u64>,
    total: u64,
}

impl Shares {
    /// Computed weights are held to 0..1; if all pass 1 together they are scaled.
    pub(super) fn resolve<'w>(
        written: impl IntoIterator<Item = Option<&'w Weight>>,
        line: Span,
        resolver: &mut Resolver,
    ) -> Option<Self> {
        let mut given = Vec::new();
        for weight in written {
            given.push(match weight {
                Some(Weight::Percent(millionths, _)) => Some(*millionths),
                Some(Weight::Formula(expr)) => Some(weights::of_share((resolver.numbers)(expr)?)),
                None => None,
            });
        }
        let shares = Self::fill(&given);
        if shares.is_none() {
            resolver.diagnostics.add(
                Diagnostic::new(Code::MixWeights, line, "all weights are zero")
                    .help("give at least one outcome a weight above zero"),
            );
        }
        shares
    }

    fn fill(given: &[Option<u64>]) -> Option<Self> {
        let parts = weights::parts(given);
        let total = parts.iter().sum();
        (total > 0).then_some(Self { parts, total })
    }

    /// Which outcome is number `n` of those drawn at a place.
    pub fn draw(&self, key: Key, n: u64) -> usize {
        let mut point = key.generator(n).below(self.total);
        let behind = |part: &u64| {
            let inside = point < *part;
            point = point.saturating_sub(*part);
            inside
        };
        self.parts.iter().position(behind).expect("the point lies below the sum of the parts")
    }

    /// Outcome `index` in percent, as it is printed.
    pub fn percent(&self, index: usize) -> String {
        let millionths = u128::from(self.parts[index]) * u128::from(weights::WHOLE) / u128::from(self.total);
        weights::percent(u64::try_from(millionths).expect("at most 100 %"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_without_a_weight_share_the_rest_evenly() {
        let shares = Shares::fill(&[Some(70_000_000), None, None, None]).unwrap();
        assert_eq!(
            shares.parts.iter().map(|part| part * 10 / shares.total).collect::<Vec<_>>(),
            [7, 1, 1, 1]
        );
        assert_eq!(shares.percent(0), "70%");
        assert_eq!(Shares::fill(&[None, None, None]).unwrap().parts, [weights::WHOLE; 3]);
    }

    #[test]
    fn weights_beyond_everything_are_scaled_and_zeros_are_none() {
        let shares = Shares::fill(&[Some(weights::WHOLE), Some(weights::WHOLE), None]).unwrap();
        assert_eq!((shares.percent(0), shares.percent(2)), ("50%".to_owned(), "0%".to_owned()));
        assert_eq!(Shares::fill(&[Some(0), Some(0)]), None);
    }

    #[test]
    fn draws_follow_the_weights() {
        let shares = Shares::fill(&[Some(80_000_000), Some(0), None]).unwrap();
        let key = Key::of(1, "users/traffic/0/regime");
        let mut counts = [0; 3];
        for n in 0..10_000 {
            counts[shares.draw(key, n)] += 1;
        }
        assert_eq!(counts[1], 0);
        // five standard deviations of a binomial are 200
        assert!((7_800..=8_200).contains(&counts[0]), "{counts:?}");
    }
}
