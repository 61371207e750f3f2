//! How much flows when, and what is different then: phases, overlays, changes and profiles, each a line with a name.

use super::admit::Admit;
use super::reader::Reader;
use super::stream::Emit;
use super::written::Member;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Content, Entry, Node, Scalar, Style};
use crate::formula::ast::Name;
use crate::source::Text;
use crate::traffic::{self, ast, overlay, profile};

#[derive(Debug, Clone)]
pub struct Phase {
    pub name: Name,
    pub line: ast::Phase,
    pub own: Own,
}

#[derive(Debug, Clone)]
pub struct Overlay {
    pub name: Name,
    pub line: overlay::Written,
    pub own: Own,
}

/// What a phase or an overlay sends instead of what its stream does.
#[derive(Debug, Clone, Default)]
pub struct Own {
    pub emit: Option<Emit>,
    /// Merged into the payload of every event.
    pub payload: Vec<Member>,
}

#[derive(Debug, Clone)]
pub struct Change {
    pub name: Name,
    pub line: traffic::Change,
    pub payload: Vec<Member>,
}

#[derive(Debug, Clone)]
pub struct Profile {
    pub name: Name,
    pub line: profile::Written,
}

/// A list of named lines, and what an item may hold besides its line.
struct Kind {
    list: &'static str,
    item: &'static str,
    example: &'static str,
    keys: &'static [&'static str],
}

const PHASES: Kind = Kind {
    list: "`phases`",
    item: "a phase",
    example: "steady: hold 5/s for 10m",
    keys: &["emit", "payload"],
};
const OVERLAYS: Kind = Kind {
    list: "`overlays`",
    item: "an overlay",
    example: "sale: x5 at 10m for 2m",
    keys: &["emit", "payload"],
};
const CHANGES: Kind =
    Kind { list: "`changes`", item: "a change", example: "bad_deploy: at 14:00 for 20m", keys: &["payload"] };
const PROFILES: Kind = Kind {
    list: "`profiles`",
    item: "a profile",
    example: "week: weekly mon-fri x1, sat,sun x0.5",
    keys: &[],
};

/// A named line with what stands beside it.
struct Item<'n> {
    name: Name,
    line: Text,
    node: &'n Node,
}

impl Reader<'_> {
    pub fn phases(&mut self, node: &Node) -> Option<Vec<Phase>> {
        let phases = self.items(node, &PHASES, |reader, item| {
            let line = traffic::parse_phase(&item.line, reader.diagnostics);
            let own = reader.own(item.node);
            Some(Phase { name: item.name, line: line?, own: own? })
        })?;
        if phases.is_empty() {
            self.report(
                Diagnostic::new(Code::WrongShape, node.span, "a stream needs at least one phase")
                    .label("empty"),
            );
            return None;
        }
        Some(phases)
    }

    pub fn overlays(&mut self, node: &Node) -> Option<Vec<Overlay>> {
        self.items(node, &OVERLAYS, |reader, item| {
            let line = traffic::parse_overlay(&item.line, reader.diagnostics);
            let own = reader.own(item.node);
            Some(Overlay { name: item.name, line: line?, own: own? })
        })
    }

    pub fn changes(&mut self, node: &Node) -> Option<Vec<Change>> {
        self.items(node, &CHANGES, |reader, item| {
            let line = traffic::parse_change(&item.line, reader.diagnostics);
            let payload = match item.node.get("payload") {
                Some(payload) => reader.overrides(payload),
                None => {
                    let message = format!("the change `{}` has no `payload`", item.name.text);
                    let help = "a change says what it alters: `payload: { latency_ms: =before * 3 }`";
                    reader.report(Diagnostic::new(Code::MissingKey, item.name.span, message).help(help));
                    None
                }
            };
            Some(Change { name: item.name, line: line?, payload: payload? })
        })
    }

    pub fn profiles(&mut self, node: &Node) -> Option<Vec<Profile>> {
        self.items(node, &PROFILES, |reader, item| {
            let line = traffic::parse_profile(&item.line, reader.diagnostics)?;
            Some(Profile { name: item.name, line })
        })
    }

    /// Every item is read, so that each reports its errors.
    fn items<T>(
        &mut self,
        node: &Node,
        kind: &Kind,
        mut read: impl FnMut(&mut Self, Item) -> Option<T>,
    ) -> Option<Vec<T>> {
        let nodes = self.sequence(node, kind.list)?;
        let items: Vec<Option<T>> = nodes
            .iter()
            .map(|node| {
                let item = self.item(node, kind)?;
                read(self, item)
            })
            .collect();
        items.into_iter().collect()
    }

    fn item<'n>(&mut self, node: &'n Node, kind: &Kind) -> Option<Item<'n>> {
        let item = kind.item;
        if let Some(line) = node.as_scalar() {
            let (first, _) = kind.example.split_once(':').unwrap_or_default();
            let example = format!("for example `- {first}: {}`", line.text.as_str());
            self.report(
                Diagnostic::new(Code::WrongShape, node.span, format!("{item} has a name before its line"))
                    .label("a line alone")
                    .help(example),
            );
            return None;
        }
        let entries = self.mapping(node, item)?;
        let named: Vec<&Entry> =
            entries.iter().filter(|entry| !kind.keys.contains(&entry.key.as_str())).collect();
        let [entry] = named.as_slice() else {
            let (span, label) = match named.get(1) {
                Some(second) => (second.key.text.span(), "a second name"),
                None => (node.span, "no name"),
            };
            let message = format!("{item} has one name and one line");
            let help = format!("for example `- {}`, each with its own `- `", kind.example);
            self.report(Diagnostic::new(Code::WrongShape, span, message).label(label).help(help));
            return None;
        };
        let name = self.label(&entry.key, item);
        let scalar = self.single(&entry.value, item)?;
        let line = self.expand(&scalar.text, Admit::Line)?;
        Some(Item { name, line, node })
    }

    fn own(&mut self, node: &Node) -> Option<Own> {
        let emit = node.get("emit").map(|emit| self.emit(emit));
        let payload = node.get("payload").map(|payload| self.overrides(payload));
        let emit = match emit {
            Some(emit) => Some(emit?),
            None => None,
        };
        Some(Own { emit, payload: payload.unwrap_or_else(|| Some(Vec::new()))? })
    }

    /// Fields that are merged into a payload; a plain `omit` leaves one out.
    fn overrides(&mut self, node: &Node) -> Option<Vec<Member>> {
        let node = with_formulas_for_omit(node);
        let entries = self.mapping(&node, "`payload`")?;
        Some(self.members(entries))
    }
}

fn with_formulas_for_omit(node: &Node) -> Node {
    let content = match &node.content {
        Content::Scalar(scalar) if scalar.style == Style::Plain && scalar.text.as_str() == "omit" => {
            Content::Scalar(Scalar { text: Text::verbatim("=omit", node.span.start), style: Style::Plain })
        }
        Content::Mapping(entries) => {
            let entry =
                |entry: &Entry| Entry { key: entry.key.clone(), value: with_formulas_for_omit(&entry.value) };
            Content::Mapping(entries.iter().map(entry).collect())
        }
        other => other.clone(),
    };
    Node { span: node.span, content }
}
