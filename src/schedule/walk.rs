//! The stretches of a component: its pieces, each with the events that fall into it.

use super::arrivals::Begin;
use super::component::{Component, Pieces, Role};
use super::gaps::{Gaps, Reach};
use super::phase_pieces::PhasePieces;
use super::piece::{Piece, Span};
use super::thinned::thinned;
use super::timeline::Timeline;
use crate::traffic::Spacing;
use crate::traffic::level::EVENT;
use crate::traffic::shapes::Rise;
use std::sync::Arc;

/// One piece. Its event `k` fires where the level has risen by `first + k * EVENT` since its start.
#[derive(Debug, Clone)]
pub(super) struct Stretch {
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) rise: Rise,
    /// Quanta, at most one event.
    pub(super) first: u128,
    /// The number of its first event within the component.
    pub(super) index: u64,
    pub(super) count: u64,
    pub(super) span: Span,
    /// The first of its events, where they do not come evenly.
    pub(super) gaps: Option<Gaps>,
}

/// What a walk looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// As if all events came evenly.
    Rates,
    /// How many there are, not where.
    Counts,
    /// Those from here on.
    Events(Begin),
}

/// Drawn events that are handed out as one stretch: those of a long piece come in several.
const DRAWN_AT_ONCE: u64 = 1 << 16;

/// Walks over the pieces of a component and carries the level over their borders.
///
/// The level itself would grow without end; what counts is how much is missing to the next event.
pub(super) struct Walk {
    pub(super) pieces: Pieces,
    /// Of phases, whose events may be drawn; those of overlays come evenly.
    timeline: Option<Arc<Timeline>>,
    phase: Option<u32>,
    pub(super) at: i64,
    pub(super) limit: i64,
    pub(super) index: u64,
    pub(super) missing: u128,
    pub(super) detail: Detail,
    /// The next event of the current phase, where they do not come evenly.
    pub(super) gaps: Option<Gaps>,
    /// A stretch whose drawn events are not all handed out.
    rest: Option<Stretch>,
}

impl Walk {
    /// Over the events of the pieces that begin before `limit`, and before it. Whole rounds of what is fixed are passed
    /// over as one stretch where they lie before `begin`.
    pub(super) fn new(component: &Component, begin: Begin, limit: i64) -> Self {
        let timeline = match component.role() {
            Role::Phases(_) => Some(Arc::clone(component.timeline())),
            Role::Overlay(_) => None,
        };
        Self {
            pieces: component.pieces(),
            timeline,
            phase: None,
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
    pub(super) fn counting(component: &Component, limit: i64) -> Self {
        Self { detail: Detail::Counts, ..Self::new(component, Begin::Start, limit) }
    }

    /// Each piece once, as if its events came evenly, without what overlays cut on average: to look at, not to number.
    pub(super) fn over_rates(component: &Component, limit: i64) -> Self {
        Self {
            detail: Detail::Rates,
            pieces: thinned(component),
            ..Self::new(component, Begin::Start, limit)
        }
    }

    /// Where the last stretch ended.
    pub(super) const fn at(&self) -> i64 {
        self.at
    }

    /// How the events of a phase follow each other.
    fn spacing(&self, phase: u32) -> Spacing {
        let timeline = self.timeline.as_ref().filter(|_| self.detail != Detail::Rates);
        timeline.map_or(Spacing::Even, |timeline| timeline.phases()[phase as usize].shape.arrivals())
    }

    /// The first event of a phase, if its events are drawn.
    fn first_gaps(&self, phase: u32) -> Option<Gaps> {
        let (timeline, spacing) = (self.timeline.as_ref()?, self.spacing(phase));
        let key = || timeline.arrivals_key(phase as usize);
        match (self.detail, spacing) {
            (_, Spacing::Even) | (Detail::Counts, Spacing::Random) => None,
            (_, Spacing::Random) => {
                let (total, count) = whole_phase(timeline, phase as usize, self.missing);
                Gaps::new(spacing, key(), total, count)
            }
            (_, Spacing::Poisson | Spacing::Gamma(_)) => Gaps::new(spacing, key(), 0, 0),
        }
    }

    /// Begins a phase, unless it has begun.
    pub(super) fn enter(&mut self, phase: u32) {
        if self.phase != Some(phase) {
            self.phase = Some(phase);
            self.gaps = self.first_gaps(phase);
        }
    }

    /// A stretch with as many of its drawn events as are handed out at once.
    fn drawn(&mut self, mut stretch: Stretch, mut gaps: Gaps) -> Stretch {
        (stretch.index, stretch.gaps) = (self.index, Some(gaps));
        let nanos = (stretch.end.min(self.limit) - stretch.start).unsigned_abs();
        let (count, are_all) = gaps.pass(&Reach::new(&stretch.rise, nanos), DRAWN_AT_ONCE);
        stretch.count = count;
        self.index = self.index.saturating_add(count);
        if are_all {
            gaps.leave(stretch.rise.until(nanos));
            self.at = stretch.end;
        } else {
            self.at = stretch.start.saturating_add(gaps.offset(&stretch.rise));
            self.rest = Some(stretch.clone());
        }
        self.gaps = Some(gaps);
        stretch
    }
}

/// The quanta of a phase that begins with so many missing to the next event, and its events; it has an end.
fn whole_phase(timeline: &Arc<Timeline>, phase: usize, mut missing: u128) -> (u128, u64) {
    let mut pieces = PhasePieces::of_phase(Arc::clone(timeline), phase);
    let (mut total, mut count) = (0_u128, 0_u64);
    loop {
        let (risen, events) = if let Some(quanta) = pieces.pass_rounds() {
            (quanta, u64::try_from(quanta.saturating_sub(missing).div_ceil(EVENT)).unwrap_or(u64::MAX))
        } else {
            let Some(piece) = pieces.next() else { return (total, count) };
            come(&piece.rise, piece.nanos(), missing)
        };
        missing = missing.saturating_add(EVENT.saturating_mul(events.into())).saturating_sub(risen);
        total = total.saturating_add(risen);
        count = count.saturating_add(events);
    }
}

/// How far the level rises within so many nanoseconds, and how many even events fire on the way.
fn come(rise: &Rise, nanos: u64, missing: u128) -> (u128, u64) {
    let to_come = |up: u128| {
        let events = up.saturating_sub(missing).div_ceil(EVENT);
        u64::try_from(events).unwrap_or(u64::MAX)
    };
    let count = match rise {
        Rise::AtOnce(quanta) => to_come(*quanta),
        Rise::Even(slope) => to_come(slope.rise_rounded_up(nanos)),
        Rise::Changing(incline) => incline.count(missing, nanos),
    };
    (rise.until(nanos), count)
}

impl Iterator for Walk {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        if let (Some(stretch), Some(gaps)) = (self.rest.take(), self.gaps) {
            return Some(self.drawn(stretch, gaps));
        }
        if self.at >= self.limit {
            return None;
        }
        if let Some(stretch) = self.leap() {
            return Some(stretch);
        }
        let Piece { start, end, rise, span } = self.pieces.next()?;
        self.at = start;
        if start >= self.limit {
            return None;
        }
        self.enter(span.phase);
        let nanos = (end.min(self.limit) - start).unsigned_abs();
        let (risen, count) = come(&rise, nanos, self.missing);
        let stretch =
            Stretch { start, end, rise, first: self.missing, index: self.index, count, span, gaps: None };
        // what is left of an event waits while events are drawn by a number of their own
        if !self.spacing(span.phase).draws_the_count() {
            self.missing = (self.missing + u128::from(count) * EVENT).saturating_sub(risen);
        }
        if let Some(gaps) = self.gaps {
            return Some(self.drawn(stretch, gaps));
        }
        self.index = self.index.saturating_add(count);
        self.at = end;
        Some(stretch)
    }
}
