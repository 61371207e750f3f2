//! The curves of phase lines: `grammar/curves/*.svg`, drawn as `plan --svg` draws.
//!
//! There is one for the example of each shape, and one for each line of the first block `yaml phases` of the reference.

use crate::blocks::blocks;
use crate::{options, piece, read, stale};
use rushhour::diagnostic::{Diagnostics, render_human};
use rushhour::pipeline::compile;
use rushhour::plan::{DEFAULT_START, Plan};
use rushhour::report::{CURVE_BINS, curve_svg};
use rushhour::scenario::Environment;
use rushhour::source::Source;
use rushhour::traffic::shapes;
use std::path::Path;

const REFERENCE: &str = "grammar/scenario.md";
const FOLDER: &str = "grammar/curves";

/// A phase line and the name of its picture.
pub struct Curve {
    pub name: String,
    pub line: String,
}

/// Of all shapes in their order: the example, then the lines of the reference.
pub fn curves() -> Vec<Curve> {
    let text = read(REFERENCE);
    let block = blocks(&text).find(|block| block.info == "yaml phases").expect("phases in the reference");
    let item = |line: &str| {
        let (name, line) = line.strip_prefix("- ")?.split_once(": ")?;
        Some((name.trim().to_owned(), line.trim().to_owned()))
    };
    let written: Vec<(String, String)> = block.body.lines().filter_map(item).collect();
    let of_shape = |shape: &&shapes::Reference| {
        let name = shape.name;
        let is_its = |line: &str| line.split_whitespace().next() == Some(name);
        let is_new = |line: &str| canonical(line) != shape.example;
        let more = written.iter().filter(|(_, line)| is_its(line) && is_new(line));
        let more = more.map(|(phase, line)| Curve { name: format!("{name}-{phase}"), line: line.clone() });
        let example = Curve { name: name.to_owned(), line: shape.example.to_owned() };
        std::iter::once(example).chain(more).collect::<Vec<_>>()
    };
    shapes::ALL.iter().flat_map(of_shape).collect()
}

/// The path of a picture, from the reference.
pub fn link(curve: &Curve) -> String {
    format!("curves/{}.svg", curve.name)
}

/// The plan of a scenario with this one phase.
fn plan(line: &str) -> Plan {
    let source = Source::new(line, piece("phases", &format!("- shown: {line}")));
    let mut diagnostics = Diagnostics::default();
    let checked = compile(&source, &Environment::default(), &options(), &mut diagnostics)
        .unwrap_or_else(|| panic!("{}", render_human(&diagnostics.sorted(), &source, false)));
    let seed = checked.seed;
    Plan::new(checked, seed, DEFAULT_START)
}

/// As the program writes it.
fn canonical(line: &str) -> String {
    plan(line).summary().streams[0].phases[0].line.clone()
}

#[test]
fn every_phase_line_has_its_curve() {
    std::fs::create_dir_all(FOLDER).unwrap();
    let curves = curves();
    let stale: Vec<String> = curves
        .iter()
        .filter_map(|curve| {
            let picture = curve_svg(&plan(&curve.line).curves(CURVE_BINS), &curve.line);
            stale(&format!("grammar/{}", link(curve)), &picture)
        })
        .collect();
    assert!(stale.is_empty(), "{}", stale.join("\n"));
    for entry in Path::new(FOLDER).read_dir().unwrap() {
        let path = entry.unwrap().path();
        let is_meant = curves.iter().any(|curve| Path::new("grammar").join(link(curve)) == path);
        assert!(is_meant, "{} is of no line", path.display());
    }
}
