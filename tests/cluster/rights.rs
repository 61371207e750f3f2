//! A user who may look at a topic and not write to it, as the cluster's own rights have it.

use crate::cluster::{Cluster, calm};
use crate::properties::{CAT, Listener};
use crate::readme::is_explained;
use crate::scenario::{call, count, run, set, summary, ticks};
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Far more than an answer takes.
const DEADLINE: Duration = Duration::from_secs(30);

const LOGIN: [(&str, &str); 4] = [
    ("security.protocol", "SASL_PLAINTEXT"),
    ("sasl.mechanism", "PLAIN"),
    ("sasl.username", CAT.0),
    ("sasl.password", CAT.1),
];

fn text(text: &str, out: &mut Vec<u8>) {
    out.extend(i16::try_from(text.len()).unwrap().to_be_bytes());
    out.extend(text.as_bytes());
}

/// Lets a user describe a topic. In Kafka's own words (`CreateAcls`, version 1), as no client of these tests knows them.
fn let_describe(cluster: &Cluster, user: &str, topic: &str) {
    const CREATE_ACLS: i16 = 30;
    const VERSION: i16 = 1;
    let [topic_kind, literal, describe, allow] = [2, 3, 8, 3];
    let mut request = [CREATE_ACLS.to_be_bytes(), VERSION.to_be_bytes()].concat();
    request.extend(7_i32.to_be_bytes());
    text("test", &mut request);
    request.extend(1_i32.to_be_bytes());
    request.push(topic_kind);
    text(topic, &mut request);
    request.push(literal);
    text(&format!("User:{user}"), &mut request);
    text("*", &mut request);
    request.extend([describe, allow]);
    let mut stream = TcpStream::connect(cluster.servers(Listener::Plain)).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    stream.write_all(&u32::try_from(request.len()).unwrap().to_be_bytes()).unwrap();
    stream.write_all(&request).unwrap();
    let mut length = [0; 4];
    stream.read_exact(&mut length).unwrap();
    let mut answer = vec![0; u32::from_be_bytes(length) as usize];
    stream.read_exact(&mut answer).unwrap();
    // Its number, how long it was held up, one answer: no error.
    assert_eq!(answer[..14], [0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0], "{answer:?}");
}

/// Whether the user sees the topic: a broker hears of its rights a moment later.
fn sees(cluster: &Cluster, topic: &str) -> bool {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", cluster.servers(Listener::Sasl));
    LOGIN.iter().for_each(|(name, value)| _ = config.set(*name, *value));
    let client: BaseConsumer = config.create().unwrap();
    let metadata = client.fetch_metadata(Some(topic), DEADLINE).unwrap();
    metadata.topics()[0].error().is_none()
}

#[test]
fn a_topic_that_may_be_seen_and_not_written_to_is_named() {
    let Some(cluster) = calm() else { return };
    cluster.create("seen", 2, &[]);
    let_describe(cluster, CAT.0, "seen");
    assert!((0..1_000).any(|_| sees(cluster, "seen")), "the right is known at last");
    let folder = ticks("seen", "");
    let go = || run(cluster, Listener::Sasl, 20);
    let called = call(&folder, &[go(), set(&LOGIN)]);
    let called = called.refused(6, "ERROR no rights for writing to the topic 'seen'");
    is_explained(&called.err, &[("seen", "orders")]);
    // It may be refused before all are composed.
    let [planned, composed, acknowledged, failed, unsent] =
        ["planned", "composed", "acknowledged", "failed", "unsent"].map(|member| count(&folder, member));
    assert_eq!((acknowledged, failed, composed), (0, planned, planned + unsent));
    assert!((1..=20).contains(&composed), "{composed}");
    // A producer that may send twice asks for no right but that.
    let called = call(&folder, &[go(), set(&LOGIN), set(&[("enable.idempotence", "false")])]);
    let called = called.refused(6, "20 events failed: no rights to write to the topic 'seen'");
    is_explained(&called.err, &[("seen", "orders")]);
    let topic = &summary(&folder)["topics"][0];
    assert_eq!(["planned", "acknowledged", "failed"].map(|member| count(&folder, member)), [20, 0, 20]);
    for partition in ["0", "1"] {
        let part = &topic["partitions"][partition];
        assert_eq!((&part["failed"], &part["failures"][0]["records"]), (&10.into(), &10.into()), "{topic}");
    }
    assert_eq!(cluster.held("seen"), [0, 0]);
}
