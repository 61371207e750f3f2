//! Secrets that stand where they should not: no answer to a wrong command line or a wrong scenario repeats them.

use crate::folder::{Folder, HELLO};

const SECRET: &str = "hunter2-s3cret";

#[track_caller]
fn is_not_told(folder: &Folder, arguments: &[&str]) -> String {
    let called = folder.call(arguments);
    let said = called.out + &called.err;
    assert!(called.code != 0, "{arguments:?}\n{said}");
    assert!(!said.contains("s3cret"), "{arguments:?}\n{said}");
    said
}

#[test]
fn a_value_behind_a_blank_or_at_the_wrong_option_is_not_repeated() {
    let folder = Folder::hello();
    folder.write("in.jsonl", "");
    let password = format!("kafka.sasl.password={SECRET}");
    let (with_colon, padded) = (format!("kafka.sasl.password:{SECRET}=="), format!("{SECRET}=="));
    for arguments in [
        &["run", "hello.yaml", "--set", "kafka.sasl.password", SECRET][..],
        &["run", "hello.yaml", "--set=kafka.sasl.password", SECRET],
        &["send", "in.jsonl", "--set", "kafka.sasl.password", SECRET],
        &["run", "--set", "kafka.sasl.password", SECRET],
        &["run", "--set", "kafka.sasl.password=correct", SECRET],
        &["run", "hello.yaml", &password],
        &["run", &password],
        &["check", &password],
        &["run", "hello.yaml", "--to", &password],
        &["run", "hello.yaml", "--seed", &password],
        &["run", "hello.yaml", "--start", &password],
        &["run", "hello.yaml", "--let", &password],
        &["run", "hello.yaml", "--set", &with_colon],
        &["run", "hello.yaml", "--set", &padded],
        &["plan", "hello.yaml", "--set", &password],
        &["explain", &password],
        &["describe", &password],
    ] {
        is_not_told(&folder, arguments);
    }
    let said = is_not_told(&folder, &["run", "hello.yaml", "--set", "kafka.sasl.password", SECRET]);
    assert!(said.contains("tip: a property is written `--set kafka.PROPERTY=VALUE`"), "{said}");
}

#[test]
fn a_scenario_with_mistakes_is_shown_without_its_secrets() {
    for kafka in [
        format!("kafka: {{ sasl.password: {SECRET}, asks: 1 }}"),
        format!("kafka:\n  sasl.passwrd: {SECRET}"),
        format!("kafka:\n  sasl.password: [{SECRET}]"),
        format!("kafka:\n  sasl.password: {SECRET}: x"),
        format!("kafka:\n  sasl.password: \"{SECRET}"),
        format!("kafka:\n  sasl.password: {SECRET}\n  sasl.password: {SECRET}"),
        format!("kafka:\n  sasl.password: {{{{{SECRET}}}}}"),
        format!("kafka:\n  sasl.password: *{SECRET}"),
        format!("kafka:\n  sasl.password: &{SECRET}"),
        format!("kafka:\n  sasl.password: @{SECRET}"),
        format!("kafka:\n  sasl.password: {SECRET} #1\n   x"),
        format!("kafka:\n  ssl.key.pem: |\n   -----BEGIN\n  {SECRET}\n  acks: 1"),
        format!("kafka:\n  sasl.password:{SECRET}"),
        format!("kafka: sasl.password={SECRET}"),
        format!("kafka:\n  - sasl.password: {SECRET}"),
        format!("kafka:\n  sasl:\n    password: {SECRET}"),
        format!("kafka:\n  sasl.jaas.config: x password=\"{SECRET}\";"),
        format!("kafka:\n  sasl.password: !secret {SECRET}"),
    ] {
        let folder = Folder::with("hello.yaml", &format!("{HELLO}{kafka}\n"));
        for arguments in [
            &["check", "hello.yaml"][..],
            &["check", "hello.yaml", "--format", "json"],
            &["plan", "hello.yaml"],
            &["run", "hello.yaml", "--set", "kafka.bootstrap.servers=127.0.0.1:1"],
        ] {
            is_not_told(&folder, arguments);
        }
    }
}

#[test]
fn a_variable_of_a_login_is_named_without_its_default() {
    for value in [format!("${{{SECRET}"), format!("${{P:-{SECRET}}}${{NOPE}}"), format!("${{{SECRET} x}}")] {
        let folder = Folder::with("hello.yaml", &format!("{HELLO}kafka:\n  sasl.password: {value}\n"));
        let run = ["run", "hello.yaml", "--set", "kafka.bootstrap.servers=127.0.0.1:1"];
        let said = is_not_told(&folder, &run);
        assert!(said.contains("hello.yaml:16:"), "{said}");
    }
}
