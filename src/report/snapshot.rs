//! Snapshots of scenarios: the plan and the first records of every stream, in a file of insta's format.

use super::{plan_text, record_text};
use crate::compose::{Batch, Composer, Sequence, journeys};
use crate::plan::Plan;
use crate::schedule::{Begin, Component};
use std::fmt;
use std::sync::Arc;

/// How many arrivals of each component a snapshot shows.
const ARRIVALS: usize = 5;

/// Where records depend on those before: how many records of each component it shows, how many are gone through for
/// them, and how many of them at once.
const RECORDS: usize = 12;
const MOST: usize = 20_000;
const AT_ONCE: usize = 100;

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
    let shown = if plan.remembers() { in_order(&plan) } else { one_by_one(&plan) };
    for (source, records) in plan.sources.iter().zip(&shown) {
        text.push_str("\n--- ");
        text.push_str(&source.name);
        text.push_str(" ---\n");
        for record in records {
            text.push('\n');
            text.push_str(record);
        }
    }
    text.trim_end().to_owned()
}

/// The first records of each component.
fn one_by_one(plan: &Arc<Plan>) -> Vec<Vec<String>> {
    let mut composer = Composer::new(Arc::clone(plan));
    let mut batch = Batch::default();
    let of_component = |(number, component): (u32, &Arc<Component>)| {
        batch.clear();
        for arrival in component.arrivals(number, Begin::Start, None).take(ARRIVALS) {
            composer.compose(&arrival, &mut batch);
        }
        batch.iter().map(|record| record_text(&record, plan)).collect()
    };
    (0..).zip(&plan.components).map(of_component).collect()
}

/// The same where records depend on those before: of all components side by side, as far as is gone.
fn in_order(plan: &Arc<Plan>) -> Vec<Vec<String>> {
    let mut shown = vec![Vec::new(); plan.components.len()];
    let mut records = Sequence::new(Arc::clone(plan), None, 0, None);
    let mut batch = Batch::default();
    let (mut gone, mut goes_on) = (0, true);
    while goes_on && gone < MOST && shown.iter().any(|records| records.len() < RECORDS) {
        batch.clear();
        goes_on = records.fill(&mut batch, |batch, _| batch.len() < AT_ONCE);
        gone += batch.len();
        for record in batch.iter() {
            let component = plan.component_of(record.origin.stream as usize, record.origin.phase);
            let shown = component.and_then(|component| shown.get_mut(component as usize));
            if let Some(shown) = shown.filter(|shown| shown.len() < RECORDS) {
                shown.push(record_text(&record, plan));
            }
        }
    }
    shown
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
