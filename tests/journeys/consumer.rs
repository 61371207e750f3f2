//! The clickstream as a consumer meets it in Kafka: carts and sessions rebuilt from the records alone, no contradiction.

use assert_cmd::Command;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::Message;
use rdkafka::mocking::MockCluster;
use rdkafka::{ClientConfig, Offset, TopicPartitionList};
use rushhour::run::Clock;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// Simulated seconds, and the records of ten a second in it.
const LENGTH: &str = "20m";
const RECORDS: usize = 12_000;
const PARTITIONS: i32 = 6;
/// The scenario's timeout, in milliseconds.
const TIMEOUT: i64 = 30 * 60 * 1_000;

#[derive(Debug, Deserialize)]
struct Click {
    event_id: String,
    user_id: String,
    session_id: String,
    event_type: String,
    product_id: String,
    price: f64,
    event_time: i64,
    processing_time: i64,
}

/// A record with what Kafka knows of it.
#[derive(Debug)]
struct Received {
    partition: i32,
    key: String,
    timestamp: i64,
    click: Click,
}

/// Runs the scenario against a broker, its topic under a name of its own.
fn send(servers: &str, topic: &str) {
    let text = std::fs::read_to_string("scenarios/clickstream.yaml").unwrap();
    assert!(text.contains("topic: clickstream\n"));
    let folder = tempfile::tempdir().unwrap();
    let scenario = folder.path().join("scenario.yaml");
    std::fs::write(&scenario, text.replace("topic: clickstream\n", &format!("topic: {topic}\n"))).unwrap();
    let mut command = Command::cargo_bin("rushhour").unwrap();
    command.arg("run").arg(scenario).args(["--speed=max", "--to=kafka", "--for", LENGTH]);
    command.arg(format!("--set=kafka.bootstrap.servers={servers}"));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// All records of the topic, partition by partition in the order of their offsets.
fn receive(servers: &str, topic: &str) -> Vec<Received> {
    let mut config = ClientConfig::new();
    let config = config.set("bootstrap.servers", servers).set("group.id", "test");
    let consumer: BaseConsumer = config.create().unwrap();
    let found = consumer.fetch_metadata(Some(topic), Duration::from_secs(30)).unwrap();
    let mut partitions = TopicPartitionList::new();
    for partition in found.topics()[0].partitions() {
        partitions.add_partition_offset(topic, partition.id(), Offset::Beginning).unwrap();
    }
    consumer.assign(&partitions).unwrap();
    let mut received: Vec<Received> = (0..RECORDS)
        .map(|_| {
            let message = consumer.poll(Duration::from_secs(30)).expect("a record in time").unwrap();
            Received {
                partition: message.partition(),
                key: String::from_utf8(message.key().unwrap().to_vec()).unwrap(),
                timestamp: message.timestamp().to_millis().unwrap(),
                click: serde_json::from_slice(message.payload().unwrap()).unwrap(),
            }
        })
        .collect();
    assert!(consumer.poll(Duration::from_millis(200)).is_none(), "more than was planned");
    received.sort_by_key(|received| received.partition);
    received
}

/// What a consumer knows of a session.
#[derive(Debug)]
struct Session {
    user: String,
    cart: Vec<String>,
    last: i64,
    /// The last event's type.
    type_: String,
}

fn rebuild(received: &[Received]) {
    let (mut partitions, mut ids, mut prices) = (HashMap::new(), HashSet::new(), HashMap::new());
    let mut sessions: HashMap<&str, Session> = HashMap::new();
    let mut current: HashMap<&str, &str> = HashMap::new();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for Received { partition, key, timestamp, click } in received {
        assert_eq!((key, *timestamp), (&click.user_id, click.event_time));
        assert_eq!(*partitions.entry(key).or_insert(*partition), *partition, "{click:?}");
        assert!(ids.insert(&click.event_id), "twice: {click:?}");
        assert!(
            prices
                .insert(&click.product_id, click.price)
                .is_none_or(|known| known.to_bits() == click.price.to_bits())
        );
        assert!(click.processing_time >= click.event_time);

        // the user's sessions follow each other, and none comes back
        let now = click.session_id.as_str();
        let before = current.insert(&click.user_id, now);
        let opens = !sessions.contains_key(now);
        assert!(opens || before == Some(now), "two sessions at once: {click:?}");
        if let Some(before) = before.map(|before| &sessions[before]) {
            assert!(click.event_time >= before.last, "back in time: {click:?}");
            assert!(before.type_ != "CHECKOUT" || click.event_type == "PURCHASE" || opens, "{click:?}");
            assert!(
                !opens || before.type_ != "CHECKOUT" || click.event_time - before.last > TIMEOUT,
                "{click:?}"
            );
        }
        let session = sessions.entry(now).or_insert_with(|| Session {
            user: click.user_id.clone(),
            cart: Vec::new(),
            last: click.event_time,
            type_: "start".to_owned(),
        });
        assert_eq!(session.user, click.user_id);
        assert!(click.event_time - session.last <= TIMEOUT, "too long a silence: {click:?}");
        step(session, click);
        session.last = click.event_time;
        session.type_.clone_from(&click.event_type);
        *seen.entry(&click.event_type).or_default() += 1;
    }
    assert_eq!(current.len(), 100, "users");
    for (type_, least) in [
        ("VIEW", 5_000),
        ("ADD_TO_CART", 1_000),
        ("REMOVE_FROM_CART", 100),
        ("CHECKOUT", 300),
        ("PURCHASE", 300),
    ] {
        assert!(seen.get(type_).is_some_and(|count| *count >= least), "{type_}: {seen:?}");
    }
}

/// What an event does with the cart of its session.
fn step(session: &mut Session, click: &Click) {
    match click.event_type.as_str() {
        "VIEW" => {}
        "ADD_TO_CART" => session.cart.push(click.product_id.clone()),
        "REMOVE_FROM_CART" => {
            let place = session.cart.iter().position(|product| *product == click.product_id);
            session.cart.remove(place.unwrap_or_else(|| panic!("not in {session:?}: {click:?}")));
        }
        "CHECKOUT" => assert!(session.cart.contains(&click.product_id), "not in {session:?}: {click:?}"),
        "PURCHASE" => {
            assert_eq!(session.type_, "CHECKOUT", "{click:?}");
            session.cart.clear();
        }
        other => panic!("an event of the type {other}"),
    }
}

#[test]
fn carts_and_sessions_of_the_clickstream_hold_together() {
    let cluster = MockCluster::new(1).unwrap();
    cluster.create_topic("clicks-to-read", PARTITIONS, 1).unwrap();
    let servers = cluster.bootstrap_servers();
    send(&servers, "clicks-to-read");
    rebuild(&receive(&servers, "clicks-to-read"));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test has no command line")]
fn and_so_they_do_in_a_real_kafka() {
    let Ok(servers) = std::env::var("RUSHHOUR_TEST_KAFKA") else {
        return;
    };
    let topic = format!("rushhour-test-clicks-{}", Clock::machine().wall().0);
    send(&servers, &topic);
    rebuild(&receive(&servers, &topic));
}
