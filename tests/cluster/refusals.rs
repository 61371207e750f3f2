//! Runs that cannot begin: each ends with exit code 6, soon, and says what is wrong and what to do.

use crate::certificates::path;
use crate::cluster::calm;
use crate::folder::{Called, Folder};
use crate::properties::{ANN, BOB, Listener};
use crate::readme::is_explained;
use crate::scenario::{call, run, set, ticks};

const WRONG: &str = "wr0ng-s3cret";

fn login<'t>(
    protocol: &'t str,
    mechanism: &'t str,
    (user, password): (&'t str, &'t str),
) -> Vec<(&'t str, &'t str)> {
    vec![
        ("security.protocol", protocol),
        ("sasl.mechanism", mechanism),
        ("sasl.username", user),
        ("sasl.password", password),
    ]
}

/// A run to a listener of the calm broker that ends with 6; tells what it said as its error.
#[track_caller]
fn refused(folder: &Folder, listener: Listener, properties: &[(&str, &str)]) -> Option<Called> {
    let cluster = calm()?;
    let called = call(folder, &[run(cluster, listener, 5), set(properties)]).refused(6, " ERROR ");
    is_explained(&called.err, &[(&cluster.servers(listener), "localhost:9092"), ("payments", "orders")]);
    assert!(!called.err.contains("Events Planned"), "nothing was begun: {}", called.err);
    let secrets = [ANN.1, BOB.1, WRONG];
    assert!(secrets.iter().all(|secret| !called.err.contains(secret)), "{}", called.err);
    Some(called)
}

#[track_caller]
fn says(called: Option<Called>, words: &[&str]) {
    let Some(called) = called else { return };
    let error = called.err.lines().find(|line| line.contains(" ERROR ")).expect("an error was found");
    for words in words {
        assert!(error.contains(words), "{words:?} is not in\n{}", called.err);
    }
}

#[test]
fn no_broker_and_a_wrong_port_are_a_refused_connection() {
    let folder = ticks("orders", "");
    let port = ["run", "ticks.yaml", "--set", "kafka.bootstrap.servers=127.0.0.1:1"];
    let called = folder.call(&port).refused(6, "cannot connect to Kafka at 127.0.0.1:1: connection refused");
    assert!(!called.err.contains("Events Planned"), "nothing was begun: {}", called.err);
    is_explained(&called.err, &[("127.0.0.1:1", "localhost:9092")]);
}

#[test]
fn a_listener_that_expects_encryption_is_told_by_what_it_does() {
    for listener in [Listener::Tls, Listener::SaslTls] {
        says(refused(&ticks("orders", ""), listener, &[]), &["expects encryption", "SSL or SASL_SSL"]);
    }
}

#[test]
fn a_listener_that_expects_a_login_is_told_by_what_it_does() {
    says(refused(&ticks("orders", ""), Listener::Sasl, &[]), &["expects a login", "`sasl.username`"]);
}

#[test]
fn encryption_that_the_listener_does_not_know_fails_at_once() {
    let encrypted = [("security.protocol", "SSL")];
    says(refused(&ticks("orders", ""), Listener::Plain, &encrypted), &["no secure connection", "PLAINTEXT"]);
}

#[test]
fn a_certificate_of_an_unknown_authority_is_refused() {
    let encrypted = [("security.protocol", "SSL")];
    says(refused(&ticks("orders", ""), Listener::Tls, &encrypted), &["`ssl.ca.location`", "verif"]);
}

#[test]
fn a_listener_that_misses_the_clients_certificate_says_so() {
    let Some(cluster) = calm() else { return };
    let encrypted =
        [("security.protocol", "SSL"), ("ssl.ca.location", path(&cluster.certificates.authority))];
    says(
        refused(&ticks("orders", ""), Listener::MutualTls, &encrypted),
        &["`ssl.certificate.location`", "bad certificate"],
    );
}

#[test]
fn a_wrong_password_is_a_refused_login_that_shows_no_password() {
    for mechanism in ["PLAIN", "SCRAM-SHA-512"] {
        let login = login("SASL_PLAINTEXT", mechanism, (ANN.0, WRONG));
        says(
            refused(&ticks("orders", ""), Listener::Sasl, &login),
            &["refused the login", "`sasl.password`"],
        );
    }
}

#[test]
fn a_mechanism_that_the_broker_lacks_is_named_with_those_it_has() {
    let login = login("SASL_PLAINTEXT", "SCRAM-SHA-256", ANN);
    says(
        refused(&ticks("orders", ""), Listener::Sasl, &login),
        &["refused the login", "supported mechanisms: PLAIN,SCRAM-SHA-512"],
    );
}

#[test]
fn a_topic_without_rights_is_named() {
    let Some(cluster) = calm() else { return };
    cluster.create("payments", 1, &[]);
    let login = login("SASL_PLAINTEXT", "PLAIN", BOB);
    says(refused(&ticks("payments", ""), Listener::Sasl, &login), &["no rights for the topic 'payments'"]);
    assert_eq!(cluster.held("payments"), [0]);
    // The broker does not even tell such a user that there is no such topic.
    let declared = ticks("orders", "topics:\n  orders: { partitions: 2 }\n");
    says(refused(&declared, Listener::Sasl, &login), &["no rights for the topic 'orders'"]);
}

#[test]
fn a_missing_topic_that_the_broker_does_not_create_is_named() {
    says(refused(&ticks("orders", ""), Listener::Plain, &[]), &["'orders' does not exist", "`topics:`"]);
}

#[test]
fn a_topic_that_cannot_be_created_as_declared_says_what_is_wrong_with_it() {
    for (declared, words) in [
        ("replication: 3", "fewer brokers than its `replication: 3`"),
        ("config: { retention.mss: 5 }", "does not take its `config` of `retention.mss`"),
    ] {
        let folder = ticks("orders", &format!("topics:\n  orders: {{ {declared} }}\n"));
        says(refused(&folder, Listener::Plain, &[]), &["'orders' cannot be created", words]);
    }
}
