//! Drawn gaps: where the events of a phase lie in its level when they do not come evenly.
//!
//! In: the key of the phase's `arrivals`. Out: one level after another, from the phase's beginning on. Event n
//! depends on the draws of those before it, and on nothing else.

use crate::random::{GammaGap, Generator, Key, exponential_gap};
use crate::traffic::Spacing;
use crate::traffic::incline::Incline;
use crate::traffic::level::EVENT;
use crate::traffic::shapes::Rise;
use std::sync::Arc;

/// The next event of a phase.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gaps {
    key: Key,
    law: Law,
    /// How many gaps were drawn.
    drawn: u64,
    /// Quanta from the beginning of the stretch; [`NEVER`] where none is left.
    level: u128,
}

const NEVER: u128 = u128::MAX;

#[derive(Debug, Clone, Copy)]
enum Law {
    /// Sorted uniform draws, one after another: so many are left, over so many quanta (Lurie and Hartley,
    /// "Machine-generation of order statistics for Monte Carlo computations", 1972).
    Random {
        left: u64,
        room: u128,
    },
    Poisson,
    Gamma(GammaGap),
}

impl Gaps {
    /// Of a phase whose level rises by `total` quanta in all, with `count` events where that is known.
    /// `None` where events are even.
    pub(super) fn new(spacing: Spacing, key: Key, total: u128, count: u64) -> Option<Self> {
        let law = match spacing {
            Spacing::Even => return None,
            Spacing::Random => Law::Random { left: count, room: total },
            Spacing::Poisson => Law::Poisson,
            Spacing::Gamma(shape) => {
                Law::Gamma(GammaGap::new(shape.as_f64()).expect("a shape within its bounds"))
            }
        };
        let mut gaps = Self { key, law, drawn: 0, level: 0 };
        gaps.step();
        Some(gaps)
    }

    /// On to the next event.
    #[inline]
    pub(super) fn step(&mut self) {
        let mut generator = self.key.generator(self.drawn);
        self.drawn += 1;
        let gap = match &mut self.law {
            Law::Random { left: 0, .. } => NEVER,
            Law::Random { left, room } => {
                let gap = share_of_room(&mut generator, *left, *room);
                *left -= 1;
                *room -= gap;
                gap
            }
            Law::Poisson => quanta(exponential_gap(&mut generator)),
            Law::Gamma(law) => quanta(law.sample(&mut generator)),
        };
        self.level = self.level.saturating_add(gap);
    }

    /// Passes over the events within `reach`, so many at most. Says how many there were, and whether none is left.
    pub(super) fn pass(&mut self, reach: &Reach, most: u64) -> (u64, bool) {
        let mut passed = 0;
        while reach.has(self.level) {
            if passed == most {
                return (passed, false);
            }
            passed += 1;
            self.step();
        }
        (passed, true)
    }

    /// Leaves a stretch in which the level rose so far.
    pub(super) const fn leave(&mut self, risen: u128) {
        if self.level != NEVER {
            self.level = self.level.saturating_sub(risen);
        }
    }

    /// When the next event is due, nanoseconds from the beginning of a stretch that it lies in.
    #[inline]
    pub(super) fn offset(&self, rise: &Rise) -> i64 {
        let nanos = match rise {
            Rise::AtOnce(_) => 0,
            Rise::Even(slope) => slope.moment(self.level).map_or(0, |moment| moment.nanos),
            Rise::Changing(incline) => incline.moment(self.level).into(),
        };
        i64::try_from(nanos).unwrap_or(i64::MAX)
    }
}

/// The levels of a stretch up to some nanoseconds of it.
pub(super) enum Reach {
    Below(u128),
    /// Those whose moment comes before so many nanoseconds.
    Until(Arc<Incline>, u64),
}

impl Reach {
    pub(super) fn new(rise: &Rise, nanos: u64) -> Self {
        match rise {
            Rise::AtOnce(quanta) => Self::Below(*quanta),
            Rise::Even(slope) => Self::Below(slope.rise_rounded_up(nanos)),
            Rise::Changing(incline) if nanos >= incline.nanos() => Self::Below(incline.rise(nanos)),
            Rise::Changing(incline) => Self::Until(Arc::clone(incline), nanos),
        }
    }

    #[inline]
    fn has(&self, level: u128) -> bool {
        match self {
            Self::Below(border) => level < *border,
            Self::Until(incline, nanos) => level < incline.rise(u64::MAX) && incline.moment(level) < *nanos,
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a gap"
)]
fn quanta(events: f64) -> u128 {
    (events * EVENT as f64) as u128
}

/// How far the first of so many uniform draws lies behind the beginning of their room; never at its end.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a gap"
)]
fn share_of_room(generator: &mut Generator, left: u64, room: u128) -> u128 {
    let share = -libm::expm1(-exponential_gap(generator) / left as f64);
    ((room as f64 * share) as u128).min(room.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use crate::schedule::Count;
    use crate::schedule::tests::{all, component};
    use crate::value::Duration;

    /// Gaps between events in a phase at one event a second, in seconds.
    #[expect(clippy::cast_precision_loss, reason = "seconds")]
    fn gaps(line: &str) -> Vec<f64> {
        let dues: Vec<i64> = all(&component(7, &[line])).iter().map(|arrival| arrival.due).collect();
        dues.windows(2).map(|pair| (pair[1] - pair[0]) as f64 / 1e9).collect()
    }

    fn mean_and_variance(values: &[f64]) -> (f64, f64) {
        let count = f64::from(u32::try_from(values.len()).unwrap());
        let mean = values.iter().sum::<f64>() / count;
        (mean, values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count)
    }

    #[test]
    fn gaps_have_the_mean_and_the_spread_of_their_law() {
        // the variance of a gamma gap of mean 1 is 1 / shape; five standard errors each
        for (line, variance, slack) in [
            ("hold 1/s for 40000s arrivals poisson", 1.0, 0.08),
            ("hold 1/s for 40000s arrivals random", 1.0, 0.08),
            ("hold 1/s for 40000s arrivals gamma(4)", 0.25, 0.02),
            ("hold 1/s for 40000s arrivals gamma(0.3)", 1.0 / 0.3, 0.45),
        ] {
            let (mean, found) = mean_and_variance(&gaps(line));
            assert!((mean - 1.0).abs() < 5.0 * (variance / 40_000.0_f64).sqrt(), "{line}: {mean}");
            assert!((found - variance).abs() < slack, "{line}: {found}");
        }
    }

    #[test]
    fn random_arrivals_are_exactly_as_many_and_lie_anywhere() {
        let line = "ramp 0 -> 2k/s over 10s arrivals random";
        let arrivals = all(&component(3, &[line]));
        assert_eq!(arrivals.len(), 10_000);
        // a quarter of the events of such a ramp falls into its first half; five standard deviations are 217
        let early = arrivals.iter().filter(|arrival| arrival.due < 5 * Duration::SECOND).count();
        assert!((2_283..=2_717).contains(&early), "{early}");
        assert_ne!(early, 2_500);
        assert_eq!(component(3, &[line]).counts(Duration::DAY), [Count::Exactly(10_000)]);
    }

    #[test]
    fn numbers_run_on_and_a_started_event_waits_for_its_phase() {
        let lines = ["hold 0.5/s for 3s", "hold 5/s for 9s arrivals poisson", "hold 0.5/s for 3s"];
        let arrivals = all(&component(5, &lines));
        assert!(arrivals.iter().zip(0..).all(|(arrival, index)| arrival.index == index));
        // 0, 2 s | … | half an event was left over
        let last: Vec<i64> =
            arrivals.iter().filter(|arrival| arrival.phase == 2).map(|arrival| arrival.due).collect();
        assert_eq!(last, [13 * Duration::SECOND]);
    }

    #[test]
    fn many_drawn_events_are_counted_as_far_as_that_is_quick() {
        let long = component(1, &["hold 1M/s for 365d arrivals poisson", "burst 5"]);
        let [Count::SoFar { events, until }, Count::Unknown] = long.counts(Duration::DAY)[..] else {
            panic!("too many to count")
        };
        #[expect(clippy::cast_precision_loss, reason = "events")]
        let (events, expected) = (events as f64, until as f64 / 1e3);
        assert!(events >= 2e7 && (events - expected).abs() < 5.0 * expected.sqrt(), "{events} {expected}");
        assert_eq!(
            component(1, &["hold 1M/s for 365d arrivals random"]).counts(Duration::DAY),
            [Count::Exactly(31_536_000_000_000)]
        );
    }
}
