//! What became of the expectations of a scenario, as data.

use crate::measure::Finding;
use serde::Serialize;

/// One line of `expect` after the run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Verdict {
    /// The line as it was written.
    pub expectation: String,
    /// Whether it was found true.
    pub holds: bool,
    /// Null: there was nothing to measure, which is a failure.
    pub measured: Option<Measure>,
    /// Whether it says of the whole run how many records may fail.
    #[serde(skip)]
    pub allows_failures: bool,
}

/// What was found, by what was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Measure {
    Latency {
        /// Milliseconds.
        latency_ms: f64,
    },
    Count {
        /// How many there were.
        records: u64,
    },
    Rate {
        /// Records sent per second.
        rate: f64,
        /// Records per second as they were due.
        planned_rate: f64,
    },
    Field(Finding),
}
