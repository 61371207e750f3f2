//! One session from its first step to its last.

use super::composer::Composer;
use super::desk::Place;
use super::record::{Batch, Origin};
use super::sessions::Session;
use super::upcoming::Upcoming;
use super::walk::Walk;
use crate::check::CheckedJourney;
use crate::plan::Plan;
use crate::schedule::{Arrival, Begin, Component};
use crate::traffic::ast::Walked;
use crate::value::Owned;
use std::sync::Arc;

/// Arrivals that are gone through for a session that moves with them.
const MOST_ARRIVALS: usize = 5_000_000;

/// Steps that are told.
const MOST_STEPS: u64 = 1_000;

#[derive(Debug)]
pub struct Story {
    pub journey: String,
    pub steps: Vec<Told>,
    /// Whether the session goes on behind what is told.
    pub goes_on: bool,
}

/// A step that was made.
#[derive(Debug)]
pub struct Told {
    /// When, in nanoseconds from the start.
    pub due: i64,
    pub step: String,
    /// What it sent.
    pub records: Batch,
    /// What the session knows behind it, by name: the actor, the state, what steps have drawn. None behind its last
    /// step.
    pub values: Vec<(String, Owned)>,
    /// When the next step is, where it keeps its own time.
    pub next_due: Option<i64>,
}

/// What is seen of a session between two steps.
struct Seen {
    next: usize,
    steps: u64,
    due: i64,
    values: Vec<Owned>,
}

impl Seen {
    fn of(session: &Session) -> Self {
        let (next, steps, due) = (session.step, session.steps, session.arrival.due);
        Self { next, steps, due, values: session.values.to_vec() }
    }
}

/// Tells the session of that number, from 0, that the phases of a stream open, before anything goes wrong on the way;
/// `None` where they walk no journey, or open fewer sessions.
pub fn story(plan: &Arc<Plan>, stream: usize, index: u64) -> Option<Story> {
    let (component, timed) = plan.components_of(stream).next()?;
    let walk = |arrival: Arrival| Walk::of(Place::of(plan, &arrival)).map(|walk| walk.journey);
    let opens = |journey: &&CheckedJourney| journey.walked == Walked::Sessions;
    let own = timed.arrivals(component, Begin::Index(index), None).next();
    let own = own.filter(|arrival| arrival.index == index).and_then(walk).filter(opens);
    let keeps_time = own.is_some();
    let first = || timed.arrivals(component, Begin::Start, None).next().and_then(walk);
    let journey = own.or_else(|| first().filter(|journey| !opens(journey)))?;
    let mut composer = Composer::orderly(Arc::clone(plan));
    composer.watch(component, index);
    let mut story = Story { journey: journey.name.clone(), steps: Vec::new(), goes_on: false };
    let mut before: Option<Seen> = None;
    let arrivals = arrivals(plan, stream, (component, timed), keeps_time.then_some(index));
    let mut arrivals = Upcoming::new(arrivals);
    let is_its = |origin: &Origin| {
        origin.index == index && plan.component_of(origin.stream as usize, origin.phase) == Some(component)
    };
    for _ in 0..MOST_ARRIVALS {
        let (mut batch, mut due) = (Batch::default(), 0);
        if one(&mut composer, &mut arrivals, &mut batch, &mut due).is_none() {
            break;
        }
        let seen = composer.watched().map(Seen::of);
        let made = batch.iter().next().is_some_and(|record| is_its(&record.origin))
            || seen.as_ref().map(|seen| seen.steps) != before.as_ref().map(|seen| seen.steps);
        if made {
            let step = before.as_ref().map_or(0, |seen| seen.next);
            let values = seen.as_ref().map(|seen| journey.values.iter().cloned().zip(seen.values.clone()));
            story.steps.push(Told {
                due,
                step: journey.steps.get(step).map_or_else(String::new, |step| step.name.clone()),
                records: batch,
                values: values.into_iter().flatten().collect(),
                next_due: seen.as_ref().filter(|_| keeps_time).map(|seen| seen.due),
            });
            let is_over = seen.is_none();
            story.goes_on = !is_over;
            if is_over || story.steps.len() as u64 >= MOST_STEPS {
                return Some(story);
            }
        }
        before = seen;
    }
    (!story.steps.is_empty()).then_some(story)
}

/// What a session may depend on: its own arrival, the others of its component where they move it on, or the streams
/// that values are recalled from.
fn arrivals(
    plan: &Plan,
    stream: usize,
    (number, component): (u32, &Arc<Component>),
    alone: Option<u64>,
) -> Box<dyn Iterator<Item = Arrival>> {
    match alone {
        _ if plan.recalls(stream) => Box::new(plan.arrivals_of(&plan.depends_on(stream), 0, None)),
        Some(index) => Box::new(component.arrivals(number, Begin::Index(index), None).take(1)),
        None => Box::new(component.arrivals(number, Begin::Start, None)),
    }
}

/// Composes what is due next; `None` at the end.
fn one(
    composer: &mut Composer,
    arrivals: &mut Upcoming<impl Iterator<Item = Arrival>>,
    batch: &mut Batch,
    when: &mut i64,
) -> Option<()> {
    let mut made = 0;
    composer.compose_while(arrivals, batch, |_, due| {
        made += 1;
        if made == 1 {
            *when = due;
        }
        made == 1
    });
    (made > 0).then_some(())
}
