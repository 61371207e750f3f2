//! Where records go: `--to`, the servers of the scenario, `--set`.

use crate::folder::{Called, Folder, HELLO};
use serde_json::Value;

/// Ten records, as soon as can be.
#[track_caller]
fn run(folder: &Folder, options: &[&str]) -> Called {
    let run = ["run", "hello.yaml", "--speed", "max", "--max-events", "10", "--summary", "out.json"];
    folder.call(&[&run, options].concat())
}

#[track_caller]
fn summary(folder: &Folder) -> Value {
    serde_json::from_str(&folder.read("out.json")).unwrap()
}

fn with_servers(servers: &str) -> Folder {
    Folder::with("hello.yaml", &format!("{HELLO}kafka:\n  bootstrap.servers: {servers}\n"))
}

#[test]
fn standard_output_holds_records_alone() {
    let folder = Folder::hello();
    let called = run(&folder, &["--to", "stdout"]).done();
    assert_eq!(called.lines().len(), 10);
    assert_eq!(called.out, folder.call(&["preview", "hello.yaml", "-n", "10"]).done().out, "as the preview");
}

#[test]
fn a_file_holds_the_same_lines() {
    let folder = Folder::hello();
    folder.write("records.jsonl", "what stood here before\n");
    let called = run(&folder, &["--to", "file:records.jsonl"]).done();
    assert_eq!(called.out, "");
    let records = folder.read("records.jsonl");
    assert_eq!(records, run(&folder, &["--to", "stdout"]).done().out);
}

#[test]
fn without_servers_a_broker_of_its_own_is_the_target_and_is_checked_at_the_end() {
    for folder in [Folder::hello(), with_servers("embedded"), with_servers("${SERVERS:-embedded}")] {
        let called = run(&folder, &[]).done();
        let read = "read along with: kcat -C -b 127.0.0.1:";
        assert!(called.err.contains(read) && called.err.contains(" -t greetings\n"), "{}", called.err);
        assert!(called.err.contains("topic 'greetings' has 4 partitions"), "{}", called.err);
        let summary = summary(&folder);
        assert_eq!(summary["target"], "embedded");
        assert_eq!(summary["mismatches"], serde_json::json!([]));
        let partitions = summary["topics"][0]["partitions"].as_object().unwrap();
        assert_eq!(partitions.values().filter_map(|part| part["acknowledged"].as_u64()).sum::<u64>(), 10);
    }
}

#[test]
fn declared_topics_have_the_partitions_they_declare() {
    let text = format!("{HELLO}topics:\n  greetings: {{ partitions: 7 }}\n  others: {{ partitions: 1 }}\n");
    let called = run(&Folder::with("hello.yaml", &text), &["--to", "embedded"]).done();
    for line in ["topic 'greetings' has 7 partitions", "topic 'others' has 1 partition\n"] {
        assert!(called.err.contains(line), "{}", called.err);
    }
}

#[test]
fn declared_topics_that_only_records_name_have_the_partitions_they_declare() {
    let computed =
        HELLO.replace("topic: greetings", "topic: \"kind-{{ ['b', 'b', 'a', 'a'][event.index % 4] }}\"");
    let topics = "topics:\n  kind-a: { partitions: 2 }\n  kind-b: { partitions: 7 }\n";
    let folder = Folder::with("hello.yaml", &format!("{computed}{topics}"));
    let options = ["--to", "embedded", "--max-events", "400"];
    folder
        .call(&[&["run", "hello.yaml", "--speed", "max", "--summary", "out.json"], &options[..]].concat())
        .done();
    let summary = summary(&folder);
    let [a, b] = ["kind-a", "kind-b"].map(|name| {
        let topics = summary["topics"].as_array().unwrap();
        let topic = topics.iter().find(|topic| topic["name"] == name).unwrap();
        (topic["acknowledged"].as_u64().unwrap(), topic["partitions"].as_object().unwrap().len())
    });
    assert_eq!((a, b), ((200, 2), (200, 7)));
    assert_eq!(summary["end_offsets"]["records"], 400);
}

#[test]
fn a_time_that_kafka_does_not_keep_is_a_failure_of_its_record() {
    let folder = Folder::with("hello.yaml", &HELLO.replace("2026-01-01", "1970-01-01"));
    let called = run(&folder, &["--to", "embedded"]);
    called.refused(6, "its event time is not after 1970-01-01T00:00:00Z");
    let summary = summary(&folder);
    assert_eq!((&summary["acknowledged"], &summary["failed"]), (&9.into(), &1.into()));
    run(&folder, &["--to", "null"]).done();
}

#[test]
fn an_unknown_target_is_wrong_usage() {
    for target in ["nul", "file:", "Kafka", "kafka:localhost"] {
        run(&Folder::hello(), &["--to", target]).refused(2, "kafka, embedded, stdout, file:PATH, null");
    }
}

#[test]
fn kafka_without_servers_is_wrong_usage() {
    run(&Folder::hello(), &["--set", "kafka.bootstrap.servers="])
        .refused(2, "no Kafka servers are configured");
    let folder = with_servers("${SERVERS}");
    folder.write(".env", "SERVERS=\n");
    run(&folder, &[]).refused(2, "no Kafka servers are configured");
    run(&folder, &["--to", "embedded"]).done();
    for folder in [Folder::hello(), with_servers("embedded")] {
        run(&folder, &["--to", "kafka"]).refused(2, "--set kafka.bootstrap.servers=localhost:9092");
    }
}

#[test]
fn a_broker_that_is_not_there_is_named_with_what_to_do() {
    let folder = Folder::hello();
    let nowhere = ["--set", "kafka.bootstrap.servers=127.0.0.1:1"];
    for options in [&nowhere[..], &[&nowhere[..], &["--to", "kafka"]].concat()] {
        let called = run(&folder, options).refused(6, "cannot connect to Kafka at 127.0.0.1:1");
        assert!(called.err.contains("is a broker running and listening there?"), "{}", called.err);
        assert!(called.err.contains("--to embedded"), "{}", called.err);
    }
    let called = run(&with_servers("127.0.0.1:1"), &[]);
    called.refused(6, "cannot connect to Kafka at 127.0.0.1:1");
}

#[test]
fn a_property_is_passed_through_or_named() {
    let folder = Folder::hello();
    run(&folder, &["--set", "kafka.acks=1", "--set", "kafka.compression.type=gzip"]).done();
    let misspelt =
        "the Kafka property `acsk` cannot be used: librdkafka has none of this name; did you mean `acks`?";
    for target in ["kafka", "embedded", "null", "stdout", "file:records.jsonl"] {
        run(&folder, &["--to", target, "--set", "kafka.acsk=1"]).refused(2, misspelt);
    }
    run(&folder, &["--set", "kafka.ssl.ca.locaton=x"]).refused(2, "did you mean `ssl.ca.location`?");
    run(&folder, &["--set", "kafka.linger.ms=soon"])
        .refused(2, "the Kafka property `linger.ms` cannot be used");
    folder.write("hello.yaml", &format!("{HELLO}kafka:\n  acsk: all\n"));
    run(&folder, &["--to", "null"]).refused(3, "librdkafka has no property `acsk`");
    folder.write("hello.yaml", &format!("{HELLO}kafka:\n  acks: most\n"));
    run(&folder, &[]).refused(3, "the Kafka property `acks` cannot be used");
    run(&folder, &["--to", "null"]).done();
}

#[test]
fn a_property_of_the_command_is_its_mistake_by_each_of_its_names() {
    let folder = Folder::hello();
    for name in ["bootstrap.servers", "metadata.broker.list"] {
        let set = format!("kafka.{name}=127.0.0.1:99999");
        run(&folder, &["--set", &set]).refused(2, "each server is `HOST:PORT`");
    }
    let servers = "kafka.bootstrap.servers=127.0.0.1:1";
    for name in ["sasl.mechanism", "sasl.mechanisms"] {
        let set = format!("kafka.{name}=OAUTHBEARER");
        run(&folder, &["--set", servers, "--set", &set]).refused(2, "OAUTHBEARER takes a token");
    }
    let secure = ["--set", servers, "--set", "kafka.security.protocol=SASL_PLAINTEXT"];
    let scenario = format!("{HELLO}kafka:\n  sasl.mechanisms: OAUTHBEARER\n");
    folder.write("hello.yaml", &scenario);
    run(&folder, &secure).refused(3, "OAUTHBEARER takes a token");
    let plain = ["--set", "kafka.sasl.mechanism=PLAIN", "--set", "kafka.sasl.username=ann"];
    let password = ["--set", "kafka.sasl.password=s3cret"];
    run(&folder, &[&secure[..], &plain, &password].concat()).refused(6, "cannot connect to Kafka");
}

#[test]
fn a_file_that_takes_nothing_fails_the_run_and_loses_nothing_from_the_books() {
    let folder = Folder::hello();
    let called = run(&folder, &["--to", "file:/dev/full"]).refused(6, "cannot write to /dev/full");
    assert!(called.err.contains("hello to file:/dev/full at max: the target failed"), "{}", called.err);
    let summary = summary(&folder);
    assert_eq!(summary["ending"], "failed");
    assert_eq!(summary["acknowledged"], 0);
    assert_eq!(summary["planned"], summary["failed"]);
    assert!(summary["failed"].as_u64().unwrap() > 0);
    run(&folder, &["--to", "file:missing/records"]).refused(6, "cannot open missing/records");
}
