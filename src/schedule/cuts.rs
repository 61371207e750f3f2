//! Overlays below `x1`: which of the phases' events they cut. Each event is cut or kept by a draw of its own, so that
//! a cut that moves leaves all others where they are.

use super::Arrival;
use super::overlay::{TimedOverlay, share};
use super::timeline::Timeline;
use super::windows::{Window, Windows};
use crate::random::Key;
use crate::traffic::overlay::Effect;
use crate::traffic::window::Edge;
use std::sync::Arc;

/// The cuts of one component, asked in the order of its events.
pub(super) struct Cuts(Vec<Cut>);

struct Cut {
    windows: Windows,
    /// The one that the last event lay in, or the first one behind it.
    window: Option<Window>,
    /// What is cut while the effect is whole, from 0 to 1.
    missing: f64,
    edge: Edge,
    key: Key,
}

impl Cuts {
    pub(super) fn new(timeline: &Timeline, overlays: &[Arc<TimedOverlay>]) -> Self {
        let cut = |timed: &Arc<TimedOverlay>| {
            let Effect::Factor(factor) = timed.overlay.effect else { return None };
            let mut windows = timed.windows(timeline);
            let window = windows.next();
            let missing = 1.0 - factor.as_f64();
            Some(Cut { windows, window, missing, edge: timed.overlay.edge, key: timed.place().key("cut") })
        };
        Self(overlays.iter().filter_map(cut).collect())
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Which of the cuts takes an event, the first that does.
    pub(super) fn taken_by(&mut self, arrival: &Arrival) -> Option<usize> {
        self.0.iter_mut().position(|cut| cut.takes(arrival))
    }
}

impl Cut {
    fn takes(&mut self, arrival: &Arrival) -> bool {
        while let Some(window) = self.window {
            if arrival.due < window.start {
                return false;
            }
            if arrival.due < window.end {
                let missing = self.missing * share(self.edge, window, arrival.due).as_f64();
                return self.key.generator(arrival.index).fraction() < missing;
            }
            self.window = self.windows.next();
        }
        false
    }
}
