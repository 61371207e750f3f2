//! Encryption and logins: every event arrives, and no secret is shown.

use crate::certificates::{KEY_PASSWORD, path};
use crate::cluster::{Cluster, calm};
use crate::folder::{Called, Folder, call};
use crate::properties::{ANN, ANN_SCRAM, Listener};
use crate::readme::is_explained;
use crate::scenario::{all_arrived, call as run_it, run, set, ticks};

/// A way in by its name, the listener, and properties with every secret that it takes.
type Way<'c> = (&'static str, Listener, Vec<(&'static str, &'c str)>);

fn ways(cluster: &Cluster) -> [Way<'_>; 4] {
    let authority = ("ssl.ca.location", path(&cluster.certificates.authority));
    let login = |mechanism, password| {
        let user = ("sasl.username", ANN.0);
        vec![
            authority,
            ("security.protocol", "SASL_SSL"),
            ("sasl.mechanism", mechanism),
            user,
            ("sasl.password", password),
        ]
    };
    let certificate = vec![
        authority,
        ("security.protocol", "SSL"),
        ("ssl.certificate.location", path(&cluster.certificates.client)),
        ("ssl.key.location", path(&cluster.certificates.client_key)),
        ("ssl.key.password", KEY_PASSWORD),
    ];
    let mut bearer = login("OAUTHBEARER", "");
    bearer.truncate(3);
    bearer.extend([("enable.sasl.oauthbearer.unsecure.jwt", "true"), ("sasl.oauthbearer.config", ANN_TOKEN)]);
    [
        ("bearer", Listener::SaslTls, bearer),
        ("plain", Listener::SaslTls, login("PLAIN", ANN.1)),
        ("scram", Listener::SaslTls, login("SCRAM-SHA-512", ANN_SCRAM)),
        ("mutual-tls", Listener::MutualTls, certificate),
    ]
}

/// Says who it is, and holds for ten seconds.
const ANN_TOKEN: &str = "principal=ann lifeSeconds=10";

/// A run that says all that it can.
fn loud(folder: &Folder, arguments: &[Vec<String>]) -> Called {
    let more = ["--speed", "max", "-v", "--log-file", "run.log", "--set", "kafka.debug=all"];
    let arguments = [arguments.concat(), more.map(str::to_owned).to_vec()].concat();
    let mut command = folder.command(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    command.env("RUST_LOG", "trace");
    call(command)
}

/// Neither what it printed nor its files hold a secret.
#[track_caller]
fn shows_none(called: &Called, files: &[String], secrets: &[&str]) {
    for text in [&called.out, &called.err].into_iter().chain(files) {
        for secret in secrets {
            assert!(!text.contains(secret), "{secret} is in\n{text}");
        }
    }
}

#[test]
fn every_way_in_delivers_everything_and_shows_no_secret() {
    let Some(cluster) = calm() else { return };
    for (topic, listener, properties) in ways(cluster) {
        cluster.create(topic, 3, &[]);
        let folder = ticks(topic, "");
        let called = loud(&folder, &[run(cluster, listener, 50), set(&properties)]).done();
        all_arrived(cluster, topic, &folder, 50);
        let files = ["run.log", "out.json"].map(|name| folder.read(name));
        assert!(files[0].contains("ApiVersionRequest"), "librdkafka says all it can");
        shows_none(&called, &files, &[ANN.1, ANN_SCRAM, KEY_PASSWORD]);
    }
}

/// The brokers send away who has not logged in again after two seconds, which takes a token that still holds.
#[test]
fn a_login_by_token_is_made_anew_as_often_as_it_has_to_be() {
    let Some(cluster) = calm() else { return };
    cluster.create("renewed", 3, &[]);
    let folder = ticks("renewed", "");
    let [(_, listener, properties), ..] = ways(cluster);
    let called = run_it(&folder, &[run(cluster, listener, 1_400), set(&properties)]).done();
    assert!(!called.err.contains(" WARN "), "{}", called.err);
    all_arrived(cluster, "renewed", &folder, 1_400);
}

#[test]
fn a_token_that_the_broker_does_not_take_is_a_refused_login() {
    let Some(cluster) = calm() else { return };
    cluster.create("unknown-claim", 1, &[]);
    let [(_, listener, mut properties), ..] = ways(cluster);
    properties.pop();
    properties.push(("sasl.oauthbearer.config", "principalClaimName=nobody principal=ann"));
    let folder = ticks("unknown-claim", "");
    let called =
        run_it(&folder, &[run(cluster, listener, 5), set(&properties)]).refused(6, "refused the login");
    is_explained(&called.err, &[(&cluster.servers(listener), "localhost:9092")]);
}

#[test]
fn a_refused_login_shows_no_secret_either() {
    const WRONG: &str = "wr0ng-s3cret";
    let Some(cluster) = calm() else { return };
    let [_, with_secrets @ ..] = ways(cluster);
    for (topic, listener, mut properties) in with_secrets {
        for (name, value) in &mut properties {
            if name.ends_with("password") {
                *value = WRONG;
            }
        }
        let folder = ticks(topic, "");
        let called = loud(&folder, &[run(cluster, listener, 50), set(&properties)]);
        // A key that does not open is a matter of the command's own properties.
        assert_eq!(called.code, if listener == Listener::MutualTls { 3 } else { 6 }, "{}", called.err);
        shows_none(&called, &[folder.read("run.log")], &[WRONG]);
    }
}
