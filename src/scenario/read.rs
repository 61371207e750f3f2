//! The top level of a scenario file.

use super::Scenario;
use super::environment::Environment;
use super::extends;
use super::keys::Place;
use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Entry, Node};
use crate::formula::ast::Name;
use jiff::tz::TimeZone;

/// What has to be there, as small as can be.
const EXAMPLES: [(&str, &str); 2] = [
    ("events", "events: { ping: { payload: { id: =uuid() } } }"),
    ("traffic", "traffic: { pings: { emit: ping, topic: pings, phases: [ { steady: hold 5/s } ] } }"),
];

/// The seed of a scenario that names none.
const DEFAULT_SEED: u64 = 1;

/// Reads a whole file; `None` where it has errors that leave nothing to go on with.
pub fn read(root: &Node, environment: &Environment, diagnostics: &mut Diagnostics) -> Option<Scenario> {
    let mut reader = Reader { environment, diagnostics };
    let entries = reader.mapping(root, "a scenario file")?;
    reader.known_keys(entries, Place::Scenario, &[]);
    let beginning = entries.first().map_or(root.span, |entry| entry.key.text.span());
    let name = match root.get("scenario") {
        Some(node) => reader.text(node, "`scenario`"),
        None => {
            reader.missing(beginning, "the file", "scenario", "scenario: my-shop");
            None
        }
    };
    let zone =
        root.get("timezone").map_or(Some(TimeZone::UTC), |node| reader.zone(node)).unwrap_or(TimeZone::UTC);
    let seed = root.get("seed").map_or(Some(DEFAULT_SEED), |node| reader.seed(node));
    let start = root.get("start").and_then(|node| reader.start(node, &zone));
    let constants = root.get("let").map(|node| reader.named(node, "let")).unwrap_or_default();
    let catalogs = reader.section(root, "catalogs", "catalog", Reader::catalog);
    let events = reader.section(root, "events", "event", |reader, entry| Some(reader.event(entry)));
    let journeys = reader.section(root, "journeys", "journey", Reader::journey);
    let streams = reader.section(root, "traffic", "stream", Reader::stream);
    for (key, example) in EXAMPLES {
        if root.get(key).is_none() {
            reader.missing(beginning, "a scenario", key, example);
        }
    }
    let about = root.get("about").and_then(|node| reader.text(node, "`about`")).map(|name| name.text);
    let kafka = root.get("kafka").map(|node| reader.kafka(node)).unwrap_or_default();
    let topics = root.get("topics").map(|node| reader.topics(node)).unwrap_or_default();
    let run = root.get("run").map(|node| reader.run(node)).unwrap_or_default();
    let expectations = root.get("expect").map(|node| reader.expectations(node)).unwrap_or_default();
    let name = name.unwrap_or(Name { text: String::new(), span: beginning });
    Some(Scenario {
        name,
        about,
        seed: seed.unwrap_or(DEFAULT_SEED),
        start,
        zone,
        constants,
        catalogs,
        events,
        journeys,
        streams,
        kafka,
        topics,
        run,
        expectations,
    })
}

impl Reader<'_> {
    /// The entries of a top-level key, each read by itself with its parents merged in.
    fn section<T>(
        &mut self,
        root: &Node,
        key: &str,
        what: &str,
        read: impl Fn(&mut Self, &Entry) -> Option<T>,
    ) -> Vec<T> {
        let Some(node) = root.get(key) else { return Vec::new() };
        let Some(entries) = self.mapping(node, &format!("`{key}`")) else { return Vec::new() };
        if entries.is_empty() {
            let message = format!("`{key}` is empty");
            self.report(
                Diagnostic::new(Code::MissingKey, node.span, message).label(format!("no {what} in it")),
            );
        }
        let merged = extends::merged(entries, what, self.diagnostics);
        merged.iter().filter_map(|entry| read(self, entry)).collect()
    }
}
