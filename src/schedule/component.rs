//! A component: what numbers its events by itself. The phases of a stream are one, every overlay that adds events is
//! another.

use super::arrivals::{Arrivals, Begin};
use super::cuts::Cuts;
use super::overlay::{NamedOverlay, OverlayPieces, TimedOverlay};
use super::phase_pieces::{PhasePieces, Rounds};
use super::piece::Piece;
use super::timeline::Timeline;
use crate::traffic::shapes::Shape;
use crate::value::Time;
use jiff::tz::TimeZone;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    timeline: Arc<Timeline>,
    role: Role,
}

/// The pieces of a component, one after another.
pub(super) enum Pieces {
    Phases(Box<PhasePieces>),
    Other(Box<dyn Iterator<Item = Piece> + Send>),
}

impl Pieces {
    pub(super) fn rounds(&mut self) -> Option<Rounds> {
        match self {
            Self::Phases(pieces) => pieces.rounds(),
            Self::Other(_) => None,
        }
    }

    pub(super) fn skip_rounds(&mut self, count: u64) -> u64 {
        match self {
            Self::Phases(pieces) => pieces.skip_rounds(count),
            Self::Other(_) => 0,
        }
    }
}

impl Iterator for Pieces {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        match self {
            Self::Phases(pieces) => pieces.next(),
            Self::Other(pieces) => pieces.next(),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Role {
    /// The phases, with the overlays that cut some of their events.
    Phases(Vec<Arc<TimedOverlay>>),
    /// An overlay that adds events.
    Overlay(Arc<TimedOverlay>),
}

impl Component {
    /// The phases of a stream without overlays or profiles.
    pub fn new(
        seed: u64,
        stream: impl Into<String>,
        shapes: impl IntoIterator<Item = Shape>,
        start: Time,
        zone: &TimeZone,
    ) -> Self {
        let shapes = shapes.into_iter().map(|shape| (shape, 1));
        let timeline = Timeline::new(seed, stream, shapes, Vec::new(), (start, zone));
        Self { timeline: Arc::new(timeline), role: Role::Phases(Vec::new()) }
    }

    /// The components of a stream: its phases, then each of its overlays that adds events.
    pub fn of_stream(timeline: Timeline, overlays: impl IntoIterator<Item = NamedOverlay>) -> Vec<Self> {
        let timeline = Arc::new(timeline);
        let (cutting, adding): (Vec<_>, Vec<_>) =
            overlays.into_iter().partition(|named| named.overlay.cuts());
        let timed = |(number, named): (usize, NamedOverlay)| {
            let number = u32::try_from(number).expect("a file of 10 MB has fewer overlays");
            Arc::new(TimedOverlay::new(&timeline, named, number))
        };
        let first = timeline.phases().len();
        let cutting = (0..).zip(cutting).map(timed).collect();
        let adding: Vec<_> = (first..).zip(adding).map(timed).collect();
        let own = std::iter::once(Role::Phases(cutting)).chain(adding.into_iter().map(Role::Overlay));
        own.map(|role| Self { timeline: Arc::clone(&timeline), role }).collect()
    }

    pub fn timeline(&self) -> &Arc<Timeline> {
        &self.timeline
    }

    pub const fn role(&self) -> &Role {
        &self.role
    }

    /// When the stream's last phase ends; `None`: until stopped.
    pub fn end(&self) -> Option<i64> {
        self.timeline.end()
    }

    /// The component's events from `begin` on and before `limit`, as component number `number`.
    pub fn arrivals(self: &Arc<Self>, number: u32, begin: Begin, limit: Option<i64>) -> Arrivals {
        Arrivals::new(self, number, begin, limit)
    }

    pub(super) fn pieces(&self) -> Pieces {
        match &self.role {
            Role::Phases(_) => Pieces::Phases(Box::new(PhasePieces::new(Arc::clone(&self.timeline)))),
            Role::Overlay(timed) => {
                Pieces::Other(Box::new(OverlayPieces::new(&self.timeline, Arc::clone(timed))))
            }
        }
    }

    pub(super) fn cuts(&self) -> Cuts {
        match &self.role {
            Role::Phases(cutting) => Cuts::new(&self.timeline, cutting),
            Role::Overlay(_) => Cuts::new(&self.timeline, &[]),
        }
    }
}
