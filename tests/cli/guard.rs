//! What stands between a scenario and a cluster that others use.

use crate::folder::{Called, Folder, HELLO, call};
use rdkafka::mocking::MockCluster;
use serde_json::Value;

#[track_caller]
fn run(folder: &Folder, servers: &str, options: &[&str]) -> Called {
    let servers = format!("kafka.bootstrap.servers={servers}");
    let run = ["run", "repo/scenarios/hello.yaml", "--speed", "max", "--max-events", "10", "--set", &servers];
    folder.call(&[&run[..], &["--summary", "out.json"], options].concat())
}

/// A scenario two folders deep in a repository.
fn repository(text: &str) -> Folder {
    let folder = Folder::with("repo/scenarios/hello.yaml", text);
    folder.write("repo/.git/HEAD", "");
    folder
}

#[test]
fn servers_elsewhere_want_a_yes() {
    let folder = repository(&format!("{HELLO}kafka:\n  sasl.password: s3cret\n"));
    let called = run(&folder, "localhost:1,kafka.example:9092", &["--for", "10s"]).refused(2, "add `--yes`");
    for line in [
        "  servers  localhost:1,kafka.example:9092",
        "  topics   greetings",
        "  events   without an end",
        "  ends     after 10 events or 00:00:10.000 of the schedule",
    ] {
        assert!(called.err.lines().any(|shown| shown == line), "{line} is not in\n{}", called.err);
    }
    assert!(!called.err.contains("s3cret"), "{}", called.err);
    assert!(!folder.has("out.json"), "and nothing has begun");
}

#[test]
fn no_character_hides_what_is_asked_about() {
    let folder = repository(&HELLO.replace("scenario: hello", "scenario: \"a\\e[2Jb\""));
    let called = run(&folder, "kafka.example:9092,\u{1b}[8m:1", &[]).refused(2, "add `--yes`");
    assert!(
        called.err.starts_with("a\\u{1b}[2Jb\n  servers  kafka.example:9092,\\u{1b}[8m:1\n"),
        "{}",
        called.err
    );
}

#[test]
fn a_yes_sends_and_this_machine_needs_none() {
    let cluster = MockCluster::new(1).unwrap();
    let here = cluster.bootstrap_servers();
    let port = here.rsplit(':').next().unwrap();
    let folder = repository(HELLO);
    run(&folder, &here, &[]).done();
    // The same broker by an address that does not say so.
    let elsewhere = format!("0.0.0.0:{port}");
    run(&folder, &elsewhere, &[]).refused(2, "these servers are not on this machine");
    run(&folder, &elsewhere, &["--yes"]).done();
    run(&folder, "kafka.example:9092", &["--to", "null"]).done();
}

#[test]
fn only_allowed_topics_are_connected_to() {
    let folder = repository(&format!("{HELLO}topics:\n  others: {{ partitions: 1 }}\n"));
    folder.write("repo/rushhour.toml", "topics_allowed = [\"load.*\", \"others\"]\n");
    let called = run(&folder, "127.0.0.1:1", &[]).refused(3, "the topic 'greetings' is not allowed: ");
    assert!(called.err.contains("repo/rushhour.toml holds `load.*`, `others`"), "{}", called.err);
    assert!(!called.err.contains("'others' is not"), "{}", called.err);
    run(&folder, "127.0.0.1:1", &["--to", "embedded"]).done();
    folder.write("repo/scenarios/rushhour.toml", "topics_allowed = [\"greet*\", \"others\"]\n");
    run(&folder, "127.0.0.1:1", &[]).refused(6, "cannot connect to Kafka");
    folder.write("repo/scenarios/rushhour.toml", "");
    run(&folder, "127.0.0.1:1", &[]).refused(6, "cannot connect to Kafka");
}

#[test]
fn a_file_above_the_repository_says_nothing_about_it() {
    let folder = repository(HELLO);
    folder.write("rushhour.toml", "topics_allowed = []\n");
    run(&folder, "127.0.0.1:1", &[]).refused(6, "cannot connect to Kafka");
    std::fs::remove_dir_all(folder.join("repo/.git")).unwrap();
    run(&folder, "127.0.0.1:1", &[]).refused(3, "rushhour.toml is empty");
}

#[test]
fn a_wrong_file_is_refused_at_its_place() {
    let folder = repository(HELLO);
    for (text, words) in [
        ("topics_alowed = []\n", "unknown field `topics_alowed`, expected `topics_allowed`"),
        ("\ntopics_allowed = \"load.*\"\n", "line 2, column 18"),
        ("topics_allowed = [\"load.*\"", "TOML parse error at line 1"),
        ("topics_allowed = [\"load.{a,b}\"]\n", "`load.{a,b}` holds no topic"),
    ] {
        folder.write("repo/rushhour.toml", text);
        let called = run(&folder, "127.0.0.1:1", &[]).refused(3, words);
        assert!(called.err.contains("repo/rushhour.toml: "), "{}", called.err);
    }
}

#[test]
fn computed_topics_are_held_to_it_when_they_turn_up_whatever_else_is_declared() {
    let computed =
        HELLO.replace("topic: greetings", "topic: \"=match(event.index % 2, 1='load.even', else='odd')\"");
    let declared = format!("{computed}topics:\n  load.even: {{ partitions: 3 }}\n");
    for text in [computed, declared] {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("load.even", 3, 1).unwrap();
        let folder = repository(&text);
        folder.write("repo/rushhour.toml", "topics_allowed = [\"load.*\"]\n");
        let called =
            run(&folder, &cluster.bootstrap_servers(), &[]).refused(6, "the topic 'odd' is not allowed: ");
        let summary: Value = serde_json::from_str(&folder.read("out.json")).unwrap();
        let counts = ["planned", "acknowledged", "failed"].map(|key| summary[key].as_u64().unwrap());
        assert_eq!(counts, [10, 5, 5], "{}", called.err);
        assert_eq!(summary["failures"][0]["records"], 5);
    }
}

/// Two greetings in a folder without a repository, sent with the properties of `repo/scenarios/hello.yaml`.
#[track_caller]
fn send(folder: &Folder, servers: &str, options: &[&str]) -> Called {
    let records = folder.call(&["preview", "repo/scenarios/hello.yaml", "-n", "2"]).done().out;
    folder.write("elsewhere/in.jsonl", &records);
    let servers = format!("kafka.bootstrap.servers={servers}");
    folder.call(&[&["send", "elsewhere/in.jsonl", "--set", &servers][..], options].concat())
}

const OF_SCENARIO: [&str; 2] = ["--scenario", "repo/scenarios/hello.yaml"];

#[test]
fn records_are_held_to_what_is_said_of_their_file_and_of_their_scenario() {
    let folder = repository(HELLO);
    folder.write("repo/rushhour.toml", "topics_allowed = [\"load.*\"]\n");
    send(&folder, "127.0.0.1:1", &[]).refused(6, "cannot connect to Kafka");
    let refused = |folder: &Folder, place: &str| {
        let called = send(folder, "127.0.0.1:1", &OF_SCENARIO).refused(3, "'greetings' is not allowed: ");
        assert!(called.err.contains(place), "{}", called.err);
    };
    refused(&folder, "repo/rushhour.toml holds `load.*`");
    folder.write("elsewhere/rushhour.toml", "topics_allowed = [\"greetings\"]\n");
    refused(&folder, "repo/rushhour.toml holds `load.*`");
    folder.write("repo/rushhour.toml", "topics_allowed = [\"greet*\"]\n");
    send(&folder, "127.0.0.1:1", &OF_SCENARIO).refused(6, "cannot connect to Kafka");
    folder.write("elsewhere/rushhour.toml", "topics_allowed = []\n");
    refused(&folder, "elsewhere/rushhour.toml is empty");
}

#[test]
fn records_from_outside_are_held_to_what_is_said_of_the_current_folder() {
    let outside = Folder::new();
    let folder = repository(HELLO);
    folder.write("repo/rushhour.toml", "topics_allowed = [\"load.*\"]\n");
    let records = folder.call(&["preview", "repo/scenarios/hello.yaml", "-n", "2"]).done().out;
    outside.write("in.jsonl", &records);
    let file = outside.join("in.jsonl").display().to_string();
    let send = |place: &str| {
        let mut command = folder.command(&["send", &file, "--set", "kafka.metadata.broker.list=127.0.0.1:1"]);
        command.current_dir(folder.join(place));
        call(command)
    };
    for place in ["repo", "repo/scenarios"] {
        send(place).refused(3, "the topic 'greetings' is not allowed: ");
    }
    send(".").refused(6, "cannot connect to Kafka");
    folder.write("repo/scenarios/rushhour.toml", "topics_allowed = nothing\n");
    send("repo/scenarios").refused(3, "repo/scenarios/rushhour.toml: TOML parse error");
}

#[test]
fn servers_are_judged_by_the_list_that_is_used() {
    let folder = repository(HELLO);
    let servers = |name: &str| [name, "=kafka.example:9092"].concat();
    let other = servers("kafka.metadata.broker.list");
    run(&folder, "127.0.0.1:1", &["--set", &other]).refused(2, "  servers  kafka.example:9092");
    let other = "kafka.metadata.broker.list=127.0.0.1:1";
    run(&folder, "kafka.example:9092", &["--set", other])
        .refused(6, "cannot connect to Kafka at 127.0.0.1:1");
    let hello = ["run", "repo/scenarios/hello.yaml", "--set"];
    folder.call(&[&hello[..], &[other]].concat()).refused(6, "cannot connect to Kafka at 127.0.0.1:1");
    let text = format!("{HELLO}kafka:\n  metadata.broker.list: kafka.example:9092\n");
    folder.write("repo/scenarios/hello.yaml", &text);
    folder.call(&hello[..2]).refused(2, "  servers  kafka.example:9092");
    let called =
        run(&folder, "ann:s3cret@kafka.example:9092", &[]).refused(2, "a server is written `HOST:PORT`");
    assert!(!called.err.contains("s3cret"), "{}", called.err);
}

#[test]
fn records_want_a_yes_as_a_run_does() {
    let folder = repository(HELLO);
    for options in [&[][..], &OF_SCENARIO] {
        let called = send(&folder, "kafka.example:9092", options).refused(2, "add `--yes`");
        assert!(called.err.contains("  topics   greetings\n  events   2\n"), "{}", called.err);
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_held_to_what_is_said_where_it_leads_and_where_it_stands() {
    let folder = repository(HELLO);
    folder.write("elsewhere/.git/HEAD", "");
    std::os::unix::fs::symlink(folder.join("repo/scenarios/hello.yaml"), folder.join("elsewhere/link.yaml"))
        .unwrap();
    let run = ["run", "elsewhere/link.yaml", "--set", "kafka.bootstrap.servers=127.0.0.1:1"];
    folder.call(&run).refused(6, "cannot connect to Kafka");
    for (here, there) in [("repo", "elsewhere"), ("elsewhere", "repo")] {
        folder.write(&format!("{here}/rushhour.toml"), "topics_allowed = []\n");
        folder.write(&format!("{there}/rushhour.toml"), "topics_allowed = [\"*\"]\n");
        folder.call(&run).refused(3, &format!("{here}/rushhour.toml is empty"));
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_allows_nothing() {
    let folder = repository(HELLO);
    let link = folder.join("repo/rushhour.toml");
    for (to, words) in [("nowhere", "No such file"), ("rushhour.toml", "symbolic links")] {
        std::os::unix::fs::symlink(to, &link).unwrap();
        for called in [run(&folder, "127.0.0.1:1", &[]), send(&folder, "127.0.0.1:1", &OF_SCENARIO)] {
            assert!(called.err.contains("repo/rushhour.toml: "), "{}", called.err);
            called.refused(3, words);
        }
        std::fs::remove_file(&link).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_held_to_what_is_said_of_the_current_folder() {
    let folder = Folder::hello();
    folder.write("rushhour.toml", "topics_allowed = []\n");
    let servers = "kafka.bootstrap.servers=127.0.0.1:1";
    for (command, text) in
        [("send", folder.call(&["preview", "hello.yaml", "-n", "2"]).done().out), ("run", HELLO.to_owned())]
    {
        let command = folder.command(&[command, "/dev/stdin", "--set", servers]);
        let output = assert_cmd::Command::from_std(command).write_stdin(text).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(3) && told.contains("rushhour.toml is empty"), "{told}");
    }
}
