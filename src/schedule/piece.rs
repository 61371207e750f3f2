//! Pieces: stretches of time in which a component's level rises in one way.

use crate::traffic::Decimal;
use crate::traffic::shapes::Rise;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    /// Nanoseconds from the start.
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) rise: Rise,
    pub(super) span: Span,
}

/// What a piece is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// The phase's position in its stream, or behind the phases the overlay's.
    pub(super) phase: u32,
    pub(super) regime: u32,
    /// Of the phase, or of the overlay's window.
    pub(super) start: i64,
    /// `i64::MAX`: until stopped.
    pub(super) end: i64,
}

impl Piece {
    /// What lies between two instants of it.
    pub(super) fn between(&self, start: i64, end: i64) -> Self {
        let (from, to) = ((start - self.start).unsigned_abs(), (end - self.start).unsigned_abs());
        let is_whole = start == self.start && end == self.end;
        let rise = if is_whole { self.rise.clone() } else { self.rise.part(self.nanos(), from, to) };
        Self { start, end, rise, span: self.span }
    }

    /// Of so many rows that take turns, where it is the piece of one.
    pub(super) fn of_rows(self, rows: u32) -> Self {
        if rows == 1 {
            return self;
        }
        let rows = Decimal::whole(rows);
        Self { rise: self.rise.times(self.nanos(), rows, rows), ..self }
    }

    pub(super) const fn nanos(&self) -> u64 {
        (self.end - self.start).unsigned_abs()
    }
}
