//! What a run writes depends neither on its speed nor on where it ends.

use crate::model::scenario;
use assert_cmd::Command;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::path::Path;

fn run(folder: &Path, arguments: &[&str]) -> String {
    let out = folder.join("out.jsonl");
    Command::cargo_bin("rushhour")
        .unwrap()
        .arg("run")
        .arg(folder.join("scenario.yaml"))
        .arg(format!("--to=file:{}", out.display()))
        .arg("--start=2026-11-27T08:00:00Z")
        .args(arguments)
        .assert()
        .success();
    std::fs::read_to_string(out).unwrap()
}

fn generated() -> tempfile::TempDir {
    let mut runner = TestRunner::deterministic();
    let scenario = scenario().new_tree(&mut runner).unwrap().current();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("scenario.yaml"), scenario.yaml()).unwrap();
    folder
}

#[test]
fn every_speed_writes_the_same_bytes() {
    let folder = generated();
    let fast = run(folder.path(), &["--speed=max"]);
    assert!(fast.lines().count() > 20, "{fast}");
    for speed in ["--speed=max", "--speed=60x", "--speed=7.5x"] {
        assert_eq!(run(folder.path(), &[speed]), fast, "{speed}");
    }
}

#[test]
fn a_run_cut_short_writes_the_first_of_the_records() {
    let folder = generated();
    let all = run(folder.path(), &["--speed=max"]);
    for cut in
        [["--for=500ms", "--speed=max"], ["--max-events=11", "--speed=max"], ["--for=700ms", "--speed=60x"]]
    {
        let part = run(folder.path(), &cut);
        assert!(!part.is_empty() && part.len() < all.len() && all.starts_with(&part), "{cut:?}: {part}");
    }
}

#[test]
fn another_seed_on_the_command_line_writes_other_bytes() {
    let folder = generated();
    let [one, two] = ["--seed=1", "--seed=2"].map(|seed| run(folder.path(), &[seed, "--speed=max"]));
    assert_ne!(one, two);
    assert_eq!(one, run(folder.path(), &["--seed=1", "--speed=max"]));
}
