//! A stream without mistakes, as data: what its parts send, and when.

use super::checked_journey::CheckedJourney;
use super::disorder::CheckedDisorder;
use super::event::EventProgram;
use crate::formula::program::Program;
use crate::traffic::overlay::Overlay;
use crate::traffic::profile::Profile;
use crate::traffic::shapes::{Length, Shape};
use crate::traffic::window::When;
use crate::traffic::{Rate, Shares};

#[derive(Debug)]
pub struct CheckedStream {
    pub name: String,
    /// As it stands in the scenario: several streams have it where a stream is made for each row.
    pub written: String,
    /// What an arrival sends: the stream's own comes first, then what phases and overlays send instead.
    pub variants: Vec<Variant>,
    pub phases: Vec<CheckedPhase>,
    pub overlays: Vec<CheckedOverlay>,
    pub changes: Vec<CheckedChange>,
    pub profiles: Vec<(String, Profile)>,
    pub disorder: CheckedDisorder,
}

#[derive(Debug)]
pub struct Variant {
    pub emission: Emission,
    /// In the order of `emit`.
    pub events: Vec<EventProgram>,
    /// The same while any change lasts; none where the stream has no changes.
    pub changed: Vec<EventProgram>,
    /// How many rows take turns; one without `for each`.
    pub rows: u32,
}

#[derive(Debug)]
pub struct CheckedPhase {
    pub name: String,
    pub shape: Shape,
    /// A position in [`CheckedStream::variants`].
    pub variant: usize,
}

#[derive(Debug)]
pub struct CheckedOverlay {
    pub name: String,
    pub overlay: Overlay,
    /// A position in [`CheckedStream::variants`].
    pub variant: usize,
}

#[derive(Debug)]
pub struct CheckedChange {
    pub name: String,
    pub when: When<Rate>,
    /// As it is written, `where` and what follows.
    pub condition: Option<String>,
}

impl CheckedStream {
    /// The phases, then the overlays that add events, by their names; each with its position in
    /// [`CheckedStream::variants`].
    pub fn parts(&self) -> impl Iterator<Item = (&str, usize)> {
        let phases = self.phases.iter().map(|phase| (phase.name.as_str(), phase.variant));
        let adding = self.overlays.iter().filter(|overlay| !overlay.overlay.cuts());
        phases.chain(adding.map(|overlay| (overlay.name.as_str(), overlay.variant)))
    }

    /// Every event that some part sends, also as it is while a change lasts.
    pub fn events(&self) -> impl Iterator<Item = &EventProgram> {
        self.variants.iter().flat_map(|variant| variant.events.iter().chain(&variant.changed))
    }

    /// The programs of its events and of the journeys that it walks.
    pub fn programs(&self) -> impl Iterator<Item = &Program> {
        let journeys = self.variants.iter().filter_map(|variant| variant.emission.journey());
        let moves = journeys.flat_map(CheckedJourney::programs).map(|(_, moves)| &moves.program);
        self.events().map(|event| &event.program).chain(moves)
    }

    /// The variants that some part sends, in their order.
    pub fn sent_variants(&self) -> Vec<usize> {
        let mut variants: Vec<usize> = self.parts().map(|(_, variant)| variant).collect();
        variants.sort_unstable();
        variants.dedup();
        variants
    }
}

impl Variant {
    /// How many records an arrival makes; of a journey, how many arrivals: what steps send is not known before.
    pub fn records(&self) -> u64 {
        match self.emission {
            Emission::One(_) | Emission::Journey(_) => 1,
            Emission::All => self.events.len() as u64,
        }
    }
}

impl CheckedPhase {
    pub fn is_endless(&self) -> bool {
        self.shape.length() == Length::Endless
    }
}

impl CheckedChange {
    /// When it lasts and for which events.
    pub fn line(&self) -> String {
        let when = self.when.to_string();
        let condition = self.condition.as_ref().map(|condition| format!(" where {condition}"));
        format!("{}{}", when.trim_start(), condition.unwrap_or_default())
    }
}

/// What one arrival makes.
#[derive(Debug)]
pub enum Emission {
    /// One of the events.
    One(Shares),
    /// A record of each.
    All,
    /// What a step of a journey sends.
    Journey(Box<CheckedJourney>),
}

impl Emission {
    pub fn journey(&self) -> Option<&CheckedJourney> {
        if let Self::Journey(journey) = self { Some(journey) } else { None }
    }
}
