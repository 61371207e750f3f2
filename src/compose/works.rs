//! What composing keeps from one record to the next, besides sessions.

use super::disorder::Disorder;
use super::held::Held;
use super::topics::Topics;
use crate::formula::faults::Faults;
use crate::formula::histories::Histories;
use crate::plan::Plan;
use crate::schedule::Lasting;
use crate::value::Time;

pub(super) struct Works {
    pub topics: Topics,
    /// By program.
    pub faults: Vec<Faults>,
    /// By stream, where it has changes.
    pub lasting: Vec<Option<Lasting>>,
    /// By stream, where it has lines of disorder.
    pub disorder: Vec<Option<Disorder>>,
    /// What goes out later than it is made.
    pub held: Held,
    /// What can be recalled.
    pub histories: Histories,
}

impl Works {
    pub fn new(plan: &Plan, from: i64, limit: Option<i64>) -> Self {
        let disorder = (0..plan.streams.len()).map(|stream| Disorder::new(plan, stream));
        Self {
            disorder: disorder.collect(),
            held: Held::new(from, limit).of_named(plan.names_records()),
            ..Self::orderly(plan)
        }
    }

    /// Of a plan as if it had no disorder.
    pub fn orderly(plan: &Plan) -> Self {
        let lasting = (0..plan.streams.len()).map(|stream| plan.lasting(stream));
        Self { lasting: lasting.collect(), ..Self::undisturbed(plan) }
    }

    /// Of a plan as if it had neither changes nor disorder.
    pub fn undisturbed(plan: &Plan) -> Self {
        Self {
            topics: Topics::new(plan.known_topics().collect()),
            faults: vec![Faults::default(); plan.programs],
            lasting: plan.streams.iter().map(|_| None).collect(),
            disorder: plan.streams.iter().map(|_| None).collect(),
            held: Held::new(i64::MIN, None),
            histories: Histories::new(plan.checked.histories),
        }
    }

    /// Remembers what was handed over later than it was made.
    #[inline]
    pub fn remember_released(&mut self, plan: &Plan) {
        for (field, due, value) in self.held.released() {
            self.histories.add_owned(field, Time(plan.start.0.saturating_add(due)), value);
        }
    }
}
