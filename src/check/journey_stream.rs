//! Streams that walk journeys.

use super::checked_stream::{Emission, Variant};
use super::journey;
use super::shared::Shared;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Name;
use crate::scenario::{Emit, Journey, Own, Stream};
use crate::traffic::ast::{Emitted, Walked};

/// What a stream sends that walks a journey.
pub(super) fn of_journey(
    shared: &mut Shared,
    stream: &Stream,
    own: &Own,
    walked: Walked,
    name: &Name,
) -> Option<Variant> {
    let Some(position) = shared.scenario.journeys.iter().position(|journey| journey.name.text == name.text)
    else {
        let known = shared.scenario.journeys.iter().map(|journey| journey.name.text.as_str());
        let message = format!("no journey is called `{}`", name.text);
        let diagnostic = Diagnostic::new(Code::UnknownReference, name.span, message);
        let diagnostic = diagnostic.label("unknown journey").suggest(&name.text, known);
        shared.diagnostics.add(match shared.event_named(name) {
            Some(_) => diagnostic.help(format!("`{0}` is an event: `emit: {0}`", name.text)),
            None => diagnostic,
        });
        return None;
    };
    shared.used_journeys[position] = true;
    let journey = &shared.scenario.journeys[position];
    if journey.is_abstract {
        let message = format!("`{}` is abstract: only there to be extended", journey.name.text);
        let diagnostic = Diagnostic::new(Code::AbstractEvent, name.span, message).label("cannot be walked");
        shared.diagnostics.add(diagnostic);
        return None;
    }
    if walked == Walked::Steps {
        warn_of_waits(shared, journey);
    }
    let changes = stream.changes.as_deref().unwrap_or_default();
    let around = journey::Around { stream: Some(stream), walked, fields: &own.payload, changes };
    let (journey, events, changed) = journey::check(shared, journey, around)?;
    Some(Variant { emission: Emission::Journey(Box::new(journey)), events, changed, rows: 1 })
}

/// Sessions that arrivals open and those that they move on would be numbered alike.
pub(super) fn refuse_both_manners(shared: &mut Shared, stream: &Stream, variants: &[Variant]) -> Option<()> {
    let walks = |walked: Walked| {
        variants
            .iter()
            .filter_map(|variant| variant.emission.journey())
            .any(|journey| journey.walked == walked)
    };
    if !(walks(Walked::Sessions) && walks(Walked::Steps)) {
        return Some(());
    }
    let message =
        format!("the stream `{}` emits sessions of a journey and single steps of one", stream.name.text);
    let diagnostic = Diagnostic::new(Code::ClauseNotHere, stream.name.span, message).label("both");
    shared.diagnostics.add(diagnostic.help("let a stream of its own do one of the two"));
    None
}

/// Waits mean nothing where arrivals are single steps, unless other streams open sessions.
fn warn_of_waits(shared: &mut Shared, journey: &Journey) {
    let opens = |stream: &Stream| {
        matches!(&stream.emit, Some(Emit::Written(Emitted::Journey(Walked::Sessions, name)))
            if name.text == journey.name.text)
    };
    if shared.scenario.streams.iter().any(opens) {
        return;
    }
    if let Some(wait) = journey.steps.iter().find_map(|step| step.wait.as_ref()) {
        let message = "this `wait` has no use: arrivals decide when the next step comes";
        let diagnostic = Diagnostic::new(Code::Unused, wait.span(), message).label("not waited for");
        let help = format!("sessions keep their own time with `emit: sessions of {}`", journey.name.text);
        shared.diagnostics.add(diagnostic.help(help));
    }
}
