//! How the level rises while the rate itself changes from one to another.
//!
//! The whole rise is a number of quanta; which share of it has come when is computed with libm's mathematics, alike
//! on every processor and to some nanoseconds in a year. In: two rates, the easing between them, a length.

use super::level::{EVENT, Slope};

/// The way from the first rate to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Easing {
    /// At one pace.
    Linear,
    /// The cubic smoothstep: slow, fast, slow.
    Smooth,
    /// Exponential, five time constants: fast first, then slowly.
    Decay,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Incline {
    easing: Easing,
    /// Rates in events per nanosecond.
    from: f64,
    to: f64,
    /// Nanoseconds, at least one.
    nanos: u64,
    /// Quanta of the whole.
    total: u128,
    /// The same as [`Incline::at`] has it.
    whole: f64,
}

/// Time constants of a decay.
const CONSTANTS: f64 = 5.0;

impl Incline {
    pub fn new(easing: Easing, from: Slope, to: Slope, nanos: u64) -> Self {
        let (first, last) = (from.rise(nanos), to.rise(nanos));
        let total = match easing {
            Easing::Linear | Easing::Smooth => u128::midpoint(first, last),
            Easing::Decay if first < last => last - share_of(last - first, decay(1.0).1),
            Easing::Decay => last + share_of(first - last, decay(1.0).1),
        };
        let mut incline =
            Self { easing, from: per_nanosecond(from), to: per_nanosecond(to), nanos, total, whole: 0.0 };
        incline.whole = incline.at(1.0).0;
        incline
    }

    pub const fn nanos(&self) -> u64 {
        self.nanos
    }

    /// Quanta that have come after so many nanoseconds.
    pub fn rise(&self, nanos: u64) -> u128 {
        if nanos >= self.nanos {
            return self.total;
        }
        share_of(self.total, self.at(part(nanos, self.nanos)).0 / self.whole).min(self.total)
    }

    /// The nanosecond in which the level comes to so many quanta; inside the incline for any level below the whole.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a part of the incline's nanoseconds"
    )]
    #[expect(clippy::cast_precision_loss, reason = "nanoseconds of years: off by some")]
    pub fn moment(&self, quanta: u128) -> u64 {
        let events = events(quanta) / events(self.total.max(1)) * self.whole;
        let place = match self.easing {
            Easing::Linear => self.linear_place(events),
            Easing::Smooth | Easing::Decay => self.bracketed_place(events),
        };
        ((place * self.nanos as f64) as u64).min(self.nanos - 1)
    }

    /// How many of the events at `first`, `first + EVENT` ... quanta come before so many nanoseconds: exactly those
    /// whose moment does.
    pub fn count(&self, first: u128, nanos: u64) -> u64 {
        let events_to =
            |quanta: u128| u64::try_from(quanta.saturating_sub(first).div_ceil(EVENT)).unwrap_or(u64::MAX);
        let all = events_to(self.total);
        if nanos >= self.nanos {
            return all;
        }
        let comes_before = |event: u64| self.moment(first + u128::from(event) * EVENT) < nanos;
        let mut count = events_to(self.rise(nanos)).min(all);
        while count < all && comes_before(count) {
            count += 1;
        }
        while count > 0 && !comes_before(count - 1) {
            count -= 1;
        }
        count
    }

    /// Events in units of the length up to a place from 0 to 1, and the rate there.
    #[inline]
    fn at(&self, place: f64) -> (f64, f64) {
        let change = self.to - self.from;
        match self.easing {
            Easing::Linear => (place * (self.from + change * place / 2.0), self.from + change * place),
            Easing::Smooth => {
                let square = place * place;
                let events = self.from * place + change * square * place * (1.0 - place / 2.0);
                (events, self.from + change * square * (3.0 - 2.0 * place))
            }
            Easing::Decay => {
                let (left, passed) = decay(place);
                (self.to * place - change * passed, self.to - change * left)
            }
        }
    }

    /// The root of a square equation, in the form that loses no digits.
    fn linear_place(&self, events: f64) -> f64 {
        if events <= 0.0 {
            return 0.0;
        }
        let square = self.from * self.from + 2.0 * (self.to - self.from) * events;
        2.0 * events / (self.from + libm::sqrt(square.max(0.0)))
    }

    /// Newton's method between two bounds that close in on the root. A step so small that its square is nothing
    /// is the last one.
    fn bracketed_place(&self, events: f64) -> f64 {
        const SMALL: f64 = 1e-9;
        let (mut low, mut high) = (0.0, 1.0);
        let mut place = (events / self.whole).clamp(0.0, 1.0);
        for _ in 0..64 {
            let (found, rate) = self.at(place);
            let miss = found - events;
            if miss > 0.0 {
                high = place;
            } else {
                low = place;
            }
            let step = place - miss / rate;
            let next = if step >= low && step <= high { step } else { f64::midpoint(low, high) };
            if (next - place).abs() <= SMALL * place {
                return next;
            }
            place = next;
        }
        place
    }
}

/// e to the minus [`CONSTANTS`].
const END: f64 = 0.006_737_946_999_085_467;

/// What is left of 1 at a place, the rest beyond five time constants left out evenly, and its integral up to there.
#[inline]
fn decay(place: f64) -> (f64, f64) {
    let left = libm::exp(-CONSTANTS * place);
    ((left - END) / (1.0 - END), ((1.0 - left) / CONSTANTS - END * place) / (1.0 - END))
}

#[expect(clippy::cast_precision_loss, reason = "a ratio")]
fn part(nanos: u64, of: u64) -> f64 {
    nanos as f64 / of as f64
}

#[expect(clippy::cast_precision_loss, reason = "a ratio")]
fn events(quanta: u128) -> f64 {
    quanta as f64 / EVENT as f64
}

#[expect(clippy::cast_precision_loss, reason = "a rate")]
fn per_nanosecond(slope: Slope) -> f64 {
    let day: u64 = 86_400_000_000_000;
    events(slope.rise(day)) / day as f64
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 to 1"
)]
fn share_of(quanta: u128, share: f64) -> u128 {
    (quanta as f64 * share) as u128
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECOND: u64 = 1_000_000_000;

    fn slope(events_a_day: u64) -> Slope {
        Slope::new(u128::from(events_a_day) * EVENT, 86_400 * SECOND)
    }

    fn inclines() -> impl Strategy<Value = Incline> {
        let easing = prop::sample::select(vec![Easing::Linear, Easing::Smooth, Easing::Decay]);
        // from one a day to a million a second
        let rate = || prop_oneof![Just(0), 1..1_000_u64, 1..86_400_000_000_u64];
        let nanos = prop_oneof![1..SECOND, SECOND..400 * 86_400 * SECOND];
        (easing, rate(), rate(), nanos)
            .prop_map(|(easing, from, to, nanos)| Incline::new(easing, slope(from), slope(to), nanos))
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place"
    )]
    fn at(incline: &Incline, place: f64) -> u64 {
        (place * incline.nanos as f64) as u64
    }

    proptest! {
        #[test]
        fn the_level_rises_to_the_whole_and_never_falls(incline in inclines(), places in prop::array::uniform2(0.0..1.0)) {
            let mut nanos = places.map(|place| at(&incline, place));
            nanos.sort_unstable();
            let [early, late] = nanos.map(|nanos| incline.rise(nanos));
            prop_assert!(early <= late + late / (1 << 45) && late <= incline.total);
            prop_assert_eq!(incline.rise(incline.nanos), incline.total);
        }

        #[test]
        fn a_moment_is_the_inverse_of_the_rise_to_a_microsecond(incline in inclines(), place in 0.0..1.0_f64) {
            prop_assume!(incline.total > 0);
            let level = share_of(incline.total, place).min(incline.total - 1);
            let nanos = incline.moment(level);
            prop_assert!(nanos < incline.nanos);
            let around = 1_000;
            prop_assert!(incline.rise(nanos.saturating_sub(around)) <= level + EVENT / 1_000_000);
            prop_assert!(incline.rise(nanos + around) + EVENT / 1_000_000 >= level);
        }

        #[test]
        fn counts_are_those_of_the_moments(incline in inclines(), place in 0.0..1.2_f64, first in 0..EVENT) {
            let nanos = at(&incline, place);
            let count = incline.count(first, nanos);
            let moment = |event: u64| incline.moment(first + u128::from(event) * EVENT);
            prop_assert!(count == 0 || moment(count - 1) < nanos);
            prop_assert!(count >= incline.count(first, u64::MAX) || moment(count) >= nanos);
        }
    }

    /// The integral by ten thousand trapezoids.
    #[test]
    fn the_whole_is_the_integral_of_the_rate() {
        for easing in [Easing::Linear, Easing::Smooth, Easing::Decay] {
            let incline = Incline::new(easing, slope(8_640_000), slope(864_000), 3_600 * SECOND);
            let parts = 10_000;
            let sum: f64 = (0..parts)
                .map(|n| {
                    let [a, b] = [n, n + 1].map(|n| incline.at(f64::from(n) / f64::from(parts)).1);
                    f64::midpoint(a, b) / f64::from(parts)
                })
                .sum();
            let whole = sum * 3.6e12;
            assert!(
                (events(incline.total) - whole).abs() < 0.01,
                "{easing:?}: {} {whole}",
                events(incline.total)
            );
        }
    }
}
