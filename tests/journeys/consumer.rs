//! The clickstream as a consumer meets it in Kafka: carts and sessions rebuilt from the records alone, no contradiction;
//! late records aside, each user's come in order.

use assert_cmd::Command;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::Message;
use rdkafka::{ClientConfig, Offset, TopicPartitionList};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

const LENGTH: &str = "20m";
/// Milliseconds of it of which all records have come, late as they may be; with ten clicks a second.
const WHOLE: i64 = 18 * 60 * 1_000;
const CLICKS: usize = 10_800;
pub const PARTITIONS: i32 = 6;
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
    assert_eq!(text.matches("clickstream").count(), 4, "its name, its comment, and its topic twice");
    let text = text.replace("topic: clickstream\n", &format!("topic: {topic}\n"));
    let text = text.replace("  clickstream: {", &format!("  {topic}: {{"));
    let folder = tempfile::tempdir().unwrap();
    let scenario = folder.path().join("scenario.yaml");
    std::fs::write(&scenario, text).unwrap();
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
    let (mut partitions, mut records) = (TopicPartitionList::new(), 0);
    for partition in found.topics()[0].partitions() {
        let (low, high) = consumer.fetch_watermarks(topic, partition.id(), Duration::from_secs(30)).unwrap();
        records += high - low;
        partitions.add_partition_offset(topic, partition.id(), Offset::Beginning).unwrap();
    }
    consumer.assign(&partitions).unwrap();
    let mut received: Vec<Received> = (0..records)
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

/// Checks what holds of the records as they come, then puts them in the order of event time.
fn in_order(mut received: Vec<Received>) -> Vec<Received> {
    let mut last: HashMap<String, i64> = HashMap::new();
    let start = received.iter().map(|received| received.click.event_time).min().unwrap();
    received.retain(|received| received.click.event_time < start + WHOLE);
    assert_eq!(received.len(), CLICKS);
    let mut late = 0;
    for Received { click, .. } in &received {
        let delay = click.processing_time - click.event_time;
        if delay == 0 {
            let before = last.insert(click.user_id.clone(), click.event_time);
            assert!(before.is_none_or(|before| before < click.event_time), "back in time: {click:?}");
        } else {
            assert!((10_000..=120_000).contains(&delay), "{click:?}");
            late += 1;
        }
    }
    // a binomial of 10,800 and 5 %, give or take four standard deviations
    assert!((450..=630).contains(&late), "{late} are late");
    received.sort_by_key(|received| received.click.event_time);
    received
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

/// Runs the scenario into a topic that gets its records from here alone, and holds what a consumer rebuilds from them.
pub fn holds_together(servers: &str, topic: &str) {
    send(servers, topic);
    rebuild(&in_order(receive(servers, topic)));
}
