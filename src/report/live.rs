//! A run's progress in words: which phases, how fast, how many, how late, how long still. A function of the
//! progress events alone.

use super::numbers::{count, latency, rate, whole_seconds};
use crate::run::{Pace, Progress};
use crate::target::{Labels, PartKind, PhaseLabel};
use crate::value::Duration;
use std::collections::VecDeque;
use std::sync::Arc;

/// The actual rate is that of the last seconds.
const WINDOW: i64 = 3 * Duration::SECOND;
/// Phases that are named at once.
const NAMED: usize = 3;

pub(super) struct Live {
    labels: Arc<Labels>,
    pace: Pace,
    /// The schedule's end, if it has one.
    until: Option<i64>,
    /// Elapsed time and records sent, the latest last.
    window: VecDeque<(i64, u64)>,
    /// Nothing more is sent.
    is_stopped: bool,
}

impl Live {
    pub(super) fn new(labels: Arc<Labels>, pace: Pace, until: Option<i64>) -> Self {
        Self {
            until: until.or_else(|| labels.end()),
            labels,
            pace,
            window: VecDeque::new(),
            is_stopped: false,
        }
    }

    pub(super) fn has_end(&self) -> bool {
        self.until.is_some()
    }

    pub(super) fn see(&mut self, progress: &Progress) {
        self.window.push_back((progress.elapsed, progress.sent));
        while self.window.len() > 2 && self.window[1].0 <= progress.elapsed - WINDOW {
            self.window.pop_front();
        }
    }

    pub(super) fn stop(&mut self) {
        self.is_stopped = true;
    }

    /// `steady · target 200.0/s · actual 199.8/s · 1m30s left`
    pub(super) fn pace_line(&self, progress: &Progress) -> String {
        if self.is_stopped {
            return "waiting for acknowledgements".to_owned();
        }
        let mut parts = Vec::new();
        parts.extend(self.phases(progress.position));
        parts.extend(self.target_rate(progress).map(|target| format!("target {}/s", rate(target))));
        parts.extend(self.actual_rate().map(|actual| format!("actual {}/s", rate(actual))));
        if let Some(behind) = progress.until_now {
            parts.push(format!("{} behind now", whole_seconds(behind)));
        } else if self.has_end() {
            parts.extend(self.left(progress).map(|left| format!("{} left", whole_seconds(left))));
        } else {
            parts.push("Ctrl-C stops".to_owned());
        }
        parts.join(" · ")
    }

    /// `sent 1,234 · acknowledged 1,230 · failed 0 · lag p99 0.25 ms`; also what was skipped or delayed, if anything
    /// was, and how late the record is that the target does not take yet.
    #[expect(clippy::cast_precision_loss, reason = "microseconds of a latency")]
    pub(super) fn count_line(progress: &Progress) -> String {
        let Progress { sent, acknowledged, failed, skipped, delayed, waiting, lag_p99, .. } = *progress;
        let counts = [("sent", sent), ("acknowledged", acknowledged), ("failed", failed)];
        let mut parts = counts.map(|(name, number)| format!("{name} {}", count(number))).to_vec();
        parts.extend((skipped > 0).then(|| format!("skipped {}", count(skipped))));
        parts.extend((delayed > 0).then(|| format!("delayed by {}", whole_seconds(delayed))));
        parts.extend((waiting >= Duration::SECOND).then(|| format!("behind by {}", whole_seconds(waiting))));
        parts.extend(lag_p99.map(|lag| format!("lag p99 {}", latency(lag as f64 / 1e3))));
        parts.join(" · ")
    }

    /// How much of the schedule is done, in thousandths, where it has an end.
    pub(super) fn thousandths(&self, progress: &Progress) -> Option<u64> {
        let (done, all) = match (self.pace, self.labels.planned()) {
            (Pace::Max, Some(planned)) => (progress.planned, planned),
            _ => (progress.position.max(0).unsigned_abs(), self.until?.unsigned_abs()),
        };
        (all > 0).then(|| (u128::from(done.min(all)) * 1_000 / u128::from(all)).try_into().unwrap_or(1_000))
    }

    fn phases(&self, position: i64) -> Option<String> {
        let active = self.labels.streams.iter().flat_map(|stream| {
            let phases = stream.phases.iter().filter(move |phase| holds(phase, position));
            phases.map(|phase| match self.labels.streams.len() {
                1 => phase.name.clone(),
                _ => format!("{} {}", stream.name, phase.name),
            })
        });
        let mut names: Vec<String> = active.collect();
        let more = names.len().saturating_sub(NAMED);
        names.truncate(NAMED);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        (!names.is_empty()).then(|| names.join(", ") + &rest)
    }

    /// The planned rate, on the clock; where that is not known, the mean of the phases that hold now, without what
    /// overlays add. None where time does not decide, or where it is the sessions that do.
    pub(super) fn target_rate(&self, progress: &Progress) -> Option<f64> {
        let position = progress.position;
        let factor = match self.pace {
            Pace::Times(factor) => factor,
            Pace::MaxUntilNow if progress.until_now.is_none() => 1.0,
            Pace::MaxUntilNow | Pace::Max => return None,
        };
        if let Some(rate) = self.labels.rates.at(position) {
            return Some(rate * factor);
        }
        let phases = self.labels.streams.iter().flat_map(|stream| &stream.phases);
        let phases = phases.filter(|phase| phase.kind == PartKind::Phase && holds(phase, position));
        // Of no phase it is zero; the sum of nothing would be minus zero.
        let sum = phases.map(|phase| phase.rate).try_fold(0.0, |sum, rate| Some(sum + rate?));
        sum.map(|rate| rate * factor)
    }

    #[expect(clippy::cast_precision_loss, reason = "records and nanoseconds of some seconds")]
    pub(super) fn actual_rate(&self) -> Option<f64> {
        let ((from, before), (to, after)) = (self.window.front()?, self.window.back()?);
        (to > from).then(|| after.saturating_sub(*before) as f64 * 1e9 / (to - from) as f64)
    }

    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "an estimate")]
    fn left(&self, progress: &Progress) -> Option<i64> {
        match self.pace {
            Pace::Times(factor) => Some(((self.until? - progress.position) as f64 / factor) as i64),
            Pace::MaxUntilNow => Some(self.until?.saturating_sub(progress.position)),
            Pace::Max => {
                let rate = self.actual_rate().filter(|rate| *rate > 0.0)?;
                let left = self.labels.planned()?.saturating_sub(progress.planned);
                Some((left as f64 / rate * 1e9) as i64)
            }
        }
    }
}

pub(super) fn holds(phase: &PhaseLabel, position: i64) -> bool {
    phase.start.is_some_and(|start| start <= position) && phase.end.is_none_or(|end| position < end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::StreamLabel;

    fn labels() -> Arc<Labels> {
        let phase = |name: &str, start: i64, end: i64, rate: f64| PhaseLabel {
            name: name.to_owned(),
            kind: PartKind::Phase,
            start: Some(start * Duration::SECOND),
            end: Some(end * Duration::SECOND),
            rate: Some(rate),
            planned: Some(1_000),
        };
        let phases = vec![phase("steady", 0, 60, 200.0), phase("spike", 60, 90, 1_500.0)];
        let streams = vec![StreamLabel { name: "users".to_owned(), phases }];
        Arc::new(Labels { streams, ..Labels::default() })
    }

    fn progress(seconds: i64, sent: u64) -> Progress {
        let position = seconds * Duration::SECOND;
        let (acknowledged, lag_p99) = (sent, Some(250));
        Progress {
            elapsed: position,
            position,
            planned: sent,
            sent,
            acknowledged,
            lag_p99,
            ..Progress::default()
        }
    }

    #[test]
    fn recorded_events_replay_the_display() {
        let mut live = Live::new(labels(), Pace::REAL, None);
        for (second, sent) in [(55, 11_000), (56, 11_200), (58, 11_598), (61, 13_000)] {
            live.see(&progress(second, sent));
        }
        let now = progress(61, 13_000);
        assert_eq!(live.pace_line(&now), "spike · target 1,500/s · actual 467.3/s · 29s left");
        assert_eq!(Live::count_line(&now), "sent 13,000 · acknowledged 13,000 · failed 0 · lag p99 0.25 ms");
        assert_eq!(live.thousandths(&now), Some(677));
    }

    #[test]
    fn a_backfill_says_how_far_it_is_behind() {
        let live = Live::new(labels(), Pace::MaxUntilNow, None);
        let back = Progress { until_now: Some(2 * Duration::HOUR), ..progress(30, 6_000) };
        assert_eq!(live.pace_line(&back), "steady · 2h behind now");
        assert_eq!(live.pace_line(&progress(30, 6_000)), "steady · target 200.0/s · 1m left");
    }

    #[test]
    fn what_was_skipped_or_delayed_is_said() {
        let (skipped, delayed) = (1_200, 1_500 * Duration::MILLISECOND);
        let late = Progress { skipped, delayed, lag_p99: None, ..progress(1, 5) };
        let line = "sent 5 · acknowledged 5 · failed 0 · skipped 1,200 · delayed by 2s";
        assert_eq!(Live::count_line(&late), line);
    }

    #[test]
    fn how_far_the_target_holds_a_run_up_is_said_from_a_second_on() {
        let line = |waiting| Live::count_line(&Progress { waiting, lag_p99: None, ..progress(1, 5) });
        assert_eq!(line(12 * Duration::SECOND), "sent 5 · acknowledged 5 · failed 0 · behind by 12s");
        assert_eq!(line(999 * Duration::MILLISECOND), "sent 5 · acknowledged 5 · failed 0");
    }

    #[test]
    fn a_run_without_an_end_says_how_it_stops() {
        let live = Live::new(Arc::new(Labels { streams: endless(), ..Labels::default() }), Pace::REAL, None);
        assert_eq!(live.pace_line(&progress(30, 0)), "steady · target 5.00/s · Ctrl-C stops");
        assert_eq!(live.thousandths(&progress(30, 0)), None);
    }

    #[test]
    fn a_run_that_was_stopped_has_no_pace() {
        let mut live = Live::new(labels(), Pace::REAL, None);
        live.stop();
        assert_eq!(live.pace_line(&progress(30, 6_000)), "waiting for acknowledgements");
    }

    fn endless() -> Vec<StreamLabel> {
        let phase = PhaseLabel {
            name: "steady".to_owned(),
            start: Some(0),
            rate: Some(5.0),
            ..PhaseLabel::default()
        };
        vec![StreamLabel { name: "users".to_owned(), phases: vec![phase] }]
    }

    #[test]
    fn an_overlay_without_a_rate_leaves_the_target_that_of_the_phases() {
        let mut streams = endless();
        let overlay = PhaseLabel {
            name: "sale".to_owned(),
            kind: PartKind::Overlay,
            start: Some(0),
            ..PhaseLabel::default()
        };
        streams[0].phases.push(overlay);
        let live = Live::new(Arc::new(Labels { streams, ..Labels::default() }), Pace::Times(2.0), None);
        assert_eq!(live.pace_line(&progress(30, 0)), "steady, sale · target 10.00/s · Ctrl-C stops");
    }

    #[test]
    fn the_target_is_nothing_where_no_phase_holds_and_unknown_where_sessions_decide() {
        let live = Live::new(labels(), Pace::REAL, None);
        assert!(
            live.target_rate(&progress(90, 0)).is_some_and(|rate| rate == 0.0 && rate.is_sign_positive())
        );
        let mut streams = endless();
        streams[0].phases[0].rate = None;
        let live = Live::new(Arc::new(Labels { streams, ..Labels::default() }), Pace::REAL, None);
        assert_eq!(live.target_rate(&progress(30, 0)), None);
    }

    #[test]
    fn a_faster_pace_has_a_higher_target_and_less_time_left() {
        let live = Live::new(labels(), Pace::Times(2.0), None);
        assert_eq!(live.pace_line(&progress(30, 0)), "steady · target 400.0/s · 30s left");
    }
}
