//! The stretches of a component: pieces of constant rate, each with the events that fall into it.

use super::arrivals::Begin;
use super::component::Component;
use super::gaps::{Gaps, Reach};
use crate::traffic::Spacing;
use crate::traffic::level::{EVENT, Slope};
use crate::traffic::shapes::{Rise, Round, Segments};
use std::sync::Arc;

/// One piece. Its event `k` fires where the level has risen by `first + k * EVENT` since its start.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) rise: Rise,
    /// Quanta, at most one event.
    pub(super) first: u128,
    /// The number of its first event within the component.
    pub(super) index: u64,
    pub(super) count: u64,
    pub(super) phase: u32,
    pub(super) regime: u32,
    /// The first of its events, where they do not come evenly.
    pub(super) gaps: Option<Gaps>,
}

/// What a walk looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// As if all events came evenly.
    Rates,
    /// How many there are, not where.
    Counts,
    /// Those from here on.
    Events(Begin),
}

/// Rounds that are looked at one by one for their rates; of more, each is as good as even.
const MOST_ROUNDS: u64 = 100_000;

/// Drawn events that are handed out as one stretch: those of a long segment come in several.
const DRAWN_AT_ONCE: u64 = 1 << 16;

/// Walks over the segments of all phases, one after another, and carries the level over their borders.
///
/// The level itself would grow without end; what counts is how much is missing to the next event.
pub(super) struct Walk {
    component: Arc<Component>,
    phase: usize,
    /// Those of the current phase, once it has begun.
    segments: Option<Segments>,
    at: i64,
    limit: i64,
    index: u64,
    missing: u128,
    detail: Detail,
    /// The next event of the current phase, where they do not come evenly.
    gaps: Option<Gaps>,
    /// A stretch whose drawn events are not all handed out.
    rest: Option<Stretch>,
}

impl Walk {
    /// Over the events. Whole rounds of what is fixed are passed over as one stretch where they lie before
    /// `begin`.
    pub(super) const fn new(component: Arc<Component>, begin: Begin, limit: i64) -> Self {
        Self {
            component,
            phase: 0,
            segments: None,
            at: 0,
            limit,
            index: 0,
            missing: 0,
            detail: Detail::Events(begin),
            gaps: None,
            rest: None,
        }
    }

    /// With as many events as there are, wherever they fall.
    pub(super) fn counting(component: Arc<Component>, limit: i64) -> Self {
        Self { detail: Detail::Counts, ..Self::new(component, Begin::Start, limit) }
    }

    /// Each segment once, as if its events came evenly.
    pub(super) fn over_rates(component: Arc<Component>, limit: i64) -> Self {
        Self { detail: Detail::Rates, ..Self::new(component, Begin::Start, limit) }
    }

    /// Where the next stretch begins.
    pub(super) const fn at(&self) -> i64 {
        self.at
    }

    fn next_phase(&mut self) {
        self.phase += 1;
        self.segments = None;
        self.gaps = None;
    }

    /// The first event of the current phase, if its events are drawn.
    fn first_gaps(&self) -> Option<Gaps> {
        let spacing = self.component.phases()[self.phase].shape.arrivals();
        let key = || self.component.arrivals_key(self.phase);
        match (self.detail, spacing) {
            (Detail::Rates, _) | (Detail::Counts, Spacing::Random) | (_, Spacing::Even) => None,
            (Detail::Events(_), Spacing::Random) => {
                let (total, count) = self.whole_phase();
                Gaps::new(spacing, key(), total, count)
            }
            (_, Spacing::Poisson | Spacing::Gamma(_)) => Gaps::new(spacing, key(), 0, 0),
        }
    }

    /// The quanta of the current phase, which has just begun and has an end, and its events.
    fn whole_phase(&self) -> (u128, u64) {
        let ahead = Self {
            phase: self.phase,
            at: self.at,
            missing: self.missing,
            ..Self::over_rates(Arc::clone(&self.component), i64::MAX)
        };
        let of_phase = |stretch: &Stretch| stretch.phase as usize == self.phase;
        ahead.take_while(of_phase).fold((0, 0), |(total, count): (u128, u64), stretch| {
            let nanos = (stretch.end - stretch.start).unsigned_abs();
            (total + stretch.rise.until(nanos), count.saturating_add(stretch.count))
        })
    }

    /// A stretch with as many of its drawn events as are handed out at once.
    fn drawn(&mut self, mut stretch: Stretch, mut gaps: Gaps) -> Stretch {
        (stretch.index, stretch.gaps) = (self.index, Some(gaps));
        let nanos = (stretch.end.min(self.limit) - stretch.start).unsigned_abs();
        let (count, are_all) = gaps.pass(&Reach::new(stretch.rise, nanos), DRAWN_AT_ONCE);
        stretch.count = count;
        self.index = self.index.saturating_add(count);
        if are_all {
            gaps.leave(stretch.rise.until(nanos));
            self.leave(stretch.end);
        } else {
            self.at = stretch.start.saturating_add(gaps.offset(&stretch.rise));
            self.rest = Some(stretch);
        }
        self.gaps = self.gaps.is_some().then_some(gaps);
        stretch
    }

    fn draws_its_count(&self) -> bool {
        self.detail != Detail::Rates && self.component.phases()[self.phase].shape.arrivals().draws_the_count()
    }

    /// Passes over whole rounds of the current phase as one stretch, if nobody looks at them closely.
    fn leap(&mut self, round: Round, phase_end: i64) -> Option<Stretch> {
        let (start, first, index) = (self.at, self.missing, self.index);
        let ahead = ((phase_end.min(self.limit) - start) / round.nanos).unsigned_abs().min(round.times);
        let rounds = self.unseen_rounds(round, ahead);
        if rounds == 0 || self.gaps.is_some() {
            return None;
        }
        if let Some(segments) = &mut self.segments {
            segments.skip_rounds(rounds);
        }
        let quanta = round.quanta.saturating_mul(rounds.into());
        let nanos = round.nanos.unsigned_abs() * rounds;
        let count = u64::try_from(quanta.saturating_sub(first).div_ceil(EVENT)).unwrap_or(u64::MAX);
        self.missing = first.saturating_add(EVENT.saturating_mul(count.into())).saturating_sub(quanta);
        self.index = index.saturating_add(count);
        let phase = self.phase_number();
        let end = start.saturating_add_unsigned(nanos);
        self.leave(end);
        let rise = Rise::Even(Slope::new(quanta, nanos));
        Some(Stretch { start, end, rise, first, index, count, phase, regime: 0, gaps: None })
    }

    /// How many of the rounds `ahead` nobody looks at.
    fn unseen_rounds(&self, round: Round, ahead: u64) -> u64 {
        match self.detail {
            Detail::Counts => ahead,
            Detail::Rates if ahead > MOST_ROUNDS => ahead,
            Detail::Rates => 0,
            Detail::Events(_) if round.quanta == 0 => ahead,
            Detail::Events(Begin::Start) => 0,
            Detail::Events(Begin::Time(time)) => {
                let nanos = time.saturating_sub(self.at).max(0);
                (nanos / round.nanos).unsigned_abs().min(ahead)
            }
            Detail::Events(Begin::Index(index)) => {
                let events = index.saturating_sub(self.index).saturating_sub(1);
                let rounds = EVENT.saturating_mul(events.into()) / round.quanta;
                u64::try_from(rounds).unwrap_or(u64::MAX).min(ahead)
            }
        }
    }

    fn phase_number(&self) -> u32 {
        u32::try_from(self.phase).expect("a file of 10 MB has fewer phases")
    }

    /// Goes on at the end of a segment.
    fn leave(&mut self, end: i64) {
        self.at = end;
        if end >= self.component.phases()[self.phase].end.unwrap_or(i64::MAX) {
            self.next_phase();
        }
    }
}

impl Iterator for Walk {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        if let (Some(stretch), Some(gaps)) = (self.rest.take(), self.gaps) {
            return Some(self.drawn(stretch, gaps));
        }
        loop {
            let phase_end = self.component.phases().get(self.phase)?.end.unwrap_or(i64::MAX);
            if self.at >= self.limit {
                return None;
            }
            if self.segments.is_none() {
                self.gaps = self.first_gaps();
                self.segments = Some(self.component.segments(self.phase));
            }
            if let Some(round) = self.segments.as_ref().and_then(Segments::rounds)
                && let Some(stretch) = self.leap(round, phase_end)
            {
                return Some(stretch);
            }
            let Some(segment) = self.segments.as_mut().and_then(Iterator::next) else {
                self.at = phase_end;
                self.next_phase();
                continue;
            };
            let start = self.at;
            let phase = self.phase_number();
            let segment = segment.first(phase_end - start);
            let end = start.saturating_add(segment.length);
            let nanos = (end.min(self.limit) - start).unsigned_abs();
            let to_come = |up: u128| {
                let events = up.saturating_sub(self.missing).div_ceil(EVENT);
                u64::try_from(events).expect("100M/s for 300 years is less than 2^64")
            };
            let count = match segment.rise {
                Rise::AtOnce(quanta) => to_come(quanta),
                Rise::Even(slope) => to_come(slope.rise_rounded_up(nanos)),
                Rise::Changing(incline) => incline.count(self.missing, nanos),
            };
            let stretch = Stretch {
                start,
                end,
                rise: segment.rise,
                first: self.missing,
                index: self.index,
                count,
                phase,
                regime: segment.regime,
                gaps: None,
            };
            // what is left of an event waits while events are drawn by a number of their own
            if !self.draws_its_count() {
                let risen = segment.rise.until(nanos);
                self.missing = (self.missing + u128::from(count) * EVENT).saturating_sub(risen);
            }
            if let Some(gaps) = self.gaps {
                return Some(self.drawn(stretch, gaps));
            }
            self.index = self.index.saturating_add(count);
            self.leave(end);
            return Some(stretch);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::tests::{all, component};
    use crate::schedule::{Count, busiest_second};
    use crate::value::Duration;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn leaps_count_what_every_round_has(a in 0..90_u32, b in 1..9_u32, ms in 1..40_u32, rounds in 1..90_u32) {
            let lines = [
                format!("hold {b}.3/s for 1s"),
                format!("repeat {rounds} times {{ hold {a}.123/s for {ms}ms; burst {b}; ramp {b}/min -> {a}/s over 7ms }}"),
                format!("wave {a}/s +-{a}/s every {b}ms for 700ms max 40/s"),
                "burst 1".to_owned(),
            ];
            let component = component(1, &lines);
            let arrivals = all(&component);
            for (phase, count) in (0..).zip(component.counts(Duration::DAY)) {
                let found = arrivals.iter().filter(|arrival| arrival.phase == phase).count();
                prop_assert_eq!(count, Count::Exactly(found as u64), "{}", phase);
            }
        }
    }

    #[test]
    fn any_number_of_rounds_is_as_quick_as_one() {
        let counts = |line: &str| component(1, &[line]).counts(Duration::DAY)[0];
        let rounds = "repeat 1000000 times { hold 1k/s for 1s; burst 500; pause 1ms }";
        assert_eq!(counts(rounds), Count::Exactly(1_500_000_000));
        let long = "repeat 200000000 times { hold 100/s for 2ms; burst 4999.8 }".replace("4999.8", "4999");
        assert_eq!(counts(&long), Count::Exactly(200_000_000 * 4_999 + 40_000_000));
        assert_eq!(counts("wave 1M/s +-1M/s every 1ms for 3650d"), Count::Exactly(315_360_000_000_000));
        let busiest = busiest_second(&[component(1, &["repeat { burst 7; pause 1ms }"])], Duration::DAY);
        assert_eq!(busiest.map(|peak| (peak.at, peak.events)), Some((0, 7_000.0)));
    }

    #[test]
    fn a_far_beginning_is_reached_at_once() {
        let component = component(1, &["repeat { hold 1k/s for 1s; burst 500; pause 1s }"]);
        let first =
            |begin| component.arrivals(0, begin, None).next().map(|arrival| (arrival.due, arrival.index));
        let far: u32 = 1_000_000_000;
        let (due, index) = (2 * i64::from(far) * Duration::SECOND, 1_500 * u64::from(far));
        assert_eq!(first(Begin::Index(index)), Some((due, index)));
        assert_eq!(first(Begin::Time(due)), Some((due, index)));
        let silent = crate::schedule::tests::component(1, &["repeat { pause 1s; hold 0 for 1ms }"]);
        assert_eq!(all(&silent).len(), 0);
    }
}
