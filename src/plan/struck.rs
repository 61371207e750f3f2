//! How many records the lines of disorder take, and how many they keep back at a time, as far as that can be told before.

use super::Plan;
use super::stream_summary::DisorderSummary;
use super::summary::HORIZON;
use crate::check::CheckedDisorderLine;
use crate::schedule::{Component, Window, WindowFinder, busiest_second};
use crate::traffic::disorder::{Disorder, Kind};
use crate::value::Duration;
use std::sync::Arc;

/// Windows of one line that are looked at.
const MOST_WINDOWS: usize = 1_000;

impl Plan {
    /// The lines of a stream, of which so many records are known.
    #[expect(clippy::cast_precision_loss, reason = "a number to expect")]
    pub(super) fn disorder_summaries(&self, stream: usize, known: u64) -> Vec<DisorderSummary> {
        let lines = self.checked.streams[stream].disorder.lines.iter();
        let until = self.end_of(stream);
        let summary = |line: &CheckedDisorderLine| {
            let records = match self.windows_of(stream, line) {
                None => Some(known as f64),
                Some(windows) => self.in_windows(stream, &windows).map(|counts| counts.iter().sum()),
            };
            let expected = records.map(|records| tenths(line.line.expected(records)));
            let opens = self.opens_sessions(stream);
            DisorderSummary {
                kind: line.line.kind.name().to_owned(),
                line: line.line.to_string(),
                expected: expected.filter(|_| !opens),
                expected_sessions: expected.filter(|_| opens),
                until_ns: until.is_none().then_some(HORIZON),
                conditional: line.line.condition.is_some(),
            }
        };
        lines.map(summary).collect()
    }

    /// How many of a stream's records, of which there are so many where it ends, are expected to wait at a time for
    /// what disorder does, at most.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    pub fn expected_held(&self, stream: usize, records: Option<u64>) -> f64 {
        let lines = self.checked.streams[stream].disorder.lines.iter();
        let records = records.map_or(f64::INFINITY, |records| records as f64);
        let mut waiting = 0.0;
        let mut rate = None;
        for line in lines {
            let Disorder { kind, length: (low, high), .. } = line.line;
            if kind == Kind::Hold {
                let windows = self.windows_of(stream, line);
                let counts = windows.and_then(|windows| self.in_windows(stream, &windows));
                waiting += counts.unwrap_or_default().into_iter().fold(0.0, f64::max);
            } else if high > 0 {
                let mean = (low as f64 + high as f64) / (2 * Duration::SECOND) as f64;
                let rate = *rate.get_or_insert_with(|| self.highest_rate(stream));
                waiting += line.line.expected((rate * mean).min(records));
            }
        }
        waiting
    }

    /// Records of a stream in its busiest second.
    fn highest_rate(&self, stream: usize) -> f64 {
        let components = self.components_of(stream).map(|(_, component)| Arc::clone(component));
        let components: Vec<Arc<Component>> = components.collect();
        let horizon = self.end_of(stream).map_or(HORIZON, |end| end.saturating_add(1).min(HORIZON));
        busiest_second(&components, horizon).map_or(0.0, |peak| peak.events)
    }

    /// When a stream ends; `None`: until stopped.
    fn end_of(&self, stream: usize) -> Option<i64> {
        self.components_of(stream).next().and_then(|(_, component)| component.end())
    }

    /// The records of each window of a line, as far as the plan looks; `None` where these are too many.
    fn in_windows(&self, stream: usize, windows: &WindowFinder) -> Option<Vec<f64>> {
        let until = self.end_of(stream).map_or(HORIZON, |end| end.saturating_add(1));
        let windows: Vec<Window> = windows.before(until).take(MOST_WINDOWS + 1).collect();
        if windows.len() > MOST_WINDOWS {
            return None;
        }
        let cut = |window: &Window| Window { end: window.end.min(until), ..*window };
        let windows: Vec<Window> = windows.iter().map(cut).collect();
        let checked = &self.checked.streams[stream];
        let variants: Vec<usize> = checked.parts().map(|(_, variant)| variant).collect();
        let records = |phase: u32| checked.variants[variants[phase as usize]].records();
        let mut counts = vec![0.0; windows.len()];
        for (_, component) in self.components_of(stream) {
            let more = component.window_events(&windows, records)?;
            counts.iter_mut().zip(more).for_each(|(count, more)| *count += more);
        }
        Some(counts)
    }
}

fn tenths(number: f64) -> f64 {
    libm::round(number * 10.0) / 10.0
}
