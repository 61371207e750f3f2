//! How the level of a component rises: the integral of its rate, in exact integers.
//!
//! An event is [`EVENT`] quanta. The rate of a stretch is a fraction of quanta per nanosecond, kept as a whole
//! number and a proper fraction, so that no product passes 128 bits in three hundred years. Never a float.

use super::decimal::Decimal;

/// The quanta of one event: 27 * 10^18. The 27 makes rates per minute, hour and day whole where a stretch
/// ends, as the 10^18 does for decimals: their parts add up without a loss.
pub const EVENT: u128 = 27 * ATOM_EVENT;
const ATOM_EVENT: u128 = 1_000_000_000_000_000_000;

/// Quanta in a nanosecond that no product of rates passes: 300 years at 400M events a second fit everywhere.
pub const FASTEST: u128 = EVENT / 10 * 4;

/// Quanta at once that no product passes.
pub const MOST: u128 = EVENT << 62;

/// A number of events in steps of 10^-18, in quanta.
pub const fn quanta(atoms: u128) -> u128 {
    atoms * (EVENT / ATOM_EVENT)
}

/// A number of quanta in events, to compute or to look at.
#[expect(clippy::cast_precision_loss, reason = "to the nearest")]
pub fn events(quanta: u128) -> f64 {
    quanta as f64 / EVENT as f64
}

/// A constant rate: `whole + part / size` quanta per nanosecond. The fraction is not reduced: that would take
/// longer than all that follows, and nothing overflows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slope {
    whole: u128,
    part: u64,
    size: u64,
}

impl Slope {
    pub const FLAT: Self = Self { whole: 0, part: 0, size: 1 };

    /// So many quanta in so many nanoseconds, at least one.
    pub const fn new(quanta: u128, nanos: u64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "a remainder of a 64-bit number")]
        let part = (quanta % nanos as u128) as u64;
        Self { whole: quanta / nanos as u128, part, size: nanos }
    }

    /// One event in so many nanoseconds, at least one.
    pub const fn event_per(nanos: u64) -> Self {
        Self::new(EVENT, nanos)
    }

    /// How far the level rises in so many nanoseconds, rounded down.
    pub const fn rise(self, nanos: u64) -> u128 {
        let whole = (nanos as u128).saturating_mul(self.whole);
        whole.saturating_add(nanos as u128 * self.part as u128 / self.size as u128)
    }

    /// The same, rounded up: a level that is passed within these nanoseconds lies below it.
    pub const fn rise_rounded_up(self, nanos: u64) -> u128 {
        let whole = (nanos as u128).saturating_mul(self.whole);
        whole.saturating_add((nanos as u128 * self.part as u128).div_ceil(self.size as u128))
    }

    /// When the level has risen so far. `None` where it never does.
    pub const fn moment(self, quanta: u128) -> Option<Moment> {
        let per = self.numerator();
        if per == 0 {
            return None;
        }
        let (periods, rest) = (quanta / per, quanta % per);
        let (nanos, part) = multiply_divide(rest, self.size, per);
        Some(Moment { nanos: periods.saturating_mul(self.size as u128).saturating_add(nanos), part })
    }

    /// Nanoseconds of one event, rounded down; as many as there are where it never comes.
    pub fn event_nanos(self) -> i64 {
        self.moment(EVENT).and_then(|moment| i64::try_from(moment.nanos).ok()).unwrap_or(i64::MAX)
    }

    /// This rate times a factor, rounded down to a quantum in `size` nanoseconds and held to [`FASTEST`].
    pub fn times(self, factor: Decimal) -> Self {
        let most = FASTEST * u128::from(self.size);
        Self::new(factor.share_of(self.numerator()).min(most), self.size)
    }

    pub const fn is_flat(self) -> bool {
        self.whole == 0 && self.part == 0
    }

    pub fn is_above(self, other: Self) -> bool {
        let parts = |slope: Self, size: u64| u128::from(slope.part) * u128::from(size);
        self.whole > other.whole
            || self.whole == other.whole && parts(self, other.size) > parts(other, self.size)
    }

    /// More than 100 million events a second, which is more than is planned for.
    pub const fn is_too_fast(self) -> bool {
        let most = EVENT / 10;
        self.whole > most || self.whole == most && self.part > 0
    }

    /// Events per nanosecond.
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    pub fn per_nanosecond(self) -> f64 {
        let day: u64 = 86_400_000_000_000;
        events(self.rise(day)) / day as f64
    }

    /// Quanta in `size` nanoseconds: the unit of [`Moment::part`].
    pub const fn numerator(self) -> u128 {
        self.whole * self.size as u128 + self.part as u128
    }
}

/// A point of time behind the stretch's beginning: whole nanoseconds, and the rest in parts of
/// [`Slope::numerator`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub nanos: u128,
    pub part: u128,
}

/// `number * factor / divisor` and its remainder, where `number` is below `divisor` and thus the quotient
/// below `factor`. Takes the short way where the product fits.
const fn multiply_divide(number: u128, factor: u64, divisor: u128) -> (u128, u128) {
    if let Some(product) = number.checked_mul(factor as u128) {
        return (product / divisor, product % divisor);
    }
    let (mut quotient, mut rest) = (0, 0);
    let mut bit = u64::BITS;
    while bit > 0 {
        bit -= 1;
        rest = 2 * rest + if factor >> bit & 1 == 1 { number } else { 0 };
        quotient = 2 * quotient + rest / divisor;
        rest %= divisor;
    }
    (quotient, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The schoolbook product in 32-bit limbs, lowest first.
    #[expect(clippy::cast_possible_truncation, reason = "limbs")]
    fn product(a: u128, b: u128) -> [u32; 8] {
        let limbs = |n: u128| [0, 32, 64, 96].map(|shift| u64::from((n >> shift) as u32));
        let mut out = [0_u32; 8];
        for (i, x) in limbs(a).into_iter().enumerate() {
            let mut carry = 0;
            for (j, y) in limbs(b).into_iter().enumerate() {
                let sum = u64::from(out[i + j]) + x * y + carry;
                out[i + j] = sum as u32;
                carry = sum >> 32;
            }
            out[i + 4] = carry as u32;
        }
        out
    }

    /// a * b compared with c * d, whatever their size.
    fn compare(a: u128, b: u128, c: u128, d: u128) -> std::cmp::Ordering {
        product(a, b).iter().rev().cmp(product(c, d).iter().rev())
    }

    /// Rates from one a day to a million a second, and 10^12 events in any time.
    fn rates() -> impl Strategy<Value = (u128, u64)> {
        let per = prop_oneof![
            Just(1_000_000_000_u64),
            Just(60_000_000_000),
            Just(3_600_000_000_000),
            Just(86_400_000_000_000),
            1..10 * 365 * 86_400_000_000_000_u64,
        ];
        let events = prop_oneof![1..=1_000_000_000_000_u128, Just(1), Just(1_000_000_000_000)];
        (events, 0..EVENT, per).prop_map(|(events, part, per)| (events * EVENT - part, per))
    }

    const TEN_YEARS: u64 = 10 * 366 * 86_400_000_000_000;

    proptest! {
        #[test]
        fn the_rise_is_the_exact_product_rounded((quanta, per) in rates(), nanos in 0..TEN_YEARS) {
            prop_assume!(u128::from(nanos / per + 1).checked_mul(quanta).is_some());
            let slope = Slope::new(quanta, per);
            let (down, up) = (slope.rise(nanos), slope.rise_rounded_up(nanos));
            let (per, nanos) = (u128::from(per), u128::from(nanos));
            prop_assert!(compare(down, per, nanos, quanta).is_le() && compare(down + 1, per, nanos, quanta).is_gt());
            prop_assert!(compare(up, per, nanos, quanta).is_ge() && up - down <= 1);
        }

        #[test]
        fn the_moment_is_the_exact_inverse((quanta, per) in rates(), level in 0..1_000_000_000_000 * EVENT) {
            let slope = Slope::new(quanta, per);
            let moment = slope.moment(level).unwrap();
            prop_assume!(moment.nanos < u128::from(TEN_YEARS));
            // nanos + part / numerator == level / slope == level * per / quanta
            let per = u128::from(per);
            prop_assert!(compare(moment.nanos, quanta, level, per).is_le());
            prop_assert!(compare(moment.nanos + 1, quanta, level, per).is_gt());
            prop_assert!(moment.part < slope.numerator());
            prop_assert_eq!(moment.part == 0, compare(moment.nanos, quanta, level, per).is_eq());
        }

        #[test]
        fn the_long_way_equals_the_short_one(number in 0..u128::from(u64::MAX), factor: u64, more in 1..u128::from(u64::MAX)) {
            let divisor = number + more;
            let scale = 1 << 61;
            let (short, rest) = multiply_divide(number, factor, divisor);
            prop_assert_eq!(multiply_divide(number * scale, factor, divisor * scale), (short, rest * scale));
        }
    }

    #[test]
    fn rates_per_day_are_whole_where_a_second_ends() {
        let slope = Slope::new(EVENT, 86_400_000_000_000);
        assert_eq!(slope.rise(86_400_000_000_000), EVENT);
        assert_eq!(slope.rise(1_000_000_000) * 86_400, EVENT);
        assert_eq!(slope.moment(EVENT), Some(Moment { nanos: 86_400_000_000_000, part: 0 }));
        assert_eq!(Slope::FLAT.moment(1), None);
    }
}
