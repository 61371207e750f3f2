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
    /// Parts of it have errors, already reported.
    pub is_broken: bool,
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
        self.known_keys(entries, Place::Journey, &[]);
        let errors = self.diagnostics.errors();
        let is_abstract = node.get("abstract").is_some_and(|flag| self.flag(flag, "`abstract`"));
        let steps = match node.get("steps") {
            Some(steps) => self.steps(steps),
            None if is_abstract => Vec::new(),
            None => {
                self.missing_in(entry, "a journey", "steps", "steps: { VIEW: { emit: view, next: end } }");
                Vec::new()
            }
        };
        let journey = Journey {
            is_abstract,
            actor: node.get("actor").and_then(|actor| self.actor(actor)),
            timeout: node.get("timeout").and_then(|timeout| self.journey_timeout(timeout)),
            state: node.get("state").map(|state| self.named(state, "state")).unwrap_or_default(),
            steps,
            is_broken: self.diagnostics.errors() > errors || node.get("extends").is_some(),
            name,
        };
        Some(journey)
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

    fn steps(&mut self, node: &Node) -> Vec<Step> {
        let Some(entries) = self.mapping(node, "`steps`") else { return Vec::new() };
        if entries.is_empty() {
            let diagnostic = Diagnostic::new(Code::MissingKey, node.span, "`steps` is empty");
            self.report(diagnostic.label("a journey has at least one step"));
        }
        entries.iter().filter_map(|entry| self.step(entry)).collect()
    }

    fn step(&mut self, entry: &Entry) -> Option<Step> {
        let name = self.label(&entry.key, "a step");
        if name.text == END {
            let message = "a step cannot be called `end`: that is the way out of a journey";
            self.report(Diagnostic::new(Code::ReservedName, name.span, message).label("taken"));
        }
        let node = &entry.value;
        let entries = self.mapping(node, "a step")?;
        self.known_keys(entries, Place::Step, &[]);
        Some(Step {
            name,
            lets: node.get("let").map(|node| self.named(node, "let")).unwrap_or_default(),
            emit: node.get("emit").map(|node| self.step_emit(node)).unwrap_or_default(),
            sets: node.get("set").map(|node| self.named(node, "set")).unwrap_or_default(),
            next: node.get("next").and_then(|node| self.next(node)),
            wait: node.get("wait").map(|node| self.written(node)),
        })
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
