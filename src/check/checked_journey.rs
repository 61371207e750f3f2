//! A journey without mistakes, as data: programs that begin a session and make its steps.
//!
//! What a session knows are numbered values: its actor, its state, and what its steps have drawn.

use super::event::Input;
use crate::formula::program::Program;
use crate::formula::typed::Slot;
use crate::traffic::ast::Walked;
use std::ops::Range;

#[derive(Debug)]
pub struct CheckedJourney {
    pub name: String,
    pub walked: Walked,
    /// Nanoseconds without a step after which a session is over.
    pub timeout: Option<i64>,
    /// The names of a session's values.
    pub values: Vec<String>,
    /// Chooses the actor.
    pub choosing: Moves,
    /// Makes the state.
    pub opening: Moves,
    /// The first one opens a session.
    pub steps: Vec<CheckedStep>,
}

/// A program that gives a session values.
#[derive(Debug)]
pub struct Moves {
    pub program: Program,
    pub inputs: Vec<(Input, Slot)>,
    /// A session's values, by number, and where the program leaves them.
    pub values: Vec<(usize, Slot)>,
}

#[derive(Debug)]
pub struct CheckedStep {
    pub name: String,
    /// Its values are drawn before the step sends.
    pub moves: Moves,
    /// What it sends: positions in [`super::Variant::events`].
    pub events: Range<usize>,
    /// The new state, taken over after it has sent.
    pub sets: Vec<(usize, Slot)>,
    pub ways: Vec<CheckedWay>,
    /// The time to the next step.
    pub wait: Option<Slot>,
}

#[derive(Debug)]
pub struct CheckedWay {
    /// A position in [`CheckedJourney::steps`]; `None` ends the session.
    pub to: Option<usize>,
    /// `None`: a share of the rest.
    pub weight: Option<WayWeight>,
    pub condition: Option<Slot>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayWeight {
    /// In millionths of a percent point.
    Fixed(u64),
    /// A share of 1.
    Computed(Slot),
}

impl CheckedJourney {
    /// All programs but those of events, each with the name of what it does.
    pub fn programs(&self) -> impl Iterator<Item = (&str, &Moves)> {
        let steps = self.steps.iter().map(|step| (step.name.as_str(), &step.moves));
        [("actor", &self.choosing), ("state", &self.opening)].into_iter().chain(steps)
    }
}
