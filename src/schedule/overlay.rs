//! The pieces of an overlay: what it adds in its windows.

use super::phase_pieces::PhasePieces;
use super::piece::{Piece, Span};
use super::timeline::Timeline;
use super::windows::{Window, Windows};
use crate::random::Place;
use crate::traffic::Decimal;
use crate::traffic::level::{Slope, quanta};
use crate::traffic::overlay::{Effect, Overlay, Spread};
use crate::traffic::shapes::Rise;
use crate::traffic::window::Edge;
use std::sync::Arc;

/// An overlay and what it is called.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedOverlay {
    pub name: String,
    pub overlay: Overlay,
    /// How many rows its events take turns over: what it adds by itself is that of one row.
    pub rows: u32,
}

/// An overlay of a stream.
#[derive(Debug, Clone, PartialEq)]
pub struct TimedOverlay {
    pub name: String,
    pub overlay: Overlay,
    rows: u32,
    /// Of one that adds events: its position behind the stream's phases.
    pub(super) number: u32,
    /// Where it draws.
    place: Place,
}

impl TimedOverlay {
    /// What is drawn depends on the seed and the names of stream and overlay alone.
    pub(super) fn new(timeline: &Timeline, named: NamedOverlay, number: u32) -> Self {
        let NamedOverlay { name, overlay, rows } = named;
        let place = timeline.place(&format!("overlays/{name}"));
        Self { name, overlay, rows, number, place }
    }

    pub(super) fn windows(&self, timeline: &Timeline) -> Windows {
        Windows::new(self.overlay.when.clone(), timeline.calendar(), &self.place)
    }

    pub(super) const fn place(&self) -> &Place {
        &self.place
    }
}

/// The part of an overlay's effect that has come at an instant of its window, in steps of 10^-18.
pub(super) fn share(edge: Edge, window: Window, at: i64) -> Decimal {
    let part = |passed: i64, of: i64| {
        if passed >= of {
            return Decimal::whole(1);
        }
        let [passed, of] = [passed, of].map(|nanos| u128::from(nanos.unsigned_abs()));
        Decimal::from_atoms(Decimal::whole(1).atoms() * passed / of)
    };
    part(at - window.start, edge.rise).min(part(window.end - at, edge.fall))
}

/// The next instant behind `at` at which an edge begins or ends.
pub(super) fn bend(edge: Edge, window: Window, at: i64) -> i64 {
    let width = i128::from(window.end) - i128::from(window.start);
    let both = i128::from(edge.rise) + i128::from(edge.fall);
    // edges that do not fit meet before the effect is whole
    let meeting = if both > width { width * i128::from(edge.rise) / both } else { width };
    let meeting = window.start.saturating_add(i64::try_from(meeting).unwrap_or(i64::MAX));
    let bends = [window.start.saturating_add(edge.rise), window.end.saturating_sub(edge.fall), meeting];
    bends.into_iter().filter(|bend| *bend > at).min().unwrap_or(window.end).min(window.end)
}

pub(super) struct OverlayPieces {
    timed: Arc<TimedOverlay>,
    windows: Windows,
    window: Option<Window>,
    at: i64,
    phases: PhasePieces,
    /// The piece of the phases at the current instant or behind it.
    phase: Option<Piece>,
}

impl OverlayPieces {
    pub(super) fn new(timeline: &Arc<Timeline>, timed: Arc<TimedOverlay>) -> Self {
        let windows = timed.windows(timeline);
        let phases = PhasePieces::new(Arc::clone(timeline));
        Self { timed, windows, window: None, at: 0, phases, phase: None }
    }

    /// From the current instant on, inside the window.
    fn piece(&mut self, window: Window) -> Option<Piece> {
        let Overlay { effect, edge, .. } = self.timed.overlay;
        let span = Span { phase: self.timed.number, regime: 0, start: window.start, end: window.end };
        let own = |rise| Piece { start: window.start, end: window.end, rise, span }.of_rows(self.timed.rows);
        Some(match effect {
            Effect::Burst(count, spread) => {
                let mass = quanta(count.draw(self.timed.place.key("count"), window.number).atoms());
                let nanos = (window.end - window.start).unsigned_abs();
                own(match spread {
                    Spread::AtOnce => Rise::AtOnce(mass),
                    Spread::Evenly => Rise::Even(Slope::new(mass, nanos)),
                })
            }
            Effect::Added(rate) => {
                let slope = rate.draw(self.timed.place.key("rate"), window.number);
                self.edged(&own(Rise::Even(slope)), edge, window, Decimal::whole(1))
            }
            Effect::Factor(factor) => {
                let phase = self.phase_piece()?;
                if phase.start >= window.end {
                    self.at = window.end;
                    return None;
                }
                let more = Decimal::from_atoms(factor.atoms() - Decimal::whole(1).atoms());
                let phase_end = phase.end;
                let piece = self.edged(&phase, edge, window, more);
                if phase_end <= piece.end {
                    self.phase = None;
                }
                Piece { span, ..piece }
            }
        })
    }

    /// The piece of the phases that the current instant lies in, or an instant at or behind it.
    fn phase_piece(&mut self) -> Option<Piece> {
        loop {
            if self.phase.is_none() {
                self.phases.pass_rounds_before(self.at);
            }
            let piece = self.phase.take().or_else(|| self.phases.next())?;
            if piece.end > self.at || (piece.start == piece.end && piece.start >= self.at) {
                return Some(self.phase.insert(piece).clone());
            }
        }
    }

    /// The part of a piece from the current instant to its end, the window's end or a bend of the edge, with
    /// the effect of the edge.
    fn edged(&self, piece: &Piece, edge: Edge, window: Window, effect: Decimal) -> Piece {
        let start = self.at.max(piece.start);
        let end = piece.end.min(bend(edge, window, start));
        let part = piece.between(start, end);
        let [first, last] = [start, end].map(|at| share(edge, window, at).times(effect));
        Piece { rise: part.rise.times(part.nanos(), first, last), ..part }
    }
}

impl Iterator for OverlayPieces {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            let window = match self.window {
                Some(window) if self.at < window.end => window,
                _ => {
                    let window = self.windows.next()?;
                    self.at = window.start;
                    *self.window.insert(window)
                }
            };
            if let Some(piece) = self.piece(window) {
                self.at = piece.end;
                return Some(piece);
            }
            if self.at < window.end {
                return None; // the phases are over
            }
        }
    }
}
