//! `jitter 10% per 30s`: each such window of a phase has its rate times a factor, drawn evenly around 1.

use super::ast;
use super::decimal::Decimal;
use super::period;
use super::resolve::Resolver;
use super::rise::Rise;
use super::segment::Segment;
use super::segments::Segments;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Weight;
use crate::random::Key;
use crate::value::Duration;
use std::fmt;
use std::iter;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Jitter {
    /// How far the factor goes up and down, in steps of [`STEP`]; at most 1.
    share: u64,
    /// Nanoseconds.
    window: i64,
}

/// Factors have nine decimals.
const ONE: u64 = 1_000_000_000;
const STEP: u128 = Decimal::whole(1).atoms() / ONE as u128;

impl Jitter {
    pub(super) fn resolve(written: &ast::Jitter, resolver: &mut Resolver) -> Option<Self> {
        let checked = period::check(written.every, "to draw anew", resolver.diagnostics);
        let (share, span) = match &written.share {
            // millionths of a percent
            Weight::Percent(millionths, span) => (Some(millionths * 10), *span),
            Weight::Formula(expr) => (steps((resolver.numbers)(expr)?), expr.span),
        };
        let share = share.filter(|share| *share <= ONE);
        if share.is_none() {
            let diagnostic = Diagnostic::new(Code::OutOfBounds, span, "a rate cannot fall below zero")
                .help("jitter is 0 % to 100 % of the rate: `jitter 10% per 30s`");
            resolver.diagnostics.add(diagnostic);
        }
        checked?;
        Some(Self { share: share?, window: written.every.nanos })
    }

    /// Pieces with their windows' factors. What comes at once keeps its number.
    pub(super) fn over(self, mut segments: Segments, key: Key) -> Segments {
        let mut begun: i64 = 0;
        let mut rest: Option<Segment> = None;
        Segments::new(iter::from_fn(move || {
            let segment = rest.take().or_else(|| segments.next())?;
            if !is_touched(&segment.rise) {
                begun = begun.saturating_add(segment.length);
                return Some(segment);
            }
            let window = begun / self.window;
            let left = self.window - begun % self.window;
            rest = segment.behind(left);
            let piece = segment.first(left);
            begun = begun.saturating_add(piece.length);
            let factor = self.factor(key, window.unsigned_abs());
            Some(Segment { rise: piece.rise.times(piece.length.unsigned_abs(), factor, factor), ..piece })
        }))
    }

    fn factor(self, key: Key, window: u64) -> Decimal {
        let drawn = ONE - self.share + key.generator(window).whole(0..=2 * self.share);
        Decimal::from_atoms(u128::from(drawn) * STEP)
    }
}

/// Whether a factor would change it: what comes at once stays, and nothing stays nothing.
fn is_touched(rise: &Rise) -> bool {
    match rise {
        Rise::AtOnce(_) => false,
        Rise::Even(slope) => !slope.is_flat(),
        Rise::Changing(_) => true,
    }
}

/// A computed share in steps of [`STEP`].
fn steps(share: f64) -> Option<u64> {
    u64::try_from(Decimal::of(share).ok()?.atoms() / STEP).ok()
}

impl fmt::Display for Jitter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = Decimal::from_atoms(u128::from(self.share) * STEP * 100);
        write!(f, "jitter {percent}% per {}", Duration(self.window))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Place;
    use crate::traffic::shapes::tests::segments;

    #[test]
    fn each_window_has_a_factor_of_its_own() {
        let windows = segments("hold 100/s jitter 10% per 30s", 2_000);
        assert!(windows.iter().all(|window| window.length == 30 * Duration::SECOND));
        let rates: Vec<f64> = windows.iter().map(|window| window.rise.rate(1, 0)).collect();
        assert!(rates.iter().all(|rate| (90.0..=110.0).contains(rate)));
        let mean = rates.iter().sum::<f64>() / 2_000.0;
        // five standard deviations of the mean of so many even draws
        assert!((mean - 100.0).abs() < 5.0 * 5.78 / 2_000_f64.sqrt(), "{mean}");
        assert!(rates.windows(2).all(|pair| pair[0].to_bits() != pair[1].to_bits()));
    }

    #[test]
    fn windows_count_from_the_beginning_whatever_the_pieces_are() {
        let key = Place::new(1, "users/traffic/0").key("jitter");
        let jitter = Jitter { share: ONE / 10, window: 30 * Duration::SECOND };
        let line = "repeat { hold 10/s for 20s; burst 5; pause 15s } jitter 10% per 30s";
        let rates: Vec<f64> = segments(line, 8).iter().map(|segment| segment.rise.rate(1, 0)).collect();
        let [first, second] = [0, 1].map(|window| jitter.factor(key, window).as_f64() * 10.0);
        let near = |place: usize, rate: f64| assert!((rates[place] - rate).abs() < 1e-6, "{rates:?}");
        near(0, first);
        near(2, 0.0);
        near(3, second);
    }

    #[test]
    fn nothing_stays_nothing_in_one_piece() {
        assert_eq!(segments("hold 0 jitter 10% per 1ms", 9).len(), 1);
    }
}
