//! Streams and phases by their names.

use super::{Check, Part};
use crate::diagnostic::{Code, Diagnostic};
use crate::expect::ast::Scope;
use crate::formula::ast::Name;

impl Check<'_, '_> {
    /// `None` after a diagnostic; `Some(None)` for all of the traffic.
    #[expect(clippy::option_option, reason = "no scope, or a wrong one")]
    pub(super) fn scope(&mut self, scope: &Scope) -> Option<Option<Vec<Part>>> {
        match (&scope.stream, &scope.phase) {
            (None, None) => Some(None),
            (Some(stream), _) => self.parts_of(stream, scope).map(Some),
            (None, Some(phase)) => {
                let all: Vec<usize> = (0..self.shared.scenario.streams.len()).collect();
                self.phases_of(&all, phase).map(Some)
            }
        }
    }

    pub(super) fn parts_of(&mut self, stream: &Name, scope: &Scope) -> Option<Vec<Part>> {
        let position = self.stream(stream)?;
        match &scope.phase {
            None => Some(vec![Part { stream: position, phase: None }]),
            Some(phase) => self.phases_of(&[position], phase),
        }
    }

    fn stream(&mut self, name: &Name) -> Option<usize> {
        let streams = &self.shared.scenario.streams;
        let position = streams.iter().position(|stream| stream.name.text == name.text);
        if position.is_none() && !streams.is_empty() {
            let message = format!("no stream is called `{}`", name.text);
            let known = streams.iter().map(|stream| stream.name.text.as_str());
            let diagnostic = Diagnostic::new(Code::UnknownReference, name.span, message)
                .label("unknown stream")
                .suggest(&name.text, known);
            self.report(diagnostic);
        }
        position
    }

    fn phases_of(&mut self, streams: &[usize], name: &Name) -> Option<Vec<Part>> {
        let scenario = self.shared.scenario;
        let mut parts = Vec::new();
        let mut known = Vec::new();
        for stream in streams {
            // a stream whose phases have errors
            let phases = scenario.streams[*stream].phases.as_ref()?;
            let names = phases.iter().map(|phase| phase.name.text.as_str());
            let phase = names.clone().position(|known| known == name.text);
            parts.extend(phase.map(|phase| Part { stream: *stream, phase: Some(phase) }));
            known.extend(names);
        }
        if parts.is_empty() {
            let message = match streams {
                [only] => {
                    format!("the stream `{}` has no phase `{}`", scenario.streams[*only].name.text, name.text)
                }
                _ => format!("no stream has a phase `{}`", name.text),
            };
            known.sort_unstable();
            known.dedup();
            let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let diagnostic = Diagnostic::new(Code::UnknownReference, name.span, message)
                .label("unknown phase")
                .suggest(&name.text, known)
                .help(format!("the phases are {list}"));
            self.report(diagnostic);
            return None;
        }
        Some(parts)
    }
}
