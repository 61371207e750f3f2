//! The stretches of a component: pieces of constant rate, each with the events that fall into it.

use super::component::Component;
use super::gaps::{Gaps, Reach};
use crate::traffic::Spacing;
use crate::traffic::level::EVENT;
use crate::traffic::shapes::{Rise, Segments};
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
    Events,
}

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
    /// Over the events.
    pub(super) const fn new(component: Arc<Component>, limit: i64) -> Self {
        Self {
            component,
            phase: 0,
            segments: None,
            at: 0,
            limit,
            index: 0,
            missing: 0,
            detail: Detail::Events,
            gaps: None,
            rest: None,
        }
    }

    /// With as many events as there are, wherever they fall.
    pub(super) fn counting(component: Arc<Component>, limit: i64) -> Self {
        Self { detail: Detail::Counts, ..Self::new(component, limit) }
    }

    /// Each segment once, as if its events came evenly.
    pub(super) fn over_rates(component: Arc<Component>, limit: i64) -> Self {
        Self { detail: Detail::Rates, ..Self::new(component, limit) }
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
            (Detail::Events, Spacing::Random) => {
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
            (total + risen(stretch.rise, nanos), count.saturating_add(stretch.count))
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
            gaps.leave(risen(stretch.rise, nanos));
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

    /// Goes on at the end of a segment.
    fn leave(&mut self, end: i64) {
        self.at = end;
        if end >= self.component.phases()[self.phase].end.unwrap_or(i64::MAX) {
            self.next_phase();
        }
    }
}

/// Quanta within so many nanoseconds, rounded down.
fn risen(rise: Rise, nanos: u64) -> u128 {
    match rise {
        Rise::AtOnce(quanta) => quanta,
        Rise::Even(slope) => slope.rise(nanos),
        Rise::Changing(incline) => incline.rise(nanos),
    }
}

impl Iterator for Walk {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        if let (Some(stretch), Some(gaps)) = (self.rest.take(), self.gaps) {
            return Some(self.drawn(stretch, gaps));
        }
        loop {
            let timed = self.component.phases().get(self.phase)?;
            if self.at >= self.limit {
                return None;
            }
            if self.segments.is_none() {
                self.gaps = self.first_gaps();
            }
            let segments = self.segments.get_or_insert_with(|| self.component.segments(self.phase));
            let Some(segment) = segments.next() else {
                self.at = timed.end.unwrap_or(i64::MAX);
                self.next_phase();
                continue;
            };
            let start = self.at;
            let phase = u32::try_from(self.phase).expect("a file of 10 MB has fewer phases");
            let phase_end = timed.end.unwrap_or(i64::MAX);
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
                let risen = risen(segment.rise, nanos);
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
