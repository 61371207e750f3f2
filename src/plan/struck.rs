//! How many records the lines of disorder take, and how many they keep back at a time, as far as that can be told before.

use super::Plan;
use super::stream_summary::DisorderSummary;
use super::summary::HORIZON;
use crate::check::{CheckedDisorderLine, CheckedPhase};
use crate::schedule::{Component, Role, TimedPhase, Window, WindowFinder, busiest_second};
use crate::traffic::disorder::{Disorder, Kind};
use crate::value::Duration;
use std::sync::Arc;

/// Windows of one line that are looked at.
const MOST_WINDOWS: usize = 1_000;

impl Plan {
    /// The lines of a stream, of which so many records are known.
    pub(super) fn disorder_summaries(&self, stream: usize, known: u64) -> Vec<DisorderSummary> {
        let lines = self.checked.streams[stream].disorder.lines.iter();
        let until = self.end_of(stream);
        let summary = |line: &CheckedDisorderLine| {
            let records = match self.windows_of(stream, line) {
                None => Some(known),
                Some(windows) => self.in_windows(stream, &windows).map(|counts| counts.iter().sum()),
            };
            DisorderSummary {
                kind: line.line.kind.name().to_owned(),
                line: line.line.to_string(),
                expected: records.map(|records| tenths(line.line.expected(records))),
                until_ns: until.is_none().then_some(HORIZON),
                conditional: line.line.condition.is_some(),
            }
        };
        lines.map(summary).collect()
    }

    /// How many records of a stream are expected to wait at a time for what disorder does, at most.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    pub fn expected_held(&self, stream: usize) -> f64 {
        let lines = &self.checked.streams[stream].disorder.lines;
        let delays = |line: &Disorder| matches!(line.kind, Kind::Late | Kind::Duplicate | Kind::Hold);
        if !lines.iter().any(|line| delays(&line.line)) {
            return 0.0;
        }
        let components = self.components_of(stream).map(|(_, component)| Arc::clone(component));
        let components: Vec<Arc<Component>> = components.collect();
        let horizon = self.end_of(stream).map_or(HORIZON, |end| end.saturating_add(1).min(HORIZON));
        let rate = busiest_second(&components, horizon).map_or(0.0, |peak| peak.events);
        let all = self.between(stream, 0, horizon);
        let waiting = |line: &CheckedDisorderLine| {
            let Disorder { kind, length: (low, high), .. } = line.line;
            if kind == Kind::Hold {
                let windows = self.windows_of(stream, line);
                let counts = windows.and_then(|windows| self.in_windows(stream, &windows));
                return counts.map_or(0.0, |counts| counts.into_iter().max().unwrap_or(0) as f64);
            }
            let mean = (low as f64 + high as f64) / (2 * Duration::SECOND) as f64;
            line.line.expected(1) * (rate * mean).min(all as f64)
        };
        lines.iter().filter(|line| delays(&line.line)).map(waiting).sum()
    }

    /// When a stream ends; `None`: until stopped.
    fn end_of(&self, stream: usize) -> Option<i64> {
        self.components_of(stream).next().and_then(|(_, component)| component.end())
    }

    /// The records of each window of a line, as far as the plan looks; `None` where these are too many.
    fn in_windows(&self, stream: usize, windows: &WindowFinder) -> Option<Vec<u64>> {
        let until = self.end_of(stream).map_or(HORIZON, |end| end.saturating_add(1));
        let windows: Vec<Window> = windows.before(until).take(MOST_WINDOWS + 1).collect();
        let count = |window: &Window| self.between(stream, window.start, window.end.min(until));
        (windows.len() <= MOST_WINDOWS).then(|| windows.iter().map(count).collect())
    }

    /// The records of a stream between two instants, without what overlays cut.
    fn between(&self, stream: usize, start: i64, end: i64) -> u64 {
        let checked = &self.checked.streams[stream];
        let of_component = |component: &Arc<Component>| {
            let between = |start, end, variant: usize| {
                let events = component.events_before(end).saturating_sub(component.events_before(start));
                events.saturating_mul(checked.variants[variant].records())
            };
            match component.role() {
                Role::Overlay(timed) => {
                    let overlay = checked.overlays.iter().find(|overlay| overlay.name == timed.name);
                    between(start, end, overlay.map_or(0, |overlay| overlay.variant))
                }
                Role::Phases(_) => {
                    let phases = component.timeline().phases().iter().zip(&checked.phases);
                    let last = checked.phases.len().saturating_sub(1);
                    let of_phase = |(number, (timed, phase)): (usize, (&TimedPhase, &CheckedPhase))| {
                        // a burst at the very end belongs to the last phase
                        let ends = if number == last { end } else { timed.end.unwrap_or(end).min(end) };
                        let begins = timed.start.max(start);
                        if begins < ends { between(begins, ends, phase.variant) } else { 0 }
                    };
                    phases.enumerate().map(of_phase).fold(0, u64::saturating_add)
                }
            }
        };
        let counts = self.components_of(stream).map(|(_, component)| of_component(component));
        counts.fold(0, u64::saturating_add)
    }
}

fn tenths(number: f64) -> f64 {
    libm::round(number * 10.0) / 10.0
}
