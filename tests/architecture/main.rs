//! The repository under test: who may use whom, what stands in one place only, what stands nowhere.
//!
//! In: the text of `src/**/*.rs` and `grammar/*.pest`. A rule reads *paths* (`crate::value::Time`, also from
//! inside `use` braces), never comments or strings. What does not exist yet breaks no rule.

mod rust;

use rust::{Scan, scan};
use std::fs;
use std::path::Path;

/// Each module of the crate uses only those before it.
const LAYERS: [&str; 21] = [
    "readme",
    "source",
    "diagnostic",
    "value",
    "random",
    "formula",
    "template",
    "traffic",
    "expect",
    "schedule",
    "document",
    "scenario",
    "check",
    "pipeline",
    "plan",
    "compose",
    "measure",
    "target",
    "run",
    "report",
    "cli",
];

/// Where an outside crate may be named: files and folders of `src` by the beginning of their path.
const PLACES: [(&[&str], &[&str]); 17] = [
    (&["pest", "pest_derive"], &["formula", "traffic", "expect"]),
    (&["serde_saphyr"], &["document"]),
    (&["minijinja"], &["template"]),
    (&["rand", "rand_distr", "rand_regex", "fake"], &["random", "formula/draws"]),
    (
        &["siphasher"],
        &["random", "formula/functions/hash", "check/file", "plan/summary", "measure/hashes", "run/journal"],
    ),
    (&["jiff"], &["value", "formula", "template", "traffic", "schedule", "scenario", "check", "plan", "cli"]),
    (&["rdkafka"], &["target/kafka", "target/embedded"]),
    (&["tokio"], &["target", "run", "cli"]),
    (&["hdrhistogram"], &["run", "report"]),
    (&["indicatif"], &["report"]),
    (&["annotate_snippets"], &["diagnostic"]),
    (&["strsim"], &["diagnostic"]),
    (&["clap"], &["cli"]),
    (&["libc"], &["check/file", "run/stop"]),
    (&["anyhow"], &["cli"]),
    (&["toml"], &["cli/repository"]),
    (
        &["schemars"],
        &[
            "compose/marks",
            "compose/outlook",
            "measure/finding",
            "plan/summary",
            "plan/stream_summary",
            "report/schemas",
            "report/sizes",
            "report/stopping",
            "run/comparison",
            "run/part",
            "run/partitions",
            "run/percentiles",
            "run/session_part",
            "run/summary",
            "run/verdict",
            "target/labels",
        ],
    ),
];

/// Paths that stand in one place, or nowhere.
const ABSENT: [(&[&str], &[&str]); 6] = [
    (&["Instant", "now"], &["run/clock.rs"]),
    (&["SystemTime", "now"], &["run/clock.rs"]),
    (&["Timestamp", "now"], &["run/clock.rs"]),
    (&["Zoned", "now"], &["run/clock.rs"]),
    (&["std", "env"], &["cli"]),
    (&["thread", "sleep"], &[]),
];

const LONGEST_FILE: usize = 400;

/// One file of `src`: its path below `src` and its text.
struct File {
    path: String,
    text: String,
}

impl File {
    fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    fn scan(&self) -> Scan {
        scan(&self.path, &self.text)
    }

    /// The module of the crate's root that it belongs to: `value` for `value/json.rs`.
    fn module(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap_or_default()
    }

    fn is_in(&self, places: &[&str]) -> bool {
        places.iter().any(|place| {
            let rest = self.path.strip_prefix(place);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']))
        })
    }
}

fn files_below(folder: &str, extension: &str) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.expect("a folder that opened can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                let below = path.strip_prefix(&root).expect("found below it").display().to_string();
                let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{below}: {error}"));
                found.push(File::new(below, text));
            }
        }
    }
    found.sort_by(|left, right| left.path.cmp(&right.path));
    found
}

/// Every file of `src` against a rule that says what is wrong in one.
fn hold(rule: impl Fn(&File) -> Vec<String>) {
    let files = files_below("src", "rs");
    assert!(!files.is_empty(), "src holds no files");
    let broken: Vec<String> = files.iter().flat_map(rule).collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

fn layering(file: &File) -> Vec<String> {
    let module = file.module();
    match module {
        "lib" => return Vec::new(),
        "main" => return binary_uses_the_cli_alone(file),
        _ => {}
    }
    let Some(own) = LAYERS.iter().position(|layer| *layer == module) else {
        return vec![format!("src/{}: `{module}` is not on the list of layers", file.path)];
    };
    let wrong = |used: &str| !LAYERS[..=own].contains(&used);
    file.scan()
        .paths
        .iter()
        .filter(|path| path.names[0] == "crate")
        .filter_map(|path| path.names.get(1).map(|used| (path.line, used)))
        .filter(|(_, used)| wrong(used))
        .map(|(line, used)| {
            format!("src/{}:{line}: `{module}` uses `{used}`, which is not before it", file.path)
        })
        .collect()
}

fn binary_uses_the_cli_alone(file: &File) -> Vec<String> {
    let paths = file.scan().paths;
    let crate_paths = paths.iter().filter(|path| matches!(&*path.names[0], "crate" | "rushhour"));
    crate_paths
        .filter(|path| path.names.get(1).is_none_or(|used| used != "cli"))
        .map(|path| format!("src/{}:{}: only `cli` is used here", file.path, path.line))
        .collect()
}

fn outside_crates(file: &File) -> Vec<String> {
    let mut broken = Vec::new();
    for path in file.scan().paths {
        for (crates, places) in PLACES {
            if crates.contains(&&*path.names[0]) && !file.is_in(places) {
                let name = &path.names[0];
                broken.push(format!("src/{}:{}: `{name}` belongs to {places:?}", file.path, path.line));
            }
        }
    }
    broken
}

fn absences(file: &File) -> Vec<String> {
    let mut broken = Vec::new();
    for path in file.scan().paths {
        for (absent, places) in ABSENT {
            if path.names.windows(absent.len()).any(|names| names == absent) && !file.is_in(places) {
                let name = absent.join("::");
                broken.push(format!("src/{}:{}: `{name}` belongs to {places:?}", file.path, path.line));
            }
        }
    }
    broken
}

fn left_overs(file: &File) -> Vec<String> {
    let mut broken: Vec<String> = Vec::new();
    let mut report = |line: usize, what: &str| broken.push(format!("src/{}:{line}: {what}", file.path));
    for line in file.scan().unwraps {
        report(line, "`.unwrap()` outside a test");
    }
    for (number, line) in file.text.lines().enumerate() {
        for word in ["TODO", "FIXME", "dbg!("] {
            if line.contains(word) {
                report(number + 1, word);
            }
        }
    }
    let lines = file.text.lines().count();
    if lines > LONGEST_FILE {
        report(lines, "longer than a file may be");
    }
    broken
}

/// The rules of a pest grammar that no `///` stands above. A rule begins at the beginning of its line.
fn undocumented_rules(grammar: &File) -> Vec<String> {
    let mut above = "";
    let mut broken = Vec::new();
    for (number, line) in grammar.text.lines().enumerate() {
        let name = line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').next();
        let name = name.filter(|name| !name.is_empty());
        if let Some(name) = name
            && line[name.len()..].trim_start().starts_with('=')
            && !above.starts_with("///")
        {
            broken.push(format!("grammar/{}:{}: `{name}` has no `///`", grammar.path, number + 1));
        }
        above = line;
    }
    broken
}

#[test]
fn a_module_uses_only_modules_before_it() {
    hold(layering);
}

#[test]
fn an_outside_crate_keeps_to_its_place() {
    hold(outside_crates);
}

#[test]
fn the_yaml_crate_is_named_in_one_file() {
    let files = files_below("src", "rs");
    let names_it = |file: &&File| file.scan().paths.iter().any(|path| path.names[0] == "serde_saphyr");
    let naming: Vec<&str> = files.iter().filter(names_it).map(|file| &*file.path).collect();
    assert!(naming.len() <= 1, "{naming:?}");
}

#[test]
fn the_clock_the_environment_and_sleep_are_where_they_belong() {
    hold(absences);
}

#[test]
fn a_file_is_short_and_finished() {
    hold(left_overs);
}

#[test]
fn every_grammar_rule_says_what_it_is() {
    let broken: Vec<String> = files_below("grammar", "pest").iter().flat_map(undocumented_rules).collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// The rules themselves: each finds what it forbids and leaves what it allows.
mod rules {
    use super::*;

    #[track_caller]
    fn finds(rule: fn(&File) -> Vec<String>, path: &str, text: &str) {
        assert_eq!(rule(&File::new(path, text)).len(), 1, "{path}: {text}");
    }

    #[track_caller]
    fn allows(rule: fn(&File) -> Vec<String>, path: &str, text: &str) {
        assert_eq!(rule(&File::new(path, text)), Vec::<String>::new(), "{path}: {text}");
    }

    #[test]
    fn a_use_of_a_later_module_is_found() {
        finds(layering, "formula/check.rs", "use crate::template::Template;");
        finds(layering, "formula/check.rs", "use crate::{value::{Time, Value}, plan::Plan};");
        finds(layering, "value/mod.rs", "fn f() -> super::plan::Plan { g() }");
        finds(layering, "value/json.rs", "mod tests { use super::super::super::run; }");
        finds(layering, "helpers.rs", "");
        finds(layering, "main.rs", "fn main() { rushhour::run::start() }");
        allows(layering, "template/mod.rs", "use crate::formula::Signature;");
        allows(layering, "run/mod.rs", "use crate::run::clock; use super::target::Target;");
        allows(layering, "value/json.rs", "mod tests { use super::super::plan; }");
        allows(layering, "main.rs", "fn main() { rushhour::cli::main() }");
    }

    #[test]
    fn a_crate_out_of_its_place_is_found() {
        finds(outside_crates, "plan/mod.rs", "use rand::Rng;");
        finds(outside_crates, "cli/draws.rs", "#[derive(pest_derive::Parser)] struct P;");
        finds(outside_crates, "formulas.rs", "fn f(e: pest::error::Error) {}");
        finds(outside_crates, "runner/mod.rs", "#[tokio::test] fn f() {}");
        finds(outside_crates, "run/mod.rs", "use {anyhow as e, std::io};");
        finds(outside_crates, "plan/mod.rs", "fn f() { 0..rand::random() }");
        allows(outside_crates, "formula/draws/int.rs", "use rand::RngExt;");
        allows(outside_crates, "plan/mod.rs", "/// Not `rand::Rng`.\nuse crate::random::rand; // rand::Rng");
    }

    #[test]
    fn a_clock_out_of_its_place_is_found() {
        finds(absences, "schedule/mod.rs", "fn f() { std::time::Instant::now(); }");
        finds(absences, "target/kafka.rs", "use std::{env, fs};");
        finds(absences, "run/clock.rs", "fn f() { thread::sleep(d) }");
        allows(absences, "run/clock.rs", "fn f() { Instant::now(); SystemTime::now(); }");
        allows(absences, "cli/mod.rs", "use std::env::args_os;");
        allows(absences, "run/mod.rs", "fn f() { tokio::time::sleep(d); \"Instant::now\"; }");
    }

    #[test]
    fn a_left_over_is_found() {
        finds(left_overs, "a.rs", "fn f() { g().unwrap(); }");
        finds(
            left_overs,
            "a.rs",
            "#[cfg(test)] mod tests { fn t() { g().unwrap() } } fn f() { g().unwrap(); }",
        );
        finds(left_overs, "a.rs", concat!("// TO", "DO: more"));
        finds(left_overs, "a.rs", &"\n".repeat(LONGEST_FILE + 1));
        allows(left_overs, "a.rs", "#[cfg(test)] mod tests { fn t() { g('\"').unwrap() } }");
        allows(left_overs, "a.rs", "#[cfg(test)] fn t() -> [u8; 2] { g().unwrap() }");
        allows(left_overs, "a.rs", "fn f() { r#\"x\"y\".unwrap()\"#; g().unwrap_or('\\''); }");
        allows(left_overs, "formula/draws/testing.rs", "fn f() { g().unwrap(); }");
        allows(left_overs, "a.rs", &"\n".repeat(LONGEST_FILE));
    }

    #[test]
    fn a_grammar_rule_without_a_word_is_found() {
        finds(undocumented_rules, "a.pest", "/// A digit.\ndigit = { '0'..'9' }\nnumber = @{ digit+ }\n");
        allows(
            undocumented_rules,
            "a.pest",
            "//! All.\n/// A sum.\nsum = {\n    digit ~ \"=\"\n    ~ digit\n}\n",
        );
    }
}
