//! The lines of disorder as they are planned: what draws for each, when it holds, and how long it keeps records back.

use super::Plan;
use crate::check::{CheckedDisorderLine, CheckedStream, EventProgram};
use crate::random::Key;
use crate::schedule::WindowFinder;
use crate::traffic::disorder::{Disorder, Kind};
use crate::traffic::window::{Stay, When};
use crate::traffic::{Moment, Rate};
use crate::value::Duration;
use std::sync::Arc;

/// What draws for each line of a stream, of an event of the component at `place`.
pub(super) fn keys(stream: &CheckedStream, event: &EventProgram, place: &str, seed: u64) -> Vec<Key> {
    let place = |line: &str| format!("{place}/{line}/{}", event.place);
    stream.disorder.lines.iter().map(|line| Key::of(seed, &place(&line.place))).collect()
}

impl Plan {
    /// The windows of a line of a stream; `None` where it has none and always holds.
    pub fn windows_of(&self, stream: usize, line: &CheckedDisorderLine) -> Option<WindowFinder> {
        let (_, component) = self.components_of(stream).next()?;
        let when = line.line.when.clone()?;
        Some(WindowFinder::new(Arc::clone(component.timeline()), when, line.place.clone()))
    }

    /// How long a record may wait from its making to its handing over, nanoseconds; `None` where none waits.
    pub fn longest_delay(&self) -> Option<i64> {
        let of_stream = |stream: &CheckedStream| {
            let lines = stream.disorder.lines.iter().map(|line| &line.line);
            // of a kind one line counts, but every `hold` does
            let longest = |kind| lines.clone().filter(move |line| line.kind == kind).map(delay).max();
            let held = lines.clone().filter(|line| line.kind == Kind::Hold).map(delay);
            let kinds = [longest(Kind::Late), longest(Kind::Duplicate)].into_iter().flatten();
            kinds.chain(held).reduce(i64::saturating_add)
        };
        self.checked.streams.iter().filter_map(of_stream).max()
    }
}

/// The longest that a line keeps a record back.
fn delay(line: &Disorder) -> i64 {
    match (line.kind, &line.when) {
        (Kind::Hold, Some(when)) => longest_window(when).saturating_add(line.length.0),
        _ => line.length.1,
    }
}

fn longest_window(when: &When<Rate>) -> i64 {
    match when.stay {
        Stay::For(_, longest) => longest,
        // the next such time of day, on a day that clocks may make longer
        Stay::Until(Moment::Clock(_)) => 2 * Duration::DAY,
        Stay::Until(Moment::Date(_)) => i64::MAX,
    }
}
