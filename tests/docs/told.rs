//! README.md's page for a run that failed holds every warning that the code can write.
//!
//! In: the text of `src`, where a warning or an error is a literal of `tracing` or of anyhow's `context`. What a literal
//! leaves to its values fits anything; one that is nothing but a value passes on what is held to the page where it is made.

use crate::readme;
use std::path::Path;

/// What stands before such a literal.
const CALLS: [&str; 3] = ["tracing::warn!(", "tracing::error!(", ".context("];

/// The parts of a run that talk.
const FOLDERS: [&str; 4] = ["src/target", "src/run", "src/report", "src/cli"];

#[test]
fn the_readme_shows_every_warning_of_a_run() {
    let (mut found, mut missed) = (0, Vec::new());
    for folder in FOLDERS {
        each_file(Path::new(folder), &mut |text| {
            for pattern in patterns(text) {
                found += 1;
                if !readme::lines().any(|line| fits(line, &pattern)) {
                    missed.push(pattern);
                }
            }
        });
    }
    assert!(found > 10, "{found} are found");
    assert!(missed.is_empty(), "`When a run fails` in README.md has no line for {missed:#?}");
}

#[test]
fn a_pattern_fits_what_it_writes() {
    let text = "tracing::warn!(target: \"x\", \"{a}: \\\n     gone {}\"); tracing::error!(\"{error}\"); x.context(\"no\")";
    assert_eq!(patterns(text), ["{a}: gone {}", "no"]);
    assert!(fits("it: gone now", "{a}: gone {}") && fits("error: no: why", "no"));
    assert!(!fits("it: come now", "{a}: gone {}") && !fits("ok: gone", "no {a}"));
}

fn each_file(folder: &Path, look: &mut impl FnMut(&str)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_file(&path, look);
        } else {
            look(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// The literals with words of their own.
fn patterns(text: &str) -> Vec<String> {
    let calls = CALLS.iter().flat_map(|call| text.split(call).skip(1));
    let literals = calls.filter_map(literal);
    literals.filter(|literal| pieces(literal).any(|piece| piece.contains(char::is_alphabetic))).collect()
}

/// The first literal of a call that is no name of a log's target, without the ends of its lines.
fn literal(arguments: &str) -> Option<String> {
    let arguments = arguments.trim_start();
    let arguments = arguments
        .strip_prefix("target: ")
        .map_or(arguments, |named| named.split_once(',').map_or(named, |(_, rest)| rest.trim_start()));
    let (literal, _) = arguments.strip_prefix('"')?.split_once('"')?;
    Some(literal.split("\\\n").map(str::trim_start).collect())
}

/// What stands around the values.
fn pieces(pattern: &str) -> impl Iterator<Item = &str> {
    pattern.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, behind)| behind))
}

/// Whether the pieces stand in the line, one behind the other.
fn fits(line: &'static str, pattern: &str) -> bool {
    let behind = |rest: &'static str, piece: &str| rest.split_once(piece).map(|(_, rest)| rest);
    pieces(pattern).try_fold(line, behind).is_some()
}
