//! The counts of a run and of each of its parts, as data: what a summary is made of.

use super::partitions::PartitionPart;
use crate::compose::Disordered;
use crate::target::PartKind;
use serde::Serialize;
use std::collections::BTreeMap;

/// Counts of the whole run or of a part. `planned` = `acknowledged` + `failed` + `skipped` + what was dropped on
/// purpose, and `composed` = `planned` - what was dropped + `unsent`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Part {
    /// Records that the schedule emitted up to the run's end.
    pub planned: u64,
    /// Records that were made, whether the run came to them or not; without those of earlier runs.
    pub composed: u64,
    /// Records that the target took.
    pub sent: u64,
    /// Records that the target confirmed.
    pub acknowledged: u64,
    /// Records that the target refused or did not confirm.
    pub failed: u64,
    /// Why they failed, the first cause first.
    pub failures: Vec<Failure>,
    /// Records that were handed over later than `behind` allows; a second where it sets no limit.
    pub late: u64,
    /// Records that were too late to be sent.
    pub skipped: u64,
    /// Records that were made ahead and are not sent, as the run ended before they were due.
    pub unsent: u64,
    /// What was done to records on purpose, where anything was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disorder: Option<Disordered>,
    /// How much of these counts was warm-up, where the run has one; topics do not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warmup: Option<WarmUp>,
    /// Seconds. Of the run: from the schedule's zero to its end, or to the last receipt where that is later. Of a
    /// part: from its first record to its last.
    pub elapsed_s: f64,
    /// Records sent per second; null where they took no time.
    pub rate: Option<f64>,
}

/// The counts of a part's warm-up, as those of [`Part`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WarmUp {
    /// As of the whole.
    pub planned: u64,
    /// As of the whole.
    pub composed: u64,
    /// As of the whole.
    pub sent: u64,
    /// As of the whole.
    pub acknowledged: u64,
    /// As of the whole.
    pub failed: u64,
    /// As of the whole.
    pub late: u64,
    /// As of the whole.
    pub skipped: u64,
    /// As of the whole.
    pub unsent: u64,
    /// As of the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disorder: Option<Disordered>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StreamPart {
    /// The stream's name.
    pub name: String,
    #[serde(flatten)]
    pub part: Part,
    /// Its phases and the overlays that add records; `other` is what comes from none of them.
    pub phases: Vec<PhasePart>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PhasePart {
    /// The phase's or overlay's name.
    pub name: String,
    /// Which of the two it is.
    pub kind: PartKind,
    #[serde(flatten)]
    pub part: Part,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TopicPart {
    /// The topic's name.
    pub name: String,
    #[serde(flatten)]
    pub part: Part,
    /// By their numbers, where the target has any: those that records were made for.
    pub partitions: BTreeMap<i32, PartitionPart>,
    /// Records whose partition nobody decided, where others have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unassigned: Option<PartitionPart>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Failure {
    /// In words that are the same for all records of a topic that failed so; `other causes` is all beyond twenty.
    pub cause: String,
    /// How many.
    pub records: u64,
}
