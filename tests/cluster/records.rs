//! Records that a topic does not take: the run goes on, counts them as failed, and says why once. Records without a value.

use crate::cluster::{Cluster, calm};
use crate::folder::Folder;
use crate::properties::Listener;
use crate::readme::is_explained;
use crate::scenario::{all_arrived, call, count, run, set, summary, ticks};
use serde_json::{Value, json};

/// The scenario with a line changed, and five of its events to `orders` of the calm broker.
#[track_caller]
fn refused(from: &str, to: &str, properties: &[(&str, &str)], cluster: &Cluster) {
    let scenario = ticks("limited", "start: 2026-01-01T00:00:00Z\n").read("ticks.yaml").replace(from, to);
    let folder = Folder::with("ticks.yaml", &scenario);
    let failed = ["--failed", "failed.jsonl"].map(str::to_owned).to_vec();
    let called =
        call(&folder, &[run(cluster, Listener::Plain, 5), set(properties), failed]).refused(6, "failed: ");
    is_explained(&called.err, &[("limited", "orders")]);
    assert_eq!(["planned", "acknowledged", "failed"].map(|member| count(&folder, member)), [5, 0, 5]);
    let kept = folder.read("failed.jsonl");
    let mut kept: Vec<Value> = kept.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    kept.sort_by_key(|record| record["index"].as_u64());
    let times: Vec<&str> = kept
        .iter()
        .filter_map(|record| record["at"].as_str()?.split_once('T'))
        .map(|(_, time)| time)
        .collect();
    assert_eq!(
        times,
        ["00.000Z", "00.010Z", "00.020Z", "00.030Z", "00.040Z"].map(|second| format!("00:00:{second}"))
    );
    let year = scenario.split_once("start: ").unwrap().1.get(..4).unwrap();
    assert!(kept.iter().all(|record| record["at"].as_str().unwrap().starts_with(year)), "{kept:?}");
}

#[test]
fn records_that_the_topic_does_not_take_have_failed_and_say_what_to_do() {
    let Some(cluster) = calm() else { return };
    cluster.create("limited", 1, &[("max.message.bytes", "2000")]);
    let long = format!("at: {}", "x".repeat(3_000));
    refused("at: =now", &long, &[("compression.type", "none")], cluster);
    // Too large for the producer already.
    refused("at: =now", &long, &[("message.max.bytes", "1500")], cluster);
    refused("start: 2026", "start: 2100", &[], cluster);
    assert_eq!(cluster.held("limited"), [0]);
}

/// A run with the settings as they are, in which one record among many is too large; how many have failed.
#[track_caller]
fn one_too_large(cluster: &Cluster, topic: &str, speed: &str) -> u64 {
    const EVENTS: u32 = 300;
    cluster.create(topic, 2, &[("max.message.bytes", "20000")]);
    let stream = format!(
        "  large:\n    emit: large\n    topic: {topic}\n    phases: [ before: hold 0/s for 1s, once: burst 1 ]\n"
    );
    let folder = ticks(topic, &stream);
    // Digits in disorder: compressed, they are too many still.
    let numbers = (0..5_000_u32).map(|number| format!("{:08x}", number.wrapping_mul(2_654_435_761)));
    let digits = numbers.collect::<Vec<_>>().concat();
    let events = format!("events:\n  large: {{ payload: '{digits}' }}\n");
    folder.write("ticks.yaml", &folder.read("ticks.yaml").replace("events:\n", &events));
    let pace = ["--speed", speed].map(str::to_owned).to_vec();
    let called =
        call(&folder, &[run(cluster, Listener::Plain, EVENTS), pace]).refused(6, "failed: too large");
    is_explained(&called.err, &[(topic, "orders")]);
    let [planned, acknowledged, failed] =
        ["planned", "acknowledged", "failed"].map(|member| count(&folder, member));
    assert_eq!((planned, acknowledged + failed), (EVENTS.into(), EVENTS.into()));
    assert_eq!(cluster.held(topic).iter().sum::<i64>().unsigned_abs(), acknowledged);
    let summary = summary(&folder);
    assert_eq!(summary["end_offsets"]["records"], acknowledged, "{summary}");
    assert_eq!((&summary["mismatches"], &summary["surplus"]), (&json!([]), &json!([])));
    failed
}

#[test]
fn a_record_that_is_too_large_fails_with_its_batch_and_the_account_holds() {
    let Some(cluster) = calm() else { return };
    // A hundred a second: a batch is a few records.
    let failed = one_too_large(cluster, "large-in-time", "1x");
    assert!((1..150).contains(&failed), "{failed}: the records before and after arrive");
    let failed = one_too_large(cluster, "large-at-once", "max");
    assert!(failed >= 1, "{failed}");
}

#[test]
fn a_tombstone_has_its_key_and_no_value() {
    let Some(cluster) = calm() else { return };
    cluster.create("compacted", 2, &[("cleanup.policy", "compact")]);
    let folder = ticks("compacted", "");
    let events =
        "events:\n  gone: { key: =event.index, payload: null }\n  empty: { key: empty, payload: '' }\n";
    let text = folder.read("ticks.yaml").replace("events:\n", events);
    let text = text.replace("    payload:\n", "    key: there\n    payload:\n");
    folder.write("ticks.yaml", &text.replace("emit: tick", "emit: gone 40%, empty 20%, tick"));
    call(&folder, &[run(cluster, Listener::Plain, 100)]).done();
    let records = cluster.records("compacted");
    assert_eq!(records.len(), 100);
    let mut kinds = [0; 3];
    for record in records {
        let key = String::from_utf8(record.key.clone().unwrap()).unwrap();
        let (kind, whole) = match key.as_str() {
            "there" => (0, record.payload.as_ref().is_some_and(|payload| !payload.is_empty())),
            "empty" => (1, record.payload == Some(Vec::new())),
            _ => (2, record.payload.is_none() && (1..=100).contains(&key.parse::<u32>().unwrap())),
        };
        assert!(whole, "{record:?}");
        kinds[kind] += 1;
    }
    assert!(kinds.iter().all(|count| *count > 0), "{kinds:?}");
}

#[test]
fn records_that_are_sent_again_make_the_topic_that_their_scenario_declares() {
    let Some(cluster) = calm() else { return };
    let folder = ticks("sent-again", "topics:\n  sent-again: { partitions: 3 }\n");
    folder
        .call(&["run", "ticks.yaml", "--to", "file:out.jsonl", "--max-events", "20", "--speed", "max"])
        .done();
    let send = ["send", "out.jsonl", "--summary", "out.json"].map(str::to_owned).to_vec();
    let servers = set(&[("bootstrap.servers", &cluster.servers(Listener::Plain))]);
    let scenario = ["--scenario", "ticks.yaml"].map(str::to_owned).to_vec();
    call(&folder, &[send.clone(), servers.clone()]).refused(6, "the topic 'sent-again' does not exist");
    call(&folder, &[send, servers, scenario]).done();
    assert_eq!(cluster.held("sent-again").len(), 3);
    all_arrived(cluster, "sent-again", &folder, 20);
}
