//! How many events each phase has, and each overlay that adds some, as far as that can be known beforehand.

use super::component::{Component, Role};
use super::walk::Walk;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    Exactly(u64),
    /// It goes on: so many before `until`, nanoseconds from the start.
    SoFar {
        events: u64,
        until: i64,
    },
    /// It follows such a phase: how many it has depends on what is left over there.
    Unknown,
}

/// The events of one window of an overlay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowCount {
    /// Nanoseconds from the start.
    pub start: i64,
    pub end: i64,
    pub events: u64,
}

/// Drawing more pieces than this takes seconds.
const MOST_STRETCHES: usize = 10_000_000;
/// Events that are drawn, where they come or whether they are cut.
pub(super) const MOST_DRAWS: u64 = 20_000_000;
/// Windows that are counted one by one.
pub(super) const MOST_WINDOWS: usize = 100_000;

impl Component {
    /// The number of events of each phase of the stream, cut or not, or of the overlay: exact, however long, where
    /// it ends; what has no end is looked at up to `horizon` (nanoseconds from the start), and what has too many
    /// pieces to be drawn, as far as is worth it.
    pub fn counts(&self, horizon: i64) -> Vec<Count> {
        self.counts_within(horizon, MOST_STRETCHES)
    }

    pub(super) fn counts_within(&self, horizon: i64, most: usize) -> Vec<Count> {
        let ends = self.ends();
        let open = ends.iter().position(Option::is_none);
        let limit = open.map_or(i64::MAX, |open| horizon.max(self.begin(open)));
        let mut events = vec![0_u64; ends.len()];
        let mut walk = Walk::counting(self, limit);
        let first = self.first_number();
        let mut left = MOST_DRAWS;
        for stretch in walk.by_ref().take(most) {
            let events = &mut events[(stretch.span.phase - first) as usize];
            *events = stretch.count.saturating_add(*events);
            left = left.saturating_sub(stretch.gaps.map_or(0, |_| stretch.count));
            if left == 0 {
                break;
            }
        }
        let at = walk.at();
        let reached = if walk.next().is_none() { limit } else { at.min(limit) };
        let exact = |position: usize| {
            open.is_none_or(|open| position < open) && ends[position].is_some_and(|end| end <= reached)
        };
        let first_open = (0..ends.len()).find(|position| !exact(*position));
        let count = |(position, events)| match first_open {
            Some(open) if position == open => Count::SoFar { events, until: reached },
            Some(open) if position > open => Count::Unknown,
            _ => Count::Exactly(events),
        };
        events.into_iter().enumerate().map(count).collect()
    }

    /// The windows of the overlay that begin before `horizon`, with their events; none of phases.
    pub fn windows(&self, horizon: i64) -> Vec<WindowCount> {
        let Role::Overlay(_) = self.role() else { return Vec::new() };
        let mut windows: Vec<WindowCount> = Vec::new();
        for stretch in Walk::counting(self, horizon).take(MOST_STRETCHES) {
            let (start, end) = (stretch.span.start, stretch.span.end);
            if windows.last().is_none_or(|last| last.start != start) {
                if windows.len() == MOST_WINDOWS {
                    break;
                }
                windows.push(WindowCount { start, end, events: 0 });
            }
            let events = &mut windows.last_mut().expect("one was added").events;
            *events = events.saturating_add(stretch.count);
        }
        windows
    }

    /// When each phase ends, or the overlay's stream; `None`: until stopped.
    fn ends(&self) -> Vec<Option<i64>> {
        match self.role() {
            Role::Phases(_) => self.timeline().phases().iter().map(|phase| phase.end).collect(),
            Role::Overlay(_) => vec![self.end()],
        }
    }

    /// How many phases it has; an overlay is one.
    pub(super) fn phase_count(&self) -> usize {
        match self.role() {
            Role::Phases(_) => self.timeline().phases().len(),
            Role::Overlay(_) => 1,
        }
    }

    fn begin(&self, position: usize) -> i64 {
        match self.role() {
            Role::Phases(_) => self.timeline().phases()[position].start,
            Role::Overlay(_) => 0,
        }
    }

    /// The number of its first phase among the stream's phases and overlays.
    pub fn first_number(&self) -> u32 {
        match self.role() {
            Role::Phases(_) => 0,
            Role::Overlay(timed) => timed.number,
        }
    }
}
