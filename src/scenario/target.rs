//! The target's settings and the topics that a run may create.

use super::admit::Admit;
use super::environment::{Environment, expand};
use super::kafka_properties;
use super::keys::Place;
use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Node;
use crate::formula::ast::Name;
use crate::source::Text;

/// One of librdkafka's properties. Its variables are put in only when the target is Kafka.
#[derive(Debug, Clone)]
pub struct Setting {
    pub name: String,
    pub value: Text,
}

/// A topic to create where it is missing.
#[derive(Debug, Clone)]
pub struct Topic {
    pub name: Name,
    pub partitions: Option<u32>,
    pub replication: Option<u32>,
    pub config: Vec<(String, String)>,
}

impl Setting {
    /// The value with its variables put in.
    pub fn resolve(&self, environment: &Environment, diagnostics: &mut Diagnostics) -> Option<String> {
        let value = expand(&self.value, Admit::Anything, environment, diagnostics)?;
        Some(value.as_str().to_owned())
    }
}

/// Kafka's own rule for topic names.
pub fn topic_name(name: &Name) -> Result<(), Diagnostic> {
    let text = name.text.as_str();
    if is_topic_name(text) {
        return Ok(());
    }
    let message = format!("`{text}` is no name that Kafka takes for a topic");
    Err(Diagnostic::new(Code::BadName, name.span, message)
        .label("up to 249 of the letters a-z and A-Z, digits, `.`, `_` and `-`"))
}

/// Whether Kafka takes the text as a topic's name.
pub fn is_topic_name(text: &str) -> bool {
    let inside = |character: char| character.is_ascii_alphanumeric() || "._-".contains(character);
    (1..=249).contains(&text.len()) && text.chars().all(inside) && text != "." && text != ".."
}

impl Reader<'_> {
    pub fn kafka(&mut self, node: &Node) -> Vec<Setting> {
        let entries = self.mapping(node, "`kafka`").unwrap_or_default();
        let settings = entries.iter().filter_map(|entry| {
            let scalar = self.single(&entry.value, "a Kafka property")?;
            let name = entry.key.as_str();
            if !kafka_properties::NAMES.contains(&name) {
                let message = format!("librdkafka has no property `{name}`");
                let unknown = Diagnostic::new(Code::UnknownKey, entry.key.text.span(), message);
                let help = kafka_properties::instead(name);
                let help = help.unwrap_or_else(|| "its CONFIGURATION.md lists all of them".to_owned());
                self.report(unknown.label("unknown property").help(help));
            }
            Some(Setting { name: entry.key.as_str().to_owned(), value: scalar.text.clone() })
        });
        settings.collect()
    }

    pub fn topics(&mut self, node: &Node) -> Vec<Topic> {
        let entries = self.mapping(node, "`topics`").unwrap_or_default();
        let topics = entries.iter().filter_map(|entry| {
            let node = &entry.value;
            let keys = self.mapping(node, "a topic")?;
            self.known_keys(keys, Place::Topic, &[]);
            let name = Name { text: entry.key.as_str().to_owned(), span: entry.key.text.span() };
            if let Err(diagnostic) = topic_name(&name) {
                self.report(diagnostic);
                return None;
            }
            Some(Topic {
                name,
                partitions: node.get("partitions").and_then(|node| self.small(node, "`partitions`")),
                replication: node.get("replication").and_then(|node| self.small(node, "`replication`")),
                config: node.get("config").map(|node| self.topic_config(node)).unwrap_or_default(),
            })
        });
        topics.collect()
    }

    fn small(&mut self, node: &Node, what: &str) -> Option<u32> {
        let number = self.whole_number(node, what, 1)?;
        let small = u32::try_from(number).ok().filter(|number| *number <= 10_000);
        if small.is_none() {
            let message = format!("{what} is at most 10000");
            self.report(Diagnostic::new(Code::BadLiteral, node.span, message).label("too many"));
        }
        small
    }

    fn topic_config(&mut self, node: &Node) -> Vec<(String, String)> {
        let entries = self.mapping(node, "`config`").unwrap_or_default();
        let settings = entries.iter().filter_map(|entry| {
            let value = self.text(&entry.value, "a topic's setting")?;
            Some((entry.key.as_str().to_owned(), value.text))
        });
        settings.collect()
    }
}
