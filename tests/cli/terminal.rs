//! Runs at a real terminal, which `script` makes: the question before a run to other machines, asked and answered, and
//! a terminal that is gone in mid-run.

use crate::child::Running;
use crate::folder::{Called, DEADLINE, Folder};
use assert_cmd::cargo::cargo_bin;
use rdkafka::mocking::MockCluster;
use std::process::Command;
use std::sync::mpsc::channel;
use std::thread;

/// A network that stands in examples and nowhere else.
const NOWHERE: &str = "192.0.2.1:9092";

/// A run of ten events to these servers, with so much typed.
fn typed(folder: &Folder, servers: &str, answer: &str) -> Called {
    typed_behind(folder, servers, "", answer)
}

/// The same with something behind the command.
fn typed_behind(folder: &Folder, servers: &str, behind: &str, answer: &str) -> Called {
    let binary = cargo_bin!("rushhour").display().to_string();
    let run = format!(
        "'{binary}' run hello.yaml --start '0s ago' --speed max --max-events 10 --summary out.json --set kafka.bootstrap.servers={servers} {behind}"
    );
    let mut command = Command::new("script");
    command.current_dir(folder.path()).env("SHELL", "/bin/sh").args(["-qec", &run, "/dev/null"]);
    let mut command = assert_cmd::Command::from_std(command);
    let output = command.timeout(DEADLINE).write_stdin(answer).output().expect("Linux has `script`");
    Called {
        code: output.status.code().expect("no signal ended it"),
        out: String::new(),
        err: String::from_utf8(output.stdout).unwrap(),
    }
}

#[test]
fn nothing_but_a_yes_at_the_terminal_sends() {
    for answer in ["n\n", "\n", "", "no\ny\n", "yesterday\n"] {
        let folder = Folder::hello();
        let called = typed(&folder, NOWHERE, answer);
        let called = called.refused(1, "Send? [y/N] ");
        for line in ["  servers  192.0.2.1:9092", "  topics   greetings", "  ends     after 10 events"] {
            assert!(called.err.contains(line), "{answer:?}: {line} is not in\n{}", called.err);
        }
        assert!(!called.err.contains("INFO") && !folder.has("out.json"), "nothing has begun\n{}", called.err);
    }
}

#[test]
fn a_yes_at_the_terminal_sends() {
    let cluster = MockCluster::new(1).unwrap();
    let here = cluster.bootstrap_servers();
    let elsewhere = here.replace("127.0.0.1", "0.0.0.0");
    for answer in ["y\n", "Yes\n"] {
        let folder = Folder::hello();
        let called = typed(&folder, &elsewhere, answer);
        let called = called.refused(0, "Send? [y/N] ");
        let summary: serde_json::Value = serde_json::from_str(&folder.read("out.json")).unwrap();
        assert_eq!(summary["acknowledged"], 10, "{}", called.err);
    }
    let folder = Folder::hello();
    let called = typed(&folder, &here, "");
    assert!(
        called.code == 0 && !called.err.contains("Send?"),
        "this machine is not asked for\n{}",
        called.err
    );
}

#[test]
fn nobody_is_asked_who_does_not_see_the_question_or_cannot_answer_it() {
    for behind in ["2>said.txt", "</dev/null"] {
        let folder = Folder::hello();
        let called = typed_behind(&folder, NOWHERE, behind, "y\n");
        let said = if folder.has("said.txt") { folder.read("said.txt") } else { called.err };
        assert_eq!(called.code, 2, "{behind}: {said}");
        assert!(said.contains("add `--yes`") && !said.contains("Send?"), "{behind}: {said}");
    }
}

/// Runs for three seconds, started so that it has SIGHUP as `hang_up` says, at a terminal that goes in mid-run.
fn run_without_terminal(folder: &Folder, hang_up: &str) {
    let binary = cargo_bin!("rushhour").display().to_string();
    let run = format!(
        "exec env --{hang_up}-signal=HUP '{binary}' run hello.yaml --to null -v --for 3s --summary out.json 3>open"
    );
    let open = folder.join("open");
    assert!(Command::new("mkfifo").arg(&open).status().unwrap().success());
    let (sender, ended) = channel();
    thread::spawn(move || sender.send(std::fs::read(open)));
    let mut command = Command::new("sh");
    command.current_dir(folder.path()).env("SHELL", "/bin/sh");
    command.args(["-c", "exec script -qec \"$0\" /dev/null </dev/null >&2", &run]);
    let mut running = Running::start(command);
    running.wait_for("greetings/greeting 2 ->");
    running.kill();
    ended.recv_timeout(DEADLINE).expect("it ends").unwrap();
}

#[test]
fn a_run_ends_in_order_without_its_terminal_or_goes_on_where_it_was_started_so() {
    for (hang_up, ending) in [("default", "hung up"), ("ignore", "complete")] {
        let folder = Folder::hello();
        run_without_terminal(&folder, hang_up);
        let summary: serde_json::Value = serde_json::from_str(&folder.read("out.json")).unwrap();
        assert_eq!(summary["ending"], ending);
        assert!(summary["planned"].as_u64().unwrap() > 1, "{summary}");
        assert_eq!(summary["planned"], summary["acknowledged"]);
    }
}
