//! `rushhour run`: how long, how fast, how much, and what it leaves behind.

use crate::folder::{Folder, HELLO};
use serde_json::Value;

/// A run without an end that takes no time: as many records as asked for.
fn fast(options: &[&'static str]) -> Vec<&'static str> {
    [&["run", "hello.yaml", "--to", "null", "--speed", "max", "--max-events", "20"], options].concat()
}

#[track_caller]
fn summary(folder: &Folder) -> Value {
    serde_json::from_str(&folder.read("out.json")).unwrap()
}

#[test]
fn the_accounts_tell_overlays_from_phases() {
    let text =
        HELLO.replace("hold 5/s\n", "hold 5/s for 1m\n    overlays:\n      - sale: +1/s at 10s for 5s\n");
    let folder = Folder::with("hello.yaml", &text);
    let called =
        folder.call(&["run", "hello.yaml", "--to", "null", "--speed", "max", "--summary", "out.json"]).done();
    let said = called.out + &called.err;
    assert!(said.contains("\n  phase steady ") && said.contains("\n  overlay sale "), "{said}");
    let parts = &summary(&folder)["streams"][0]["phases"];
    assert_eq!((&parts[0]["kind"], &parts[1]["kind"]), (&"phase".into(), &"overlay".into()));
    assert_eq!(parts[1]["planned"], 5);
}

#[test]
fn the_summary_holds_what_the_run_did() {
    let folder = Folder::hello();
    folder.call(&fast(&["--summary", "out.json"])).done();
    let summary = summary(&folder);
    for (key, value) in [("scenario", "hello"), ("target", "null"), ("speed", "max"), ("ending", "complete")]
    {
        assert_eq!(summary[key], value);
    }
    let stream = &summary["streams"][0];
    let topic = &summary["topics"][0];
    assert_eq!((&stream["name"], &topic["name"]), (&"greetings".into(), &"greetings".into()));
    assert_eq!(stream["phases"][0]["name"], "steady");
    for part in [&summary, stream, &stream["phases"][0], topic] {
        for (key, count) in [("planned", 20), ("sent", 20), ("acknowledged", 20), ("failed", 0)] {
            assert_eq!(part[key], count, "{key} of {part}");
        }
        assert!(part["elapsed_s"].is_number() && part.get("rate").is_some(), "{part}");
    }
    for percentile in ["p50", "p90", "p99", "p99.9", "max"] {
        assert!(summary["acknowledgement_ms"][percentile].is_number(), "{percentile}");
    }
    assert!(summary["lag_ms"].is_null(), "at the greatest speed nothing is due at a time");
}

#[test]
fn people_read_the_same_numbers() {
    let called = Folder::hello().call(&fast(&[])).done();
    assert_eq!(called.out, "", "standard output is for records");
    for line in [
        "hello to null at max: complete",
        "Events Planned:      20",
        "Events Failed:       0",
        "Success Rate:        100.0%",
    ] {
        assert!(called.err.lines().any(|shown| shown == line), "{line:?} is not in\n{}", called.err);
    }
}

#[test]
fn the_length_is_that_of_the_schedule() {
    let folder = Folder::hello();
    let run =
        ["run", "hello.yaml", "--to", "null", "--for", "10m", "--speed", "max", "--summary", "out.json"];
    folder.call(&run).done();
    assert_eq!(summary(&folder)["planned"], 3_000);
}

#[test]
fn whichever_limit_comes_first_ends_the_run() {
    let folder = Folder::hello();
    let run =
        ["run", "hello.yaml", "--to", "null", "--for", "24h", "--max-events", "2", "--summary", "out.json"];
    folder.call(&run).done();
    assert_eq!(summary(&folder)["planned"], 2, "and nobody waits for the day to pass");
}

#[test]
fn a_scenario_with_an_end_ends_by_itself() {
    let folder = Folder::with("hello.yaml", &HELLO.replace("hold 5/s", "hold 5/s for 1h"));
    folder.call(&["run", "hello.yaml", "--to", "null", "--speed", "7200x", "--summary", "out.json"]).done();
    let summary = summary(&folder);
    assert_eq!((&summary["planned"], &summary["speed"]), (&18_000.into(), &"7200x".into()));
    assert!(summary["lag_ms"]["p99"].is_number());
}

#[test]
fn a_run_says_what_it_takes_to_repeat_it() {
    let folder = Folder::with("hello.yaml", &HELLO.replace("start: 2026-01-01T00:00:00Z\n", ""));
    let called = folder.call(&fast(&["--seed", "7", "--to", "stdout"]));
    // `--to` twice is wrong usage, which clap says.
    called.refused(2, "cannot be used multiple times");
    let run = ["run", "hello.yaml", "--to", "stdout", "--max-events", "3", "--speed", "max"];
    let first = folder.call(&run).done();
    let line = first.err.lines().find(|line| line.contains(" start ")).unwrap();
    let start = line.split(" start ").nth(1).unwrap();
    let again = folder.call(&[&run[..], &["--start", start]].concat()).done();
    assert_eq!(again.out, first.out);
}

#[test]
fn the_log_goes_to_the_console_and_to_a_file() {
    let folder = Folder::with("hello.yaml", &HELLO.replace("at: =now", "share: =1 / int(0..1)"));
    let called = folder.call(&fast(&["--log-file", "run.log"])).done();
    let log = folder.read("run.log");
    for words in [
        "hello: seed 1\n",
        " start 2026-01-01T00:00:00.000Z\n",
        "running at max, to null",
        "\nEvents Planned:      20\n",
        "\nnull in ",
    ] {
        assert!(log.contains(words) && called.err.contains(words), "{words}: {log}");
    }
}

#[test]
fn verbose_shows_every_record() {
    let called = Folder::hello().call(&fast(&["-v"])).done();
    let shown = called.err.lines().filter(|line| line.contains(" greetings/greeting "));
    let shown: Vec<&str> = shown.collect();
    assert_eq!(shown.len(), 20, "{}", called.err);
    assert!(shown[1].starts_with("+200ms greetings/greeting 2 -> greetings {\"id\":"), "{}", shown[1]);
}

#[test]
fn values_that_could_not_be_computed_are_counted_and_the_first_is_shown() {
    let text = HELLO.replace("at: =now", "share: =1 / int(0..1)");
    let called = Folder::with("hello.yaml", &text).call(&fast(&[])).done();
    let line = called.err.lines().find(|line| line.starts_with("null in ")).unwrap_or_default();
    assert!(
        line.contains("greetings: payload.share of greeting (division by zero; first in event "),
        "{}",
        called.err
    );
    let count: u64 = line.split_whitespace().nth(2).unwrap().parse().unwrap();
    assert!((1..20).contains(&count), "of twenty events: {line}");
}

#[test]
fn what_is_computed_and_is_no_partition_is_counted_and_counts_as_none() {
    for partition in ["=event.index - 10", "=number", "=event.index - 10 + 2147483648"] {
        let text = HELLO.replace(
            "  greeting:\n",
            &format!("  greeting:\n    let: {{ number: =event.index - 10 }}\n    partition: {partition}\n"),
        );
        let called = Folder::with("hello.yaml", &text).call(&fast(&[])).done();
        let line = called.err.lines().find(|line| line.starts_with("null in ")).unwrap_or_default();
        assert!(
            line.contains(
                " events: greetings: partition of greeting (no number of a partition; first in event "
            ),
            "{partition}: {}",
            called.err
        );
    }
}

#[test]
fn records_fail_whose_topic_is_computed_to_what_is_none() {
    let text = HELLO.replace(
        "    topic: greetings\n",
        "    topic: =match(event.index % 2, 0='greetings', else='no name')\n",
    );
    let called = Folder::with("hello.yaml", &text).call(&[
        "run",
        "hello.yaml",
        "--to",
        "embedded",
        "--speed",
        "max",
        "--max-events",
        "20",
    ]);
    let called = called.refused(6, "what its topic was computed to is no name that Kafka takes");
    assert!(called.err.contains("Events Failed:       10"), "{}", called.err);
    assert!(called.err.contains("null in 10 events: greetings: topic of greeting"), "{}", called.err);
}

#[test]
fn values_of_a_run_that_starts_now_are_counted_like_others() {
    let text =
        HELLO.replace("at: =now", "share: =1 / 0 + event.index").replace("start: 2026-01-01T00:00:00Z\n", "");
    let called = Folder::with("hello.yaml", &text).call(&fast(&[])).done();
    let line = "null in 20 events: greetings: payload.share of greeting (division by zero; first in event 1)";
    assert!(called.err.lines().any(|shown| shown == line), "{}", called.err);
}

#[test]
fn a_file_that_cannot_be_written_is_found_before_the_run() {
    let folder = Folder::hello();
    for option in ["--summary", "--log-file"] {
        let called = folder.call(&["run", "hello.yaml", "--to", "stdout", option, "missing/file"]);
        assert_eq!(called.out, "");
        called.refused(2, "missing/file: ");
    }
}

#[test]
fn a_wrong_start_leaves_the_files_of_the_last_run() {
    let folder = Folder::hello();
    folder.write("out.json", "last");
    folder.call(&fast(&["--start", "soon", "--summary", "out.json"])).refused(2, "--start soon: ");
    assert_eq!(folder.read("out.json"), "last");
}

#[cfg(target_os = "linux")]
#[test]
fn a_summary_that_finds_no_room_is_said_as_the_file_it_is() {
    Folder::hello().call(&fast(&["--summary", "/dev/full"])).refused(2, "/dev/full: ");
}

#[test]
fn a_wrong_scenario_is_not_run() {
    let folder = Folder::with("hello.yaml", &HELLO.replace("=uuid()", "=uuid(1)"));
    let called = folder.call(&fast(&["--summary", "out.json"])).refused(3, "hello.yaml: 1 error");
    assert!(called.err.contains("hello.yaml:6:"), "{}", called.err);
    assert!(!folder.has("out.json"));
    folder.call(&["run", "missing.yaml"]).refused(3, "missing.yaml: ");
}
