//! How many events each phase has, as far as that can be known beforehand.

use super::component::Component;
use super::walk::Walk;
use std::sync::Arc;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    Exactly(u64),
    /// The phase goes on: so many before `until`, nanoseconds from the start.
    SoFar {
        events: u64,
        until: i64,
    },
    /// It follows such a phase: how many it has depends on what is left over there.
    Unknown,
}

/// Drawing more segments than this takes seconds.
const MOST_STRETCHES: usize = 10_000_000;

/// Drawing more gaps than this takes seconds too.
const MOST_DRAWN: u64 = 20_000_000;

impl Component {
    /// The number of events of each phase. Phases that are drawn are looked at up to `horizon` (nanoseconds
    /// from the start), and so is one without an end; all others are exact, however long.
    pub fn counts(self: &Arc<Self>, horizon: i64) -> Vec<Count> {
        let open = |phase: &super::TimedPhase| match phase.end {
            None => true,
            Some(end) => {
                (phase.shape.is_random() || phase.shape.arrivals().draws_the_count()) && end > horizon
            }
        };
        let phases = self.phases();
        let open = phases.iter().position(open);
        let limit = open.map_or(i64::MAX, |open| horizon.max(phases[open].start));
        let mut events = vec![0_u64; phases.len()];
        let mut walk = Walk::counting(Arc::clone(self), limit);
        let mut left = MOST_DRAWN;
        for stretch in walk.by_ref().take(MOST_STRETCHES) {
            let events = &mut events[stretch.phase as usize];
            *events = stretch.count.saturating_add(*events);
            if stretch.gaps.is_some() {
                left = left.saturating_sub(stretch.count);
            }
            if left == 0 {
                break;
            }
        }
        let reached = walk.at().min(limit);
        let exact = |position: usize| {
            open.is_none_or(|open| position < open) && phases[position].end.is_some_and(|end| end <= reached)
        };
        let first_open = (0..phases.len()).find(|position| !exact(*position));
        let count = |(position, events)| match first_open {
            Some(open) if position == open => Count::SoFar { events, until: reached },
            Some(open) if position > open => Count::Unknown,
            _ => Count::Exactly(events),
        };
        events.into_iter().enumerate().map(count).collect()
    }
}
