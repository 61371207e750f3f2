//! Files that can be written no further while a run goes on: what is lost is told, and everything else is there.

use crate::child::Running;
use crate::folder::{Called, Folder, call};
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Stdio;

const TICKS: &str = "\
scenario: ticks
start: 2026-01-01T00:00:00Z
events:
  tick: { payload: { number: =event.index } }
traffic:
  ticks:
    emit: tick
    topic: ticks
    phases:
      - steady: hold 100/s for 30s
";

fn ids(out: &str) -> Vec<String> {
    let id = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        record["headers"]["event-id"].as_str().unwrap().to_owned()
    };
    out.lines().map(id).collect()
}

/// The number behind a name in the account.
fn account(called: &Called, name: &str) -> usize {
    let line = called.err.lines().find_map(|line| line.strip_prefix(name));
    let value = line.unwrap_or_else(|| panic!("no {name} in {}", called.err)).rsplit(' ').next().unwrap();
    if value == "none" { 0 } else { value.replace(',', "").parse().unwrap() }
}

#[test]
fn a_run_whose_journal_is_on_a_full_disk_ends_in_order_and_goes_on_where_there_is_room() {
    let folder = Folder::with("ticks.yaml", TICKS);
    let to = ["run", "ticks.yaml", "--to", "stdout"];
    // Ten times a second, the journal grows by some 20 bytes.
    let mut command =
        folder.limited(1_024, &folder.command(&[&to[..], &["--journal", "run.journal"]].concat()));
    command.stdout(Stdio::piped());
    let mut running = Running::start(command);
    let out = running.out();
    let reading = std::thread::spawn(|| std::io::read_to_string(out).unwrap());
    let called = running.end().refused(6, "ERROR cannot write the journal run.journal: File too large");
    assert!(called.err.contains("the run ends here, as it could not be gone on with"), "{}", called.err);
    let mut sent = ids(&reading.join().unwrap());
    let planned = account(&called, "Events Planned:");
    assert!((1..3_000).contains(&planned), "{planned}: it ended early");
    assert_eq!(account(&called, "Events Acknowledged:"), planned);
    assert_eq!((sent.len(), account(&called, "Events Failed:")), (planned, 0));
    let called = folder.call(&[&to[..], &["--speed", "max", "--resume", "run.journal"]].concat()).done();
    sent.extend(ids(&called.out));
    let different: BTreeSet<&String> = sent.iter().collect();
    assert_eq!(different.len(), 3_000, "nothing is lost");
    assert!(sent.len() - 3_000 <= account(&called, "Perhaps Sent Twice:"), "{}", called.err);
}

#[test]
fn a_journal_that_cannot_even_begin_is_told_before_anything_is_sent() {
    let folder = Folder::with("ticks.yaml", TICKS);
    let arguments = ["run", "ticks.yaml", "--to", "stdout", "--journal", "run.journal"];
    // Without the trap the system ends a command that has not begun to run.
    let limited = folder.behind(
        &["/bin/sh", "-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""],
        &folder.command(&arguments),
    );
    let called = call(limited).refused(2, "run.journal: File too large");
    assert_eq!(called.out, "");
    assert!(!folder.has("run.journal"), "the next run may have that name");
}

#[test]
fn failed_records_that_have_no_room_are_counted_and_the_others_can_be_sent() {
    let folder = Folder::with("ticks.yaml", TICKS);
    let failing = ["run", "ticks.yaml", "--speed", "max", "--max-events", "9", "--to", "file:/dev/full"];
    let arguments = [&failing[..], &["--failed", "failed.jsonl"]].concat();
    let called = call(folder.limited(1_024, &folder.command(&arguments)))
        .refused(6, "error: failed.jsonl: File too large");
    assert!(
        called.err.contains("ERROR records that fail are not kept from here on: File too large"),
        "while the run goes on: {}",
        called.err
    );
    let kept = folder.read("failed.jsonl").lines().count();
    assert!((1..9).contains(&kept), "{kept}");
    let words = format!("; {} records that failed are not in it", 9 - kept);
    assert!(called.err.contains(&words), "{words} is not in {}", called.err);
    let again = folder.call(&["send", "failed.jsonl", "--to", "stdout"]).done();
    assert_eq!(again.out.lines().count(), kept, "no line is cut");
}
