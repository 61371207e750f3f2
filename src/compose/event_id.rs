//! The header that names a record: `stream/component/index`, the same whenever it is sent, and no other's.

use super::desk::Place;
use super::occurrence::Occurrence;
use super::record::Batch;
use crate::check::Emission;
use crate::plan::EVENT_ID;
use crate::traffic::ast::Walked;

/// What the id of a second copy ends with.
pub(super) const COPY: &[u8] = b"/copy";

/// Adds the header to the record that is added next, if the plan names its records. `event` is a position among those
/// of the place.
#[inline]
pub(super) fn write_id(place: &Place<'_>, event: usize, occurrence: &Occurrence<'_>, batch: &mut Batch) {
    if let Some(component) = &place.source.id {
        let name = batch.write(|out| out.extend_from_slice(EVENT_ID.as_bytes()));
        let value = batch.write(|out| write_value(component, place, event, occurrence, out));
        batch.push_header(name, Some(value));
    }
}

fn write_value(
    component: &str,
    place: &Place<'_>,
    event: usize,
    occurrence: &Occurrence<'_>,
    out: &mut Vec<u8>,
) {
    out.extend_from_slice(component.as_bytes());
    let index = occurrence.arrival.index.saturating_add(1);
    let session = occurrence.session.map_or(0, |session| session.step);
    match &place.variant.emission {
        Emission::One(_) => write_part(index, out),
        Emission::All => {
            write_part(index, out);
            write_part(event + 1, out);
        }
        Emission::Journey(journey) => {
            if let Walked::Steps = journey.walked {
                // Numbered apart from the component's arrivals.
                out.extend_from_slice(b"/sessions");
            }
            write_part(index, out);
            write_part(session, out);
            let sent = journey.steps.iter().map(|step| &step.events).find(|events| events.contains(&event));
            if let Some(events) = sent.filter(|events| events.len() > 1) {
                write_part(event - events.start + 1, out);
            }
        }
    }
}

fn write_part(number: impl itoa::Integer, out: &mut Vec<u8>) {
    out.push(b'/');
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}
