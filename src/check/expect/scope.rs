//! Streams, phases and overlays by their names.

use super::{Check, Part};
use crate::check::checked_stream::CheckedStream;
use crate::diagnostic::{Code, Diagnostic};
use crate::expect::ast::Scope;
use crate::formula::ast::Name;
use std::collections::BTreeSet;

impl Check<'_, '_> {
    /// `None` after a diagnostic; `Some(None)` for all of the traffic.
    #[expect(clippy::option_option, reason = "no scope, or a wrong one")]
    pub(super) fn scope(&mut self, scope: &Scope) -> Option<Option<Vec<Part>>> {
        match (&scope.stream, &scope.phase) {
            (None, None) => Some(None),
            (Some(stream), _) => self.parts_of(stream, scope).map(Some),
            (None, Some(phase)) => {
                let all: Vec<usize> = (0..self.streams.len()).collect();
                self.is_whole.then(|| self.phases_of(None, &all, phase))?.map(Some)
            }
        }
    }

    pub(super) fn parts_of(&mut self, stream: &Name, scope: &Scope) -> Option<Vec<Part>> {
        let Some(streams) = self.streams_named(&stream.text) else {
            self.report_stream(stream);
            return None;
        };
        match &scope.phase {
            None => {
                let parts = streams.into_iter().map(|stream| Part { stream, phase: None });
                Some(parts.collect())
            }
            // a stream with errors, already reported
            Some(_) if streams.is_empty() => None,
            Some(phase) => self.phases_of(Some(stream), &streams, phase),
        }
    }

    /// The stream of that name, or those that are made of it for each row; none of them where they have errors.
    pub(super) fn streams_named(&self, name: &str) -> Option<Vec<usize>> {
        let is_written = self.shared.scenario.streams.iter().any(|stream| stream.name.text == name);
        let is_meant = |stream: &CheckedStream| stream.name == name || stream.written == name;
        let all = self.streams.iter().enumerate();
        let found: Vec<usize> =
            all.filter(|(_, stream)| is_meant(stream)).map(|(position, _)| position).collect();
        (is_written || !found.is_empty()).then_some(found)
    }

    fn report_stream(&mut self, name: &Name) {
        let streams = &self.shared.scenario.streams;
        if streams.is_empty() {
            return;
        }
        let message = format!("no stream is called `{}`", name.text);
        let known = streams.iter().map(|stream| stream.name.text.as_str());
        let diagnostic = Diagnostic::new(Code::UnknownReference, name.span, message)
            .label("unknown stream")
            .suggest(&name.text, known);
        self.report(diagnostic);
    }

    fn phases_of(&mut self, stream: Option<&Name>, streams: &[usize], name: &Name) -> Option<Vec<Part>> {
        let parts = streams.iter().filter_map(|stream| {
            let phase = self.streams[*stream].parts().position(|(known, _)| known == name.text);
            phase.map(|phase| Part { stream: *stream, phase: Some(phase) })
        });
        let parts: Vec<Part> = parts.collect();
        if parts.is_empty() {
            self.report_phase(stream, streams, name);
            return None;
        }
        Some(parts)
    }

    fn report_phase(&mut self, stream: Option<&Name>, streams: &[usize], name: &Name) {
        let message = match stream {
            Some(stream) => format!("the stream `{}` has no phase `{}`", stream.text, name.text),
            None => format!("no stream has a phase `{}`", name.text),
        };
        let streams = || streams.iter().map(|stream| &self.streams[*stream]);
        let phases = streams().flat_map(|stream| &stream.phases).map(|phase| phase.name.as_str());
        let phases: BTreeSet<&str> = phases.collect();
        let overlays = streams().flat_map(|stream| stream.parts().skip(stream.phases.len()));
        let overlays: BTreeSet<&str> = overlays.map(|(name, _)| name).collect();
        let list = |names: &BTreeSet<&str>| {
            names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        };
        let help = if overlays.is_empty() {
            format!("the phases are {}", list(&phases))
        } else {
            format!("the phases are {}; the overlays are {}", list(&phases), list(&overlays))
        };
        let is_cut = streams().flat_map(|stream| &stream.overlays).any(|overlay| overlay.name == name.text);
        let label = if is_cut { "cuts events, and has none of its own" } else { "unknown phase" };
        let diagnostic = Diagnostic::new(Code::UnknownReference, name.span, message)
            .label(label)
            .suggest(&name.text, phases.iter().chain(&overlays).copied())
            .help(help);
        self.report(diagnostic);
    }
}
