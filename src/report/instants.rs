//! How the tables of a plan tell their instants.

use super::record_text::offset;
use crate::plan::{PlanSummary, Times};
use crate::value::Duration;

#[derive(Debug, Clone, Copy)]
pub(super) enum Instants<'t> {
    /// After the start, to the nanosecond.
    Exact,
    /// After the start, without digits that nobody reads.
    Rounded,
    /// With their days, by a clock.
    Dated(&'t Times),
}

impl<'t> Instants<'t> {
    /// For people: dated in plans that have a clock and are longer than a day.
    pub(super) fn of(plan: &PlanSummary, times: &'t Times) -> Self {
        let phases = plan.streams.iter().flat_map(|stream| &stream.phases);
        let last = phases.map(|phase| phase.end_ns.unwrap_or(phase.start_ns)).max().unwrap_or(0);
        match times {
            Times::Clock { .. } if last > Duration::DAY => Self::Dated(times),
            _ => Self::Rounded,
        }
    }

    /// An instant, nanoseconds from the start: `00:10:00`, `Sat Nov 28 12:30`.
    pub(super) fn show(self, nanos: i64) -> String {
        match self {
            Self::Exact => short_offset(nanos),
            Self::Rounded if nanos >= Duration::SECOND => {
                short_offset(nanos / Duration::MILLISECOND * Duration::MILLISECOND)
            }
            Self::Rounded => short_offset(nanos),
            Self::Dated(times) => times.dated(nanos / Duration::SECOND * Duration::SECOND),
        }
    }

    /// The same in a sentence: `+00:10:00`.
    pub(super) fn after(self, nanos: i64) -> String {
        match self {
            Self::Exact | Self::Rounded => format!("+{}", self.show(nanos)),
            Self::Dated(_) => self.show(nanos),
        }
    }
}

/// An offset without parts of a second where it has none.
pub(super) fn short_offset(nanos: i64) -> String {
    let text = offset(nanos);
    text.strip_suffix(".000").map(str::to_owned).unwrap_or(text)
}
