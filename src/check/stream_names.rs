//! The names inside a stream: what reports list side by side is called differently.

use super::shared::Shared;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Name;
use crate::scenario::Stream;

/// Phases and overlays share their names: reports list them side by side.
pub fn check(shared: &mut Shared, stream: &Stream) {
    let phases = stream.phases.iter().flatten().map(|phase| ("phase", &phase.name));
    let overlays = stream.overlays.iter().flatten().map(|overlay| ("overlay", &overlay.name));
    refuse_doubles(shared, &phases.chain(overlays).collect::<Vec<_>>());
    refuse_ids_of_another_stream(shared, stream);
    let changes = stream.changes.iter().flatten().map(|change| ("change", &change.name));
    refuse_doubles(shared, &changes.collect::<Vec<_>>());
    let profiles = stream.profiles.iter().flatten().map(|profile| ("profile", &profile.name));
    refuse_doubles(shared, &profiles.collect::<Vec<_>>());
}

fn refuse_doubles(shared: &mut Shared, names: &[(&str, &Name)]) {
    for (position, (what, name)) in names.iter().enumerate() {
        if let Some((other, first)) = names[..position].iter().find(|(_, other)| other.text == name.text) {
            let message = if what == other {
                format!("two {what}s are called `{}`", name.text)
            } else {
                format!("a {other} and an {what} are called `{}`", name.text)
            };
            shared.diagnostics.add(
                Diagnostic::new(Code::DuplicateKey, name.span, message)
                    .label("again")
                    .related(first.span, "first here"),
            );
        }
    }
}

/// The ids of an overlay's events begin with the names of stream and overlay.
fn refuse_ids_of_another_stream(shared: &mut Shared, stream: &Stream) {
    for overlay in stream.overlays.iter().flatten() {
        let ids = format!("{}-{}", stream.name.text, overlay.name.text);
        if shared.scenario.streams.iter().any(|other| other.name.text == ids) {
            let message = format!("ids of this overlay's events begin with `{ids}`, as those of a stream do");
            let diagnostic = Diagnostic::new(Code::DuplicateKey, overlay.name.span, message);
            shared.diagnostics.add(diagnostic.help("call one of the two otherwise"));
        }
    }
}
