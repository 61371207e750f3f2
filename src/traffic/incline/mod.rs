//! How the level rises while the rate itself changes.
//!
//! The whole rise is a number of quanta; which share of it has come when is computed with libm's mathematics, alike
//! on every processor and to some nanoseconds in a year. In: two rates, the easing between them, a length; then
//! parts of that, and products with factors. Never a rate that falls below nothing.

mod blend;
mod easing;
#[cfg(test)]
mod tests;

use super::decimal::Decimal;
use super::level::{EVENT, FASTEST, Slope, events};
use blend::Blend;
use easing::{Ease, decay};

pub use easing::Easing;

/// What the mathematics may be off by, as a power of two of the level.
const LAST_DIGITS: u32 = 49;

/// A part of a curve: all of it where nothing was cut off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Incline {
    curve: Curve,
    /// Nanoseconds of the whole curve, at least one.
    length: u64,
    /// Quanta of the whole curve.
    total: u128,
    /// The same as [`Curve::at`] has it.
    whole: f64,
    /// The part: where it begins and ends, and the quanta of the curve up to there.
    begin: u64,
    end: u64,
    before: u128,
    behind: u128,
}

/// Rates in events per nanosecond.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Curve {
    Eased(Ease),
    Blended(Blend),
}

impl Incline {
    pub fn new(easing: Easing, from: Slope, to: Slope, nanos: u64) -> Self {
        let (first, last) = (from.rise(nanos), to.rise(nanos));
        let total = match easing {
            Easing::Linear | Easing::Smooth | Easing::Swing => u128::midpoint(first, last),
            Easing::Decay if first < last => last - share_of(last - first, decay(1.0).1),
            Easing::Decay => last + share_of(first - last, decay(1.0).1),
        };
        Self::whole(Curve::Eased(Ease::new(easing, from, to)), nanos, total)
    }

    /// All of a curve.
    fn whole(curve: Curve, length: u64, total: u128) -> Self {
        let whole = curve.at(1.0).0;
        Self { curve, length, total, whole, begin: 0, end: length, before: 0, behind: total }
    }

    pub const fn nanos(&self) -> u64 {
        self.end - self.begin
    }

    /// What rises between two offsets, the second behind the first and both inside. Parts that touch have together
    /// exactly what the whole has, each event at the same nanosecond.
    pub fn part(self, from: u64, to: u64) -> Self {
        let (begin, end) = (self.begin + from, self.begin + to);
        Self { begin, end, before: self.level(begin), behind: self.level(end), ..self }
    }

    /// Multiplied by a factor that goes straight from `first` at the beginning to `last` at the end. An equal factor
    /// gives the exact product, rounded down. One that changes can be taken once: a second one counts as its mean.
    pub fn times(self, first: Decimal, last: Decimal) -> Self {
        if first == last {
            let total = first.share_of(self.total).min(FASTEST * u128::from(self.length));
            let scaled = Self { total, behind: total, ..self };
            return Self { before: scaled.level(self.begin), behind: scaled.level(self.end), ..scaled };
        }
        let (from, width) = (ratio(self.begin, self.length), ratio(self.nanos(), self.length));
        let blend = match self.curve {
            Curve::Eased(ease) => ease.blend(),
            Curve::Blended(blend) => blend,
        };
        let [first, last] = [first, last].map(|factor| factor.as_f64() * self.scale());
        let curve = Curve::Blended(blend.part(from, width).times(first, last));
        let nanos = self.nanos();
        let total = share_of(FASTEST * u128::from(nanos), curve.at(1.0).0 / events(FASTEST));
        Self::whole(curve, nanos, total.min(FASTEST * u128::from(nanos)))
    }

    /// Events per nanosecond after so many nanoseconds.
    pub fn rate(&self, nanos: u64) -> f64 {
        let place = ratio(self.begin + nanos.min(self.nanos()), self.length);
        self.curve.at(place).1.max(0.0) * self.scale()
    }

    /// What constant factors have made of the curve's rates.
    #[expect(clippy::cast_precision_loss, reason = "a ratio")]
    fn scale(&self) -> f64 {
        if self.whole > 0.0 { events(self.total) / (self.whole * self.length as f64) } else { 1.0 }
    }

    /// Quanta that have come after so many nanoseconds.
    pub fn rise(&self, nanos: u64) -> u128 {
        if nanos >= self.nanos() {
            return self.behind - self.before;
        }
        self.level(self.begin + nanos).min(self.behind).saturating_sub(self.before)
    }

    /// Quanta of the whole curve up to so many nanoseconds of it.
    fn level(&self, nanos: u64) -> u128 {
        if nanos >= self.length {
            return self.total;
        }
        let level = share_of(self.total, self.curve.at(ratio(nanos, self.length)).0 / self.whole);
        // its last digits are not known: an event that is due at the very end of a part is not inside it
        (level - (level >> LAST_DIGITS)).min(self.total)
    }

    /// The nanosecond in which the level comes to so many quanta; inside the incline for any level below the whole.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a part of the incline's nanoseconds"
    )]
    #[expect(clippy::cast_precision_loss, reason = "nanoseconds of years: off by some")]
    pub fn moment(&self, quanta: u128) -> u64 {
        let events = events(self.before.saturating_add(quanta)) / events(self.total.max(1)) * self.whole;
        let place = self.curve.place(events, self.whole);
        ((place * self.length as f64) as u64).clamp(self.begin, self.end - 1) - self.begin
    }

    /// How many of the events at `first`, `first + EVENT` ... quanta come before so many nanoseconds: exactly those
    /// whose moment does.
    pub fn count(&self, first: u128, nanos: u64) -> u64 {
        let events_to =
            |quanta: u128| u64::try_from(quanta.saturating_sub(first).div_ceil(EVENT)).unwrap_or(u64::MAX);
        let all = events_to(self.behind - self.before);
        if nanos >= self.nanos() {
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
}

impl Curve {
    /// Events in units of the length up to a place from 0 to 1, and the rate there.
    #[inline]
    fn at(&self, place: f64) -> (f64, f64) {
        match self {
            Self::Eased(ease) => ease.at(place),
            Self::Blended(blend) => blend.at(place),
        }
    }

    /// The inverse: where so many of the `whole` events have come.
    fn place(&self, events: f64, whole: f64) -> f64 {
        match self {
            Self::Eased(ease) if ease.easing == Easing::Linear => ease.linear_place(events),
            Self::Eased(ease) if ease.easing == Easing::Swing => ease.swing_place(events, whole),
            Self::Eased(ease) => bracketed_place(|place| ease.at(place), events, whole),
            Self::Blended(blend) => bracketed_place(|place| blend.at(place), events, whole),
        }
    }
}

/// Newton's method between two bounds that close in on the root. A step so small that its square is nothing
/// is the last one.
#[inline]
fn bracketed_place(at: impl Fn(f64) -> (f64, f64), events: f64, whole: f64) -> f64 {
    const SMALL: f64 = 1e-9;
    let (mut low, mut high) = (0.0, 1.0);
    let mut place = (events / whole).clamp(0.0, 1.0);
    for _ in 0..64 {
        let (found, rate) = at(place);
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

#[expect(clippy::cast_precision_loss, reason = "a ratio")]
fn ratio(nanos: u64, of: u64) -> f64 {
    nanos as f64 / of as f64
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
