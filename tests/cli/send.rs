//! `--failed` and `send`: what failed goes out again.

use crate::child::Running;
use crate::folder::{Called, Folder, HELLO};
use serde_json::Value;
use std::process::Stdio;

/// Six records to a file that takes nothing.
#[track_caller]
fn fail(folder: &Folder) -> Called {
    let failing = ["run", "hello.yaml", "--speed", "max", "--max-events", "6", "--to", "file:/dev/full"];
    folder.call(&[&failing[..], &["--failed", "failed.jsonl"]].concat())
}

#[cfg(target_os = "linux")]
#[test]
fn what_failed_is_kept_and_sent_again_as_a_run_would_have() {
    let folder = Folder::hello();
    fail(&folder).refused(6, "cannot write to /dev/full");
    let kept = folder.read("failed.jsonl");
    let preview = folder.call(&["preview", "hello.yaml", "-n", "6"]).done().out;
    let causes: Vec<Value> = kept.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(
        causes.iter().all(|record| record["cause"].as_str().unwrap().contains("No space left")),
        "{kept}"
    );
    let sent = folder.call(&["send", "failed.jsonl", "--to", "stdout"]).done();
    assert_eq!(sent.out, preview);
    let counted = folder.call(&["send", "failed.jsonl", "--to", "embedded", "--summary", "out.json"]).done();
    assert!(counted.err.contains("failed.jsonl to embedded at max: complete"), "{}", counted.err);
    let summary: Value = serde_json::from_str(&folder.read("out.json")).unwrap();
    assert_eq!((&summary["planned"], &summary["acknowledged"]), (&6.into(), &6.into()));
    assert_eq!(summary["streams"][0]["name"], "greetings");
    folder.call(&["send", "failed.jsonl", "--to", "file:/dev/full"]).refused(6, "cannot write to /dev/full");
}

#[test]
fn what_a_run_wrote_is_sent_again_byte_for_byte() {
    let bytes = "\
scenario: bytes
start: 2026-01-01T00:00:00Z
events:
  broken: { key: =event.id, headers: { a: =text(event.index) }, payload: { text: =hex(20) } }
  quoted: { payload: \"=choice('null', '\\\"a\\\"', ' 1 ', 'x')\" }
  gone: { key: k, partition: 2, payload: null }
traffic:
  s:
    emit: broken 40%, quoted 40%, gone
    topic: t
    phases:
      - all: burst 300
    disorder: { corrupt: 50% }
";
    let folder = Folder::with("bytes.yaml", bytes);
    folder.call(&["run", "bytes.yaml", "--to", "file:one.jsonl", "--speed", "max"]).done();
    folder.call(&["send", "one.jsonl", "--to", "file:two.jsonl"]).done();
    assert!(folder.read("one.jsonl").contains("payload_base64"));
    assert_eq!(folder.read("one.jsonl"), folder.read("two.jsonl"));
    folder.call(&["send", "two.jsonl", "--to", "embedded"]).done();
}

#[test]
fn a_broker_of_ones_own_has_every_partition_that_a_record_names() {
    let line = |index: u32, partition: &str| {
        format!(
            r#"{{"at":"2026-01-01T00:00:00Z","stream":"s","event":"e","index":{index},"topic":"t","partition":{partition},"payload":1}}"#
        ) + "\n"
    };
    let lines = [line(1, "0"), line(2, "6"), line(3, "1"), line(4, "null")].concat();
    let folder = Folder::with("placed.jsonl", &lines);
    folder.call(&["send", "placed.jsonl", "--to", "embedded", "--summary", "out.json"]).done();
    let summary: Value = serde_json::from_str(&folder.read("out.json")).unwrap();
    assert_eq!((&summary["acknowledged"], &summary["end_offsets"]["partitions"]), (&4.into(), &7.into()));
}

#[test]
fn records_without_a_topic_fail_again_and_keep_no_others_from_being_sent() {
    let scenario =
        HELLO.replace("  greeting:\n", "  greeting:\n    topic: =if(event.index == 2, 'bad name', 'good')\n");
    let folder = Folder::with("hello.yaml", &scenario);
    let run = ["run", "hello.yaml", "--speed", "max", "--max-events", "4"];
    folder.call(&[&run[..], &["--to", "file:all.jsonl"]].concat());
    folder
        .call(&["send", "all.jsonl", "--to", "embedded", "--failed", "failed.jsonl", "--summary", "out.json"])
        .refused(6, "1 event failed");
    let summary: Value = serde_json::from_str(&folder.read("out.json")).unwrap();
    assert_eq!((&summary["acknowledged"], &summary["failed"]), (&3.into(), &1.into()));
    assert_eq!(folder.read("failed.jsonl").matches("\"(no topic)\"").count(), 1);
}

#[test]
fn a_malformed_line_is_told_with_its_number_before_anything_is_sent() {
    let folder = Folder::hello();
    let good = folder.call(&["preview", "hello.yaml", "-n", "2"]).done().out;
    folder.write("in.jsonl", &format!("{good}\n{{\"at\":1}}\n"));
    folder
        .call(&["send", "in.jsonl", "--to", "file:out.jsonl"])
        .refused(3, "error: in.jsonl:4: at column 7: invalid type: integer `1`, expected a string");
    assert!(!folder.has("out.jsonl"), "nothing was opened");
    folder.call(&["send", "missing.jsonl", "--to", "null"]).refused(3, "missing.jsonl: No such file");
    folder.write("marked.jsonl", &format!("\u{feff}{good}"));
    assert_eq!(folder.call(&["send", "marked.jsonl", "--to", "stdout"]).done().out, good);
    folder.write("empty.jsonl", "");
    folder.call(&["send", "empty.jsonl", "--to", "null"]).done();
}

#[test]
fn a_partition_that_no_broker_has_is_a_failure_of_its_record() {
    let folder = Folder::hello();
    let good = folder.call(&["preview", "hello.yaml", "-n", "1"]).done().out;
    let far = good.replace("\"partition\":null", "\"partition\":2147483647");
    folder.write("in.jsonl", &format!("{good}{far}"));
    folder
        .call(&["send", "in.jsonl", "--to", "embedded", "--failed", "failed.jsonl"])
        .refused(6, "the topic 'greetings' has no such partition");
    assert_eq!(folder.read("failed.jsonl").lines().count(), 1);
}

#[test]
fn a_topic_that_kafka_takes_no_name_of_is_refused_before_anything_is_asked() {
    let folder = Folder::hello();
    let good = folder.call(&["preview", "hello.yaml", "-n", "1"]).done().out;
    for topic in ["\\u001b[2Jt", "a\\u0000b", "a/b", ""] {
        let wrong = good.replace("\"topic\":\"greetings\"", &format!("\"topic\":\"{topic}\""));
        folder.write("in.jsonl", &format!("{good}{wrong}"));
        for target in ["kafka.example:9092", "127.0.0.1:1"] {
            let servers = format!("kafka.bootstrap.servers={target}");
            let called = folder.call(&["send", "in.jsonl", "--set", &servers]);
            let called = called.refused(3, "error: in.jsonl:2: `topic` is no name that Kafka takes: ");
            assert!(called.err.ends_with("\nnothing was sent\n"), "{}", called.err);
        }
    }
}

#[test]
fn without_servers_nothing_is_sent() {
    let folder = Folder::hello();
    folder.write("in.jsonl", &folder.call(&["preview", "hello.yaml"]).done().out);
    for options in [&[][..], &["--scenario", "hello.yaml"], &["--set", "kafka.bootstrap.servers="]] {
        folder.call(&[&["send", "in.jsonl"], options].concat()).refused(2, "no Kafka servers are configured");
    }
}

#[test]
fn the_file_that_is_read_is_not_written() {
    let folder = Folder::hello();
    folder.write("in.jsonl", "");
    folder
        .call(&["send", "in.jsonl", "--to", "null", "--failed", "./in.jsonl"])
        .refused(2, "this file is read");
}

#[test]
fn the_properties_may_be_those_of_a_scenario() {
    let folder = Folder::hello();
    folder.write("in.jsonl", &folder.call(&["preview", "hello.yaml"]).done().out);
    let scenario = folder.read("hello.yaml") + "kafka:\n  bootstrap.servers: 127.0.0.1:1\n";
    folder.write("there.yaml", &scenario);
    folder
        .call(&["send", "in.jsonl", "--scenario", "there.yaml"])
        .refused(6, "cannot connect to Kafka at 127.0.0.1:1");
    let alone = folder.read("hello.yaml") + "kafka: { transactional.id: mine }\n";
    folder.write("transactional.yaml", &alone);
    folder.call(&["send", "in.jsonl", "--scenario", "transactional.yaml", "--to", "embedded"]).done();
    folder.write("wrong.yaml", "scenario: x\nevent: 1\n");
    folder.call(&["send", "in.jsonl", "--scenario", "wrong.yaml"]).refused(3, "error[");
}

#[cfg(unix)]
#[test]
fn what_comes_through_a_pipe_is_sent_as_well() {
    let folder = Folder::hello();
    let records = folder.call(&["preview", "hello.yaml", "-n", "3"]).done().out;
    let mut command =
        assert_cmd::Command::from_std(folder.command(&["send", "/dev/stdin", "--to", "stdout"]));
    let output = command.write_stdin(records.clone()).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), records);
    folder.call(&["send", ".", "--to", "null"]).refused(3, "Is a directory");
}

#[test]
fn a_file_that_changes_while_it_is_sent_ends_with_3() {
    let line = r#"{"at":"2026-01-01T00:00:00Z","stream":"s","event":"e","index":1,"topic":"t","payload":1}"#;
    let folder = Folder::with("many.jsonl", &format!("{line}\n").repeat(50_000));
    let mut command = folder.command(&["send", "many.jsonl", "--to", "stdout", "--summary", "out.json"]);
    command.stdout(Stdio::piped());
    let mut running = Running::start(command);
    // Nobody reads yet: the pipe is full long before the end of the file.
    running.wait_for("running at");
    folder.write("many.jsonl", &format!("{line}\n"));
    std::io::copy(&mut running.out(), &mut std::io::sink()).unwrap();
    let called = running.end().refused(3, "the file was changed while it was sent");
    let summary: Value = serde_json::from_str(&folder.read("out.json")).unwrap();
    assert!(summary["acknowledged"].as_u64().unwrap() < 50_000, "{}", called.err);
}
