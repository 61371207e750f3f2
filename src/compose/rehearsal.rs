//! Sessions walked without a schedule, to see how they go: what weights, guards and waits come to.

use super::composer::Composer;
use super::desk::{Desk, Place};
use super::record::Batch;
use super::walk::Walk;
use super::ways::Way;
use super::works::Works;
use crate::plan::Plan;
use crate::schedule::Arrival;
use crate::traffic::ast::Walked;
use crate::value::clear;
use std::sync::Arc;

/// Sessions that are walked.
const SESSIONS: u64 = 1_000;

/// Steps of one of them, and of all together.
const STEPS: u64 = 1_000;
const ALL_STEPS: u64 = 50_000;

/// How the first sessions of a journey go.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rehearsal {
    pub sessions: u64,
    pub records: u64,
    /// Of keys, payloads and headers.
    pub bytes: u64,
    /// Of each step of the journey.
    pub steps: Vec<Rehearsed>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Rehearsed {
    /// How often it was made.
    pub made: u64,
    pub records: u64,
    /// How often it led to each step.
    pub ways: Vec<u64>,
    /// Seconds to the next step, all together.
    pub waited: f64,
}

impl Rehearsed {
    /// How often it led to each step, of all times that it was made.
    #[expect(clippy::cast_precision_loss, reason = "probabilities")]
    pub(super) fn shares(&self) -> Vec<f64> {
        self.ways.iter().map(|taken| *taken as f64 / self.made.max(1) as f64).collect()
    }
}

impl Composer {
    /// Walks the first sessions that a part of a stream opens; `None` where it walks no journey.
    pub(super) fn rehearse(&mut self, stream: usize, part: u32) -> Option<Rehearsal> {
        let plan = Arc::clone(&self.plan);
        let component = plan.component_of(stream, part)?;
        let first = Arrival { component, phase: part, ends: i64::MAX, ..Arrival::NONE };
        let journey = Walk::of(Place::of(&plan, &first))?.journey;
        let mut rehearsal = Rehearsal {
            sessions: 0,
            records: 0,
            bytes: 0,
            steps: vec![
                Rehearsed { ways: vec![0; journey.steps.len()], ..Rehearsed::default() };
                journey.steps.len()
            ],
        };
        let (mut batch, mut works) = (Batch::default(), Works::undisturbed(&plan));
        let mut made = 0;
        while rehearsal.sessions < SESSIONS && made < ALL_STEPS {
            clear(&mut self.arena);
            batch.clear();
            let arrival = Arrival { index: rehearsal.sessions, ..first };
            made += self.rehearse_one(&plan, &mut works, arrival, &mut rehearsal, &mut batch);
            batch.set_topics(Arc::clone(works.topics.shared()));
            rehearsal.sessions += 1;
            rehearsal.records += batch.len() as u64;
            rehearsal.bytes += batch.iter().map(|record| record.size() as u64).sum::<u64>();
        }
        Some(rehearsal)
    }

    fn rehearse_one(
        &self,
        plan: &Plan,
        works: &mut Works,
        arrival: Arrival,
        rehearsal: &mut Rehearsal,
        batch: &mut Batch,
    ) -> u64 {
        let mut desk = Desk::new(plan, &self.arena, works, batch);
        let Some(walk) = Walk::of(Place::of(plan, &arrival)) else { return 0 };
        let actor = desk.choose(walk, arrival);
        let mut session = desk.open(walk, arrival, actor);
        while session.steps < STEPS {
            let tally = &mut rehearsal.steps[session.step];
            let before = desk.batch.len();
            let way = desk.step(walk, &mut session);
            tally.made += 1;
            tally.records += (desk.batch.len() - before) as u64;
            match way {
                Way::End => return session.steps,
                // of single steps the arrivals decide how long a session waits
                Way::To { wait, .. }
                    if walk.journey.walked == Walked::Sessions
                        && walk.journey.timeout.is_some_and(|timeout| wait > timeout) =>
                {
                    return session.steps;
                }
                Way::To { step, wait } => {
                    tally.ways[step] += 1;
                    #[expect(clippy::cast_precision_loss, reason = "a mean to look at")]
                    let seconds = wait as f64 / 1e9;
                    tally.waited += seconds;
                    session.step = step;
                    session.arrival.due = session.arrival.due.saturating_add(wait);
                }
            }
        }
        session.steps
    }
}
