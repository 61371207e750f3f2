//! Overlays, changes and lines of `disorder` whose time lies outside of their stream: a warning each, as they do nothing.

use super::checked_stream::CheckedStream;
use super::shared::Shared;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Name;
use crate::scenario::{self, Stream};
use crate::schedule::Timeline;
use crate::traffic::Rate;
use crate::traffic::window::{Start, When};
use crate::value::Time;

/// Warns of those of a stream; what depends on a start that the file does not name is not looked at.
pub fn warn(shared: &mut Shared, written: &Stream, checked: &CheckedStream) {
    let (start, is_known) = match shared.scenario.start {
        Some(scenario::Start::At(start)) => (start, true),
        _ => (Time::default(), false),
    };
    let shapes = checked.phases.iter().map(|phase| (phase.shape.clone(), 1));
    let timeline =
        Timeline::new(0, checked.name.as_str(), shapes, Vec::new(), (start, &shared.scenario.zone));
    let overlays = written.overlays.iter().flatten().map(|overlay| &overlay.name);
    let overlays = overlays.zip(checked.overlays.iter().map(|overlay| &overlay.overlay.when));
    let changes = written.changes.iter().flatten().map(|change| &change.name);
    let changes = changes.zip(checked.changes.iter().map(|change| &change.when));
    let lines = written.disorder.iter().flat_map(|disorder| &disorder.lines);
    let names = lines.map(|line| Name { text: line.line.kind.name().to_owned(), span: line.line.span });
    let names: Vec<Name> = names.collect();
    let lines = names.iter().zip(&checked.disorder.lines);
    let lines = lines.filter_map(|(name, line)| Some((name, line.line.when.as_ref()?)));
    let missed = |(_, when): &(&Name, &When<Rate>)| {
        (is_known || matches!(when.start, Start::Offset(_))) && !timeline.meets(when)
    };
    for (name, _) in overlays.chain(changes).chain(lines).filter(missed) {
        let message = format!("`{}` never happens: its time lies outside of the stream", name.text);
        let help = "a stream lasts from the scenario's start to the end of its last phase";
        shared.diagnostics.add(Diagnostic::new(Code::NeverReached, name.span, message).help(help));
    }
}
