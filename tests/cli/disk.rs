//! A disk that is full, for the target and for the files beside it: what is acknowledged is there, and what is not there
//! is told.

use crate::folder::{Called, Folder, HELLO, call};
use serde_json::Value;
use std::process::Command;

fn summary(folder: &Folder) -> Value {
    serde_json::from_str(&folder.read("out.json")).unwrap()
}

fn count(summary: &Value, member: &str) -> u64 {
    summary[member].as_u64().unwrap_or_else(|| panic!("no {member} in {summary}"))
}

#[track_caller]
fn limited(folder: &Folder, bytes: u32, arguments: &[&str]) -> Called {
    call(folder.limited(bytes, &folder.command(arguments)))
}

#[cfg(target_os = "linux")]
#[test]
fn what_reached_the_disk_is_acknowledged_and_nothing_else() {
    let folder = Folder::hello();
    let run = ["run", "hello.yaml", "--to", "file:out.jsonl", "--speed", "max", "--max-events", "20000"];
    let called = limited(&folder, 512_000, &[&run[..], &["--summary", "out.json"]].concat());
    let called = called.refused(6, "ERROR cannot write to out.jsonl: File too large");
    assert!(
        called.err.contains("make room, or name a file elsewhere, and start the run again"),
        "{}",
        called.err
    );
    let (summary, text) = (summary(&folder), folder.read("out.jsonl"));
    let whole = text.lines().filter(|line| serde_json::from_str::<Value>(line).is_ok()).count();
    assert!(text.len() >= 500_000 && whole > 1_000, "{whole} lines");
    assert_eq!(count(&summary, "acknowledged"), whole as u64);
    assert_eq!(summary["ending"], "failed");
    assert!(count(&summary, "failed") > 0);
    assert_eq!(count(&summary, "planned"), count(&summary, "acknowledged") + count(&summary, "failed"));
    assert_eq!(count(&summary, "composed"), count(&summary, "planned") + count(&summary, "unsent"));
    assert!(summary["failures"][0]["cause"].as_str().unwrap().contains("too large"), "{summary}");
}

#[test]
fn what_standard_output_did_not_take_is_not_acknowledged() {
    let folder = Folder::hello();
    let run = ["run", "hello.yaml", "--to", "stdout", "--speed", "max", "--max-events", "1000"];
    let mut into_a_file = Command::new("/bin/sh");
    into_a_file.args(["-c", "exec \"$0\" \"$@\" > out.jsonl"]);
    into_a_file.arg(folder.command(&[]).get_program()).args(run).args(["--summary", "out.json"]);
    for bytes in [51_200, 51_712, 52_224] {
        let called = call(folder.limited(bytes, &into_a_file));
        called.refused(6, "ERROR cannot write to standard output: File too large");
        let lines = folder.read("out.jsonl").matches('\n').count();
        assert!(lines > 100, "{lines}");
        assert_eq!(count(&summary(&folder), "acknowledged"), lines as u64, "of {bytes} bytes");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_that_filled_the_disk_goes_on_where_there_is_room() {
    let folder = Folder::hello();
    let run = ["run", "hello.yaml", "--to", "file:out.jsonl", "--speed", "max", "--max-events", "8000"];
    let journal = [&run[..], &["--journal", "run.journal"]].concat();
    limited(&folder, 512_000, &journal).refused(6, "cannot write to out.jsonl");
    folder.call(&[&run[..], &["--resume", "run.journal"]].concat()).done();
    let indices: Vec<u64> = folder
        .read("out.jsonl")
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["index"].as_u64().unwrap())
        .collect();
    assert_eq!(indices, (1..=8_000).collect::<Vec<_>>(), "each once, in order");
}

#[cfg(target_os = "linux")]
#[test]
fn a_summary_a_log_or_failed_records_without_room_leave_the_account_and_end_with_2() {
    let folder = Folder::with("hello.yaml", &HELLO.replace("hold 5/s", "burst 20"));
    let run = ["run", "hello.yaml", "--to", "file:out.jsonl", "--speed", "max"];
    for option in ["--summary", "--log-file"] {
        let called = folder.call(&[&run[..], &[option, "/dev/full"]].concat());
        let called = called.refused(2, "error: /dev/full: No space left on device");
        assert!(called.err.contains("Events Acknowledged: 20\n"), "{}", called.err);
        assert!(
            called.err.contains("it is not complete: make room, or name a file elsewhere"),
            "{}",
            called.err
        );
        assert_eq!(folder.read("out.jsonl").lines().count(), 20, "what was sent is there");
    }
    // One that cannot be written keeps no other from being.
    let both = ["--log-file", "/dev/full", "--summary", "out.json"];
    folder.call(&[&run[..], &both].concat()).refused(2, "error: /dev/full");
    assert_eq!(count(&summary(&folder), "acknowledged"), 20);
}

#[cfg(target_os = "linux")]
#[test]
fn what_the_run_has_to_say_comes_before_what_its_files_have() {
    let folder = Folder::with("hello.yaml", &HELLO.replace("hold 5/s", "burst 20"));
    let run = ["run", "hello.yaml", "--to", "file:/dev/full", "--speed", "max"];
    let files = ["--summary", "/dev/full", "--failed", "/dev/full"];
    let called = folder.call(&[&run[..], &files].concat()).refused(6, "Events Failed:       20\n");
    assert_eq!(called.err.matches("error: /dev/full: No space left").count(), 2, "{}", called.err);
}
