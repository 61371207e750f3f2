//! Built-in names: `now`, `event.index`, `phase.name`, `payload` and the like, each where it has a value.

use super::event::Input;
use super::scope::{ProgramScope, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Name;
use crate::formula::check::Resolved;
use crate::formula::typed::{Node, Typed};
use crate::scenario::BUILT_INS;
use crate::source::Span;
use crate::value::Type;

impl ProgramScope<'_, '_> {
    /// A built-in value, as an input of the program.
    pub fn input(&mut self, input: Input, ty: Type, span: Span) -> Typed {
        let known = self.inputs.iter().find(|(known, _)| *known == input).map(|(_, slot)| *slot);
        let slot = known.unwrap_or_else(|| {
            let slot = self.world.slot();
            self.inputs.push((input, slot));
            slot
        });
        Typed::new(Node::Slot(slot), ty, span)
    }

    /// What a built-in name means here; `None` where the name is none.
    pub(super) fn built_in(&mut self, base: &Name, members: &[Name]) -> Option<Resolved> {
        let span = base.span;
        let text = |text: &str| Resolved::Found(Typed::constant(text.into(), span), 0);
        let member = members.first().map(|member| member.text.as_str());
        let (stream, event) = match self.subject.clone() {
            Subject::Event { stream, event } => (stream, Some(event)),
            Subject::Journey { stream } => (stream, None),
            Subject::Catalog { .. } if base.text == "row" => {
                return Some(Resolved::Found(self.input(Input::Row, Type::Int, span), 0));
            }
            Subject::Catalog { .. } | Subject::Constants => return self.not_here(base),
        };
        if ["session", "previous", "step"].contains(&base.text.as_str()) {
            return self.of_session(base, members).or_else(|| self.not_here(base));
        }
        let Some(event) = event.or_else(|| is_of_all(&base.text).then(String::new)) else {
            return self.not_here(base);
        };
        let (input, ty, taken) = match (base.text.as_str(), member) {
            ("now", _) => (Input::Now, Type::Time, 0),
            ("sent", _) => (Input::Sent, Type::Time, 0),
            ("start", _) => (Input::Start, Type::Time, 0),
            ("elapsed", _) => (Input::Elapsed, Type::Duration, 0),
            ("stream", _) => return Some(text(&stream)),
            ("event", Some("name")) => {
                return Some(Resolved::Found(Typed::constant(event.as_str().into(), span), 1));
            }
            ("event", Some("index")) => (Input::EventIndex, Type::Int, 1),
            ("event", Some("id")) => (Input::EventId, Type::Text, 1),
            ("phase", Some("name")) => (Input::PhaseName, Type::Text, 1),
            ("phase", Some("elapsed")) => (Input::PhaseElapsed, Type::Duration, 1),
            ("phase", Some("progress")) => (Input::PhaseProgress, Type::Number, 1),
            ("event", _) => return Some(self.no_member(base, members, &["name", "index", "id"])),
            ("phase", _) => return Some(self.no_member(base, members, &["name", "elapsed", "progress"])),
            ("payload", _) => return Some(self.payload(base, members)),
            ("before", _) => return self.before(base).or_else(|| self.not_here(base)),
            _ => return self.not_here(base),
        };
        Some(Resolved::Found(self.input(input, ty, span), taken))
    }

    fn payload(&mut self, base: &Name, members: &[Name]) -> Resolved {
        match self.root {
            Some(root) => self.field(root, members),
            None => {
                let message = "this payload is a single value and has no fields";
                self.report(Diagnostic::new(Code::UnknownField, base.span, message).label("no fields"));
                Resolved::Failed
            }
        }
    }

    pub(super) fn no_member(&mut self, base: &Name, members: &[Name], known: &[&str]) -> Resolved {
        let span = members.first().map_or(base.span, |member| member.span);
        let wrong = members.first().map_or("", |member| member.text.as_str());
        let list = known.iter().map(|name| format!("`{}.{name}`", base.text)).collect::<Vec<_>>().join(", ");
        self.report(
            Diagnostic::new(Code::UnknownField, span, format!("`{}` stands for {list}", base.text))
                .label("none of them")
                .suggest(wrong, known.iter().copied()),
        );
        Resolved::Failed
    }

    /// A built-in name that means nothing in this place.
    fn not_here(&mut self, base: &Name) -> Option<Resolved> {
        let place = match (base.text.as_str(), &self.subject) {
            ("row", Subject::Event { .. }) => "only in the fields of a catalog",
            ("session" | "step" | "previous", Subject::Event { .. } | Subject::Journey { .. }) => {
                "only in the steps of a journey"
            }
            ("before", Subject::Event { .. }) => "only in the payload of a change",
            (name, Subject::Catalog { .. } | Subject::Constants | Subject::Journey { .. })
                if BUILT_INS.contains(&name) =>
            {
                "only in an event"
            }
            _ => return None,
        };
        let message = format!("`{}` has a value {place}", base.text);
        self.report(Diagnostic::new(Code::UnknownName, base.span, message).label("has no value here"));
        Some(Resolved::Failed)
    }
}

/// Whether a built-in name has a value in all of a stream, not in its events alone.
fn is_of_all(name: &str) -> bool {
    ["now", "sent", "start", "elapsed", "stream", "phase"].contains(&name)
}
