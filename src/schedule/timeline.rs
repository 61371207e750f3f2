//! The phases of a stream, one after another, with exact borders, and its profiles.

use super::piece::{Piece, Span};
use super::profiles::{Held, Profiles};
use super::windows::{Calendar, Windows};
use crate::random::{Key, Place};
use crate::traffic::profile::Profile;
use crate::traffic::shapes::{Length, Round, Segments, Shape};
use crate::traffic::window::{Start, When};
use crate::traffic::{Decimal, Rate, instant};
use crate::value::Time;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// All components of a stream refer to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    seed: u64,
    stream: String,
    phases: Vec<TimedPhase>,
    profiles: Profiles,
    start: Time,
    zone: TimeZone,
}

/// A phase holds its beginning, not its end.
#[derive(Debug, Clone, PartialEq)]
pub struct TimedPhase {
    pub shape: Shape,
    /// How many rows its events take turns over: its rates are those of one row.
    pub rows: u32,
    /// Nanoseconds from the scenario's start.
    pub start: i64,
    /// `None`: until stopped.
    pub end: Option<i64>,
}

impl Timeline {
    /// The phases of `stream` in their order, each with its rows. What is drawn depends on the seed, the stream's
    /// name and the phase's position alone.
    pub fn new(
        seed: u64,
        stream: impl Into<String>,
        shapes: impl IntoIterator<Item = (Shape, u32)>,
        profiles: Vec<Profile>,
        (start, zone): (Time, &TimeZone),
    ) -> Self {
        let mut begin = 0;
        let phases = shapes.into_iter().map(|(mut shape, rows)| {
            shape.set_off(Time(start.0.saturating_add(begin)), zone);
            let end = end_of(shape.length(), begin, start, zone);
            let phase = TimedPhase { shape, rows, start: begin, end };
            begin = end.unwrap_or(i64::MAX);
            phase
        });
        let phases = phases.collect();
        let profiles = Profiles::new(profiles, start, zone.clone());
        Self { seed, stream: stream.into(), phases, profiles, start, zone: zone.clone() }
    }

    pub fn phases(&self) -> &[TimedPhase] {
        &self.phases
    }

    /// When the last phase ends; `None`: until stopped.
    pub fn end(&self) -> Option<i64> {
        self.phases.last().map_or(Some(0), |phase| phase.end)
    }

    /// A place inside the stream.
    pub(super) fn place(&self, part: &str) -> Place {
        Place::new(self.seed, format!("{}/{part}", self.stream))
    }

    pub(super) fn calendar(&self) -> Calendar {
        // a burst at the very end belongs to the stream
        let ends_at_once = self.phases.last().is_some_and(|phase| phase.end == Some(phase.start));
        let end = self.end().map_or(i64::MAX, |end| end.saturating_add(i64::from(ends_at_once)));
        Calendar { start: self.start, zone: self.zone.clone(), end }
    }

    /// Whether a window that is not drawn begins before the stream ends, and does not end before it begins.
    pub fn meets(&self, when: &When<Rate>) -> bool {
        let is_drawn = matches!(when.start, Start::Randomly(_));
        is_drawn || Windows::new(when.clone(), self.calendar(), &self.place("")).next().is_some()
    }

    /// The segments of one phase.
    pub(super) fn segments(&self, phase: usize) -> Segments {
        self.phases[phase].shape.segments(&self.phase_place(phase))
    }

    /// Draws how a phase's events follow each other.
    pub(super) fn arrivals_key(&self, phase: usize) -> Key {
        self.phase_place(phase).key("arrivals")
    }

    fn phase_place(&self, phase: usize) -> Place {
        self.place(&format!("traffic/{phase}"))
    }
}

fn end_of(length: Length, begin: i64, start: Time, zone: &TimeZone) -> Option<i64> {
    match length {
        Length::Nanos(nanos) => Some(begin.saturating_add(nanos)),
        Length::Until(moment) => {
            let after = Time(start.0.saturating_add(begin));
            Some(instant(moment, after, zone).0.saturating_sub(start.0).max(begin))
        }
        Length::Endless => None,
    }
}

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
        let end = timeline.phases.len();
        Self::between(timeline, 0, end)
    }

    /// Those of one phase.
    pub(super) fn of_phase(timeline: Arc<Timeline>, phase: usize) -> Self {
        Self::between(timeline, phase, phase + 1)
    }

    fn between(timeline: Arc<Timeline>, phase: usize, end: usize) -> Self {
        let at = timeline.phases.get(phase).map_or(0, |timed| timed.start);
        let held = Held { factor: Decimal::ZERO, until: at };
        Self { timeline, phase, end, segments: None, at, rest: None, held }
    }

    fn whole(&mut self) -> Option<Piece> {
        loop {
            let timed = self.timeline.phases[..self.end].get(self.phase)?;
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
            let rows = timed.rows;
            self.at = end;
            if end >= phase_end {
                self.next_phase();
            }
            return Some(Piece { start, end, rise: segment.rise, span }.of_rows(rows));
        }
    }

    fn next_phase(&mut self) {
        self.phase += 1;
        self.segments = None;
    }

    /// The first part of a piece, as far as one factor holds.
    fn profiled(&mut self, piece: &Piece) -> Piece {
        if self.held.until <= piece.start {
            self.held = self.timeline.profiles.at(piece.start);
            // the calendar ends before the nanoseconds do
            if self.held.until <= piece.start {
                self.held.until = i64::MAX;
            }
        }
        let end = piece.end.min(self.held.until);
        self.rest = (end < piece.end).then(|| piece.between(end, piece.end));
        let first = piece.between(piece.start, end);
        Piece { rise: first.rise.times(first.nanos(), self.held.factor, self.held.factor), ..first }
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
        if self.rest.is_some() || !self.timeline.profiles.is_empty() {
            return None;
        }
        let timed = self.timeline.phases[..self.end].get(self.phase)?;
        let segments = self.segments.get_or_insert_with(|| self.timeline.segments(self.phase));
        let round = segments.rounds().filter(|_| timed.rows == 1)?;
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
        Some(if self.timeline.profiles.is_empty() { piece } else { self.profiled(&piece) })
    }
}
