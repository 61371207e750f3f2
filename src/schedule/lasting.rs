//! Which changes of a stream last at an instant.

use super::timeline::Timeline;
use super::windows::{Window, Windows};
use crate::traffic::Rate;
use crate::traffic::window::When;
use std::sync::Arc;

/// The changes of one stream, quickest when asked in the order of time.
pub struct Lasting {
    timeline: Arc<Timeline>,
    changes: Vec<(String, When<Rate>)>,
    cursors: Vec<Cursor>,
    /// A bit for each change, the first one lowest.
    bits: u64,
    /// Since when and until when these hold.
    from: i64,
    until: i64,
}

struct Cursor {
    windows: Windows,
    /// The one that lasts, or the next one.
    window: Option<Window>,
}

impl Lasting {
    /// The first 64 changes. What is drawn depends on the seed and the names of stream and change alone.
    pub fn new(timeline: Arc<Timeline>, changes: Vec<(String, When<Rate>)>) -> Self {
        Self { timeline, changes, cursors: Vec::new(), bits: 0, from: 0, until: 0 }
    }

    /// Which changes last so many nanoseconds after the start: a bit for each.
    #[inline]
    pub fn at(&mut self, due: i64) -> u64 {
        if due < self.from || due >= self.until {
            self.look(due);
        }
        self.bits
    }

    fn look(&mut self, due: i64) {
        if due < self.from || self.cursors.is_empty() {
            let cursor = |(name, when): &(String, When<Rate>)| {
                let place = self.timeline.place(&format!("changes/{name}"));
                let mut windows = Windows::new(when.clone(), self.timeline.calendar(), &place);
                let window = windows.next();
                Cursor { windows, window }
            };
            self.cursors = self.changes.iter().map(cursor).collect();
        }
        (self.bits, self.from, self.until) = (0, due, i64::MAX);
        for (number, cursor) in self.cursors.iter_mut().enumerate().take(64) {
            while cursor.window.is_some_and(|window| window.end <= due) {
                cursor.window = cursor.windows.next();
            }
            if let Some(window) = cursor.window {
                let lasts = window.start <= due;
                self.bits |= u64::from(lasts) << number;
                self.until = self.until.min(if lasts { window.end } else { window.start });
            }
        }
    }
}
