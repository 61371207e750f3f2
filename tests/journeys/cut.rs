//! A run that ends early has sent the first of the records, of sessions too; one that does not lets them run out.

use assert_cmd::Command;
use std::path::Path;

const SCENARIO: &str = "
scenario: cut
seed: 3
start: 2026-11-27T08:00:00Z
events:
  click: { payload: { session: =session.id, count: =session.step, ms: =floor(elapsed / 1ms) } }
journeys:
  visit:
    steps:
      LOOK: { emit: click, wait: =uniform(1s..9s), next: 'LOOK 80%, end' }
traffic:
  visits: { emit: EMIT of visit, topic: t, phases: [ { all: hold 10/s for 30s } ] }
";

fn run(folder: &Path, arguments: &[&str]) -> String {
    let out = folder.join("out.jsonl");
    let mut command = Command::cargo_bin("rushhour").unwrap();
    let command = command.arg("run").arg(folder.join("scenario.yaml")).arg("--speed=max");
    command.arg(format!("--to=file:{}", out.display())).args(arguments).assert().success();
    std::fs::read_to_string(out).unwrap()
}

fn folder(scenario: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("scenario.yaml"), scenario).unwrap();
    folder
}

fn dues(text: &str) -> Vec<u64> {
    let records = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    records.map(|record| record["payload"]["ms"].as_u64().unwrap()).collect()
}

#[test]
fn open_sessions_run_out() {
    let folder = folder(&SCENARIO.replace("EMIT", "sessions"));
    let dues = dues(&run(folder.path(), &[]));
    assert!(dues.len() > 1_000 && dues.last().is_some_and(|last| *last > 40_000), "{:?}", dues.last());
}

#[test]
fn a_run_that_is_cut_has_sent_the_first_of_the_records() {
    for emit in ["sessions", "steps"] {
        let folder = folder(&SCENARIO.replace("EMIT", emit));
        let all = run(folder.path(), &[]);
        let of_first: usize = dues(&all).iter().filter(|due| **due < 12_000).count();
        for (cut, count) in [("--for=12s", of_first), ("--max-events=77", 77), ("--max-events=1", 1)] {
            let part = run(folder.path(), &[cut]);
            assert!(all.starts_with(&part), "{emit} {cut}");
            assert_eq!(part.lines().count(), count, "{emit} {cut}");
        }
    }
}

#[test]
fn sessions_stop_where_the_scenario_says() {
    let text = SCENARIO.replace("EMIT", "sessions");
    let all = run(folder(&text).path(), &[]);
    for (stop, most) in [("35s", 35_000), ("5s", 5_000)] {
        let part = run(folder(&format!("{text}run: {{ stop: {stop} }}\n")).path(), &[]);
        assert!(all.starts_with(&part));
        assert_eq!(part.lines().count(), dues(&all).iter().filter(|due| **due < most).count(), "{stop}");
    }
}
