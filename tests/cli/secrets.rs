//! Variables, `.env`, and secrets, which are needed by Kafka alone and shown by nothing.

use crate::folder::{Folder, call};
use rdkafka::mocking::MockCluster;

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
