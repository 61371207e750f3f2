//! Scenarios for the benches: compiled and planned.

use rushhour::check::{Checked, Options};
use rushhour::diagnostic::Diagnostics;
use rushhour::pipeline::compile;
use rushhour::plan::{DEFAULT_START, Plan};
use rushhour::scenario::Environment;
use rushhour::source::Source;
use std::sync::Arc;

/// A text without errors, compiled.
pub fn compiled(name: &str, text: &str) -> Checked {
    let mut diagnostics = Diagnostics::default();
    let source = Source::new(name, text);
    let checked = compile(&source, &Environment::default(), &Options::default(), &mut diagnostics);
    checked.expect("a scenario without errors")
}

/// A scenario of the gallery, planned. Run in the project's folder.
pub fn scenario(path: &str) -> Arc<Plan> {
    let text = std::fs::read_to_string(path).expect("a scenario of the gallery");
    let checked = compiled(path, &text);
    let seed = checked.seed;
    Arc::new(Plan::new(checked, seed, DEFAULT_START))
}
