//! What became of the expectations of a scenario, as data.

use crate::measure::Finding;
use serde::Serialize;

/// One line of `expect` after the run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// The line as it was written.
    pub expectation: String,
    pub holds: bool,
    /// `None`: there was nothing to measure, which is a failure.
    pub measured: Option<Measure>,
    /// Whether it says of the whole run how many records may fail.
    #[serde(skip)]
    pub allows_failures: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Measure {
    Latency {
        latency_ms: f64,
    },
    Count {
        records: u64,
    },
    /// Records per second.
    Rate {
        rate: f64,
        planned_rate: f64,
    },
    Field(Finding),
}
