//! The names and expectations behind a record's ids, as plain data: whoever plans fills them in, targets and
//! reports read them.

use super::Allowed;
use crate::value::Time;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Labels {
    pub scenario: String,
    /// The event time of the schedule's zero, as far as it is known before the run.
    pub start: Option<Time>,
    /// By [`crate::compose::Origin::stream`].
    pub streams: Vec<StreamLabel>,
    /// By [`crate::compose::Origin::event`].
    pub events: Vec<String>,
    /// By [`crate::compose::Record::topic_id`]: the topics known before the run.
    pub topics: Vec<TopicSpec>,
    /// Records may name others.
    pub has_other_topics: bool,
    pub rates: PlannedRates,
    /// Holds for topics that only a record names, too.
    pub allowed: Allowed,
}

/// Mean records per second of all streams, in equal parts of the time up to `until`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlannedRates {
    /// Nanoseconds after the scenario's start.
    pub until: i64,
    pub means: Vec<f64>,
}

impl PlannedRates {
    /// The planned rate at an instant; `None` beyond what is known.
    pub fn at(&self, position: i64) -> Option<f64> {
        let part = i128::from(position) * self.means.len() as i128 / i128::from(self.until.max(1));
        self.means.get(usize::try_from(part).ok()?).copied()
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct StreamLabel {
    pub name: String,
    /// By [`crate::compose::Origin::phase`]: phases first, overlays behind them.
    pub phases: Vec<PhaseLabel>,
}

/// What a part of a stream is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum PartKind {
    #[default]
    Phase,
    Overlay,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct PhaseLabel {
    pub name: String,
    pub kind: PartKind,
    /// Nanoseconds after the scenario's start.
    pub start: Option<i64>,
    /// The first nanosecond that is no longer in it; `None`: until stopped.
    pub end: Option<i64>,
    /// Mean number of records per second of scenario time.
    pub rate: Option<f64>,
    /// Exact number of records.
    pub planned: Option<u64>,
}

impl fmt::Display for PartKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Phase => "phase",
            Self::Overlay => "overlay",
        })
    }
}

/// A topic and, where the scenario declares it, how it is created.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TopicSpec {
    pub name: String,
    pub partitions: Option<i32>,
    pub replication: Option<i32>,
    pub config: BTreeMap<String, String>,
    /// Stands under `topics:`, so a missing one is created.
    pub declared: bool,
}

impl Labels {
    pub fn stream(&self, stream: u32) -> &str {
        self.streams.get(stream as usize).map_or("", |label| &label.name)
    }

    pub fn event(&self, event: u32) -> &str {
        self.events.get(event as usize).map_or("", String::as_str)
    }

    pub fn phase(&self, stream: u32, phase: u32) -> Option<&PhaseLabel> {
        self.streams.get(stream as usize)?.phases.get(phase as usize)
    }

    /// Records of the whole schedule, where every phase knows its own.
    pub fn planned(&self) -> Option<u64> {
        self.phases().map(|phase| phase.planned).sum()
    }

    /// The schedule's end in nanoseconds after its start, where every phase has one.
    pub fn end(&self) -> Option<i64> {
        self.phases().map(|phase| phase.end).try_fold(0, |last, end| Some(last.max(end?)))
    }

    fn phases(&self) -> impl Iterator<Item = &PhaseLabel> {
        self.streams.iter().flat_map(|stream| &stream.phases)
    }
}
