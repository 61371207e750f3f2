//! What names mean inside a journey: the actor, the state, what steps have drawn, `session` and `previous`.

use super::event::Input;
use super::scope::ProgramScope;
use super::tree::NodeId;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Name;
use crate::formula::check::Resolved;
use crate::formula::typed::Typed;
use crate::scenario::Journey;
use crate::source::Span;
use crate::value::Type;

/// A value of a session.
#[derive(Debug, Clone)]
pub struct SessionValue {
    pub name: String,
    pub ty: Type,
    /// Of state, what it begins with; else null.
    pub begins: Type,
    pub kind: Kind,
    /// Where it gets its value there are errors, already reported.
    pub is_broken: bool,
}

impl SessionValue {
    /// Whether it can become a value of that type. Null leaves open what it is.
    pub fn takes(&self, ty: &Type) -> bool {
        let is_open = |ty: &Type| matches!(ty, Type::Null | Type::Any);
        is_open(&self.begins)
            || is_open(ty)
            || std::mem::discriminant(&self.begins) == std::mem::discriminant(ty)
            || (self.begins.is_numeric() && ty.is_numeric())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Actor,
    State,
    /// A step draws it.
    Drawn,
}

/// What a program inside a journey sees of its session.
#[derive(Debug, Clone, Default)]
pub struct SessionNames {
    /// By number.
    pub values: Vec<SessionValue>,
    /// The place of the programs' draws: `shopper/VIEW`.
    pub place: String,
    /// The step's name; empty where a session is opened.
    pub step: String,
    /// Numbers of the values that were used, and where.
    pub used: Vec<(usize, Span)>,
    /// The step's `next` and `wait`, which see the state as the step leaves it.
    pub late: Vec<NodeId>,
    /// The step's `set`.
    pub sets: Vec<NodeId>,
}

/// The members of `session`.
const MEMBERS: [&str; 6] = ["id", "index", "started", "step", "actor", "elapsed"];

impl ProgramScope<'_, '_> {
    /// The session's value of that name, as far as names lead into a journey.
    pub(super) fn session_value(&mut self, name: &Name) -> Option<Resolved> {
        let session = self.session.as_ref()?;
        let number = session.values.iter().position(|value| value.name == name.text)?;
        if let Some(set) = self.set_named(&name.text) {
            return Some(self.value(set).map_or(Resolved::Failed, |typed| Resolved::Found(typed, 0)));
        }
        if session.values[number].is_broken {
            return Some(Resolved::Failed);
        }
        Some(Resolved::Found(self.kept(number, name.span), 0))
    }

    /// Refuses, where there is no session, a name that a journey gives a value.
    pub(super) fn of_another_session(&mut self, base: &Name) -> Resolved {
        let names = |journey: &&Journey| {
            let actor = journey.actor.iter().map(|actor| &actor.variable);
            let state = journey.state.iter().map(|(name, _)| name);
            let lets = journey.steps.iter().flat_map(|step| &step.lets).map(|(name, _)| name);
            actor.chain(state).chain(lets).any(|name| name.text == base.text)
        };
        let Some(journey) = self.shared.scenario.journeys.iter().find(names) else {
            return Resolved::Unknown;
        };
        let message =
            format!("`{}` has a value only in the steps of the journey `{}`", base.text, journey.name.text);
        self.report(Diagnostic::new(Code::UnknownName, base.span, message).label("has no value here"));
        Resolved::Failed
    }

    pub(super) fn knows_of_session(&self, name: &str) -> bool {
        let Some(session) = &self.session else { return false };
        ["session", "previous", "step"].contains(&name)
            || session.values.iter().any(|value| value.name == name)
    }

    /// The new value of the state, where the formula comes after the step's `set`.
    fn set_named(&self, name: &str) -> Option<NodeId> {
        let session = self.session.as_ref()?;
        let mut root = *self.current.last()?;
        while let Some(parent) = self.tree.node(root).parent {
            root = parent;
        }
        let set = || session.sets.iter().copied().find(|id| self.tree.node(*id).name == name);
        if session.late.contains(&root) { set() } else { None }
    }

    /// A value as it was before the step.
    fn kept(&mut self, number: usize, span: Span) -> Typed {
        let session = self.session.as_mut().expect("only what is in a journey has a session");
        session.used.push((number, span));
        let ty = session.values[number].ty.clone();
        self.input(Input::Kept(number), ty, span)
    }

    /// `session.id`, `previous.cart`, `step`; `None` outside of journeys.
    pub(super) fn of_session(&mut self, base: &Name, members: &[Name]) -> Option<Resolved> {
        let session = self.session.as_ref()?;
        let member = members.first().map(|member| member.text.as_str());
        // a session that is being opened is in no step
        if session.step.is_empty() && base.text != "session" {
            return None;
        }
        if base.text == "step" {
            let name = session.step.as_str();
            return Some(Resolved::Found(Typed::constant(name.into(), base.span), 0));
        }
        if base.text == "previous" {
            let is_state = |name: &str| {
                session.values.iter().position(|value| value.kind == Kind::State && value.name == name)
            };
            let Some(number) = member.and_then(is_state) else {
                let states: Vec<String> = session
                    .values
                    .iter()
                    .filter(|value| value.kind == Kind::State)
                    .map(|value| value.name.clone())
                    .collect();
                let states: Vec<&str> = states.iter().map(String::as_str).collect();
                if states.is_empty() {
                    let message = "this journey has no `state`, and `previous` is what it was";
                    let diagnostic = Diagnostic::new(Code::UnknownName, base.span, message);
                    self.report(diagnostic.label("has no value here"));
                    return Some(Resolved::Failed);
                }
                return Some(self.no_member(base, members, &states));
            };
            return Some(Resolved::Found(self.kept(number, base.span), 1));
        }
        let (input, ty) = match member {
            Some("id") => (Input::SessionId, Type::Text),
            Some("index") => (Input::SessionIndex, Type::Int),
            Some("started") => (Input::SessionStarted, Type::Time),
            Some("step") => (Input::SessionStep, Type::Int),
            Some("elapsed") => (Input::SessionElapsed, Type::Duration),
            Some("actor") => {
                let actor = session.values.iter().position(|value| value.kind == Kind::Actor);
                let Some(actor) = actor else {
                    let message = "this journey has no `actor`";
                    let diagnostic = Diagnostic::new(Code::UnknownName, base.span, message);
                    self.report(diagnostic.label("of whom?").help("for example `actor: user in users`"));
                    return Some(Resolved::Failed);
                };
                return Some(Resolved::Found(self.kept(actor, base.span), 1));
            }
            _ => return Some(self.no_member(base, members, &MEMBERS)),
        };
        Some(Resolved::Found(self.input(input, ty, base.span), 1))
    }
}
