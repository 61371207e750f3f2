//! Fields by their paths, in the events that may have them.

use super::{Check, FieldEvent, FieldSource, Part};
use crate::check::checked_stream::Variant;
use crate::check::fields::{Fields, field_name};
use crate::diagnostic::{Code, Diagnostic};
use crate::expect::ast::Path;
use crate::formula::ast::Name;
use crate::source::Span;
use crate::value::Type;

/// Names that an error lists.
const LISTED: usize = 12;

pub(super) const NO_ROWS: &str = "only single values are compared";

pub(super) fn is_comparable(ty: &Type) -> bool {
    !matches!(ty, Type::Row(_))
}

/// An event that a field is looked for in.
struct Candidate<'c> {
    event: FieldEvent,
    /// What its payload holds; last while a change lasts, where the stream has one.
    fields: Vec<&'c Fields>,
}

impl Candidate<'_> {
    /// The type of a field, and whether it is more than a guess.
    fn find(&self, names: &[Name]) -> Option<(bool, Type)> {
        let found = self.fields.iter().filter_map(|fields| Some((fields.are_known(), fields.find(names)?)));
        found.reduce(|(known, ty), (also, other)| (known || also, ty.join(other)))
    }
}

impl<'c> Check<'c, '_> {
    /// The field of a path in all events of a scope.
    pub(super) fn source(
        &mut self,
        path: &Path,
        scope: Option<&[Part]>,
        takes: impl Fn(&Type) -> bool,
        unfit: &str,
    ) -> Option<FieldSource> {
        let candidates = self.candidates(scope, |_| true)?;
        self.find(&path.names, path.span, &candidates, takes, unfit)
    }

    /// The field of a path whose first name is that of a stream or of an event.
    pub(super) fn named(&mut self, path: &Path, scope: Option<&[Part]>) -> Option<FieldSource> {
        let scenario = self.shared.scenario;
        let (owner, names) = path.names.split_first()?;
        let stream = self.streams_named(&owner.text);
        let is_event = scenario.events.iter().any(|event| event.name.text == owner.text);
        if stream.is_none() && !is_event {
            let streams = scenario.streams.iter().map(|stream| stream.name.text.as_str());
            let known = streams.chain(scenario.events.iter().map(|event| event.name.text.as_str()));
            let message = format!("no stream and no event is called `{}`", owner.text);
            let diagnostic = Diagnostic::new(Code::UnknownReference, owner.span, message)
                .label("unknown")
                .suggest(&owner.text, known)
                .help("write `every NAME.FIELD in NAME.FIELD`, each name that of a stream or of an event");
            self.report(diagnostic);
            return None;
        }
        if names.is_empty() {
            let message = format!("`{}` is named, and no field of it", owner.text);
            let example = format!("for example `{}.id`", owner.text);
            self.report(Diagnostic::new(Code::LineSyntax, path.span, message).help(example));
            return None;
        }
        let candidates = match stream {
            Some(stream) => self.candidates(scope, |(part, _)| stream.contains(&part.stream))?,
            None => self.candidates(scope, |(_, event)| event == owner.text)?,
        };
        let span = names.iter().fold(names[0].span, |whole, name| whole.to(name.span));
        self.find(names, span, &candidates, is_comparable, NO_ROWS)
    }

    /// The events of a scope of which `is_meant` says so; `None` where some have errors.
    fn candidates(
        &self,
        scope: Option<&[Part]>,
        is_meant: impl Fn((Part, &str)) -> bool,
    ) -> Option<Vec<Candidate<'c>>> {
        if !self.is_whole {
            return None;
        }
        let whole: Vec<Part> = (0..self.streams.len()).map(|stream| Part { stream, phase: None }).collect();
        let mut found = Vec::new();
        for part in scope.unwrap_or(&whole) {
            let stream = &self.streams[part.stream];
            let variants = match part.phase {
                None => stream.sent_variants(),
                Some(phase) => stream.parts().nth(phase).map(|(_, variant)| variant).into_iter().collect(),
            };
            for variant in variants {
                let Variant { events, changed, .. } = &stream.variants[variant];
                for (event, program) in events.iter().enumerate() {
                    if is_meant((*part, &program.name)) {
                        let changed = changed.get(event).map(|changed| &changed.fields);
                        let fields = [Some(&program.fields), changed].into_iter().flatten().collect();
                        found.push(Candidate { event: FieldEvent { part: *part, variant, event }, fields });
                    }
                }
            }
        }
        Some(found)
    }

    fn find(
        &mut self,
        names: &[Name],
        span: Span,
        candidates: &[Candidate<'_>],
        takes: impl Fn(&Type) -> bool,
        unfit: &str,
    ) -> Option<FieldSource> {
        let name = field_name(names.iter().map(|name| &name.text));
        let found = |candidate: &Candidate| candidate.find(names).map(|found| (candidate.event, found));
        let mut found: Vec<(FieldEvent, (bool, Type))> = candidates.iter().filter_map(found).collect();
        // a payload that may hold anything is looked at only where no other has the field
        let is_known = found.iter().any(|(_, (is_known, _))| *is_known);
        found.retain(|(_, (known, _))| *known == is_known);
        let Some((_, (_, ty))) = found.first() else {
            self.report(no_such_field(&name, span, candidates));
            return None;
        };
        if !found.iter().any(|(_, (_, ty))| takes(ty)) {
            let message = format!("`{name}` is {ty}: {unfit}");
            self.report(Diagnostic::new(Code::WrongType, span, message).label(ty.to_string()));
            return None;
        }
        let path = names.iter().map(|name| name.text.clone()).collect();
        let events = found.into_iter().map(|(event, _)| event).collect();
        Some(FieldSource { name, path, events })
    }
}

fn no_such_field(name: &str, span: Span, candidates: &[Candidate]) -> Diagnostic {
    let fields = candidates.iter().flat_map(|candidate| &candidate.fields);
    let mut known: Vec<String> = fields.flat_map(|fields| fields.paths()).collect();
    known.sort();
    known.dedup();
    let message = format!("no event that is looked at has a field `{name}`");
    let diagnostic = Diagnostic::new(Code::UnknownField, span, message)
        .label("no such field")
        .suggest(name, known.iter().map(String::as_str));
    match known.as_slice() {
        [] => diagnostic.help("their payloads have no fields"),
        known => diagnostic.help(format!("the fields are {}", listed(known))),
    }
}

/// The first names, and how many more there are.
pub(super) fn listed(names: &[String]) -> String {
    let first: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    match names.len() - first.len() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}
