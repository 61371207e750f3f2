//! What composing needs of each component: the programs of its events and journeys, with a key for each of their draws, and
//! the numbers of what they name.

use super::disorder;
use crate::check::{CheckedJourney, CheckedStream, Topic, Variant};
use crate::formula::program::Program;
use crate::random::Key;
use crate::schedule::{Component, Role};

/// What composing needs of a component.
#[derive(Debug)]
pub struct PlannedSource {
    /// A position in [`super::Plan::streams`].
    pub stream: usize,
    /// What the ids of its events begin with: `users`, of an overlay `users-sale`.
    pub name: String,
    /// What the names of its records begin with, where they have some: `users/phases`, `users/overlays/sale`.
    pub id: Option<String>,
    pub(super) place: String,
    /// Draws the event of a mix.
    pub emit: Key,
    /// The events of each of the stream's variants.
    pub variants: Vec<Vec<PlannedEvent>>,
    /// The journey of each of them that walks one.
    pub journeys: Vec<Option<PlannedJourney>>,
}

/// What composing needs of a journey.
#[derive(Debug)]
pub struct PlannedJourney {
    /// The first of the stream's variants that walks the same journey: they share the sessions of actors.
    pub kin: usize,
    pub choosing: PlannedProgram,
    pub opening: PlannedProgram,
    /// Of each step its program, and what draws its way on.
    pub steps: Vec<(PlannedProgram, Key)>,
}

impl PlannedJourney {
    /// All of them, in the order of [`CheckedJourney::programs`].
    pub fn programs(&self) -> impl Iterator<Item = &PlannedProgram> {
        [&self.choosing, &self.opening].into_iter().chain(self.steps.iter().map(|(program, _)| program))
    }
}

#[derive(Debug)]
pub struct PlannedEvent {
    /// A position in [`super::Plan::events`].
    pub event: u32,
    /// A position in [`super::Plan::topics`], where the topic is fixed.
    pub topic: Option<u32>,
    pub usual: PlannedProgram,
    /// While any change lasts.
    pub changed: Option<PlannedProgram>,
    /// A key for each line of the stream's disorder.
    pub disorder: Vec<Key>,
}

#[derive(Debug)]
pub struct PlannedProgram {
    /// Its number among those of all components.
    pub number: usize,
    /// A key for each of the program's sites.
    pub keys: Vec<Key>,
}

/// What all components together name, by number.
#[derive(Default)]
pub(super) struct Names {
    pub(super) programs: usize,
    pub(super) events: Vec<String>,
    pub(super) topics: Vec<String>,
    pub(super) has_computed_topics: bool,
}

/// The component of a stream's phases, as its place names it.
const PHASES: &str = "phases";

pub(super) fn source(
    stream: &CheckedStream,
    number: usize,
    component: &Component,
    seed: u64,
    names: &mut Names,
) -> PlannedSource {
    let (place, name) = match component.role() {
        Role::Phases(_) => (format!("{}/{PHASES}", stream.name), stream.name.clone()),
        Role::Overlay(timed) => {
            (format!("{}/overlays/{}", stream.name, timed.name), format!("{}-{}", stream.name, timed.name))
        }
    };
    PlannedSource {
        stream: number,
        name,
        id: None,
        place: place.clone(),
        emit: Key::of(seed, &format!("{place}/emit")),
        variants: stream
            .variants
            .iter()
            .map(|variant| names.variant(stream, variant, &place, seed))
            .collect(),
        journeys: stream
            .variants
            .iter()
            .map(|variant| {
                let journey = variant.emission.journey()?;
                let is_kin = |other: &CheckedJourney| other.name == journey.name;
                let kin =
                    stream.variants.iter().position(|other| other.emission.journey().is_some_and(is_kin));
                Some(names.journey(journey, kin?, &place, seed))
            })
            .collect(),
    }
}

impl Names {
    fn variant(
        &mut self,
        stream: &CheckedStream,
        variant: &Variant,
        place: &str,
        seed: u64,
    ) -> Vec<PlannedEvent> {
        let events = variant.events.iter().enumerate();
        events
            .map(|(position, event)| PlannedEvent {
                event: number(&mut self.events, &event.name),
                topic: match &event.topic {
                    Topic::Fixed(topic) => Some(number(&mut self.topics, topic)),
                    Topic::Computed(_) => {
                        self.has_computed_topics = true;
                        None
                    }
                },
                usual: self.program(&event.program, place, seed),
                changed: variant
                    .changed
                    .get(position)
                    .map(|changed| self.program(&changed.program, place, seed)),
                disorder: disorder::keys(stream, event, place, seed),
            })
            .collect()
    }

    fn journey(&mut self, journey: &CheckedJourney, kin: usize, place: &str, seed: u64) -> PlannedJourney {
        PlannedJourney {
            kin,
            choosing: self.program(&journey.choosing.program, place, seed),
            opening: self.program(&journey.opening.program, place, seed),
            steps: journey
                .steps
                .iter()
                .map(|step| {
                    let next = format!("{place}/{}/{}/next", journey.name, step.name);
                    (self.program(&step.moves.program, place, seed), Key::of(seed, &next))
                })
                .collect(),
        }
    }

    fn program(&mut self, program: &Program, place: &str, seed: u64) -> PlannedProgram {
        let keys = program.sites.iter().map(|site| Key::of(seed, &format!("{place}/{site}")));
        self.programs += 1;
        PlannedProgram { number: self.programs - 1, keys: keys.collect() }
    }
}

/// The name's position, added where it is new.
fn number(names: &mut Vec<String>, name: &str) -> u32 {
    let position = names.iter().position(|known| known == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    });
    u32::try_from(position).expect("a file of 10 MB has fewer names")
}
