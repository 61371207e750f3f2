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
