//! Runs that end early: signals, a reader that has enough.

use crate::child::Running;
use crate::folder::{Folder, HELLO};
use rdkafka::mocking::MockCluster;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::Stdio;

const ENDLESS: [&str; 7] = ["run", "hello.yaml", "--to", "null", "-v", "--summary", "out.json"];

#[track_caller]
fn is_accounted_for(folder: &Folder, ending: &str) {
    let summary: Value = serde_json::from_str(&folder.read("out.json")).unwrap();
    let count = |key: &str| summary[key].as_u64().unwrap();
    assert_eq!(summary["ending"], ending);
    assert!(count("planned") > 0, "{summary}");
    assert_eq!(count("planned"), count("acknowledged") + count("failed"));
}

#[test]
fn a_signal_ends_a_run_with_its_statistics_and_its_summary() {
    for (signal, code, ending) in [("INT", 130, "interrupted"), ("TERM", 143, "terminated")] {
        let folder = Folder::hello();
        let mut running = Running::start(folder.command(&ENDLESS));
        running.wait_for("greetings/greeting 2 ->");
        running.signal(signal);
        let called = running.end().refused(code, &format!("hello to null at 1x: {ending}"));
        assert!(called.err.contains("Events Planned:"), "{}", called.err);
        is_accounted_for(&folder, ending);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_run_ends_with_its_terminal_unless_it_was_started_to_outlive_it() {
    let folder = Folder::hello();
    let mut running =
        Running::start(folder.behind(&["/usr/bin/env", "--default-signal=HUP"], &folder.command(&ENDLESS)));
    running.wait_for("greetings/greeting 2 ->");
    running.signal("HUP");
    running.end().refused(129, "hello to null at 1x: hung up");
    is_accounted_for(&folder, "hung up");

    let outlive = ["/bin/sh", "-c", "trap '' HUP; exec \"$0\" \"$@\""];
    let mut running = Running::start(folder.behind(&outlive, &folder.command(&ENDLESS)));
    running.wait_for("greetings/greeting 2 ->");
    running.signal("HUP");
    running.wait_for("greetings/greeting 6 ->");
    running.signal("INT");
    running.end().refused(130, "hello to null at 1x: interrupted");
    is_accounted_for(&folder, "interrupted");
}

#[test]
fn an_interrupted_run_waits_for_what_was_sent() {
    let folder = Folder::hello();
    let run = ["run", "hello.yaml", "--to", "embedded", "-v", "--summary", "out.json"];
    // Nothing would be sent for four minutes if the end did not hurry it.
    let slow = ["--set", "kafka.linger.ms=240000"];
    let mut running = Running::start(folder.command(&[&run[..], &slow].concat()));
    running.wait_for("greetings/greeting 3 ->");
    running.signal("INT");
    running.end().refused(130, "Success Rate:        100.0%");
    is_accounted_for(&folder, "interrupted");
}

/// Clicks of sessions that last for some seconds.
const SESSIONS: &str = "
scenario: visits
events:
  click: { payload: { session: =session.id, step: =session.step } }
journeys:
  visit:
    steps:
      look: { emit: click, wait: =uniform(1s..5s), next: 'look 90%, end' }
traffic:
  visits:
    emit: sessions of visit
    topic: clicks
    phases: [ open: hold 10/s for 1m ]
run:
  stop: 20kB
";

#[test]
fn sessions_that_were_composed_and_not_sent_are_told_apart() {
    let folder = Folder::with("visits.yaml", SESSIONS);
    let run = ["run", "visits.yaml", "--to", "null", "--speed", "max", "--summary", "out.json"];
    let called = folder.call(&run).done();
    let summary: Value = serde_json::from_str(&folder.read("out.json")).unwrap();
    let (stream, sessions) = (&summary["streams"][0], &summary["sessions"][0]);
    let unsent = sessions["unsent"].as_u64().unwrap();
    assert!(unsent > 1 && stream["unsent"] == unsent, "{summary}");
    assert_eq!(stream["composed"].as_u64().unwrap(), stream["sent"].as_u64().unwrap() + unsent);
    assert!(called.err.contains(" of them were composed and not sent\n"), "{}", called.err);
    // One that is not cut has none.
    folder.write("visits.yaml", SESSIONS.split("run:").next().unwrap());
    let called = folder.call(&run).done();
    let summary: Value = serde_json::from_str(&folder.read("out.json")).unwrap();
    assert_eq!((&summary["sessions"][0]["unsent"], &summary["sessions"][0]["cut"]), (&0.into(), &0.into()));
    assert!(
        !called.err.contains("not sent") && !called.err.to_lowercase().contains("ahead"),
        "{}",
        called.err
    );
}

#[test]
fn a_second_signal_leaves_at_once() {
    let cluster = MockCluster::new(1).unwrap();
    cluster.create_topic("greetings", 1, 1).unwrap();
    // The producer tries again and again, longer than a test lasts.
    let errors = [RDKafkaRespErr::RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS; 1_000];
    cluster.request_errors(RDKafkaApiKey::Produce, &errors);
    let servers = format!("kafka.bootstrap.servers={}", cluster.bootstrap_servers());

    let folder = Folder::hello();
    let mut running = Running::start(folder.command(&["run", "hello.yaml", "-v", "--set", &servers]));
    running.wait_for("greetings/greeting 1 ->");
    running.signal("INT");
    running.wait_for("Ctrl-C again leaves at once");
    running.signal("INT");
    let called = running.end().refused(130, "interrupted: left without waiting for anything");
    assert!(!called.err.contains("Events Planned:"), "no statistics of what is not known: {}", called.err);
}

#[test]
fn a_signal_while_connecting_leaves_at_once() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let servers = format!("kafka.bootstrap.servers={}", silent.local_addr().unwrap());
    let folder = Folder::hello();
    let mut running = Running::start(folder.command(&["run", "hello.yaml", "--set", &servers]));
    silent.accept().unwrap();
    running.wait_for("hello: seed 1");
    running.signal("INT");
    running.end().refused(130, "interrupted: left without waiting for anything");
}

#[test]
fn a_reader_that_has_enough_ends_the_command_quietly() {
    let folder = Folder::with("hello.yaml", &HELLO.replace("hold 5/s", "hold 5k/s"));
    let forever = [
        &["run", "hello.yaml", "--to", "stdout", "--speed", "max"][..],
        &["preview", "hello.yaml", "-n", "1000000000"],
    ];
    for arguments in forever {
        let mut command = folder.command(arguments);
        command.stdout(Stdio::piped());
        let mut running = Running::start(command);
        let mut line = String::new();
        BufReader::new(running.out()).read_line(&mut line).unwrap();
        assert!(line.starts_with("{\"at\":"), "{line}");
        let called = running.end().done();
        let complaints = ["rror", "roken", "panicked", "Events Planned"];
        assert!(complaints.iter().all(|words| !called.err.contains(words)), "{}", called.err);
    }
}

#[test]
fn a_standard_error_that_nobody_reads_changes_nothing() {
    let folder = Folder::with("hello.yaml", &HELLO.replace("at: =now", "share: =1 / int(0..1)"));
    folder.write("wrong.yaml", &HELLO.replace("=uuid()", "=uuid(1)"));
    let run = ["run", "hello.yaml", "--to", "null", "--speed", "max", "--max-events", "20"];
    for (arguments, code) in [
        (&run[..], 0),
        (&[&run[..], &["-v"]].concat(), 0),
        (&["run", "hello.yaml", "--to", "nowhere"], 2),
        (&["preview", "wrong.yaml"], 3),
        (&["check", "missing.yaml"], 3),
        (&["check", "hello.yaml", "--format", "json"], 0),
        (&["explain", "E9"], 2),
    ] {
        let mut child =
            folder.command(arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stderr.take());
        assert_eq!(child.wait().unwrap().code(), Some(code), "{arguments:?}");
    }
}
