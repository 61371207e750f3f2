//! Every scenario of the gallery: free of errors and warnings, and doing what its snapshot shows. The files in
//! `snapshots/` are the ones that `rushhour test` compares, so both it and `cargo insta review` accept them.

use insta::{Settings, assert_snapshot, glob};
use rushhour::check::Options;
use rushhour::diagnostic::{Diagnostics, render_human};
use rushhour::pipeline::compile;
use rushhour::plan::{DEFAULT_START, Plan};
use rushhour::report::snapshot_text;
use rushhour::scenario::{Environment, Start};
use rushhour::source::Source;
use std::path::Path;

/// Without a variable set: as a clean clone is run.
#[track_caller]
fn plan(path: &Path) -> Plan {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let source = Source::new(path.display().to_string(), text);
    let folder = path.parent().expect("a file is in a folder").to_path_buf();
    let options = Options { folder, max_memory: 1 << 30, ..Options::default() };
    let mut diagnostics = Diagnostics::default();
    let checked = compile(&source, &Environment::default(), &options, &mut diagnostics);
    let found = render_human(&diagnostics.sorted(), &source, false);
    assert!(found.is_empty(), "{found}");
    let checked = checked.expect("no errors");
    let (seed, start) = (checked.seed, checked.start.unwrap_or(Start::NOW).time(DEFAULT_START));
    Plan::new(checked, seed, start)
}

#[test]
fn every_scenario_does_what_its_snapshot_shows() {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        glob!("../scenarios", "*.yaml", |path| {
            let name = path.file_stem().expect("a scenario has a name").to_string_lossy();
            let text = snapshot_text(plan(path));
            let mut settings = Settings::clone_current();
            // `glob!` would add the file's name to the snapshot's, which is the name already.
            settings.remove_snapshot_suffix();
            settings.bind(|| assert_snapshot!(&*name, text));
        });
    });
}

#[test]
fn no_snapshot_is_left_over() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in root.join("snapshots").read_dir().expect("the folder of the snapshots") {
        let path = entry.expect("an entry").path();
        let stem = path.file_stem().expect("a snapshot has a name").to_string_lossy().into_owned();
        if path.extension().is_some_and(|extension| extension == "snap") {
            let scenario = root.join("scenarios").join(format!("{stem}.yaml"));
            assert!(scenario.exists(), "{}: without a scenario", path.display());
        }
    }
}
