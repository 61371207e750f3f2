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
    let near = [
        format!("kafka.sasl.pasword={SECRET}"),
        format!("kafka.sasl.paswd={SECRET}"),
        format!("kafka.SASL.PASSWORD={SECRET}"),
        format!("kafka.bootstrap.servers=u:{SECRET}@h:1"),
    ];
    for setting in &near {
        is_not_told(&folder, &["run", "hello.yaml", setting]);
        is_not_told(&folder, &["check", setting]);
        is_not_told(&folder, &["test", setting]);
        is_not_told(&folder, &["run", "hello.yaml", "--lett", setting]);
        is_not_told(&folder, &["run", "hello.yaml", "--to", setting]);
    }
    let file = format!("{SECRET}.json");
    let (with_colon, padded) = (format!("kafka.sasl.password:{SECRET}=="), format!("{SECRET}=="));
    for arguments in [
        &["run", "hello.yaml", "--set", "kafka.sasl.password", SECRET][..],
        &["run", "hello.yaml", "--set=kafka.sasl.password", SECRET],
        &["send", "in.jsonl", "--set", "kafka.sasl.password", SECRET],
        &["run", "--set", "kafka.sasl.password", SECRET],
        &["run", "hello.yaml", "--set", "kafka.sasl.password", &file],
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
        format!("kafka:\n  ssl.key.pem: |\n-----BEGIN\n{SECRET}\n{SECRET}: x\n-----END"),
        format!("kafka:\n  ssl.key.pem: |\n{SECRET}\n  asks: 1"),
        format!("kafka:\n  ssl.key.pem: \"-----BEGIN\n{SECRET}\n-----END\"\n  asks: 1"),
        format!("kafka:\n  sasl.password:\n{SECRET}"),
        format!("kafka:\n  sasl.password:\n  {SECRET}: x"),
        format!("kafka:\n  sasl.password: {SECRET}`xyz: foo"),
        format!("kafka:\n  sasl.password: `{SECRET}"),
        format!("kafka:\r  sals.password: {SECRET}\r  asks: {{\r"),
        format!("kafka:\n  asks: {{ bootstrap.servers: \"u:{SECRET}@h\" }}"),
        format!("kafka: {{ bootstrap.servers: \"u:{SECRET}@h\", asks: 1 }}"),
        format!("kafka: {{\nasks: 1,\nsals.pasword: {SECRET}\n}}"),
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
fn a_whole_scenario_with_mistakes_is_shown_without_its_secrets() {
    for text in [
        format!("\u{feff}kafka:\n  sals.pasword: {SECRET}: x\n{HELLO}"),
        format!("{{scenario: s, kafka: {{sals.pasword: {SECRET}}}, evnts: 1}}\n"),
        format!("# - note: x\n   # - note: x\n{HELLO}kafka:\n  sals.pasword: {SECRET}: x\n"),
        format!(
            "{{\n\"scenario\": \"s\",\n\"kafka\": {{\n\"sals.pasword\": {{ \"x\": \"{SECRET}\" }}\n}}\n}}\n"
        ),
    ] {
        let folder = Folder::with("hello.yaml", &text);
        is_not_told(&folder, &["check", "hello.yaml"]);
        is_not_told(&folder, &["check", "hello.yaml", "--format", "json"]);
    }
}

/// With a login or without a `kafka` at all, the same is said of a mistake elsewhere.
#[test]
fn a_mistake_elsewhere_is_shown_as_it_is() {
    let broken = HELLO.replace("topic: greetings", "topc: greetings").replace("=now", "=nwo + greeting.key");
    let said = |kafka: &str| {
        let folder = Folder::with("hello.yaml", &format!("{broken}{kafka}"));
        folder.call(&["check", "hello.yaml"]).out
    };
    let kafka = "\
kafka: # the topic comes from elsewhere; did you mean greeting?
  # its topic is a stream: greetings need a topic, unknown or known
  bootstrap.servers: h:9092 # greetings
  security.protocol: SASL_SSL
  sasl.username: ann
  sasl.password: hunter2-s3cret # here is no greeting
  # between: topic, unknown, field
  ssl.key.pem: |
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg
    -----END PRIVATE KEY-----
  # the name nwo is unknown
";
    let plain = said("");
    assert!(plain.contains("`topc`") && plain.contains("`topic`") && plain.contains("`nwo`"), "{plain}");
    assert_eq!(said(kafka), plain);
    let unknown = said(&kafka.replace("sasl.username", "sasl.usrname"));
    assert!(unknown.contains("did you mean `sasl.username`?"), "{unknown}");
    let unknown = said(&format!("{kafka}  acsk: all\n"));
    assert!(unknown.contains("  acsk: all") && unknown.contains("did you mean `acks`?"), "{unknown}");
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

#[test]
fn a_line_of_the_folders_variables_that_cannot_be_read_is_named_by_its_number() {
    let folder = Folder::hello();
    folder.write(".env", &format!("USERNAME=me\nSASL_PASSWORD {SECRET}\n"));
    for command in ["check", "plan", "run"] {
        let said = is_not_told(&folder, &[command, "hello.yaml"]);
        assert!(said.contains(".env: line 2 is no `NAME=value`"), "{command}: {said}");
    }
}
