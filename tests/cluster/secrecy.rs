//! Secrets of a real login appear nowhere: neither in what a run prints and serves nor in a file that it writes, however it
//! was told them.

use crate::certificates::{KEY_PASSWORD, path};
use crate::child::Running;
use crate::cluster::{Cluster, calm};
use crate::folder::{Folder, call};
use crate::properties::{ANN, ANN_SCRAM, Listener};
use crate::scenario::{count, set, ticks};
use crate::scrape;
use std::fmt::Write as _;
use std::process::Command;

/// Where a run has its properties from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    Scenario,
    Options,
    Variables,
}

/// For what takes none of these here and is told all the same.
const KEYSTORE_PASSWORD: &str = "keyst0re-s3cret";
const PRINCIPAL: &str = "principal=ann scope=t0ken-s3cret";
const WRONG: &str = "wr0ng-s3cret";

/// The properties of a login on top of an encrypted connection with a certificate of the client's.
fn login(cluster: &Cluster, mechanism: &str, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let certificates = &cluster.certificates;
    let all = [
        ("security.protocol", "SASL_SSL"),
        ("ssl.ca.location", path(&certificates.authority)),
        ("ssl.certificate.location", path(&certificates.client)),
        ("ssl.key.password", KEY_PASSWORD),
        ("ssl.keystore.password", KEYSTORE_PASSWORD),
        ("debug", "all"),
        ("message.max.bytes", "1500"),
        ("sasl.mechanism", mechanism),
    ];
    let all = all.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let servers = ("bootstrap.servers".to_owned(), cluster.servers(Listener::SaslTls));
    all.chain([servers]).collect()
}

/// Ticks and events that are too large, a scenario that knows the properties if it is to, and the call.
fn command(topic: &str, from: From, properties: &[(String, String)], options: &[&str]) -> (Folder, Command) {
    let variable = |name: &str| name.replace('.', "_").to_uppercase();
    let mut kafka = String::new();
    for (name, value) in properties {
        let value = match from {
            From::Options => continue,
            From::Scenario => value.replace('\n', "\\n"),
            From::Variables => format!("${{{}}}", variable(name)),
        };
        writeln!(kafka, "  {name}: \"{value}\"").unwrap();
    }
    let folder = ticks(topic, &if kafka.is_empty() { kafka } else { format!("kafka:\n{kafka}") });
    let large = format!("events:\n  large: {{ payload: {} }}\n", "x".repeat(3_000));
    let text = folder.read("ticks.yaml").replace("events:\n", &large);
    folder.write("ticks.yaml", &text.replace("emit: tick", "emit: large 10%, tick"));
    let pairs: Vec<(&str, &str)> = properties.iter().map(|(name, value)| (&**name, &**value)).collect();
    let set = if from == From::Options { set(&pairs) } else { Vec::new() };
    let arguments: Vec<&str> = options.iter().copied().chain(set.iter().map(String::as_str)).collect();
    let mut command = folder.command(&arguments);
    command.env("RUST_LOG", "trace");
    if from == From::Variables {
        command.envs(pairs.iter().map(|(name, value)| (variable(name), value)));
    }
    (folder, command)
}

/// The texts, and those of all files in the folder but the scenario, hold none of the secrets.
#[track_caller]
fn nowhere(folder: &Folder, printed: &[&str], secrets: &[&str]) {
    let files = folder.path().read_dir().unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|file| !file.ends_with("ticks.yaml"));
    let files = files.map(|file| String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned());
    for text in files.chain(printed.iter().map(|text| (*text).to_owned())) {
        for secret in secrets {
            assert!(!text.contains(secret), "{secret} is in\n{text}");
        }
    }
}

const RUN: [&str; 17] = [
    "run",
    "ticks.yaml",
    "--to",
    "kafka",
    "-v",
    "--summary",
    "out.json",
    "--failed",
    "failed.jsonl",
    "--journal",
    "run.journal",
    "--log-file",
    "run.log",
    "--metrics",
    "127.0.0.1:0",
    "--log-format",
    "human",
];

/// A run that logs in, fails at some records, is looked at and interrupted.
fn delivers_and_tells_none(topic: &str, from: From, properties: &[(String, String)], secrets: &[&str]) {
    let mut options = RUN;
    if from != From::Scenario {
        options[16] = "json";
    }
    let (folder, command) = command(topic, from, properties, &options);
    let mut running = Running::start(command);
    let address = scrape::address(&mut running);
    // What is too large is shown by nothing; one of forty events is.
    (0..40).for_each(|_| _ = running.wait_for("ticks/tick "));
    let served = scrape::text(&address);
    running.signal("INT");
    let called = running.end();
    assert_eq!(called.code, 130, "{}", called.err);
    assert!(served.contains("rushhour_"), "{served}");
    assert!(folder.read("run.log").contains("SaslAuthenticateRequest"), "librdkafka says all that it can");
    assert!(folder.read("failed.jsonl").contains("too large for the topic"));
    assert!(count(&folder, "acknowledged") > 0 && count(&folder, "failed") > 0);
    nowhere(&folder, &[&called.out, &called.err, &served], secrets);
}

#[test]
fn a_login_and_its_key_are_told_by_nothing() {
    let Some(cluster) = calm() else { return };
    let key = std::fs::read_to_string(&cluster.certificates.client_key).unwrap();
    let key_line = key.lines().nth(2).unwrap();
    let location = ("ssl.key.location", path(&cluster.certificates.client_key));
    let user = ("sasl.username", ANN.0);
    for (topic, from) in
        [("told-file", From::Scenario), ("told-option", From::Options), ("told-variable", From::Variables)]
    {
        cluster.create(topic, 2, &[]);
        let plain = login(cluster, "PLAIN", &[user, ("sasl.password", ANN.1), location]);
        delivers_and_tells_none(topic, from, &plain, &[ANN.1, KEY_PASSWORD, KEYSTORE_PASSWORD]);
        let scram = login(
            cluster,
            "SCRAM-SHA-512",
            &[user, ("sasl.password", ANN_SCRAM), ("ssl.key.pem", key.trim_end())],
        );
        delivers_and_tells_none(topic, from, &scram, &[ANN_SCRAM, KEY_PASSWORD, KEYSTORE_PASSWORD, key_line]);
        let unsecured = ("enable.sasl.oauthbearer.unsecure.jwt", "true");
        let bearer =
            login(cluster, "OAUTHBEARER", &[unsecured, ("sasl.oauthbearer.config", PRINCIPAL), location]);
        delivers_and_tells_none(topic, from, &bearer, &["t0ken-s3cret", KEY_PASSWORD, KEYSTORE_PASSWORD]);
    }
}

#[test]
fn what_does_not_log_in_or_only_looks_tells_none_either() {
    let Some(cluster) = calm() else { return };
    let location = ("ssl.key.location", path(&cluster.certificates.client_key));
    let wrong = login(cluster, "PLAIN", &[("sasl.username", ANN.0), ("sasl.password", WRONG), location]);
    let secrets = [WRONG, KEY_PASSWORD, KEYSTORE_PASSWORD];
    for from in [From::Scenario, From::Options, From::Variables] {
        let (folder, command) = command("told-none", from, &wrong, &RUN);
        let called = call(command).refused(6, "refused the login");
        nowhere(&folder, &[&called.out, &called.err], &secrets);
    }
    let looks = [
        &["plan", "ticks.yaml", "--html", "plan.html"][..],
        &["plan", "ticks.yaml", "--format", "json"],
        &["check", "ticks.yaml", "--format", "json"],
        &["preview", "ticks.yaml", "--stats", "10"],
        &["preview", "ticks.yaml", "-n", "3"],
        &["describe", "kafka"],
    ];
    for look in looks {
        let (folder, command) = command("told-none", From::Scenario, &wrong, look);
        let called = call(command).done();
        nowhere(&folder, &[&called.out, &called.err], &secrets);
    }
}
