//! Journeys: who walks them, what a session remembers, and its steps.

use super::admit::Admit;
use super::keys::Place;
use super::reader::Reader;
use super::stream::Emit;
use super::written::Written;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Content, Entry, Node};
use crate::formula::ast::Name;
use crate::formula::number::duration_nanos;
use crate::traffic::ast::Emitted;
use crate::traffic::habits;
use crate::traffic::journey::{Actor, END, Next, parse_actor, parse_next};

#[derive(Debug, Clone)]
pub struct Journey {
    pub name: Name,
    /// Only there to be extended.
    pub is_abstract: bool,
    pub actor: Option<Actor>,
    /// Nanoseconds without a step after which a session is over.
    pub timeout: Option<i64>,
    /// What a session begins with.
    pub state: Vec<(Name, Written)>,
    /// The first one opens a session.
    pub steps: Vec<Step>,
    pub hidden: Hidden,
}

/// What is not known of a journey, because of errors that are already reported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Some of its values: a name that nothing has may be one of them.
    pub values: bool,
    /// Some of its steps: a way to nowhere may lead to one of them.
    pub steps: bool,
    /// Where some of its steps lead.
    pub ways: bool,
}

impl Hidden {
    const ALL: Self = Self { values: true, steps: true, ways: true };
}

#[derive(Debug, Clone)]
pub struct Step {
    pub name: Name,
    pub lets: Vec<(Name, Written)>,
    /// Events, a record each.
    pub emit: Vec<Name>,
    pub sets: Vec<(Name, Written)>,
    /// `None`: the session ends here.
    pub next: Option<Next>,
    /// The time to the next step; none at all where it is left out.
    pub wait: Option<Written>,
}

impl Reader<'_> {
    pub fn journey(&mut self, entry: &Entry) -> Option<Journey> {
        let name = self.label(&entry.key, "a journey");
        let node = &entry.value;
        let entries = self.mapping(node, "a journey")?;
        let mut hidden = if node.get("extends").is_some() { Hidden::ALL } else { Hidden::default() };
        if self.has_unknown_keys(entries, Place::Journey) {
            // what is misspelt may be any of those that are not there
            hidden.values |= node.get("actor").is_none() || node.get("state").is_none();
            hidden.steps |= node.get("steps").is_none();
        }
        let is_abstract = node.get("abstract").is_some_and(|flag| self.flag(flag, "`abstract`"));
        let steps = match node.get("steps") {
            Some(steps) => self.steps(steps, &mut hidden),
            None if is_abstract => Vec::new(),
            None => {
                self.missing_in(entry, "a journey", "steps", "steps: { VIEW: { emit: view, next: end } }");
                Vec::new()
            }
        };
        let actor = node.get("actor").and_then(|actor| self.actor(actor));
        hidden.values |= actor.is_none() && node.get("actor").is_some();
        let state = node.get("state");
        hidden.values |= state.is_some_and(is_no_mapping);
        Some(Journey {
            is_abstract,
            actor,
            timeout: node.get("timeout").and_then(|timeout| self.journey_timeout(timeout)),
            state: state.map(|state| self.named(state, "state")).unwrap_or_default(),
            steps,
            hidden,
            name,
        })
    }

    /// Refuses keys that are none, and tells whether there were some.
    fn has_unknown_keys(&mut self, entries: &[Entry], place: Place) -> bool {
        let errors = self.diagnostics.errors();
        self.known_keys(entries, place, &[]);
        self.diagnostics.errors() > errors
    }

    fn actor(&mut self, node: &Node) -> Option<Actor> {
        let scalar = self.single(node, "`actor`")?;
        let line = self.expand(&scalar.text, Admit::Line)?;
        parse_actor(&line, self.diagnostics)
    }

    fn journey_timeout(&mut self, node: &Node) -> Option<i64> {
        let text = self.text(node, "`timeout`")?;
        let written = duration_nanos(&text.text);
        let nanos = written.ok().filter(|nanos| *nanos > 0);
        if nanos.is_none() {
            let message = "`timeout` takes a duration that is longer than nothing";
            let diagnostic = Diagnostic::new(Code::BadLiteral, text.span, message);
            let help = match text.text.as_str() {
                "never" => "leave it out: then no session waits too long".to_owned(),
                _ if written.is_ok() => "for example `timeout: 30m`".to_owned(),
                other => habits::duration(other),
            };
            self.report(diagnostic.label("no such duration").help(help));
        }
        nanos
    }

    fn steps(&mut self, node: &Node, hidden: &mut Hidden) -> Vec<Step> {
        let Some(entries) = self.mapping(node, "`steps`") else {
            *hidden = Hidden::ALL;
            return Vec::new();
        };
        if entries.is_empty() {
            let diagnostic = Diagnostic::new(Code::MissingKey, node.span, "`steps` is empty");
            self.report(diagnostic.label("a journey has at least one step"));
        }
        entries.iter().map(|entry| self.step(entry, hidden)).collect()
    }

    fn step(&mut self, entry: &Entry, hidden: &mut Hidden) -> Step {
        let name = self.label(&entry.key, "a step");
        if name.text == END {
            let message = "a step cannot be called `end`: that is the way out of a journey";
            let help = "call it otherwise, such as `FINISH`; `next: end` ends a session";
            self.report(Diagnostic::new(Code::ReservedName, name.span, message).label("taken").help(help));
        }
        let node = &entry.value;
        let entries = self.mapping(node, "a step");
        let (lets, next) = (node.get("let"), node.get("next"));
        let is_misspelt = entries.is_none_or(|entries| self.has_unknown_keys(entries, Place::Step));
        hidden.values |= lets.map_or(is_misspelt, is_no_mapping);
        let ways = next.and_then(|node| self.next(node));
        hidden.ways |= if next.is_none() { is_misspelt } else { ways.is_none() };
        Step {
            name,
            lets: lets.map(|node| self.named(node, "let")).unwrap_or_default(),
            emit: node.get("emit").map(|node| self.step_emit(node)).unwrap_or_default(),
            sets: node.get("set").map(|node| self.named(node, "set")).unwrap_or_default(),
            next: ways,
            wait: node.get("wait").map(|node| self.written(node)),
        }
    }

    /// One event, or a list of them.
    fn step_emit(&mut self, node: &Node) -> Vec<Name> {
        if matches!(&node.content, Content::Sequence(items) if items.is_empty()) {
            let diagnostic = Diagnostic::new(Code::WrongShape, node.span, "`emit` is an empty list");
            self.report(diagnostic.label("empty").help("a step that sends nothing has no `emit`"));
            return Vec::new();
        }
        match self.emit(node) {
            Some(Emit::All(names, _)) => names,
            Some(Emit::Written(Emitted::Mix(mix))) if mix.shares.len() == 1 && mix.each.is_none() => {
                mix.shares.into_iter().map(|share| share.event).collect()
            }
            Some(written) => {
                let message = "a step emits one event, or a list of which each is a record";
                let help = match written {
                    Emit::Written(Emitted::Journey(..)) => "a journey is walked by a stream, not by a step",
                    Emit::Written(Emitted::Mix(mix)) if mix.each.is_some() => {
                        "rows are drawn by the journey's `actor`, or by the step's `let`"
                    }
                    _ => "for what happens sometimes, write a step of its own and a weight in `next`",
                };
                self.report(Diagnostic::new(Code::ClauseNotHere, node.span, message).help(help));
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    fn next(&mut self, node: &Node) -> Option<Next> {
        if !matches!(node.content, Content::Scalar(_)) {
            let diagnostic = Diagnostic::new(Code::WrongShape, node.span, "`next` is one line");
            self.report(
                diagnostic.label("more than a line").help("for example `next: VIEW 70%, PAY 10%, end`"),
            );
            return None;
        }
        let scalar = self.single(node, "`next`")?;
        let line = self.expand(&scalar.text, Admit::Line)?;
        parse_next(&line, self.diagnostics)
    }
}

const fn is_no_mapping(node: &Node) -> bool {
    !matches!(node.content, Content::Mapping(_))
}
