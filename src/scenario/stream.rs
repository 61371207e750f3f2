//! Streams: what is emitted and where to. How much of it flows when is read next door.

use super::admit::Admit;
use super::disorder::Disorder;
use super::flow::{Change, Overlay, Phase, Profile};
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
    /// One stream for each of these rows.
    pub rows: Option<ast::Each>,
    /// `None`: has errors, already reported.
    pub emit: Option<Emit>,
    pub topic: Option<Written>,
    pub key: Option<Written>,
    pub headers: Vec<(Name, Written)>,
    /// `None`: some have errors, already reported; so with the next four.
    pub phases: Option<Vec<Phase>>,
    pub overlays: Option<Vec<Overlay>>,
    pub changes: Option<Vec<Change>>,
    pub profiles: Option<Vec<Profile>>,
    pub disorder: Option<Disorder>,
}

#[derive(Debug, Clone)]
pub enum Emit {
    /// A line: an event, a mix, or a journey.
    Written(ast::Emitted),
    /// All of a list, one record each.
    All(Vec<Name>, Span),
}

impl Reader<'_> {
    pub fn stream(&mut self, entry: &Entry) -> Option<Stream> {
        let name = self.label(&entry.key, "a stream");
        let node = &entry.value;
        let entries = self.mapping(node, "a stream")?;
        self.known_keys(entries, Place::Stream, &[]);
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
        let rows = node.get("for").map(|node| self.for_rows(node));
        Some(Stream {
            name,
            rows: rows.map_or(Some(None), |rows| rows.map(Some))?,
            emit,
            topic: node.get("topic").map(|node| self.text_value(node)),
            key: node.get("key").map(|node| self.text_value(node)),
            headers: node.get("headers").map(|node| self.headers(node)).unwrap_or_default(),
            phases,
            overlays: node.get("overlays").map_or(Some(Vec::new()), |node| self.overlays(node)),
            changes: node.get("changes").map_or(Some(Vec::new()), |node| self.changes(node)),
            profiles: node.get("profiles").map_or(Some(Vec::new()), |node| self.profiles(node)),
            disorder: node
                .get("disorder")
                .map_or_else(|| Some(Disorder::default()), |node| self.disorder(node)),
        })
    }

    fn for_rows(&mut self, node: &Node) -> Option<ast::Each> {
        let scalar = self.single(node, "`for`")?;
        let line = self.expand(&scalar.text, Admit::Line)?;
        traffic::parse_for(&line, self.diagnostics)
    }

    pub(super) fn emit(&mut self, node: &Node) -> Option<Emit> {
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
            let names: Vec<Name> = names.into_iter().collect::<Option<_>>()?;
            if let Some(mixed) = names.iter().find(|name| name.text.contains(char::is_whitespace)) {
                let written: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
                let message = format!("`{}` is no name of an event", mixed.text);
                self.report(
                    Diagnostic::new(Code::WrongShape, mixed.span, message)
                        .help(format!("a mix stands without brackets: `emit: {}`", written.join(", ")))
                        .help("a list sends each of its events at every arrival: `emit: [view, cart]`"),
                );
                return None;
            }
            return Some(Emit::All(names, node.span));
        }
        if let Content::Mapping(_) = &node.content {
            self.report(
                Diagnostic::new(Code::WrongShape, node.span, "`emit` is one line, not a mapping")
                    .label("a mapping")
                    .help("a mix is written `emit: view 70%, cart 20%, checkout`"),
            );
            return None;
        }
        let scalar = self.single(node, "`emit`")?;
        let line = self.expand(&scalar.text, Admit::Line)?;
        traffic::parse_emit(&line, self.diagnostics).map(Emit::Written)
    }
}
