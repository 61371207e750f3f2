//! Variables, `.env`, and secrets, which are needed by Kafka alone and shown by nothing.

use crate::child::Running;
use crate::folder::{Called, Folder, call};
use crate::scrape;
use rdkafka::mocking::MockCluster;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};
use std::path::{Path, PathBuf};

const PASSWORD: &str = "hunter2-s3cret";

/// The gallery's scenario with a login, in a folder of its own.
fn customers() -> Folder {
    let text = include_str!("../../scenarios/customer-events.yaml");
    Folder::with("customers.yaml", text)
}

#[test]
fn only_kafka_needs_the_secrets() {
    let folder = customers();
    folder.call(&["check", "customers.yaml"]).done();
    folder.call(&["plan", "customers.yaml"]).done();
    folder.call(&["preview", "customers.yaml"]).done();
    let run = ["run", "customers.yaml", "--speed", "max", "--max-events", "20"];
    for target in ["null", "stdout", "embedded"] {
        folder.call(&[&run[..], &["--to", target]].concat()).done();
    }
    folder.call(&run).done();
}

#[test]
fn a_missing_variable_is_named_where_it_stands() {
    let folder = customers();
    let run = ["run", "customers.yaml", "--to", "kafka", "--set", "kafka.bootstrap.servers=127.0.0.1:1"];
    let called = folder.call(&run).refused(3, "KAFKA_USERNAME");
    assert!(called.err.contains("KAFKA_PASSWORD"), "both in one run: {}", called.err);
    assert!(called.err.contains("customers.yaml:"), "{}", called.err);
}

#[test]
fn the_folder_of_the_scenario_may_hold_variables_and_the_process_wins() {
    let folder = customers();
    folder.write(".env", "# settings\nKAFKA_TOPIC=from-file\n");
    let elsewhere = Folder::new();
    let path = folder.join("customers.yaml").display().to_string();
    let topic = |variable: Option<&str>| {
        let mut command = elsewhere.command(&["preview", &path, "-n", "1"]);
        command.envs(variable.map(|value| ("KAFKA_TOPIC", value)));
        call(command).done().lines()[0]["topic"].as_str().unwrap().to_owned()
    };
    assert_eq!(topic(None), "from-file");
    assert_eq!(topic(Some("from-process")), "from-process");
}

#[test]
fn a_secret_is_never_shown() {
    let cluster = MockCluster::new(1).unwrap();
    let folder = customers();
    folder.write(".env", &format!("KAFKA_PASSWORD={PASSWORD}\n"));
    let run = [
        &["run", "customers.yaml", "--to", "kafka", "--speed", "max", "--max-events", "5", "-v"][..],
        &["--set", "kafka.debug=all", "--log-file", "run.log", "--summary", "out.json"],
    ]
    .concat();
    // Accepted, refused for the encryption, for the login, for a wrong property.
    let ways = [
        ("PLAINTEXT", "PLAIN", 0),
        ("SASL_SSL", "PLAIN", 6),
        ("SASL_PLAINTEXT", "PLAIN", 6),
        ("SASL_PLAINTEXT", "SCRAM-SHA-256", 6),
        ("SASL_PLAINTEXT", "NONE", 3),
        ("NONE", "PLAIN", 3),
    ];
    for (protocol, mechanism, code) in ways {
        let mut command = folder.command(&run);
        command
            .env("KAFKA_BOOTSTRAP_SERVERS", cluster.bootstrap_servers())
            .env("KAFKA_USERNAME", "somebody")
            .env("KAFKA_SECURITY_PROTOCOL", protocol)
            .env("KAFKA_SASL_MECHANISMS", mechanism);
        let called = call(command);
        assert_eq!(called.code, code, "{protocol} {mechanism}\n{}", called.err);
        let shown = [called.out, called.err, folder.read("run.log"), folder.read("out.json")];
        for text in shown {
            assert!(!text.contains(PASSWORD), "{protocol} {mechanism}:\n{text}");
        }
    }
    let set = format!("kafka.sasl.password={PASSWORD}");
    for command in ["check", "plan", "preview"] {
        let called = folder.call(&[command, "customers.yaml"]).done();
        assert!(!(called.out + &called.err).contains(PASSWORD), "{command}");
    }
    let called = folder.call(&["run", "customers.yaml", "--set", &set, "--set", "kafka.acks=?"]);
    let called = called.refused(2, "the Kafka property `acks` cannot be used");
    assert!(!(called.out + &called.err).contains(PASSWORD));
}

#[test]
fn what_librdkafka_says_is_told_without_secrets() {
    let folder = Folder::hello();
    let secrets =
        ["--set", "kafka.sasl.password=refused", "--set", "kafka.sasl.kerberos.kinit.cmd=echo hunter2"];
    let nobody = ["run", "hello.yaml", "-v", "--set", "kafka.bootstrap.servers=127.0.0.1:1"];
    for debug in [&[][..], &["--set", "kafka.debug=all"]] {
        let called = folder.call(&[&nobody[..], &secrets, debug].concat()).refused(6, "Connection …");
        let shown = ["Connection refused", "hunter2"].map(|words| called.err.contains(words));
        assert_eq!(shown, [false; 2], "{}", called.err);
    }
}

#[test]
fn a_setting_that_cannot_be_read_does_not_show_its_value() {
    let folder = Folder::hello();
    folder.write("in.jsonl", "");
    for name in ["sasl.password", "kafka,sasl.password", "kafka.", "Kafka.sasl.password"] {
        let setting = format!("{name}={PASSWORD}");
        for command in [["run", "hello.yaml"], ["send", "in.jsonl"]] {
            let called = folder.call(&[&command[..], &["--set", &setting]].concat());
            let called =
                called.refused(2, &format!("error: --set {name}: write `--set kafka.PROPERTY=VALUE`"));
            assert!(!(called.out + &called.err).contains(PASSWORD), "{name}");
        }
    }
    let called = folder.call(&["run", "hello.yaml", "--set", PASSWORD]);
    let called = called.refused(2, "error: --set: write `--set kafka.PROPERTY=VALUE`");
    assert!(!(called.out + &called.err).contains(PASSWORD));
}

/// Neither what was printed nor any file in the folder but `.env` holds the secret; tells the files.
#[track_caller]
fn is_nowhere(folder: &Folder, printed: &[&str]) -> Vec<PathBuf> {
    for text in printed {
        assert!(!text.contains(PASSWORD), "it is in\n{text}");
    }
    let files = files(folder.path());
    for path in &files {
        let bytes = std::fs::read(path).unwrap();
        let is_there = bytes.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes());
        assert!(!is_there, "it is in {}", path.display());
    }
    files
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] });
    files.filter(|path| path.file_name().is_some_and(|name| name != ".env")).collect()
}

#[test]
fn no_file_that_the_command_writes_holds_a_secret() {
    let cluster = MockCluster::new(1).unwrap();
    cluster.create_topic("customer-events", 4, 1).unwrap();
    let denied = RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED;
    cluster.request_errors(RDKafkaApiKey::Produce, &[denied; 3]);
    let folder = customers();
    folder.write(".env", &format!("KAFKA_PASSWORD={PASSWORD}\n"));
    let with_login = |arguments: &[&str], protocol: &str| {
        let mut command = folder.command(arguments);
        command
            .env("RUST_LOG", "trace")
            .env("KAFKA_BOOTSTRAP_SERVERS", cluster.bootstrap_servers())
            .env("KAFKA_USERNAME", "somebody")
            .env("KAFKA_SECURITY_PROTOCOL", protocol);
        command
    };
    let run = [
        &["run", "customers.yaml", "--to", "kafka", "--set", "kafka.debug=all", "-v", "--speed", "100x"][..],
        &["--set", "kafka.enable.idempotence=false", "--log-file", "run.log", "--log-format", "json"],
        &["--summary", "out.json", "--failed", "failed.jsonl", "--journal", "run.journal"],
        &["--metrics", "127.0.0.1:0"],
    ]
    .concat();
    let mut running = Running::start(with_login(&run, "PLAINTEXT"));
    let address = scrape::address(&mut running);
    running.wait_for("customers/purchase ");
    let scraped = scrape::text(&address);
    running.signal("INT");
    let called = running.end();
    assert_eq!(called.code, 130, "{}", called.err);
    is_nowhere(&folder, &[&called.out, &called.err, &scraped]);
    for (file, holds) in [("run.log", "librdkafka"), ("failed.jsonl", "no rights"), ("out.json", "failures")]
    {
        assert!(folder.read(file).contains(holds), "{file} is written");
    }
    let says = |called: Called| is_nowhere(&folder, &[&called.out, &called.err]);
    let again = ["send", "failed.jsonl", "--scenario", "customers.yaml", "--failed", "again.jsonl", "-v"];
    for protocol in ["PLAINTEXT", "SASL_PLAINTEXT"] {
        says(call(with_login(&again, protocol)));
    }
    for arguments in [
        &["plan", "customers.yaml", "--html", "plan.html", "--svg", "plan.svg"][..],
        &["plan", "customers.yaml", "--format", "json"],
        &["check", "customers.yaml", "--format", "json"],
        &["preview", "customers.yaml", "--stats"],
        &["test", "customers.yaml"],
    ] {
        says(call(with_login(arguments, "PLAINTEXT")));
    }
    let written = says(folder.call(&["describe"]));
    for name in ["plan.html", "plan.svg", "run.journal", "again.jsonl"] {
        assert!(written.contains(&folder.join(name)), "{name} is written: {written:?}");
    }
}
