//! Streams: what is emitted, where to, and how much of it flows when.

use super::admit::Admit;
use super::keys::Place;
use super::reader::Reader;
use super::written::Written;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Content, Entry, Node};
use crate::formula::ast::Name;
use crate::source::Span;
use crate::traffic::{self, ast};

#[derive(Debug, Clone)]
pub struct Stream {
    pub name: Name,
    /// `None`: has errors, already reported.
    pub emit: Option<Emit>,
    pub topic: Option<Written>,
    pub key: Option<Written>,
    pub headers: Vec<(Name, Written)>,
    /// `None`: some have errors, already reported.
    pub phases: Option<Vec<Phase>>,
}

#[derive(Debug, Clone)]
pub enum Emit {
    /// One event of a mix.
    Mix(ast::Emit),
    /// All of a list, one record each.
    All(Vec<Name>, Span),
}

#[derive(Debug, Clone)]
pub struct Phase {
    pub name: Name,
    pub line: ast::Phase,
}

const LATER: [&str; 5] = ["overlays", "changes", "profiles", "disorder", "for"];
const PHASE_LATER: [&str; 2] = ["emit", "payload"];

impl Reader<'_> {
    pub fn stream(&mut self, entry: &Entry) -> Option<Stream> {
        let name = self.label(&entry.key, "a stream");
        let node = &entry.value;
        let entries = self.mapping(node, "a stream")?;
        self.known_keys(entries, Place::Stream, &LATER);
        let is_abstract = node.get("abstract").is_some_and(|flag| self.flag(flag, "`abstract`"));
        if is_abstract {
            return None;
        }
        let emit = match node.get("emit") {
            Some(emit) => self.emit(emit),
            None => {
                self.missing_in(entry, "a stream", "emit", "emit: user_event");
                None
            }
        };
        let phases = match node.get("phases") {
            Some(phases) => self.phases(phases),
            None => {
                self.missing_in(entry, "a stream", "phases", "phases: [ { steady: hold 5/s } ]");
                None
            }
        };
        let topic = node.get("topic").map(|node| self.text_value(node));
        let key = node.get("key").map(|node| self.text_value(node));
        let headers = node.get("headers").map(|node| self.headers(node)).unwrap_or_default();
        Some(Stream { name, emit, topic, key, headers, phases })
    }

    fn emit(&mut self, node: &Node) -> Option<Emit> {
        if let Content::Sequence(items) = &node.content {
            if items.is_empty() {
                self.report(
                    Diagnostic::new(Code::WrongShape, node.span, "a stream emits at least one event")
                        .label("empty")
                        .help("for example `emit: user_event`"),
                );
                return None;
            }
            let names: Vec<Option<Name>> =
                items.iter().map(|item| self.text(item, "an item of `emit`")).collect();
            return Some(Emit::All(names.into_iter().collect::<Option<_>>()?, node.span));
        }
        let scalar = self.single(node, "`emit`")?;
        let line = self.expand(&scalar.text, Admit::Line)?;
        traffic::parse_emit(&line, self.diagnostics).map(Emit::Mix)
    }

    fn phases(&mut self, node: &Node) -> Option<Vec<Phase>> {
        let items = self.sequence(node, "`phases`")?;
        if items.is_empty() {
            self.report(
                Diagnostic::new(Code::WrongShape, node.span, "a stream needs at least one phase")
                    .label("empty"),
            );
            return None;
        }
        let phases: Vec<Option<Phase>> = items.iter().map(|item| self.phase(item)).collect();
        phases.into_iter().collect()
    }

    fn phase(&mut self, node: &Node) -> Option<Phase> {
        if let Some(line) = node.as_scalar() {
            let example = format!("for example `- steady: {}`", line.text.as_str());
            self.report(
                Diagnostic::new(Code::WrongShape, node.span, "a phase has a name before its line")
                    .label("a line alone")
                    .help(example),
            );
            return None;
        }
        let entries = self.mapping(node, "a phase")?;
        let (later, named): (Vec<&Entry>, Vec<&Entry>) =
            entries.iter().partition(|entry| PHASE_LATER.contains(&entry.key.as_str()));
        for entry in later {
            let message = format!("a phase cannot have `{}` yet", entry.key.as_str());
            let diagnostic = Diagnostic::new(Code::UnknownKey, entry.key.text.span(), message);
            self.report(diagnostic.label("comes in a later version"));
        }
        let [entry] = named.as_slice() else {
            let span = named.get(1).map_or(node.span, |entry| entry.key.text.span());
            self.report(
                Diagnostic::new(Code::WrongShape, span, "a phase has one name and one line")
                    .label("a second name")
                    .help("for example `- steady: hold 5/s for 10m`, each phase with its own `- `"),
            );
            return None;
        };
        let name = self.label(&entry.key, "a phase");
        let scalar = self.single(&entry.value, "a phase")?;
        let line = self.expand(&scalar.text, Admit::Line)?;
        let line = traffic::parse_phase(&line, self.diagnostics);
        Some(Phase { name, line: line? })
    }
}
