//! The log: what is in it, and how it is written.

use crate::folder::{Called, Folder, HELLO, call};
use rdkafka::mocking::MockCluster;
use serde_json::Value;

const RUN: [&str; 10] =
    ["run", "hello.yaml", "--to", "embedded", "--speed", "max", "--max-events", "5", "--log-file", "run.log"];

#[track_caller]
fn run(folder: &Folder, filter: &str, options: &[&str]) -> Called {
    let mut command = folder.command(&[&RUN, options].concat());
    command.env("RUST_LOG", filter);
    call(command)
}

#[test]
fn a_log_for_programs_is_one_object_a_line() {
    let folder = Folder::with("hello.yaml", &HELLO.replace("at: =now", "share: =1 / 0 + event.index"));
    let called = run(&folder, "", &["--log-format", "json"]).done();
    let log = folder.read("run.log");
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let message = |line: &Value| line["fields"]["message"].as_str().unwrap().to_owned();
    assert!(lines.iter().any(|line| message(line) == "hello: seed 1"), "{log}");
    for line in &lines {
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z') && line["level"].is_string(), "{line}");
        assert!(line["target"].is_string(), "{line}");
    }
    let account = lines.last().unwrap();
    assert_eq!((message(account).as_str(), &account["summary"]["acknowledged"]), ("account", &5.into()));
    let text = account["fields"]["text"].as_str().unwrap();
    assert!(text.contains("\nnull in 5 events: "), "{text}");
    assert!(called.err.contains("INFO") && called.err.contains(text), "people read words: {}", called.err);
}

#[test]
fn the_environment_says_what_is_logged() {
    let folder = Folder::hello();
    let debug = ["--set", "kafka.debug=all"];
    run(&folder, "warn,librdkafka=debug", &debug).done();
    let log = folder.read("run.log");
    assert!(log.contains("DEBUG") && log.contains("mock"), "librdkafka's own words: {log}");
    assert!(!log.contains("INFO"), "{log}");
    run(&folder, "", &debug).done();
    let log = folder.read("run.log");
    assert!(log.contains("INFO hello: seed 1") && !log.contains("DEBUG"), "{log}");
    run(&folder, "off", &[]).done();
    assert!(folder.read("run.log").starts_with("hello to embedded at max: complete"), "the account alone");
}

#[test]
fn librdkafkas_own_words_are_on_the_console_and_in_the_file_in_either_form() {
    let folder = Folder::hello();
    let debug = ["--set", "kafka.debug=broker"];
    let called = run(&folder, "info,librdkafka=debug", &debug).done();
    let words = "ApiVersionRequest";
    assert!(called.err.contains(words) && folder.read("run.log").contains(words), "{}", called.err);
    run(&folder, "info,librdkafka=debug", &[&debug[..], &["--log-format", "json"]].concat()).done();
    let log = folder.read("run.log");
    let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let own: Vec<Value> = lines.filter(|line| line["target"] == "librdkafka").collect();
    assert!(!own.is_empty(), "{log}");
    for line in &own {
        assert!(line["level"].is_string() && line["timestamp"].is_string(), "{line}");
    }
    let is_told = |line: &Value| line["fields"]["message"].as_str().is_some_and(|told| told.contains(words));
    assert!(own.iter().any(is_told), "{log}");
}

#[test]
fn a_wrong_filter_or_a_format_of_no_file_is_wrong_usage() {
    let folder = Folder::hello();
    folder.write("run.log", "last");
    run(&folder, "librdkafka=loud", &[]).refused(2, "RUST_LOG=librdkafka=loud: ");
    assert_eq!(folder.read("run.log"), "last", "and the last run's files stay");
    folder.call(&["run", "hello.yaml", "--log-format", "json"]).refused(2, "--log-file <FILE>");
}

#[test]
fn no_filter_and_no_format_shows_a_secret() {
    const PASSWORD: &str = "hunter2-s3cret";
    let cluster = MockCluster::new(1).unwrap();
    let text = include_str!("../../scenarios/customer-events.yaml");
    let folder = Folder::with("hello.yaml", text);
    for (protocol, code) in [("PLAINTEXT", 0), ("SASL_PLAINTEXT", 6)] {
        let mut command = folder.command(&RUN.map(|word| if word == "embedded" { "kafka" } else { word }));
        command
            .args(["--set", "kafka.debug=all", "-v", "--log-format", "json", "--metrics", "127.0.0.1:0"])
            .env("RUST_LOG", "trace")
            .env("KAFKA_BOOTSTRAP_SERVERS", cluster.bootstrap_servers())
            .env("KAFKA_USERNAME", "somebody")
            .env("KAFKA_PASSWORD", PASSWORD)
            .env("KAFKA_SECURITY_PROTOCOL", protocol);
        let called = call(command);
        assert_eq!(called.code, code, "{}", called.err);
        let log = folder.read("run.log");
        assert!(log.contains("\"target\":\"librdkafka\"") && log.contains("ApiVersionRequest"), "{log}");
        for text in [called.out, called.err, log] {
            assert!(!text.contains(PASSWORD), "{protocol}:\n{text}");
        }
    }
}
