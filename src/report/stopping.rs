//! Where `run: { stop: … }` ends a run, told beside totals that are those of the whole schedule.

use super::instants::short_offset;
use super::numbers::{bytes, count};
use super::sizes::Sizes;
use crate::compose::JourneyOutlook;
use crate::plan::{Plan, PlanSummary};
use crate::scenario::Limit;
use crate::value::Duration;
use serde::Serialize;

/// Where the scenario's `stop` ends a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Stopping {
    /// As it is written: `10M events`, `2h`, `5GB`.
    pub stop: String,
    /// When it is reached, nanoseconds from the start; null where the schedule ends before, or goes on for longer than is
    /// looked at.
    pub at_ns: Option<i64>,
    /// About how many records are sent by then; null beside a time that is null.
    pub records: Option<f64>,
    /// About how many bytes of keys, payloads and headers; null beside a time that is null.
    pub bytes: Option<f64>,
}

/// How often a time is doubled, and the difference then halved, to find when something is reached.
const DOUBLINGS: usize = 30;
const HALVINGS: usize = 16;

/// What is sent before an instant.
#[derive(Clone, Copy, Default)]
struct Sent {
    records: f64,
    bytes: f64,
}

/// `None` where the scenario has no `stop`.
pub fn stopping(
    plan: &Plan,
    summary: &PlanSummary,
    journeys: &[JourneyOutlook],
    sizes: &Sizes,
) -> Option<Stopping> {
    let limit = plan.checked.run.stop?;
    // a burst may stand at the very end
    let end = summary.length_ns.map_or(i64::MAX, |length| length.saturating_add(1));
    let sent = |until: i64| {
        let streams = summary.streams.iter().zip(&sizes.streams).enumerate();
        streams
            .map(|(number, (stream, size))| {
                let walked = journeys.iter().find(|outlook| outlook.stream == stream.name);
                let each = walked.and_then(|outlook| outlook.records_per_arrival).unwrap_or(1.0);
                let records = plan.records_before(number, until)? * each;
                Some(Sent { records, bytes: records * size.bytes_per_event.unwrap_or(0.0) })
            })
            .try_fold(Sent::default(), |all, sent| {
                let sent: Sent = sent?;
                Some(Sent { records: all.records + sent.records, bytes: all.bytes + sent.bytes })
            })
    };
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let at = match limit {
        Limit::Length(length) => Some(length).filter(|length| *length < end),
        Limit::Events(events) => reached(end, |until| Some(sent(until)?.records >= events as f64)),
        Limit::Bytes(most) => reached(end, |until| Some(sent(until)?.bytes >= most as f64)),
    };
    let by_then = at.and_then(sent);
    Some(Stopping {
        stop: limit.to_string(),
        at_ns: at.map(|at| at.min(summary.length_ns.unwrap_or(i64::MAX))),
        records: by_then.map(|sent| libm::round(sent.records)),
        bytes: by_then.map(|sent| libm::round(sent.bytes)),
    })
}

/// The first instant up to `end` at which something is so; `None` where it never is, or is not known.
fn reached(end: i64, is_so: impl Fn(i64) -> Option<bool>) -> Option<i64> {
    let (mut low, mut high) = (0, Duration::SECOND.min(end));
    for _ in 0..DOUBLINGS {
        if is_so(high)? {
            for _ in 0..HALVINGS {
                let middle = low + (high - low) / 2;
                if is_so(middle)? {
                    high = middle;
                } else {
                    low = middle;
                }
            }
            return Some(high);
        }
        if high == end {
            return None;
        }
        (low, high) = (high, high.saturating_mul(2).min(end));
    }
    None
}

impl Stopping {
    /// `at 6h, +06:00:00, behind about 21,600 records of 3.1 MB`
    pub(super) fn words(&self) -> String {
        let Some(at) = self.at_ns else { return format!("at {}, if the schedule comes so far", self.stop) };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number to look at")]
        let records = self.records.map(|records| format!(", behind about {} records", count(records as u64)));
        let size = self.bytes.map(|size| format!(" of {}", bytes(size)));
        let sent = records.map(|records| records + &size.unwrap_or_default());
        format!("at {}, +{}{}", self.stop, short_offset(at), sent.unwrap_or_default())
    }
}
