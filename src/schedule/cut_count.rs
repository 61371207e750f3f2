//! How many events the overlays that cut take from the phases: each event is looked at, as far as that is quick.

use super::arrivals::{Begin, Run, to_skip};
use super::component::{Component, Role};
use super::count::{MOST_DRAWS, MOST_WINDOWS, WindowCount};
use super::cuts::Cuts;
use super::walk::{Stretch, Walk};
use super::windows::Window;
use std::ops::Range;

/// What an overlay cuts from the phases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// Of each phase.
    pub events: Vec<u64>,
    pub windows: Vec<WindowCount>,
    /// False where there were too many events to look at each: some windows are missing.
    pub is_complete: bool,
}

impl Component {
    /// What each of the cutting overlays takes from the phases, up to `horizon` where the stream has no end.
    pub fn cut(&self, horizon: i64) -> Vec<Cut> {
        let Role::Phases(cutting) = self.role() else { return Vec::new() };
        let last = self.timeline().phases().last().map_or(0, |phase| phase.start);
        let limit = self.end().map_or(horizon.max(last), |end| end.saturating_add(1));
        let phases = self.timeline().phases().len();
        let tally = |position: usize| {
            let windows =
                cutting[position].windows(self.timeline()).take_while(|window| window.start < limit);
            let tallied = Tally { cuts: self.cuts(), position, draws: MOST_DRAWS, events: vec![0; phases] };
            tallied.over(Walk::new(self, Begin::Start, limit), windows)
        };
        (0..cutting.len()).map(tally).collect()
    }
}

/// Counts what one of several cuts takes.
struct Tally {
    cuts: Cuts,
    position: usize,
    /// How many events may still be looked at.
    draws: u64,
    /// Of each phase.
    events: Vec<u64>,
}

impl Tally {
    fn over(mut self, walk: Walk, windows: impl Iterator<Item = Window>) -> Cut {
        let mut counted = Vec::new();
        let mut stretches = walk.peekable();
        for window in windows {
            if counted.len() == MOST_WINDOWS {
                return Cut { events: self.events, windows: counted, is_complete: false };
            }
            let mut events = 0;
            while let Some(stretch) = stretches.peek().filter(|stretch| stretch.start < window.end) {
                let inside = inside(stretch, window);
                let passed = 1 + stretch.gaps.map_or(0, |_| stretch.count);
                let Some(taken) = self.taken(stretch, inside.clone(), passed) else {
                    return Cut { events: self.events, windows: counted, is_complete: false };
                };
                events += taken;
                // the rest of its events may lie in the next window
                if inside.end < stretch.count {
                    break;
                }
                stretches.next();
            }
            counted.push(WindowCount { start: window.start, end: window.end, events });
        }
        Cut { events: self.events, windows: counted, is_complete: true }
    }

    /// How many of these events of a stretch are taken, `passed` more having been looked at; `None` where there are
    /// too many to look at.
    fn taken(&mut self, stretch: &Stretch, events: Range<u64>, passed: u64) -> Option<u64> {
        self.draws = self.draws.checked_sub(passed)?;
        if events.is_empty() {
            return Some(0);
        }
        self.draws = self.draws.checked_sub(events.end - events.start)?;
        let mut run = Run::new(stretch, 0, events.start);
        let taken = events.filter(|_| self.cuts.taken_by(&run.step()) == Some(self.position)).count();
        self.events[stretch.span.phase as usize] += taken as u64;
        Some(taken as u64)
    }
}

/// The events of a stretch that lie in a window, by their place in it.
fn inside(stretch: &Stretch, window: Window) -> Range<u64> {
    let [from, to] =
        [window.start, window.end].map(|at| to_skip(stretch, Begin::Time(at)).min(stretch.count));
    from..to
}
