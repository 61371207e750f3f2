//! How a run keeps time and ends: the section `run`, its options, what is said of late events.

use crate::folder::{Called, Folder, HELLO};
use serde_json::Value;

/// A scenario of 5 events a second with this section `run`.
fn with(section: &str) -> Folder {
    Folder::with("hello.yaml", &format!("{HELLO}run: {section}\n"))
}

#[track_caller]
fn run(folder: &Folder, options: &[&str]) -> (Called, Value) {
    let called =
        folder.call(&[&["run", "hello.yaml", "--to", "null", "--summary", "out.json"], options].concat());
    let summary = serde_json::from_str(&folder.read("out.json")).unwrap();
    (called, summary)
}

#[test]
fn the_section_run_says_how_fast_and_how_long() {
    for (stop, planned) in [("20 events", 20), ("10m", 3_000), ("1kB", 11)] {
        let folder = with(&format!("{{ speed: max, stop: {stop}, warmup: 1s, behind: skip, in_flight: 7 }}"));
        let (called, summary) = run(&folder, &[]);
        called.done();
        // A payload has 89 or 92 bytes.
        assert_eq!(summary["planned"], planned, "{stop}");
        assert_eq!((&summary["speed"], &summary["behind"]), (&"max".into(), &"skip after 1s".into()));
        assert_eq!(summary["warmup"]["planned"], 5);
        assert_eq!(summary["streams"][0]["phases"][0]["warmup"]["acknowledged"], 5);
        assert!(summary["topics"][0].get("warmup").is_none(), "{summary}");
    }
}

#[test]
fn the_command_has_the_last_word() {
    let folder = with("{ speed: 1x, stop: 9M events, warmup: 1s, behind: skip }");
    let options = ["--speed", "max", "--stop", "30 events", "--warmup", "2s", "--behind", "catch up 5s"];
    let (called, summary) = run(&folder, &options);
    called.done();
    assert_eq!((&summary["planned"], &summary["warmup"]["planned"]), (&30.into(), &10.into()));
    assert_eq!((&summary["behind"], &summary["speed"]), (&"catch up 5s".into(), &"max".into()));
    for (options, planned) in [
        (&["--for", "10s"][..], 50),
        (&["--max-events", "7"], 7),
        (&["--for", "10s", "--max-events", "70"], 50),
        (&["--stop", "10s", "--max-events", "7"], 7),
        (&["--stop", "8 events", "--max-events", "9"], 8),
    ] {
        let (called, summary) = run(&folder, &[&["--speed", "max"], options].concat());
        called.done();
        assert_eq!(summary["planned"], planned, "{options:?}");
    }
}

#[test]
fn a_start_so_long_ago_is_backfilled_up_to_now_and_printed() {
    let folder = Folder::with("hello.yaml", &HELLO.replace("2026-01-01T00:00:00Z", "1h ago"));
    let run = ["run", "hello.yaml", "--to", "stdout", "--speed", "max until now", "--for", "59m"];
    let first = folder.call(&run).done();
    let lines = first.lines();
    assert_eq!(lines.len(), 59 * 60 * 5);
    let line = first.err.lines().find(|line| line.contains(" start ")).unwrap();
    let start = line.split(" start ").nth(1).unwrap();
    assert_eq!(lines[0]["at"], start);
    let again = folder.call(&[&run[..], &["--start", start]].concat()).done();
    assert_eq!(again.out, first.out);
}

#[test]
fn looking_at_a_plan_that_starts_so_long_ago_says_the_same_every_day() {
    let folder = Folder::with("hello.yaml", &HELLO.replace("2026-01-01T00:00:00Z", "365d ago"));
    let preview = folder.call(&["preview", "hello.yaml", "-n", "1"]).done();
    assert_eq!(preview.lines()[0]["at"], "2025-01-01T00:00:00.000Z");
    let plan = folder.call(&["plan", "hello.yaml", "--start", "1d ago"]).done();
    assert!(plan.out.contains("start 2025-12-31T00:00:00.000Z"), "{}", plan.out);
}

/// Far more events than can be sent in time: the schedule passes in 10 ms.
const TOO_FAST: [&str; 4] = ["--speed", "360000x", "--for", "1h"];

#[test]
fn a_run_that_falls_behind_too_far_is_invalid() {
    let folder = Folder::hello();
    let (called, summary) = run(&folder, &[&TOO_FAST[..], &["--behind", "catch up 1ns"]].concat());
    let called = called.refused(5, "hello to null at 360000x: complete, but invalid");
    assert!(called.err.contains("invalid: an event was "), "{}", called.err);
    let (late, allowed) = (&summary["invalid"]["late_s"], &summary["invalid"]["allowed_s"]);
    assert!(late.as_f64() > allowed.as_f64(), "{summary}");
    assert_eq!((&summary["acknowledged"], &summary["ending"]), (&18_000.into(), &"complete".into()));
}

#[test]
fn skipped_and_delayed_events_are_accounted_for() {
    let folder = Folder::hello();
    let (called, skipped) = run(&folder, &[&TOO_FAST[..], &["--behind", "skip after 1ns"]].concat());
    called.done();
    let count = |key: &str| skipped[key].as_u64().unwrap();
    assert_eq!(count("planned"), 18_000);
    assert!(count("skipped") > 0);
    assert_eq!(count("planned"), count("acknowledged") + count("failed") + count("skipped"));

    let (called, delayed) = run(&folder, &[&TOO_FAST[..], &["--behind", "delay after 1ns"]].concat());
    let called = called.done();
    assert!(delayed["delayed_s"].as_f64().unwrap() > 0.0);
    assert_eq!((&delayed["acknowledged"], &delayed["skipped"]), (&18_000.into(), &0.into()));
    assert!(called.err.contains("\nSchedule Delayed:    "), "{}", called.err);
}

#[test]
fn settings_on_the_command_line_are_read_before_anything_else_happens() {
    let folder = Folder::new();
    for (option, value, words) in [
        ("--behind", "wait", "it takes `catch up`"),
        ("--in-flight", "0", "it takes a whole number from 1 on"),
        ("--warmup", "2", "a length is written `10s`"),
        ("--stop", "10M", "it takes a number of events"),
        ("--speed", "max until", "or `max until now`"),
    ] {
        folder.call(&["run", "missing.yaml", option, value]).refused(2, words);
    }
}
