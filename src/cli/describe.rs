//! `rushhour describe`: the reference of draws, functions, shapes, clauses, keys and built-in names.

use super::exit::{Exit, UsageError};
use crate::diagnostic::nearest;
use crate::expect::metric;
use crate::formula::draws;
use crate::formula::signature::{Need, Parameter, Signature};
use crate::formula::{self, drawing_names};
use crate::scenario::{built_in, keys};
use crate::traffic::clause_reference::{self, ClauseReference, LineKind};
use crate::traffic::shapes;
use std::fmt::Write as _;
use std::io::Write;

/// One entry of the reference.
struct Entry {
    name: &'static str,
    /// What it is: "a draw", "a key of a stream".
    kind: String,
    usage: String,
    about: &'static str,
    /// What the words of the usage stand for.
    details: Vec<(String, String)>,
    example: String,
}

pub fn describe(name: Option<&str>) -> anyhow::Result<Exit> {
    let sections = sections();
    let text = match name {
        None => list(&sections),
        Some(name) => one(&sections, name)?,
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

fn sections() -> Vec<(String, Vec<Entry>)> {
    let calls = |draws: bool| {
        let wanted =
            move |signature: &&Signature| drawing_names().any(|name| name == signature.name) == draws;
        let kind = if draws { "a draw" } else { "a function" };
        let mut entries: Vec<Entry> =
            formula::reference().filter(wanted).map(|signature| call(kind, signature)).collect();
        entries.sort_by_key(|entry| entry.name);
        entries
    };
    let mut sections = vec![
        ("Draws".to_owned(), calls(true)),
        ("Functions".to_owned(), calls(false)),
        ("Shapes of phases".to_owned(), shapes::ALL.iter().map(|shape| phase(shape)).collect()),
        ("Clauses of lines".to_owned(), clause_reference::ALL.iter().map(clause).collect()),
        ("What can be expected of a run".to_owned(), metric::ALL.iter().map(expectation).collect()),
        ("Built-in names".to_owned(), built_in::NAMES.iter().map(built_in_name).collect()),
    ];
    sections.extend(keys::Place::ALL.map(|place| {
        let keys = keys::all().filter(|key| key.place == place);
        (format!("Keys of {place}"), keys.map(key).collect())
    }));
    sections
}

fn call(kind: &str, signature: &'static Signature) -> Entry {
    let arguments = signature.parameters.iter().map(argument);
    let topics = draws::fake::topics().filter(|_| signature.name == draws::fake::FAKE.signature.name);
    Entry {
        name: signature.name,
        kind: kind.to_owned(),
        usage: signature.usage(),
        about: signature.about,
        details: arguments.chain(topics.map(topic)).collect(),
        example: format!("={}", signature.example),
    }
}

/// A topic of `fake` and its locales.
fn topic(name: &'static str) -> (String, String) {
    let locales = draws::fake::locales(name).join(", ");
    (name.to_owned(), if locales.is_empty() { "every locale".to_owned() } else { locales })
}

fn argument(parameter: &Parameter) -> (String, String) {
    let mut words = match (parameter.meaning, parameter.words) {
        (Some(meaning), _) => meaning.to_owned(),
        (None, []) => parameter.kind.to_string(),
        (None, words) => format!("one of {}", words.join(", ")),
    };
    if !parameter.bounds.is_none() {
        write!(words, ", {}", parameter.bounds).expect("a string takes everything");
    }
    if parameter.constant {
        words.push_str(", known before anything runs");
    }
    words.push_str(match parameter.need {
        Need::Required => "",
        Need::Optional => " (may be left out)",
        Need::Rest => " (one or more)",
    });
    (parameter.usage(), words)
}

/// What the capital words of a line's syntax stand for.
fn words(syntax: &str) -> Vec<(String, String)> {
    let words = shapes::WORDS.iter().filter(|(word, _)| syntax.contains(word));
    words.map(|(word, meaning)| ((*word).to_owned(), (*meaning).to_owned())).collect()
}

fn phase(shape: &shapes::Reference) -> Entry {
    Entry {
        name: shape.name,
        kind: "a shape of a phase".to_owned(),
        usage: shape.syntax.to_owned(),
        about: shape.about,
        details: words(shape.syntax),
        example: format!("- phase: {}", shape.example),
    }
}

fn clause(clause: &ClauseReference) -> Entry {
    let example = clause.example;
    Entry {
        name: clause.name,
        kind: format!("a clause of {}", clause.of),
        usage: clause.syntax.to_owned(),
        about: clause.about,
        details: words(clause.syntax),
        example: match clause.of {
            LineKind::Phase => format!("- phase: {example}"),
            LineKind::Overlay => format!("- overlay: {example}"),
            LineKind::Change => format!("- change: {example}\n  payload: {{ failed: true }}"),
            LineKind::Profile => format!("- profile: {example}"),
            LineKind::Emit => format!("emit: {example}"),
        },
    }
}

fn expectation(metric: &metric::MetricReference) -> Entry {
    let words = metric::WORDS.iter().filter(|(word, _)| metric.syntax.contains(word));
    let mut details: Vec<(String, String)> =
        words.map(|(word, meaning)| ((*word).to_owned(), (*meaning).to_owned())).collect();
    let scope = "only the records of a stream, of a phase, or of both (may be left out)";
    details.push(("[stream=NAME phase=NAME]".to_owned(), scope.to_owned()));
    if metric.aborts {
        let abort = "behind it ends the run as soon as the line does not hold (may be left out)";
        details.push(("abort".to_owned(), abort.to_owned()));
    }
    Entry {
        name: metric.name,
        kind: "what can be expected of a run".to_owned(),
        usage: metric.syntax.to_owned(),
        about: metric.about,
        details,
        example: format!("- {}", metric.example),
    }
}

fn built_in_name(name: &built_in::NameReference) -> Entry {
    Entry {
        name: name.name,
        kind: format!("a built-in name, {}", name.kind),
        usage: name.name.to_owned(),
        about: name.about,
        details: Vec::new(),
        example: format!("={}", name.example),
    }
}

fn key(key: &keys::KeyReference) -> Entry {
    Entry {
        name: key.name,
        kind: format!("a key of {}", key.place),
        usage: format!("{}: <{}>", key.name, key.takes),
        about: key.about,
        details: Vec::new(),
        example: key.example.to_owned(),
    }
}

fn list(sections: &[(String, Vec<Entry>)]) -> String {
    let mut out = String::new();
    let entries = || sections.iter().flat_map(|(_, entries)| entries);
    let width = entries().map(|entry| entry.name.len()).max().unwrap_or(0);
    for (title, entries) in sections {
        writeln!(out, "{title}").expect("a string takes everything");
        for entry in entries {
            writeln!(out, "  {:<width$}  {}", entry.name, first_sentence(entry.about))
                .expect("a string takes everything");
        }
        out.push('\n');
    }
    out.push_str("`rushhour describe NAME` says more.\n");
    out
}

fn first_sentence(about: &str) -> &str {
    about.find(". ").map_or(about, |end| &about[..=end])
}

/// All entries of that name: `start` is a key and a built-in name.
fn one(sections: &[(String, Vec<Entry>)], name: &str) -> Result<String, UsageError> {
    let all = || sections.iter().flat_map(|(_, entries)| entries);
    let is_meant = |entry: &&Entry| entry.name == name || entry.name.split('.').next() == Some(name);
    let found: Vec<&Entry> = all().filter(is_meant).collect();
    if found.is_empty() {
        let help = match nearest(name, all().map(|entry| entry.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`rushhour describe` lists what there is".to_owned(),
        };
        return Err(UsageError(format!("nothing is called `{name}`; {help}")));
    }
    Ok(found.into_iter().map(page).collect::<Vec<_>>().join("\n"))
}

fn page(entry: &Entry) -> String {
    let mut page = format!("{}: {}\n\n  {}\n\n{}\n", entry.name, entry.kind, entry.usage, entry.about);
    let width = entry.details.iter().map(|(word, _)| word.chars().count()).max().unwrap_or(0);
    if width > 0 {
        page.push('\n');
    }
    for (word, meaning) in &entry.details {
        writeln!(page, "  {word:<width$}  {meaning}").expect("a string takes everything");
    }
    page.push_str("\nExample:\n\n");
    for line in entry.example.lines() {
        writeln!(page, "  {line}").expect("a string takes everything");
    }
    page
}
