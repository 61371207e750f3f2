//! The report for a terminal: two live lines that are gone when the run is over.

use super::announcement::announce;
use super::console::Console;
use super::live::Live;
use crate::run::{Event, Observer, Pace};
use crate::target::Labels;
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Arc;

pub struct Terminal {
    labels: Arc<Labels>,
    until: Option<i64>,
    live: Live,
    upper: ProgressBar,
    lower: ProgressBar,
}

impl Terminal {
    /// `until` is the schedule's end, if it is another than the labels'.
    pub fn new(console: &Console, labels: Arc<Labels>, until: Option<i64>) -> Self {
        let live = Live::new(labels.clone(), Pace::REAL, until);
        let add = |template: &str| {
            let style = ProgressStyle::with_template(template).expect("a valid template");
            console.add(ProgressBar::new(1_000).with_style(style.progress_chars("=> ")))
        };
        // Begins with an empty line: the `^C` that a terminal shows takes a line, so that the first one of these
        // is what is left behind.
        let upper = add(if live.has_end() { "\n[{bar:20}] {msg}" } else { "\n{msg}" });
        Self { labels, until, live, upper, lower: add("{msg}") }
    }
}

impl Observer for Terminal {
    fn on(&mut self, event: &Event<'_>) {
        announce(event);
        match event {
            Event::Connected { pace, .. } => self.live = Live::new(self.labels.clone(), *pace, self.until),
            Event::Progress(progress) => {
                self.live.see(progress);
                self.upper.set_position(self.live.thousandths(progress).unwrap_or(0));
                self.upper.set_message(self.live.pace_line(progress));
                self.lower.set_message(Live::count_line(progress));
            }
            Event::Stopping(_) | Event::Aborting(_) => self.live.stop(),
            Event::Begun { .. } => {}
            Event::Finished(_) => self.clear(),
        }
    }
}

impl Terminal {
    fn clear(&self) {
        self.upper.finish_and_clear();
        self.lower.finish_and_clear();
    }
}

/// Whatever ends a run, the terminal is left as it was.
impl Drop for Terminal {
    fn drop(&mut self) {
        self.clear();
    }
}
