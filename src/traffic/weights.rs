//! Weights of a mix and of regimes: percentages and computed shares, those without one share the rest.

use super::decimal::Decimal;
use super::resolve::Resolver;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula::ast::Weight;
use crate::random::Key;
use crate::source::Span;

/// 100 %, in millionths of a percent point.
const HUNDRED: u64 = 100_000_000;
/// 0.01 points: three times 33.33 % is meant as everything.
const TOLERANCE: u64 = 10_000;

/// Refuses written percentages that pass 100 %, or leave a rest that nobody takes.
pub(super) fn check<'w>(
    weights: impl IntoIterator<Item = Option<&'w Weight>>,
    line: Span,
    diagnostics: &mut Diagnostics,
) {
    let (mut sum, mut place, mut open) = (0_u64, None, false);
    for weight in weights {
        match weight {
            Some(Weight::Percent(millionths, span)) => {
                sum = sum.saturating_add(*millionths);
                place = Some(place.map_or(*span, |first: Span| first.to(*span)));
            }
            Some(Weight::Formula(_)) | None => open = true,
        }
    }
    let place = place.unwrap_or(line);
    if sum > HUNDRED + TOLERANCE {
        let message = format!("the weights add up to {}, more than 100%", percent(sum));
        diagnostics.add(
            Diagnostic::new(Code::MixWeights, place, message)
                .help("leave weights out: outcomes without one share the rest"),
        );
    } else if !open && sum + TOLERANCE < HUNDRED {
        let message =
            format!("the weights add up to {}: {} is left to nobody", percent(sum), percent(HUNDRED - sum));
        diagnostics.add(
            Diagnostic::new(Code::MixWeights, place, message)
                .help("leave one weight out: an outcome without one takes the rest"),
        );
    }
}

fn percent(millionths: u64) -> String {
    format!("{}%", Decimal::from_atoms(u128::from(millionths) * 10_u128.pow(12)))
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
        weights: impl IntoIterator<Item = Option<&'w Weight>>,
        line: Span,
        resolver: &mut Resolver,
    ) -> Option<Self> {
        let mut given = Vec::new();
        for weight in weights {
            given.push(match weight {
                Some(Weight::Percent(millionths, _)) => Some(*millionths),
                Some(Weight::Formula(expr)) => Some(millionths((resolver.numbers)(expr)?)),
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
        let sum: u64 = given.iter().flatten().sum();
        let takers = given.iter().filter(|weight| weight.is_none()).count().max(1) as u64;
        let rest = HUNDRED.saturating_sub(sum);
        // all parts times the number of takers: the rest divides evenly
        let parts: Vec<u64> =
            given.iter().map(|weight| weight.map_or(rest, |given| given * takers)).collect();
        let total = parts.iter().sum();
        (total > 0).then_some(Self { parts, total })
    }

    /// Which outcome is number `n` of those drawn at a place.
    pub fn draw(&self, key: Key, n: u64) -> usize {
        let mut point = key.generator(n).whole(0..=self.total - 1);
        let behind = |part: &u64| {
            let inside = point < *part;
            point = point.saturating_sub(*part);
            inside
        };
        self.parts.iter().position(behind).expect("the point lies below the sum of the parts")
    }

    /// Outcome `index` in percent, as it is printed.
    pub fn percent(&self, index: usize) -> String {
        let millionths = u128::from(self.parts[index]) * u128::from(HUNDRED) / u128::from(self.total);
        format!("{}%", Decimal::from_atoms(millionths * 10_u128.pow(12)))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held to 0..1 before")]
fn millionths(share: f64) -> u64 {
    (share.clamp(0.0, 1.0) * 1e8).round() as u64
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
        assert_eq!(Shares::fill(&[None, None, None]).unwrap().parts, [HUNDRED; 3]);
    }

    #[test]
    fn weights_beyond_everything_are_scaled_and_zeros_are_none() {
        let shares = Shares::fill(&[Some(HUNDRED), Some(HUNDRED), None]).unwrap();
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
