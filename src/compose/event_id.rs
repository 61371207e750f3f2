//! The header that names a record: `stream/component/index`, the same whenever it is sent, and no other's.

use super::desk::Place;
use super::occurrence::Occurrence;
use super::record::Batch;
use crate::check::Emission;
use crate::plan::EVENT_ID;
use crate::traffic::ast::Walked;
use std::io::Write;

/// What the id of a second copy ends with.
pub(super) const COPY: &[u8] = b"/copy";

/// Adds the header to the record that is added next, if the plan names its records. `event` is a position among those
/// of the place.
#[inline]
pub(super) fn write_id(place: Place<'_>, event: usize, occurrence: &Occurrence<'_>, batch: &mut Batch) {
    if let Some(component) = &place.source.id {
        let name = batch.write(|out| out.extend_from_slice(EVENT_ID.as_bytes()));
        let value = batch.write(|out| write_value(component, place, event, occurrence, out));
        batch.push_header(name, Some(value));
    }
}

fn write_value(
    component: &str,
    place: Place<'_>,
    event: usize,
    occurrence: &Occurrence<'_>,
    out: &mut Vec<u8>,
) {
    let index = occurrence.arrival.index.saturating_add(1);
    let session = occurrence.session.map_or(0, |session| session.step);
    let written = match &place.variant.emission {
        Emission::One(_) => write!(out, "{component}/{index}"),
        Emission::All => write!(out, "{component}/{index}/{}", event + 1),
        Emission::Journey(journey) => {
            let of = match journey.walked {
                Walked::Sessions => "",
                // Numbered apart from the component's arrivals.
                Walked::Steps => "sessions/",
            };
            let sent = journey.steps.iter().map(|step| &step.events).find(|events| events.contains(&event));
            match sent.filter(|events| events.len() > 1) {
                Some(events) => {
                    write!(out, "{component}/{of}{index}/{session}/{}", event - events.start + 1)
                }
                None => write!(out, "{component}/{of}{index}/{session}"),
            }
        }
    };
    written.expect("a buffer in memory takes everything");
}
