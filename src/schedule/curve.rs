//! The rate of components over time, to be looked at: means of equal bins.
//!
//! In: components and how far to look. Out: plain numbers, from exact differences of the level. The work depends on
//! the pieces of the components and on the bins, never on the number of events, and is bounded.

use super::component::Component;
use super::walk::{Stretch, Walk};
use crate::traffic::level::events;
use crate::traffic::shapes::Rise;
use crate::value::Duration;
use std::sync::Arc;

/// One of the equal parts of the time that is looked at. Rates are events per second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Over the whole bin, without what comes at once.
    pub mean: f64,
    /// The lowest and the highest rate inside it.
    pub low: f64,
    pub high: f64,
    /// Events of bursts, which have no rate.
    pub at_once: f64,
}

impl Bin {
    pub const NONE: Self = Self { mean: 0.0, low: 0.0, high: 0.0, at_once: 0.0 };
}

/// Pieces of one component that are drawn.
const MOST_STRETCHES: usize = 2_000_000;

/// The rates of each component from the start up to `horizon`, in `bins` equal bins; and up to when they are known:
/// earlier than `horizon`, and the bins shorter, where there is more to draw than is worth it.
/// `records` tells how many records an arrival makes, by component and phase.
pub fn curves(
    components: &[Arc<Component>],
    records: impl Fn(usize, u32) -> f64,
    horizon: i64,
    bins: usize,
) -> (i64, Vec<Vec<Bin>>) {
    let look = |horizon| -> Vec<(i64, Vec<Bin>)> {
        let numbered = components.iter().enumerate();
        let look = |(number, component): (usize, &Arc<Component>)| {
            curve(component, |phase| records(number, phase), horizon, bins)
        };
        numbered.map(look).collect()
    };
    let mut curves = look(horizon);
    let known = curves.iter().map(|(until, _)| *until).min().unwrap_or(horizon);
    if known < horizon {
        curves = look(known);
    }
    (known, curves.into_iter().map(|(_, bins)| bins).collect())
}

fn curve(component: &Component, records: impl Fn(u32) -> f64, horizon: i64, bins: usize) -> (i64, Vec<Bin>) {
    let mut sums = Sums::new(horizon, bins);
    // a burst may stand at the very end
    let mut walk = Walk::over_rates(component, horizon.saturating_add(1));
    let mut left = MOST_STRETCHES;
    while left > 0 {
        let Some(stretch) = walk.next() else { return (horizon, sums.finish()) };
        sums.add(&stretch, records(stretch.span.phase));
        left -= 1;
    }
    (walk.at().min(horizon), sums.finish())
}

/// What has come into each bin so far: in `mean` the events.
struct Sums {
    horizon: i64,
    bins: Vec<Bin>,
    /// Nanoseconds of each bin that the component's phases fill.
    filled: Vec<i64>,
}

impl Sums {
    fn new(horizon: i64, bins: usize) -> Self {
        let empty = Bin { low: f64::INFINITY, ..Bin::NONE };
        Self { horizon: horizon.max(1), bins: vec![empty; bins.max(1)], filled: vec![0; bins.max(1)] }
    }

    fn border(&self, bin: usize) -> i64 {
        let border = i128::from(self.horizon) * bin as i128 / self.bins.len() as i128;
        i64::try_from(border).expect("a part of the horizon")
    }

    /// The bin at an instant; the last one for those behind it.
    fn nearest(&self, at: i64) -> usize {
        let bin = i128::from(at) * self.bins.len() as i128 / i128::from(self.horizon);
        usize::try_from(bin).unwrap_or(0).min(self.bins.len() - 1)
    }

    /// The same, but one that ends behind the instant: borders are rounded down, and bins may be narrower than a
    /// nanosecond.
    fn bin(&self, at: i64) -> usize {
        let last = self.bins.len() - 1;
        (self.nearest(at)..last).find(|bin| self.border(bin + 1) > at).unwrap_or(last)
    }

    fn add(&mut self, stretch: &Stretch, records: f64) {
        if let Rise::AtOnce(quanta) = stretch.rise {
            let bin = self.nearest(stretch.start);
            self.bins[bin].at_once += events(quanta) * records;
            return;
        }
        let end = stretch.end.min(self.horizon);
        let mut from = stretch.start;
        while from < end {
            let bin = self.bin(from);
            let to = if bin + 1 == self.bins.len() { end } else { self.border(bin + 1).min(end) };
            let events = events(risen_between(stretch, from, to)) * records;
            let rate = match stretch.rise {
                Rise::Even(slope) => self::events(slope.rise(SECOND)) * records,
                _ => events / seconds(to - from),
            };
            self.filled[bin] += to - from;
            let bin = &mut self.bins[bin];
            bin.mean += events;
            bin.low = bin.low.min(rate);
            bin.high = bin.high.max(rate);
            from = to;
        }
    }

    fn finish(mut self) -> Vec<Bin> {
        for number in 0..self.bins.len() {
            let length = self.border(number + 1) - self.border(number);
            let bin = &mut self.bins[number];
            bin.mean /= seconds(length.max(1));
            if self.filled[number] < length {
                bin.low = 0.0;
            }
            // rounding must not push the mean out
            bin.low = bin.low.min(bin.mean);
            bin.high = bin.high.max(bin.mean);
        }
        self.bins
    }
}

/// Nanoseconds.
pub(super) const SECOND: u64 = Duration::SECOND.unsigned_abs();

fn risen_between(stretch: &Stretch, from: i64, to: i64) -> u128 {
    let risen = |at: i64| stretch.rise.until((at - stretch.start).unsigned_abs());
    risen(to).saturating_sub(risen(from))
}

#[expect(clippy::cast_precision_loss, reason = "a rate to look at")]
fn seconds(nanos: i64) -> f64 {
    nanos as f64 / Duration::SECOND as f64
}

#[cfg(test)]
mod tests {
    use super::super::Begin;
    use super::super::tests::component;
    use super::super::tests::lines::even_line;
    use super::*;
    use proptest::prelude::*;

    fn of(lines: &[&str], horizon: i64, bins: usize) -> Vec<Bin> {
        let (known, mut curves) = curves(&[component(1, lines)], |_, _| 1.0, horizon, bins);
        assert_eq!(known, horizon);
        curves.remove(0)
    }

    const fn flat(rate: f64) -> Bin {
        Bin { mean: rate, low: rate, high: rate, at_once: 0.0 }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn all_events_of_the_component_are_in_its_bins(
            seed: u64, lines in prop::collection::vec(even_line(), 1..6), bins in 1..99_u32
        ) {
            let component = component(seed, &lines);
            let end = component.end().unwrap();
            let (known, curves) = curves(&[Arc::clone(&component)], |_, _| 1.0, end, bins as usize);
            prop_assert_eq!(known, end);
            let bin = seconds(end) / f64::from(bins);
            let seen: f64 = curves[0].iter().map(|one| one.mean * bin + one.at_once).sum();
            let planned: u32 = component.arrivals(0, Begin::Start, None).map(|_| 1).sum();
            prop_assert!((seen - f64::from(planned)).abs() <= 1.0 + 1e-6 * seen, "{} of {}", seen, planned);
            prop_assert!(curves[0].iter().all(|bin| bin.low <= bin.mean && bin.mean <= bin.high));
        }
    }

    #[test]
    fn a_bin_knows_its_mean_and_what_lies_around_it() {
        let minute = Duration::MINUTE;
        let bins = of(&["hold 6/s for 1m", "hold 12/s for 30s", "pause 30s", "burst 40"], 2 * minute, 4);
        assert_eq!(bins[..3], [flat(6.0), flat(6.0), flat(12.0)]);
        assert_eq!(bins[3], Bin { at_once: 40.0, ..Bin::NONE });
        assert_eq!(
            of(&["hold 6/s for 1m", "hold 12/s"], 2 * minute, 1),
            [Bin { mean: 9.0, low: 6.0, high: 12.0, at_once: 0.0 }]
        );
        assert_eq!(
            of(&["hold 6/s for 30s"], minute, 1),
            [Bin { mean: 3.0, low: 0.0, high: 6.0, at_once: 0.0 }]
        );
    }

    #[test]
    fn bins_may_be_narrower_than_a_nanosecond() {
        let bins = of(&["hold 100M/s for 3ns"], 3, 7);
        let events: f64 = bins.iter().map(|bin| bin.mean / 1e9).sum();
        assert!((events - 0.3).abs() < 1e-9, "{bins:?}");
    }

    #[test]
    fn a_ramp_rises_from_bin_to_bin() {
        let bins = of(&["ramp 0 -> 100/s over 10s"], 10 * Duration::SECOND, 5);
        let means: Vec<f64> = bins.iter().map(|bin| libm::round(bin.mean * 1e6) / 1e6).collect();
        assert_eq!(means, [10.0, 30.0, 50.0, 70.0, 90.0]);
    }

    #[test]
    fn what_is_too_much_to_look_at_is_left_out() {
        let endless = component(1, &["hold 1..9/s redrawn every 1ms"]);
        let (known, curves) = curves(&[endless], |_, _| 1.0, Duration::DAY, 10);
        assert_eq!(known, 2_000 * Duration::SECOND);
        assert!(curves[0].iter().all(|bin| (4.9..5.1).contains(&bin.mean)), "{curves:?}");
    }
}
