//! How the level rises within one segment, and what becomes of it: parts, and products with factors.
//!
//! All products are held to 400M events a second, so that nothing overflows in 300 years.

use super::decimal::Decimal;
use super::incline::{Easing, Incline};
use super::level::{MOST, Slope};
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq)]
pub enum Rise {
    Even(Slope),
    /// For the whole of its segment. Kept apart: most rises are even, and are handed on for each of their events.
    Changing(Arc<Incline>),
    /// So many quanta in the first instant.
    AtOnce(u128),
}

impl Rise {
    const NOTHING: Self = Self::Even(Slope::FLAT);

    pub(super) fn changing(incline: Incline) -> Self {
        Self::Changing(Arc::new(incline))
    }

    /// What rises between two offsets of a segment of `length` nanoseconds. What comes at once belongs to the part
    /// that begins with the segment. Parts that touch have together exactly what the whole has, and the
    /// same events at the same nanoseconds.
    pub fn part(&self, length: u64, from: u64, to: u64) -> Self {
        match self {
            Self::Even(_) => self.clone(),
            Self::AtOnce(_) if from == 0 => self.clone(),
            Self::AtOnce(_) => Self::NOTHING,
            Self::Changing(incline) => {
                let to = to.min(length).min(incline.nanos());
                if from < to { Self::changing(incline.part(from, to)) } else { Self::NOTHING }
            }
        }
    }

    /// Multiplied by a factor that goes straight from `first` where the segment of `length` nanoseconds begins
    /// to `last` where it ends; what comes at once, by the first. Equal factors give the exact product, rounded down.
    ///
    /// A factor that changes leads from `Even` to a linear incline, which may be multiplied by three more; any other
    /// incline takes one, and a second one counts as its mean.
    pub fn times(&self, length: u64, first: Decimal, last: Decimal) -> Self {
        match self {
            Self::AtOnce(quanta) => Self::AtOnce(first.share_of(*quanta).min(MOST)),
            Self::Even(slope) if first == last || length == 0 => Self::Even(slope.times(first)),
            Self::Even(slope) => {
                let (from, to) = (slope.times(first), slope.times(last));
                Self::changing(Incline::new(Easing::Linear, from, to, length))
            }
            Self::Changing(_) => match self.part(length, 0, length) {
                Self::Changing(incline) => Self::changing(incline.times(first, last)),
                nothing => nothing,
            },
        }
    }

    /// Quanta within so many nanoseconds, rounded down.
    pub fn until(&self, nanos: u64) -> u128 {
        match self {
            Self::AtOnce(quanta) => *quanta,
            Self::Even(slope) => slope.rise(nanos),
            Self::Changing(incline) => incline.rise(nanos),
        }
    }

    /// Events per second `at` nanoseconds behind the beginning, to draw it; none for what comes at once.
    pub fn rate(&self, length: u64, at: u64) -> f64 {
        let a_nanosecond = match self {
            Self::Even(slope) => slope.per_nanosecond(),
            Self::Changing(incline) => incline.rate(at.min(length)),
            Self::AtOnce(_) => 0.0,
        };
        a_nanosecond * 1e9
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::traffic::level::EVENT;

    const SECOND: u64 = 1_000_000_000;

    fn half() -> Decimal {
        Decimal::parse("0.5").unwrap()
    }

    #[test]
    fn what_comes_at_once_belongs_to_the_first_part() {
        let burst = Rise::AtOnce(3 * EVENT);
        assert_eq!(burst.part(0, 0, 0), burst);
        assert_eq!(burst.part(9, 1, 9), Rise::NOTHING);
        assert_eq!(burst.times(0, half(), Decimal::ZERO), Rise::AtOnce(3 * EVENT / 2));
    }

    #[test]
    fn an_even_rate_stays_exact_under_an_even_factor() {
        let third = Slope::new(EVENT, 3 * SECOND);
        let factor = Decimal::parse("1.5").unwrap();
        assert_eq!(
            Rise::Even(third).times(SECOND, factor, factor),
            Rise::Even(Slope::new(EVENT * 3 / 2, 3 * SECOND))
        );
        assert_eq!(Rise::Even(third).part(SECOND, 5, 9), Rise::Even(third));
    }

    #[test]
    fn an_even_rate_under_a_changing_factor_is_an_incline() {
        let Rise::Changing(edge) =
            Rise::Even(Slope::event_per(SECOND)).times(10 * SECOND, Decimal::ZERO, Decimal::whole(4))
        else {
            panic!("it changes")
        };
        assert_eq!(edge.rise(10 * SECOND), 20 * EVENT);
        let rise = Rise::Changing(Arc::clone(&edge));
        assert!((rise.rate(10 * SECOND, 5 * SECOND) - 2.0).abs() < 1e-12);
        assert_eq!(rise.part(10 * SECOND, 4, 4), Rise::NOTHING);
    }

    #[test]
    fn products_of_any_size_stay_within_bounds() {
        let huge = Decimal::from_atoms(u128::MAX);
        let long = i64::MAX.unsigned_abs();
        let fastest = Slope::new(100_000_000 * EVENT, SECOND);
        let mut rise = Rise::Even(fastest);
        for factor in [huge, half(), huge] {
            rise = rise.times(long, factor, factor);
        }
        let Rise::Even(slope) = rise else { panic!("even") };
        assert!(slope.rise(long) / EVENT < u128::from(u64::MAX) / 4 && slope.moment(EVENT).is_some());
        for changing in [Rise::Even(fastest).times(long, huge, half()), rise.times(long, Decimal::ZERO, huge)]
        {
            let Rise::Changing(incline) = changing.times(long, huge, huge).times(long, half(), huge) else {
                panic!("it changes")
            };
            assert!(incline.rise(u64::MAX) / EVENT < u128::from(u64::MAX) / 4);
            assert!(incline.moment(incline.rise(u64::MAX)) < long);
        }
        assert_eq!(Rise::AtOnce(EVENT).times(0, huge, huge), Rise::AtOnce(MOST));
    }
}
