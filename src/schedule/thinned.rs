//! The pieces of a component as its rates are to be drawn: what an overlay cuts is taken off the rate, evenly.

use super::component::{Component, Pieces, Role};
use super::overlay::{TimedOverlay, bend, share};
use super::piece::Piece;
use super::windows::{Window, Windows};
use crate::traffic::Decimal;
use crate::traffic::overlay::Effect;
use std::sync::Arc;

/// The pieces of a component without what its overlays cut on average.
pub(super) fn thinned(component: &Component) -> Pieces {
    let Role::Phases(cutting) = component.role() else { return component.pieces() };
    cutting.iter().fold(component.pieces(), |pieces, timed| {
        let mut windows = timed.windows(component.timeline());
        let window = windows.next();
        Pieces::Other(Box::new(Thinned { pieces, timed: Arc::clone(timed), windows, window, rest: None }))
    })
}

struct Thinned {
    pieces: Pieces,
    timed: Arc<TimedOverlay>,
    windows: Windows,
    /// The one that the last piece lay in, or the next one.
    window: Option<Window>,
    /// What is left of a piece that a window divides.
    rest: Option<Piece>,
}

impl Thinned {
    /// What is left at an instant of a window.
    fn left(&self, window: Window, at: i64) -> Decimal {
        let Effect::Factor(factor) = self.timed.overlay.effect else { return Decimal::whole(1) };
        let one = Decimal::whole(1).atoms();
        let missing = Decimal::from_atoms(one.saturating_sub(factor.atoms()));
        Decimal::from_atoms(one - missing.times(share(self.timed.overlay.edge, window, at)).atoms().min(one))
    }
}

impl Iterator for Thinned {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let piece = match self.rest.take() {
            Some(rest) => rest,
            None => self.pieces.next()?,
        };
        while self.window.is_some_and(|window| window.end <= piece.start) {
            self.window = self.windows.next();
        }
        let Some(window) = self.window else { return Some(piece) };
        let is_inside = window.start <= piece.start;
        let border =
            if is_inside { bend(self.timed.overlay.edge, window, piece.start) } else { window.start };
        let end = piece.end.min(border);
        self.rest = (end < piece.end).then(|| piece.between(end, piece.end));
        let first = piece.between(piece.start, end);
        if !is_inside {
            return Some(first);
        }
        let [begun, ended] = [first.start, first.end].map(|at| self.left(window, at));
        Some(Piece { rise: first.rise.times(first.nanos(), begun, ended), ..first })
    }
}
