//! Snapshots of scenarios: the plan and the first records of every stream, in a file of insta's format.

use super::{journeys, plan_text, record_text};
use crate::compose::{Batch, Composer};
use crate::plan::Plan;
use crate::schedule::Begin;
use std::fmt;
use std::sync::Arc;

/// How many arrivals of each component a snapshot shows.
const ARRIVALS: usize = 5;

/// A snapshot file: where it comes from, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    pub source: String,
    pub contents: String,
}

/// What the snapshot of a plan holds.
pub fn snapshot_text(plan: Plan) -> String {
    let plan = Arc::new(plan);
    let mut text = plan_text(&plan.summary_with_rates(), &journeys(&plan));
    let mut composer = Composer::new(Arc::clone(&plan));
    let mut batch = Batch::default();
    for (number, component) in (0..).zip(&plan.components) {
        text.push_str("\n--- ");
        text.push_str(&plan.sources[number as usize].name);
        text.push_str(" ---\n");
        for arrival in component.arrivals(number, Begin::Start, None).take(ARRIVALS) {
            batch.clear();
            composer.compose(&arrival, &mut batch);
            for record in batch.iter() {
                text.push('\n');
                text.push_str(&record_text(&record, &plan));
            }
        }
    }
    text.trim_end().to_owned()
}

impl Snapshot {
    /// Reads a file: a header between two lines of dashes, then the text.
    pub fn parse(file: &str) -> Self {
        let body = file.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
        let (header, contents) = body.unwrap_or(("", file));
        let source = header.lines().find_map(|line| line.strip_prefix("source: ")).unwrap_or_default();
        Self { source: source.to_owned(), contents: contents.trim_end().to_owned() }
    }
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "---\nsource: {}\nexpression: scenario\n---\n{}", self.source, self.contents)
    }
}
