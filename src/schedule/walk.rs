//! The stretches of a component: pieces of constant rate, each with the events that fall into it.

use super::component::Component;
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
}

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
}

impl Walk {
    pub(super) const fn new(component: Arc<Component>, limit: i64) -> Self {
        Self { component, phase: 0, segments: None, at: 0, limit, index: 0, missing: 0 }
    }

    /// Where the next stretch begins.
    pub(super) const fn at(&self) -> i64 {
        self.at
    }

    fn next_phase(&mut self) {
        self.phase += 1;
        self.segments = None;
    }
}

impl Iterator for Walk {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        loop {
            let timed = self.component.phases().get(self.phase)?;
            if self.at >= self.limit {
                return None;
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
            let (risen, count) = match segment.rise {
                Rise::AtOnce(quanta) => (quanta, to_come(quanta)),
                Rise::Even(slope) => (slope.rise(nanos), to_come(slope.rise_rounded_up(nanos))),
                Rise::Changing(incline) => (incline.rise(nanos), incline.count(self.missing, nanos)),
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
            };
            self.missing = (self.missing + u128::from(count) * EVENT).saturating_sub(risen);
            self.index = self.index.saturating_add(count);
            self.at = end;
            if end >= phase_end {
                self.next_phase();
            }
            return Some(stretch);
        }
    }
}
