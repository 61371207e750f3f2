//! Literal weights: exact decimals in millionths of a percent point.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// 100 %.
pub const WHOLE: u64 = 100_000_000;

/// How far literal weights may miss 100 %: 0.01 points.
pub const TOLERANCE: u64 = 10_000;

/// What is wrong with a set of weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WeightError {
    /// Together more than 100 %.
    TooMuch(u64),
    /// Together less, and nothing without a weight to take the rest.
    TooLittle(u64),
    /// The one at this position has no weight, and the others leave nothing.
    NothingLeft(usize),
}

/// Cumulative whole weights; those without one share evenly what the others leave.
pub fn cumulative(weights: &[Option<u64>]) -> Result<Vec<u64>, WeightError> {
    check(sum(weights), weights.iter().position(Option::is_none))?;
    let mut reached = 0;
    let ends = parts(weights).into_iter().map(|part| {
        reached += part;
        reached
    });
    Ok(ends.collect())
}

/// Refuses a sum of given weights that passes 100 %, or leaves a rest that nobody takes; `sharing` is the
/// position of the first outcome without a weight.
pub fn check(sum: u64, sharing: Option<usize>) -> Result<(), WeightError> {
    match sharing {
        _ if sum > WHOLE + TOLERANCE => Err(WeightError::TooMuch(sum)),
        None if sum + TOLERANCE < WHOLE => Err(WeightError::TooLittle(sum)),
        Some(position) if sum >= WHOLE => Err(WeightError::NothingLeft(position)),
        _ => Ok(()),
    }
}

/// How weights become whole parts: the given ones times the number of those that share the rest, which then divides
/// evenly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// Of each that has no weight.
    rest: u64,
    sharing: u64,
}

impl Parts {
    pub fn of(weights: impl Iterator<Item = Option<u64>>) -> Self {
        let (sum, sharing) = weights.fold((0_u64, 0_u64), |(sum, sharing), weight| match weight {
            Some(weight) => (sum.saturating_add(weight), sharing),
            None => (sum, sharing + 1),
        });
        Self { rest: WHOLE.saturating_sub(sum), sharing: sharing.max(1) }
    }

    /// Of one of these weights.
    pub fn part(&self, weight: Option<u64>) -> u64 {
        weight.map_or(self.rest, |weight| weight.saturating_mul(self.sharing))
    }
}

/// Whole parts of all weights together.
pub fn parts(weights: &[Option<u64>]) -> Vec<u64> {
    let parts = Parts::of(weights.iter().copied());
    weights.iter().map(|weight| parts.part(*weight)).collect()
}

pub fn sum(weights: &[Option<u64>]) -> u64 {
    weights.iter().flatten().fold(0, |sum, weight| sum.saturating_add(*weight))
}

/// A weight as a share of 1.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
pub fn share(weight: u64) -> f64 {
    weight as f64 / WHOLE as f64
}

/// The weight of a share of 1, held to 0..1.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held to 0..1 before")]
pub fn of_share(share: f64) -> u64 {
    libm::round(share.clamp(0.0, 1.0) * 1e8) as u64
}

/// A weight as it is written.
pub fn percent(weight: u64) -> String {
    let (whole, rest) = (weight / 1_000_000, weight % 1_000_000);
    let decimals = format!("{rest:06}");
    let decimals = decimals.trim_end_matches('0');
    if decimals.is_empty() { format!("{whole}%") } else { format!("{whole}.{decimals}%") }
}

impl WeightError {
    /// `what` is what has the weights: an "outcome", an "event".
    pub fn diagnostic(&self, code: Code, span: Span, what: &str) -> Diagnostic {
        match self {
            Self::TooMuch(sum) => {
                let message = format!("the weights add up to {}, more than 100%", percent(*sum));
                Diagnostic::new(code, span, message)
                    .help(format!("leave weights out: {what}s without one share the rest"))
            }
            Self::TooLittle(sum) => {
                let rest = percent(WHOLE - sum);
                let message = format!("the weights add up to {}: {rest} is left to nobody", percent(*sum));
                Diagnostic::new(code, span, message)
                    .help(format!("leave one weight out: an {what} without one takes the rest"))
            }
            Self::NothingLeft(_) => {
                let message = format!("this {what} has no weight, and the others leave nothing for it");
                Diagnostic::new(code, span, message).label("never happens")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn percent_of(whole: u64) -> u64 {
        whole * 1_000_000
    }

    #[test]
    fn those_without_a_weight_share_the_rest() {
        let ends = cumulative(&[Some(percent_of(70)), None, None]);
        assert_eq!(ends, Ok(vec![140_000_000, 170_000_000, 200_000_000]));
        assert_eq!(cumulative(&[None, None, None]), Ok(vec![WHOLE, 2 * WHOLE, 3 * WHOLE]));
    }

    #[test]
    fn a_hundredth_of_a_point_is_forgiven() {
        let third = Some(33_330_000);
        assert!(cumulative(&[third, third, Some(33_340_000)]).is_ok());
        assert!(cumulative(&[third, third, third]).is_ok());
        assert_eq!(
            cumulative(&[Some(percent_of(60)), Some(percent_of(30))]),
            Err(WeightError::TooLittle(90_000_000))
        );
        assert_eq!(
            cumulative(&[Some(percent_of(60)), Some(percent_of(50))]),
            Err(WeightError::TooMuch(110_000_000))
        );
        assert_eq!(cumulative(&[Some(percent_of(100)), None]), Err(WeightError::NothingLeft(1)));
    }

    #[test]
    fn a_weight_is_written_as_it_is_read() {
        assert_eq!(percent(40_000_000), "40%");
        assert_eq!(percent(33_330_000), "33.33%");
    }
}
