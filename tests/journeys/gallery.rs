//! What the gallery's journeys promise in their first lines, held by readers of what they write.

use assert_cmd::Command;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};

struct Sent {
    topic: String,
    key: String,
    millis: i64,
    payload: Value,
}

impl Sent {
    fn text(&self, field: &str) -> String {
        self.payload[field]
            .as_str()
            .unwrap_or_else(|| panic!("no text {field} in {}", self.payload))
            .to_owned()
    }

    fn number(&self, field: &str) -> f64 {
        self.payload[field].as_f64().unwrap_or_else(|| panic!("no number {field} in {}", self.payload))
    }
}

/// Runs a scenario of the gallery as far as `length` and reads what it wrote, in its order; its expectations hold.
fn run(scenario: &str, length: &str) -> Vec<Sent> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.jsonl");
    let mut command = Command::cargo_bin("rushhour").unwrap();
    command.arg("run").arg(format!("scenarios/{scenario}.yaml")).args(["--speed=max", "--for", length]);
    let output = command.arg(format!("--to=file:{}", out.display())).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(out).unwrap();
    let records = text.lines().map(|line| {
        let mut record: Value = serde_json::from_str(line).unwrap();
        let at: jiff::Timestamp = record["at"].as_str().unwrap().parse().unwrap();
        let text = |field: &str| record[field].as_str().unwrap().to_owned();
        let (topic, key) = (text("topic"), text("key"));
        Sent { topic, key, millis: at.as_millisecond(), payload: record["payload"].take() }
    });
    records.collect()
}

#[test]
fn orders_are_paid_once_and_shipped_in_their_lines_after_that() {
    let mut orders: HashMap<String, Value> = HashMap::new();
    let mut paid: HashSet<String> = HashSet::new();
    let mut tries: HashMap<String, f64> = HashMap::new();
    let mut shipped: HashMap<String, usize> = HashMap::new();
    for sent in run("orders", "14d") {
        let id = sent.text("order_id");
        assert_eq!(sent.key, id);
        match sent.topic.as_str() {
            "orders" => assert!(orders.insert(id, sent.payload).is_none()),
            "payments" => {
                assert_eq!(sent.payload["amount"], orders[&id]["total"]);
                let tried = tries.entry(id.clone()).or_default();
                *tried += 1.0;
                assert!((sent.number("attempt") - *tried).abs() < 0.1 && !paid.contains(&id), "{id}");
                if sent.text("status") == "captured" {
                    paid.insert(id);
                }
            }
            _ => {
                assert!(paid.contains(&id), "shipped unpaid: {id}");
                let parcel = shipped.entry(id.clone()).or_default();
                assert_eq!(sent.payload["sku"], orders[&id]["lines"][*parcel]["sku"], "{id}");
                *parcel += 1;
            }
        }
    }
    let lines = |id: &String| orders[id]["lines"].as_array().unwrap().len();
    let in_part = shipped.iter().filter(|(id, parcels)| **parcels < lines(id)).count();
    let (all, paid, shipped) = (orders.len(), paid.len(), shipped.len());
    assert!(
        all > 50_000 && paid < all && shipped < paid && in_part > 1_000,
        "{all}, {paid}, {shipped}, {in_part}"
    );
}

#[test]
fn an_e_mail_comes_an_hour_after_the_last_click_and_tells_of_its_cart() {
    let mut last: HashMap<String, Sent> = HashMap::new();
    let (mut mails, mut ordered) = (0, 0);
    for sent in run("checkout-funnel", "6h") {
        let visit = sent.text("visit");
        if sent.topic == "emails" {
            let click = &last[&visit];
            assert_eq!((click.millis + 3_600_000, &click.key), (sent.millis, &sent.key), "{visit}");
            assert_eq!(click.payload["cart_value"], sent.payload["cart_value"], "{visit}");
            let skus = sent.payload["skus"].as_array().unwrap().len();
            assert!(skus > 0 && click.payload["cart_size"] == skus, "{visit}");
            mails += 1;
        } else {
            let page = sent.text("page");
            if let Some(before) = last.get(&visit).map(|before| before.text("page")) {
                assert_ne!(before, "ordered", "{visit} goes on");
                assert!(page != "ordered" || before == "payment", "{visit}");
            }
            ordered += usize::from(page == "ordered");
            last.insert(visit, sent);
        }
    }
    assert!(mails > 1_000 && ordered > 1_000, "{mails} and {ordered}");
}

#[test]
fn changes_replayed_are_the_table() {
    let mut table: HashMap<String, Value> = HashMap::new();
    let (mut deleted, mut awaited) = (Vec::new(), None);
    for sent in run("customer-changes", "6h") {
        if let Some(key) = awaited.take() {
            assert_eq!((&key, &sent.payload), (&sent.key, &Value::Null), "a tombstone follows");
            deleted.push(key);
            continue;
        }
        let [before, after] = ["before", "after"].map(|field| sent.payload[field].clone());
        assert!(!deleted.contains(&sent.key), "{} comes back", sent.key);
        assert_eq!(table.remove(&sent.key).unwrap_or_default(), before, "{}", sent.key);
        match sent.text("op").as_str() {
            "d" => {
                assert_eq!(after, Value::Null);
                awaited = Some(sent.key);
            }
            op => {
                assert_eq!(before.is_null(), op != "u");
                assert_eq!(sent.key, format!("{{\"customer_id\":{}}}", after["customer_id"]));
                table.insert(sent.key, after);
            }
        }
    }
    assert!(table.len() > 400 && deleted.len() > 100, "{} left, {} deleted", table.len(), deleted.len());
}

#[test]
fn each_device_counts_its_readings_on_its_own_clock_and_an_outage_loses_none() {
    let mut known: HashMap<String, BTreeMap<u64, (i64, Value)>> = HashMap::new();
    let (mut health, mut twice) = (0, 0);
    let mut back: HashMap<String, usize> = HashMap::new();
    for sent in run("iot-fleet", "3h") {
        if sent.topic == "health" {
            assert!((-4.0..=100.0).contains(&sent.number("battery")), "{}", sent.payload);
            health += 1;
            continue;
        }
        let number = sent.payload["number"].as_u64().unwrap();
        let site = sent.text("site");
        let readings = known.entry(sent.key).or_default();
        let is_back = readings.last_key_value().is_some_and(|(last, _)| *last > number);
        *back.entry(site.clone()).or_default() += usize::from(is_back);
        let reading = (sent.millis, sent.payload);
        if let Some(before) = readings.insert(number, reading.clone()) {
            assert_eq!((before, site.as_str()), (reading, "B"), "a copy of site B");
            twice += 1;
        }
    }
    for readings in known.values() {
        // a late one may lie beyond the end
        assert!(readings.len() >= 1_075, "{}", readings.len());
        let (first, (begin, _)) = readings.first_key_value().unwrap();
        assert_eq!(*first, 1);
        assert!(
            readings
                .iter()
                .all(|(number, (at, _))| *at == begin + 10_000 * (i64::try_from(*number).unwrap() - 1))
        );
    }
    assert!(known.len() == 200 && health > 2_000 && twice > 100, "{}, {health}, {twice}", known.len());
    assert!(back["A"] == 0 && back["C"] == 0 && back["B"] > 100 && back["D"] > 100, "{back:?}");
}
