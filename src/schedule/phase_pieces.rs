//! The pieces of phases, one after another without a gap: those of their shapes, times their rows and
//! the profiles, held to the largest rate of each.
//!
//! In: a timeline. Out: pieces, and rounds of them that come again, which can be passed over. Counts no events.

use super::piece::{Piece, Span};
use super::profiles::Held;
use super::timeline::Timeline;
use crate::traffic::Decimal;
use crate::traffic::shapes::{Round, Segment, Segments};
use std::sync::Arc;

/// The pieces of all phases, without a gap, held to the profiles.
pub(super) struct PhasePieces {
    timeline: Arc<Timeline>,
    phase: usize,
    /// The first phase that is none of them.
    end: usize,
    /// Those of the current phase, once it has begun.
    segments: Option<Segments>,
    at: i64,
    /// What is left of a piece that a profile divides.
    rest: Option<Piece>,
    held: Held,
}

impl PhasePieces {
    pub(super) fn new(timeline: Arc<Timeline>) -> Self {
        let end = timeline.phases().len();
        Self::between(timeline, 0, end)
    }

    /// Those of one phase.
    pub(super) fn of_phase(timeline: Arc<Timeline>, phase: usize) -> Self {
        Self::between(timeline, phase, phase + 1)
    }

    fn between(timeline: Arc<Timeline>, phase: usize, end: usize) -> Self {
        let at = timeline.phases().get(phase).map_or(0, |timed| timed.start);
        let held = Held { factor: Decimal::ZERO, until: at };
        Self { timeline, phase, end, segments: None, at, rest: None, held }
    }

    fn whole(&mut self) -> Option<Piece> {
        loop {
            let timed = self.timeline.phases()[..self.end].get(self.phase)?;
            let phase_end = timed.end.unwrap_or(i64::MAX);
            let segments = self.segments.get_or_insert_with(|| self.timeline.segments(self.phase));
            let Some(segment) = segments.next() else {
                self.at = phase_end;
                self.next_phase();
                continue;
            };
            let start = self.at;
            let segment = segment.first(phase_end - start);
            let end = start.saturating_add(segment.length);
            let phase = u32::try_from(self.phase).expect("a file of 10 MB has fewer phases");
            let span = Span { phase, regime: segment.regime, start: timed.start, end: phase_end };
            self.at = end;
            if end >= phase_end {
                self.next_phase();
            }
            return Some(Piece { start, end, rise: segment.rise, span });
        }
    }

    fn next_phase(&mut self) {
        self.phase += 1;
        self.segments = None;
    }

    /// The first part of a piece, as far as one factor holds and the phase's largest rate is not crossed.
    fn profiled(&mut self, piece: &Piece) -> Piece {
        if self.held.until <= piece.start {
            self.held = self.timeline.profiles().at(piece.start);
            // the calendar ends before the nanoseconds do
            if self.held.until <= piece.start {
                self.held.until = i64::MAX;
            }
        }
        let end = piece.end.min(self.held.until);
        let first = piece.between(piece.start, end);
        let rise = first.rise.times(first.nanos(), self.held.factor, self.held.factor);
        let first = self.capped(Piece { rise, ..first });
        self.rest = (first.end < piece.end).then(|| piece.between(first.end, piece.end));
        first
    }

    /// The first part of a piece, up to where it crosses the largest rate of its phase, held to that rate.
    fn capped(&self, piece: Piece) -> Piece {
        let timed = &self.timeline.phases()[piece.span.phase as usize];
        let Some(most) = timed.shape.most() else { return piece };
        let Piece { start, end, rise, span } = piece;
        let segment = Segment { length: end - start, rise, regime: span.regime };
        let [first, _] = segment.held_to(most.times(Decimal::whole(timed.rows)));
        let Segment { length, rise, .. } = first.expect("a piece has a beginning");
        Piece { start, end: start + length, rise, span }
    }
}

/// Whole rounds of a phase that come next, from `start` on.
pub(super) struct Rounds {
    pub(super) round: Round,
    pub(super) start: i64,
    pub(super) span: Span,
}

impl PhasePieces {
    /// The rounds that come next, if they are all alike.
    pub(super) fn rounds(&mut self) -> Option<Rounds> {
        if self.rest.is_some() || !self.timeline.profiles().is_empty() {
            return None;
        }
        let timed = self.timeline.phases()[..self.end].get(self.phase)?;
        let segments = self.segments.get_or_insert_with(|| self.timeline.segments(self.phase));
        let round = segments.rounds()?;
        let phase = u32::try_from(self.phase).expect("a file of 10 MB has fewer phases");
        let end = timed.end.unwrap_or(i64::MAX);
        Some(Rounds { round, start: self.at, span: Span { phase, regime: 0, start: timed.start, end } })
    }

    /// Passes over all whole rounds that come next in the phase and tells how far the level rises in them.
    pub(super) fn pass_rounds(&mut self) -> Option<u128> {
        let Rounds { round, start, span } = self.rounds()?;
        let count = (span.end.saturating_sub(start) / round.nanos).unsigned_abs().min(round.times);
        self.skip_rounds(count);
        (count > 0).then(|| round.quanta.saturating_mul(count.into()))
    }

    /// Passes over the whole rounds that end before an instant.
    pub(super) fn pass_rounds_before(&mut self, at: i64) {
        if let Some(Rounds { round, start, span }) = self.rounds() {
            // what comes at once at the end of a round may be due at that very instant
            let nanos = at.saturating_sub(1).min(span.end).saturating_sub(start).max(0);
            let count = (nanos / round.nanos).unsigned_abs().min(round.times);
            if count > 0 {
                self.skip_rounds(count);
            }
        }
    }

    /// Passes over so many of the [`PhasePieces::rounds`] and tells how many nanoseconds they take.
    pub(super) fn skip_rounds(&mut self, count: u64) -> u64 {
        let Some(Rounds { round, span, .. }) = self.rounds() else { return 0 };
        let nanos = round.nanos.unsigned_abs().saturating_mul(count);
        self.at = self.at.saturating_add_unsigned(nanos);
        if let Some(segments) = &mut self.segments {
            segments.skip_rounds(count);
        }
        if self.at >= span.end {
            self.next_phase();
        }
        nanos
    }
}

impl Iterator for PhasePieces {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let piece = match self.rest.take() {
            Some(rest) => rest,
            None => self.whole()?,
        };
        Some(if self.timeline.profiles().is_empty() { piece } else { self.profiled(&piece) })
    }
}
