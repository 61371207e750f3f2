//! A user who lacks rights, as the cluster itself has them.

use crate::cluster::{Cluster, calm};
use crate::properties::{CAT, Listener};
use crate::readme::is_explained;
use crate::scenario::{call, count, run, set, summary, ticks};
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::RDKafkaErrorCode;
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

/// What there are rights to, and which, as Kafka numbers them.
const TOPIC: u8 = 2;
const GROUP: u8 = 3;
const TRANSACTIONAL_ID: u8 = 5;
const READ: u8 = 3;
const WRITE: u8 = 4;
const DESCRIBE: u8 = 8;

/// Gives a user a right. In Kafka's own words (`CreateAcls`, version 1), as no client of these tests knows them.
fn give(cluster: &Cluster, user: &str, right: u8, kind: u8, name: &str) {
    const CREATE_ACLS: i16 = 30;
    const VERSION: i16 = 1;
    let [literal, allow] = [3, 3];
    let mut request = [CREATE_ACLS.to_be_bytes(), VERSION.to_be_bytes()].concat();
    request.extend(7_i32.to_be_bytes());
    text("test", &mut request);
    request.extend(1_i32.to_be_bytes());
    request.push(kind);
    text(name, &mut request);
    request.push(literal);
    text(&format!("User:{user}"), &mut request);
    text("*", &mut request);
    request.extend([right, allow]);
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

/// The same, known to the broker, which hears of rights a moment later and in their order: another one is given to a
/// topic that does not exist, and waited for.
fn let_cat(cluster: &Cluster, right: u8, kind: u8, name: &str) {
    let sign = format!("{name}-{kind}-{right}");
    give(cluster, CAT.0, right, kind, name);
    give(cluster, CAT.0, DESCRIBE, TOPIC, &sign);
    assert!((0..1_000).any(|_| may_see(cluster, &sign)), "the right is known at last");
}

fn may_see(cluster: &Cluster, topic: &str) -> bool {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", cluster.servers(Listener::Sasl));
    LOGIN.iter().for_each(|(name, value)| _ = config.set(*name, *value));
    let client: BaseConsumer = config.create().unwrap();
    let metadata = client.fetch_metadata(Some(topic), DEADLINE).unwrap();
    let error = metadata.topics()[0].error().map(RDKafkaErrorCode::from);
    error != Some(RDKafkaErrorCode::TopicAuthorizationFailed)
}

#[test]
fn a_topic_that_may_be_seen_and_not_written_to_is_named() {
    let Some(cluster) = calm() else { return };
    cluster.create("seen", 2, &[]);
    let_cat(cluster, DESCRIBE, TOPIC, "seen");
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

#[test]
fn transactions_of_a_run_with_a_journal_take_four_rights_and_each_that_is_missing_is_named() {
    let Some(cluster) = calm() else { return };
    cluster.create("told", 1, &[]);
    // Five events, and an hour in which nobody sends: who fails ends at once.
    let folder = ticks("told", "");
    let hour = "hold 100/s for 50ms\n      - rest: pause 1h\n      - more: hold 100/s";
    folder.write("ticks.yaml", &folder.read("ticks.yaml").replace("hold 100/s", hour));
    let go = |journal: &str, events| {
        let options = ["--journal", journal, "--transactional", "every 100ms"].map(str::to_owned).to_vec();
        let id = set(&[("transactional.id", "told-by-cat")]);
        call(&folder, &[run(cluster, Listener::Sasl, events), set(&LOGIN), id, options])
    };
    let refused = |journal: &str, error: &str| {
        let called = go(journal, 100).refused(6, &format!("ERROR no rights for {error}"));
        is_explained(&called.err, &[("told-by-cat", "rushhour-orders"), ("'told'", "'orders'")]);
    };
    let_cat(cluster, WRITE, TOPIC, "told");
    refused("no-id.journal", "the transactional id 'told-by-cat'");
    let_cat(cluster, WRITE, TRANSACTIONAL_ID, "told-by-cat");
    refused("no-group.journal", "reading the consumer group 'told-by-cat', which transactions");
    let_cat(cluster, READ, GROUP, "told-by-cat");
    refused("no-topic.journal", "reading the topic 'told', which transactions of a run with a journal take");
    let [planned, acknowledged, failed] =
        ["planned", "acknowledged", "failed"].map(|member| count(&folder, member));
    assert_eq!((acknowledged, planned), (0, failed));
    assert!((1..=5).contains(&failed), "{failed}");
    assert!(cluster.payloads("told", "read_committed").is_empty());
    let_cat(cluster, READ, TOPIC, "told");
    go("all.journal", 5).done();
    assert_eq!(cluster.payloads("told", "read_committed").len(), 5);
}
