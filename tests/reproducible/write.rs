//! Scenarios as YAML, in several hands that mean the same.

use crate::model::{Catalog, Event, Scenario, Stream, Value};
use std::fmt::Write;

/// How a file is written. None of it means anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// Blocks, single quotes.
    Plain,
    /// Blocks, double quotes, with comments and empty lines.
    Commented,
    /// Payloads as flow mappings.
    Flow,
}

impl Scenario {
    pub fn yaml(&self) -> String {
        self.yaml_by(Hand::Plain)
    }

    pub fn yaml_by(&self, hand: Hand) -> String {
        let mut pen = Pen { out: String::new(), hand };
        pen.line(0, "scenario: generated");
        pen.line(0, &format!("seed: {}", self.seed));
        pen.line(0, "catalogs:");
        self.catalogs.iter().for_each(|catalog| pen.catalog(catalog));
        pen.line(0, "events:");
        self.events.iter().for_each(|event| pen.event(event));
        pen.line(0, "traffic:");
        self.streams.iter().for_each(|stream| pen.stream(stream));
        pen.out
    }
}

struct Pen {
    out: String,
    hand: Hand,
}

impl Pen {
    fn line(&mut self, indent: usize, text: &str) {
        if self.hand == Hand::Commented {
            writeln!(self.out, "\n{:indent$}# a comment, which means nothing", "").unwrap();
        }
        let indent = if self.hand == Hand::Commented { 2 * indent } else { indent };
        writeln!(self.out, "{:indent$}{text}", "").unwrap();
    }

    /// Quoted where it is a formula or template; plain, it is what its text says.
    fn scalar(&self, text: &str) -> String {
        let is_literal = !text.starts_with('=') && !text.contains("{{");
        match self.hand {
            _ if is_literal => text.to_owned(),
            Hand::Commented => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
            Hand::Plain | Hand::Flow => format!("'{}'", text.replace('\'', "''")),
        }
    }

    fn named(&mut self, indent: usize, key: &str, values: &[(String, String)]) {
        if values.is_empty() {
            return;
        }
        self.line(indent, &format!("{key}:"));
        for (name, text) in values {
            let text = format!("{name}: {}", self.scalar(text));
            self.line(indent + 2, &text);
        }
    }

    fn catalog(&mut self, catalog: &Catalog) {
        self.line(2, &format!("{}:", catalog.name));
        self.line(4, &format!("rows: {}", catalog.rows));
        self.named(4, "fields", &catalog.fields);
    }

    fn event(&mut self, event: &Event) {
        self.line(2, &format!("{}:", event.name));
        if let Some(parent) = &event.parent {
            self.line(4, &format!("extends: {parent}"));
        }
        if event.is_abstract {
            self.line(4, "abstract: true");
        }
        if let Some(key) = &event.key {
            let text = format!("key: {}", self.scalar(key));
            self.line(4, &text);
        }
        self.named(4, "headers", &event.headers);
        self.named(4, "let", &event.lets);
        if event.fields.is_empty() {
            return;
        }
        if self.hand == Hand::Flow {
            let text = format!("payload: {}", self.flow(&Value::Mapping(event.fields.clone())));
            self.line(4, &text);
        } else {
            self.line(4, "payload:");
            event.fields.iter().for_each(|(name, value)| self.block(6, &format!("{name}:"), value));
        }
    }

    fn block(&mut self, indent: usize, lead: &str, value: &Value) {
        match value {
            Value::Text(text) => {
                let text = format!("{lead} {}", self.scalar(text));
                self.line(indent, &text);
            }
            Value::Mapping(members) => {
                self.line(indent, lead);
                for (name, value) in members {
                    self.block(indent + 2, &format!("{name}:"), value);
                }
            }
            Value::List(items) => {
                self.line(indent, lead);
                for item in items {
                    self.block(indent + 2, "-", item);
                }
            }
            Value::Repeat(_, element) => self.block(indent, lead, element),
        }
    }

    fn flow(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => self.scalar(text),
            Value::Mapping(members) => {
                let member = |(name, value): &(String, Value)| {
                    let name = if name.contains('[') { format!("'{name}'") } else { name.clone() };
                    format!("{name}: {}", self.flow(value))
                };
                format!("{{ {} }}", members.iter().map(member).collect::<Vec<_>>().join(", "))
            }
            Value::List(items) => {
                format!("[{}]", items.iter().map(|item| self.flow(item)).collect::<Vec<_>>().join(", "))
            }
            Value::Repeat(_, element) => self.flow(element),
        }
    }

    fn stream(&mut self, stream: &Stream) {
        self.line(2, &format!("{}:", stream.name));
        self.line(4, &format!("emit: {}", stream.emit));
        self.line(4, &format!("topic: topic-{}", stream.name));
        self.line(4, "phases:");
        for (name, line) in &stream.phases {
            self.line(6, &format!("- {name}: {line}"));
        }
    }
}
