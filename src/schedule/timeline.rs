//! The phases of a stream, one after another, with exact borders, and its profiles: which they are and when, not yet
//! what comes in them.

use super::profiles::Profiles;
use super::windows::{Calendar, Windows};
use crate::random::{Key, Place};
use crate::traffic::profile::Profile;
use crate::traffic::shapes::{Length, Segments, Shape};
use crate::traffic::window::{Start, When};
use crate::traffic::{Rate, instant};
use crate::value::Time;
use jiff::tz::TimeZone;

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

    /// The segments of one phase, of all its rows. Where there are profiles, it is not held to its largest rate yet.
    pub(super) fn segments(&self, phase: usize) -> Segments {
        let TimedPhase { shape, rows, .. } = &self.phases[phase];
        let place = self.phase_place(phase);
        let segments = if self.profiles.is_empty() { shape.segments(&place) } else { shape.uncapped(&place) };
        segments.times(*rows)
    }

    pub(super) const fn profiles(&self) -> &Profiles {
        &self.profiles
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
