//! Encryption and logins: every event arrives, and no secret is shown.

use crate::certificates::{KEY_PASSWORD, path};
use crate::cluster::{Cluster, calm};
use crate::folder::call;
use crate::properties::{ANN, ANN_SCRAM, Listener};
use crate::scenario::{all_arrived, run, set, ticks};

/// A way in by its name, the listener, and properties with every secret that it takes.
type Way<'c> = (&'static str, Listener, Vec<(&'static str, &'c str)>);

fn ways(cluster: &Cluster) -> [Way<'_>; 3] {
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
    [
        ("plain", Listener::SaslTls, login("PLAIN", ANN.1)),
        ("scram", Listener::SaslTls, login("SCRAM-SHA-512", ANN_SCRAM)),
        ("mutual-tls", Listener::MutualTls, certificate),
    ]
}

#[test]
fn every_way_in_delivers_everything_and_shows_no_secret() {
    let Some(cluster) = calm() else { return };
    for (topic, listener, properties) in ways(cluster) {
        cluster.create(topic, 3, &[]);
        let folder = ticks(topic, "");
        let loud = ["--speed", "max", "-v", "--log-file", "run.log", "--set", "kafka.debug=all"];
        let loud = loud.map(str::to_owned).to_vec();
        let arguments = [run(cluster, listener, 50), set(&properties), loud].concat();
        let mut command = folder.command(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        command.env("RUST_LOG", "trace");
        let called = call(command).done();
        all_arrived(cluster, topic, &folder, 50);
        assert!(folder.read("run.log").contains("ApiVersionRequest"), "librdkafka says all it can");
        for text in [called.out, called.err, folder.read("run.log"), folder.read("out.json")] {
            for secret in [ANN.1, ANN_SCRAM, KEY_PASSWORD] {
                assert!(!text.contains(secret), "{topic}: {secret} is in\n{text}");
            }
        }
    }
}
