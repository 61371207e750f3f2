//! The tables of the reference, from the signatures.

use crate::curves;
use rushhour::check::Options;
use rushhour::compose::{Batch, Composer};
use rushhour::diagnostic::{Diagnostics, render_human};
use rushhour::expect::metric;
use rushhour::formula::signature::{Parameter, Signature};
use rushhour::formula::{drawing_names, reference};
use rushhour::pipeline::compile;
use rushhour::plan::{DEFAULT_START, Plan};
use rushhour::scenario::keys::{self, Place};
use rushhour::scenario::{Environment, Start, built_in};
use rushhour::schedule::Merge;
use rushhour::source::Source;
use rushhour::traffic::{clause_reference, shapes};
use std::fmt::Write;
use std::sync::Arc;

const BEGIN: &str = "<!-- table: ";
const END: &str = "<!-- end -->\n";

/// The text with each table written anew.
pub fn filled(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(BEGIN) {
        let (name, behind) = behind.split_once(" -->\n").expect("a marker is closed on its line");
        let (_, behind) = behind.split_once(END).expect("a table has an end");
        write!(out, "{before}{BEGIN}{name} -->\n\n{}\n{END}", table(name)).unwrap();
        rest = behind;
    }
    out + rest
}

fn table(name: &str) -> String {
    match name {
        "draws" => calls(true),
        "functions" => calls(false),
        "names" => rows(
            ["name", "is", "what", "example"],
            built_in::NAMES.iter().map(|name| {
                [code(name.name), name.kind.to_owned(), name.about.to_owned(), formula(name.example)]
            }),
        ),
        "shapes" => rows(
            ["line", "what it does", "example"],
            shapes::ALL.iter().map(|shape| [code(shape.syntax), shape.about.to_owned(), code(shape.example)]),
        ),
        "clauses" => rows(
            ["clause", "of", "what it does", "example"],
            clause_reference::ALL.iter().map(|clause| {
                [code(clause.syntax), clause.of.to_string(), clause.about.to_owned(), code(clause.example)]
            }),
        ),
        "expectations" => rows(
            ["line", "what it measures", "example"],
            metric::ALL.iter().map(|metric| {
                let abort = if metric.aborts { " [abort]" } else { "" };
                let syntax = code(&format!("{}{abort}", metric.syntax));
                [syntax, metric.about.to_owned(), code(metric.example)]
            }),
        ),
        "expectation words" => rows(
            ["word", "is"],
            metric::WORDS.iter().map(|(word, meaning)| [code(word), (*meaning).to_owned()]),
        ),
        "curves" => rows(
            ["line", "its rate"],
            curves::curves().iter().map(|curve| {
                [
                    code(&curve.line),
                    format!("![{}]({})", curve.line.replace(['[', ']'], ""), curves::link(curve)),
                ]
            }),
        ),
        "words" => rows(
            ["word", "is"],
            shapes::WORDS.iter().map(|(word, meaning)| [code(word), (*meaning).to_owned()]),
        ),
        keys => {
            let place = Place::ALL.into_iter().find(|place| place.to_string() == keys);
            let place = place.unwrap_or_else(|| panic!("there is no table `{name}`"));
            let keys = keys::all().filter(|key| key.place == place);
            rows(
                ["key", "takes", "what it does"],
                keys.map(|key| [code(key.name), key.takes.to_owned(), key.about.to_owned()]),
            )
        }
    }
}

fn rows<const N: usize>(heads: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let mut out = format!("| {} |\n|{}\n", heads.join(" | "), "---|".repeat(N));
    for row in rows {
        let cells = row.map(|cell| cell.replace('|', "\\|"));
        writeln!(out, "| {} |", cells.join(" | ")).unwrap();
    }
    out
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn formula(text: &str) -> String {
    format!("`={text}`")
}

fn calls(draws: bool) -> String {
    let mut signatures: Vec<&Signature> =
        reference().filter(|signature| drawing_names().any(|name| name == signature.name) == draws).collect();
    signatures.sort_by_key(|signature| signature.name);
    let signatures = signatures.into_iter().map(|signature| {
        let arguments = signature.parameters.iter().filter_map(argument).collect::<Vec<_>>().join("; ");
        [
            code(&signature.usage()),
            signature.about.to_owned(),
            arguments,
            formula(signature.example),
            code(&value(signature.example)),
        ]
    });
    rows(["written", "what it gives", "arguments", "example", "gives"], signatures)
}

/// What an argument may be, where its place does not say it.
fn argument(parameter: &Parameter) -> Option<String> {
    let mut words = match (parameter.meaning, parameter.words) {
        (Some(meaning), _) => meaning.to_owned(),
        (None, []) => parameter.kind.to_string(),
        (None, words) => format!("one of {}", words.join(", ")),
    };
    if !parameter.bounds.is_none() {
        write!(words, ", {}", parameter.bounds).unwrap();
    }
    (words != "a value").then(|| format!("{}: {words}", code(&parameter.usage())))
}

/// Around an example: what it draws from, and the list that it adds up.
const SURROUNDINGS: &str = "\
scenario: docs
start: 2026-11-27T12:34:56.789Z
catalogs:
  ids:
    rows: 1
    fields: { id: =unique(int(100000..999999)) }
  products:
    rows: 10
    fields:
      sku: =unique(digits(6))
      category: =choice(books, toys)
      price: =round(uniform(10..2000), 2)
      weight: =int(1..10)
  items:
    rows: [ { quantity: 2, price: 9.5 }, { quantity: 1, price: 20 } ]
traffic:
  signups: { emit: signup, topic: signups, phases: [ all: burst 1 ] }
  users: { emit: users, topic: users, phases: [ all: burst 1 ] }
events:
  signup: { payload: { user_id: 17 } }
  users:
    let:
      items: =[pick(items, at=1), pick(items, at=2)]
    payload:
";

/// The formula's value in an event of a scenario that has what examples use, as JSON; a duration as
/// formulas write it.
fn value(example: &str) -> String {
    let shown = if example.starts_with("unique") { "pick(ids).id" } else { example };
    let json = first_payload(shown);
    json.or_else(|_| first_payload(&format!("text({shown})")).map(|text| text.trim_matches('"').to_owned()))
        .unwrap_or_else(|complaint| panic!("{complaint}"))
}

fn first_payload(formula: &str) -> Result<String, String> {
    let source = Source::new(formula, format!("{SURROUNDINGS}      - >-\n        ={formula}\n"));
    let mut diagnostics = Diagnostics::default();
    let options = Options { max_memory: 1 << 20, ..Options::default() };
    let checked = compile(&source, &Environment::default(), &options, &mut diagnostics)
        .ok_or_else(|| render_human(&diagnostics.sorted(), &source, false))?;
    let (seed, start) = (checked.seed, checked.start.unwrap_or(Start::NOW).time(DEFAULT_START));
    let plan = Arc::new(Plan::new(checked, seed, start));
    let mut batch = Batch::default();
    let mut composer = Composer::new(Arc::clone(&plan));
    Merge::new(&plan.components, 0, None).for_each(|arrival| composer.compose(&arrival, &mut batch));
    let record = batch.iter().last().expect("a record of each burst");
    let list = std::str::from_utf8(record.payload.expect("a payload")).expect("JSON is text");
    Ok(list[1..list.len() - 1].to_owned())
}
