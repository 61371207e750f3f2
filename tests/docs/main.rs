//! README.md and grammar/scenario.md under test: their scenarios compile, their commands print what they
//! show, their tables are those of the signatures.
//!
//! In the two files
//! - a block `yaml` is a whole scenario, `yaml NAME.yaml` one that the commands of the file can name, and
//!   `yaml KIND` a piece of one, put into the smallest scenario around it (`wrap.rs`); all compile without
//!   any diagnostic, but for those marked `refused`;
//! - a block `console` has commands behind `$ ` and what they print; a block `console run` commands that end
//!   well, whatever they print;
//! - what stands between `<!-- table: NAME -->` and `<!-- end -->` is generated (`tables.rs`), and so are the pictures
//!   in `grammar/curves` (`curves.rs`).
//!
//! What the program knows better than the file is written into the file, and the test fails once.

#![expect(clippy::unwrap_used, reason = "in a test it is an assertion")]

mod blocks;
mod console;
mod curves;
#[path = "../../src/readme.rs"]
#[expect(dead_code, unused_macros, reason = "shared with the tests of the crate")]
mod readme;
mod tables;
mod told;
mod wrap;

use blocks::{Block, blocks};
use rushhour::check::Options;
use rushhour::diagnostic::{Code, Diagnostics, render_human};
use rushhour::expect::metric;
use rushhour::pipeline::compile;
use rushhour::scenario::{Environment, built_in, keys};
use rushhour::source::Source;
use rushhour::traffic::shapes;
use std::path::Path;

const FILES: [&str; 2] = ["README.md", "grammar/scenario.md"];

fn read(file: &str) -> String {
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Fails where a file is not what it should be.
fn hold(file: &str, should_be: &str) {
    if let Some(complaint) = stale(file, should_be) {
        panic!("{complaint}");
    }
}

/// Writes what a file should be, unless `CI` is set, and complains if it was something else.
#[expect(clippy::disallowed_methods, reason = "this is what `CI` is for")]
fn stale(file: &str, should_be: &str) -> Option<String> {
    let was = std::fs::read_to_string(file).unwrap_or_default();
    if was == should_be {
        return None;
    }
    let first = was.lines().zip(should_be.lines()).position(|(old, new)| old != new).unwrap_or(0) + 1;
    if std::env::var_os("CI").is_none() {
        std::fs::write(file, should_be).unwrap();
    }
    Some(format!(
        "{file} is stale from line {first} on; without `CI` it is now written anew: look at the difference"
    ))
}

#[test]
fn every_scenario_of_the_documents_compiles_without_a_word() {
    let mut complaints = String::new();
    for file in FILES {
        let text = read(file);
        let is_meant =
            |block: &Block| block.language() == "yaml" && block.words().all(|word| word != "refused");
        for block in blocks(&text).filter(is_meant) {
            complaints.push_str(&compiled(file, &block));
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}

#[test]
fn every_example_that_describe_shows_compiles() {
    let keys = keys::all().map(|key| (key.name, wrap::around(key)));
    let shapes =
        shapes::ALL.iter().map(|shape| (shape.name, piece("phases", &format!("- shown: {}", shape.example))));
    let metrics =
        metric::ALL.iter().map(|metric| (metric.name, piece("expect", &format!("- {}", metric.example))));
    let names = built_in::NAMES.iter().filter(|name| name.name != "row");
    let names = names.map(|name| {
        let kind = if IN_JOURNEYS.contains(&root(name.name)) { "session" } else { "payload" };
        (name.name, piece(kind, &format!("id: 1\nshown: =text({})", name.example)))
    });
    let complaints: String = keys
        .chain(shapes)
        .chain(metrics)
        .chain(names)
        .map(|(name, text)| complaints(name, text, true))
        .collect();
    assert!(complaints.is_empty(), "{complaints}");
}

/// Names that have a value in a journey alone.
const IN_JOURNEYS: [&str; 3] = ["session", "step", "previous"];

fn root(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

fn piece(kind: &str, text: &str) -> String {
    wrap::whole(kind, text).expect("a kind of piece")
}

/// What the compiler says about a block.
fn compiled(file: &str, block: &Block) -> String {
    let kind = block.words().nth(1).filter(|_| block.file().is_none());
    let text = match kind {
        None => block.body.to_owned(),
        Some(kind) => wrap::whole(kind, block.body)
            .unwrap_or_else(|| panic!("{file}:{}: a piece of which kind?", block.line)),
    };
    complaints(&format!("{file}:{}", block.line), text, kind.is_some())
}

fn options() -> Options {
    Options { folder: Path::new("tests/docs").into(), max_memory: 1 << 30, ..Options::default() }
}

/// What the compiler says; what is around a piece may be unused.
fn complaints(name: &str, text: String, is_piece: bool) -> String {
    let source = Source::new(name, text);
    let variables = [("KAFKA_PASSWORD", "secret"), ("SENSORS", "20")];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut diagnostics = Diagnostics::default();
    compile(&source, &Environment::from_iter(variables), &options(), &mut diagnostics);
    if is_piece {
        diagnostics.forget(Code::Unused);
    }
    render_human(&diagnostics.sorted(), &source, false)
}

#[test]
fn tables_and_commands_of_the_documents_show_what_the_program_says() {
    let should_be = FILES.map(|file| {
        let text = tables::filled(&read(file));
        let folder = console::folder(&text);
        blocks::replaced(&text, |block| {
            (block.language() == "console").then(|| console::body(file, block, folder.path()))
        })
    });
    for (file, text) in FILES.iter().zip(&should_be) {
        hold(file, text);
    }
}

#[test]
fn every_link_of_the_documents_leads_somewhere() {
    for file in FILES {
        let text = read(file);
        let folder = Path::new(file).parent().unwrap();
        for link in text.split("](").skip(1).filter_map(|behind| behind.split(')').next()) {
            let found = match link.strip_prefix('#') {
                _ if link.starts_with("http") => true,
                Some(anchor) => text.lines().any(|line| slug(line).as_deref() == Some(anchor)),
                None => folder.join(link).exists(),
            };
            assert!(found, "{file} links to `{link}`");
        }
    }
}

/// The anchor of a heading.
fn slug(line: &str) -> Option<String> {
    let title = line.trim_start_matches('#');
    let kept = title.trim().chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    (title.len() < line.len()).then(|| kept.collect::<String>().to_lowercase().replace(' ', "-"))
}

#[test]
fn the_readme_names_every_scenario_of_the_gallery() {
    let readme = read("README.md");
    for entry in std::fs::read_dir("scenarios").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let link = format!("]({})", path.display());
            assert!(readme.contains(&link), "README.md has no line for {}", path.display());
        }
    }
}
