//! The stretches of a component: its pieces, each with the events that fall into it.

use super::component::Component;
use super::piece::{Piece, Span};
use super::thinned::thinned;
use crate::traffic::level::EVENT;
use crate::traffic::shapes::Rise;

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
    pub(super) span: Span,
}

/// Walks over the pieces of a component and carries the level over their borders.
///
/// The level itself would grow without end; what counts is how much is missing to the next event.
pub(super) struct Walk {
    pieces: Box<dyn Iterator<Item = Piece> + Send>,
    at: i64,
    limit: i64,
    index: u64,
    missing: u128,
}

impl Walk {
    /// The stretches that begin before `limit`, with the events before it.
    pub(super) fn new(component: &Component, limit: i64) -> Self {
        Self { pieces: component.pieces(), at: 0, limit, index: 0, missing: 0 }
    }

    /// The same without what overlays cut on average: to look at, not to number.
    pub(super) fn thinned(component: &Component, limit: i64) -> Self {
        Self { pieces: thinned(component), at: 0, limit, index: 0, missing: 0 }
    }

    /// Where the last stretch ended.
    pub(super) const fn at(&self) -> i64 {
        self.at
    }
}

impl Iterator for Walk {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        if self.at >= self.limit {
            return None;
        }
        let Piece { start, end, rise, span } = self.pieces.next()?;
        self.at = start;
        if start >= self.limit {
            return None;
        }
        let nanos = (end.min(self.limit) - start).unsigned_abs();
        let to_come = |up: u128| {
            let events = up.saturating_sub(self.missing).div_ceil(EVENT);
            u64::try_from(events).unwrap_or(u64::MAX)
        };
        let (risen, count) = match rise {
            Rise::AtOnce(quanta) => (quanta, to_come(quanta)),
            Rise::Even(slope) => (slope.rise(nanos), to_come(slope.rise_rounded_up(nanos))),
            Rise::Changing(incline) => (incline.rise(nanos), incline.count(self.missing, nanos)),
        };
        let stretch = Stretch { start, end, rise, first: self.missing, index: self.index, count, span };
        self.missing = (self.missing + u128::from(count) * EVENT).saturating_sub(risen);
        self.index = self.index.saturating_add(count);
        self.at = end;
        Some(stretch)
    }
}
