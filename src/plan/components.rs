//! The streams of a checked scenario: what numbers its events by itself in each, and the parts that it consists of.

use crate::check::{Checked, CheckedStream};
use crate::schedule::{Component, NamedOverlay, Timeline};
use crate::value::Time;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// What composing needs of a stream.
#[derive(Debug)]
pub struct PlannedStream {
    /// The phases, then the overlays that add events: [`crate::schedule::Arrival::phase`] is a position here.
    pub phases: Vec<PlannedPhase>,
}

/// What composing needs of a phase, or of an overlay.
#[derive(Debug)]
pub struct PlannedPhase {
    pub name: String,
    /// With its own name before them.
    pub regimes: Vec<String>,
    /// A position in [`CheckedStream::variants`].
    pub variant: usize,
}

impl PlannedStream {
    pub(super) fn of(stream: &CheckedStream) -> Self {
        let regimes = stream.phases.iter().map(|phase| {
            phase.shape.regimes().iter().map(|regime| format!("{}.{regime}", phase.name)).collect()
        });
        // an overlay has no regimes
        let regimes = regimes.chain(std::iter::repeat(Vec::new()));
        let phases = stream.parts().zip(regimes).map(|((name, variant), regimes)| PlannedPhase {
            name: name.to_owned(),
            regimes,
            variant,
        });
        Self { phases: phases.collect() }
    }
}

/// The components of all streams, each with its stream's position.
pub(super) fn components(checked: &Checked, seed: u64, start: Time) -> Vec<(usize, Arc<Component>)> {
    let numbered = checked.streams.iter().enumerate();
    let own = |(number, stream): (usize, &CheckedStream)| {
        let components = of_stream(stream, seed, start, &checked.zone);
        components.into_iter().map(move |component| (number, Arc::new(component)))
    };
    numbered.flat_map(own).collect()
}

fn of_stream(stream: &CheckedStream, seed: u64, start: Time, zone: &TimeZone) -> Vec<Component> {
    let rows = |variant: usize| stream.variants[variant].rows;
    let shapes = stream.phases.iter().map(|phase| (phase.shape.clone(), rows(phase.variant)));
    let profiles = stream.profiles.iter().map(|(_, profile)| profile.clone()).collect();
    let timeline = Timeline::new(seed, stream.name.as_str(), shapes, profiles, (start, zone));
    let overlays = stream.overlays.iter().map(|overlay| NamedOverlay {
        name: overlay.name.clone(),
        overlay: overlay.overlay.clone(),
        rows: rows(overlay.variant),
    });
    Component::of_stream(timeline, overlays)
}
