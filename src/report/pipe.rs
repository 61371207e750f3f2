//! The report for standard error that is no terminal: a log line every few seconds.

use super::announcement::announce;
use super::live::Live;
use crate::run::{Event, Observer, Pace};
use crate::target::Labels;
use crate::value::Duration;
use std::sync::Arc;

/// Between two lines.
const EVERY: i64 = 5 * Duration::SECOND;

pub struct Pipe {
    labels: Arc<Labels>,
    until: Option<i64>,
    live: Live,
    next: i64,
}

impl Pipe {
    /// `until` is the schedule's end, if it is another than the labels'.
    pub fn new(labels: Arc<Labels>, until: Option<i64>) -> Self {
        let live = Live::new(labels.clone(), Pace::REAL, until);
        Self { labels, until, live, next: EVERY }
    }
}

impl Observer for Pipe {
    fn on(&mut self, event: &Event<'_>) {
        announce(event);
        match event {
            Event::Connected { pace, .. } => self.live = Live::new(self.labels.clone(), *pace, self.until),
            Event::Progress(progress) => {
                self.live.see(progress);
                if progress.elapsed >= self.next {
                    self.next = progress.elapsed / EVERY * EVERY + EVERY;
                    tracing::info!("{} · {}", self.live.pace_line(progress), Live::count_line(progress));
                }
            }
            Event::Stopping(_) | Event::Aborting(_) => self.live.stop(),
            Event::Begun { .. } | Event::Finished(_) => {}
        }
    }
}
