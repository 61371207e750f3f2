//! `transactional` -> the transactions of a run.

use crate::plan::Plan;
use crate::scenario;
use crate::target::Transactional;
use std::time::Duration;

/// How many of the characters of the plan's hash tell it from others.
const LENGTH: usize = 16;

/// Their id is that of the plan, so that a run which goes on with a journal ends what the one before left open, and runs of
/// other plans, seeds and starts are left alone.
pub fn of(transactional: scenario::Transactional, plan: &Plan, is_remembered: bool) -> Transactional {
    let hash: String = plan.summary().hash.chars().take(LENGTH).collect();
    Transactional {
        every: Duration::from_nanos(transactional.every.unsigned_abs()),
        is_remembered,
        id: format!("rushhour-{}-{hash}", plan.name),
    }
}
