//! Scenario text in, the records of its sessions out, each beside what its payload says.

use crate::harness::{Sent, read};
use rushhour::compose::{Batch, Composer, Sequence, Upcoming};
use rushhour::plan::Plan;
use rushhour::schedule::Arrival;
use serde::Deserialize;
use std::sync::Arc;

/// What every record of these tests tells; `due` is when it was sent, in nanoseconds from the start.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Click {
    #[serde(skip)]
    pub due: i64,
    pub session: String,
    /// The session's number, and that of its step, from 1.
    pub index: u64,
    pub count: u64,
    pub step: String,
    /// The actor, and how willing it is, a share of 1.
    pub user: u64,
    pub eager: f64,
    pub item: Option<String>,
    /// Elements in the cart before the step.
    pub size: usize,
    /// State that counts steps, and state that is drawn once.
    pub steps: u64,
    pub luck: u64,
    /// Nanoseconds up to the next step.
    pub pause: i64,
    /// Drawn for each record.
    pub mark: String,
}

impl Click {
    pub fn of(sent: &Sent) -> Self {
        let payload = sent.payload.as_deref().unwrap();
        let click: Self = serde_json::from_str(payload).unwrap_or_else(|error| panic!("{error}: {payload}"));
        Self { due: sent.due, ..click }
    }
}

/// What is due at or after `from`, filled in batches of so many records: the first ones, at least so many.
pub fn part(plan: &Arc<Plan>, from: i64, batches: usize, least: usize) -> Vec<Sent> {
    let mut sequence = Sequence::new(Arc::clone(plan), None, from, None);
    let mut batch = Batch::default();
    let mut sent = Vec::new();
    let mut goes_on = true;
    while goes_on && sent.len() < least {
        batch.clear();
        goes_on = sequence.fill(&mut batch, |batch, _| batch.len() < batches);
        sent.extend(read(plan, &batch));
    }
    sent
}

/// Everything that a plan with an end sends.
pub fn whole(plan: &Arc<Plan>) -> Vec<Sent> {
    part(plan, 0, 1_000, usize::MAX)
}

/// All that one arrival brings forth, from a composer that knows of no other.
pub fn alone(plan: &Arc<Plan>, arrival: Arrival) -> Vec<Sent> {
    let mut batch = Batch::default();
    let mut arrivals = Upcoming::new(std::iter::once(arrival));
    Composer::new(Arc::clone(plan)).compose_while(&mut arrivals, &mut batch, |_, _| true);
    read(plan, &batch)
}
