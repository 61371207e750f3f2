//! Which window of a line an instant lies in, wherever the stream ends: what is kept back until then goes out behind it.

use super::timeline::Timeline;
use super::windows::{Window, Windows};
use crate::traffic::Rate;
use crate::traffic::window::When;
use std::collections::VecDeque;
use std::sync::Arc;

/// The windows of one line, quickest when asked in the order of time.
pub struct WindowFinder {
    timeline: Arc<Timeline>,
    when: When<Rate>,
    place: String,
    windows: Windows,
    /// Those that were looked for so far and that no past instant has left behind.
    known: VecDeque<Window>,
    /// No earlier window is known any more.
    past: i64,
}

impl WindowFinder {
    /// What is drawn has its places inside `place`, below the stream.
    pub fn new(timeline: Arc<Timeline>, when: When<Rate>, place: String) -> Self {
        let windows = windows(&timeline, &when, &place);
        Self { timeline, when, place, windows, known: VecDeque::new(), past: i64::MIN }
    }

    /// All windows that begin before `until`, one after another.
    pub fn before(&self, until: i64) -> impl Iterator<Item = Window> + use<> {
        windows(&self.timeline, &self.when, &self.place).take_while(move |window| window.start < until)
    }

    /// The window that holds `at`, nanoseconds from the start. Nothing before `past` is expected to be asked for again.
    pub fn at(&mut self, past: i64, at: i64) -> Option<Window> {
        if past.min(at) < self.past {
            self.windows = windows(&self.timeline, &self.when, &self.place);
            self.known.clear();
        }
        self.past = past.min(at);
        while self.known.back().is_none_or(|last| last.end <= at) {
            while self.known.front().is_some_and(|first| first.end <= self.past) {
                self.known.pop_front();
            }
            self.known.push_back(self.windows.next()?);
        }
        let position = self.known.partition_point(|window| window.end <= at);
        self.known.get(position).copied().filter(|window| window.start <= at)
    }
}

fn windows(timeline: &Timeline, when: &When<Rate>, place: &str) -> Windows {
    Windows::new(when.clone(), timeline.calendar().without_end(), &timeline.place(place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::schedule::tests::component;
    use crate::source::Text;
    use crate::traffic::parse_overlay;
    use crate::value::Duration;
    use proptest::prelude::*;

    fn finder(line: &str) -> WindowFinder {
        let mut diagnostics = Diagnostics::default();
        let overlay = parse_overlay(&Text::verbatim(format!("x2 {line}"), 0), &mut diagnostics)
            .and_then(|overlay| overlay.resolve(&mut |_| None, &mut diagnostics))
            .expect("a line that is valid");
        let timeline = Arc::clone(component(1, &["hold 5/s for 20s"]).timeline());
        WindowFinder::new(timeline, overlay.when, "disorder/hold.0".to_owned())
    }

    proptest! {
        #[test]
        fn a_window_is_found_whatever_was_asked_before(
            asked in proptest::collection::vec((0..60_000_i64, 0..9_000_i64), 1..40),
            line in prop::sample::select(vec![
                "randomly 20/min for 500ms..4s", "at 3s for 5s", "at 3s for 50s", "randomly 2/s for 10ms", "every day at 00:00 for 9s",
            ])
        ) {
            let mut finder = finder(line);
            let windows: Vec<Window> = finder.before(90 * Duration::SECOND).collect();
            for (past, more) in asked {
                let past = past * Duration::MILLISECOND;
                let at = past + more * Duration::MILLISECOND;
                let expected = windows.iter().find(|window| (window.start..window.end).contains(&at)).copied();
                prop_assert_eq!(finder.at(past, at), expected);
            }
        }
    }

    #[test]
    fn a_window_goes_on_where_the_stream_has_ended() {
        let mut finder = finder("at 19s for 5s");
        let window = finder.at(0, 19 * Duration::SECOND).expect("it has begun");
        assert_eq!(window.end, 24 * Duration::SECOND);
        assert_eq!(finder.at(0, 24 * Duration::SECOND), None);
    }
}
