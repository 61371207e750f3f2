//! Event templates: what is drawn, what is sent.

use super::keys::Place;
use super::reader::Reader;
use super::written::{Member, Written};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Content, Entry, Node, Style};
use crate::formula::ast::Name;
use crate::source::Span;

#[derive(Debug, Clone)]
pub struct Event {
    pub name: Name,
    /// Only there to be extended.
    pub is_abstract: bool,
    /// Its parent is not known: what it lacks may be inherited.
    pub is_orphan: bool,
    pub lets: Vec<(Name, Written)>,
    pub payload: Payload,
    pub key: Option<Written>,
    pub headers: Vec<(Name, Written)>,
    pub topic: Option<Written>,
    pub partition: Option<Written>,
    pub timestamp: Option<Written>,
}

#[derive(Debug, Clone)]
pub enum Payload {
    /// A JSON object.
    Fields(Vec<Member>, Span),
    /// The whole body: a template's text, a formula's value, `null` for a tombstone.
    Whole(Written),
    /// Has errors, already reported.
    Broken,
}

impl Event {
    /// The event with fields merged into its payload; `None` where the payload is one value.
    pub fn with_fields(&self, fields: &[Member]) -> Option<Self> {
        let payload = match &self.payload {
            _ if fields.is_empty() => self.payload.clone(),
            Payload::Fields(members, span) => Payload::Fields(merge(members, fields), *span),
            Payload::Broken => Payload::Broken,
            Payload::Whole(_) => return None,
        };
        Some(Self { payload, ..self.clone() })
    }
}

/// Mappings merge deep, everything else is replaced where it stands; what is new comes behind.
fn merge(members: &[Member], fields: &[Member]) -> Vec<Member> {
    let changed = |member: &Member| {
        let Some(field) = fields.iter().find(|field| field.name.text == member.name.text) else {
            return member.clone();
        };
        match (&member.value, &field.value) {
            (Written::Mapping(old, _), Written::Mapping(new, span))
                if member.repeat.is_none() && field.repeat.is_none() =>
            {
                Member { value: Written::Mapping(merge(old, new), *span), ..field.clone() }
            }
            _ => field.clone(),
        }
    };
    let is_new = |field: &&Member| members.iter().all(|member| member.name.text != field.name.text);
    members.iter().map(changed).chain(fields.iter().filter(is_new).cloned()).collect()
}

impl Reader<'_> {
    pub fn event(&mut self, entry: &Entry) -> Event {
        let name = self.label(&entry.key, "an event");
        let node = &entry.value;
        let entries = self.mapping(node, "an event").unwrap_or_default();
        self.known_keys(entries, Place::Event, &[]);
        let is_abstract = node.get("abstract").is_some_and(|flag| self.flag(flag, "`abstract`"));
        let payload = match node.get("payload") {
            Some(payload) => self.payload(payload),
            None if is_abstract => Payload::Fields(Vec::new(), node.span),
            None => {
                let example = "payload: { id: =uuid() }";
                self.missing_in(entry, "an event", "payload", example);
                Payload::Broken
            }
        };
        Event {
            is_abstract,
            is_orphan: node.get("extends").is_some(),
            lets: node.get("let").map(|node| self.named(node, "let")).unwrap_or_default(),
            key: node.get("key").map(|node| self.text_value(node)),
            headers: node.get("headers").map(|node| self.headers(node)).unwrap_or_default(),
            topic: node.get("topic").map(|node| self.text_value(node)),
            partition: node.get("partition").map(|node| self.written(node)),
            timestamp: node.get("timestamp").map(|node| self.written(node)),
            name,
            payload,
        }
    }

    fn payload(&mut self, node: &Node) -> Payload {
        match &node.content {
            Content::Mapping(entries) => Payload::Fields(self.members(entries), node.span),
            Content::Scalar(scalar) if matches!(scalar.style, Style::Literal | Style::Folded) => {
                let mut scalar = scalar.clone();
                let text = scalar.text.as_str();
                if let Some(body) = text.strip_suffix('\n') {
                    let length = body.len();
                    scalar.text = scalar.text.slice(0, length);
                }
                let body = Node { span: node.span, content: Content::Scalar(scalar) };
                Payload::Whole(self.written(&body))
            }
            _ => Payload::Whole(self.written(node)),
        }
    }

    /// The named values of a `key`, such as `let`.
    pub fn named(&mut self, node: &Node, key: &str) -> Vec<(Name, Written)> {
        let entries = self.mapping(node, &format!("`{key}`")).unwrap_or_default();
        let what = format!("a `{key}`");
        let mut named = Vec::with_capacity(entries.len());
        for entry in entries {
            let (name, value) = (self.identifier(&entry.key, &what), self.written(&entry.value));
            self.warn_of_text_amount(&value);
            named.push((name, value));
        }
        named
    }

    pub fn headers(&mut self, node: &Node) -> Vec<(Name, Written)> {
        let entries = self.mapping(node, "`headers`").unwrap_or_default();
        let headers = entries.iter().map(|entry| {
            let name = Name { text: entry.key.as_str().to_owned(), span: entry.key.text.span() };
            (name, self.text_value(&entry.value))
        });
        headers.collect()
    }

    pub fn flag(&mut self, node: &Node, what: &str) -> bool {
        let text = self.text(node, what).map(|name| name.text);
        match text.as_deref() {
            Some("true") => true,
            Some("false") | None => false,
            Some(_) => {
                let message = format!("{what} is `true` or `false`");
                self.report(Diagnostic::new(Code::BadLiteral, node.span, message).label("neither"));
                false
            }
        }
    }
}
