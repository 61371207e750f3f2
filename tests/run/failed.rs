//! Records that failed are kept, whole, and can be sent again.

use crate::kafka::{broker, kafka};
use crate::ticks::{Ticks, block_on, payload, run};
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};
use rushhour::run::{FailedRecords, Options, Pace, Resent, RunError, Stop, Summary};
use rushhour::target::Target;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

fn keeping(path: &Path) -> Options {
    let failed = FailedRecords::new(File::create(path).unwrap());
    Options { pace: Pace::Max, failed: Some(failed), ..Options::default() }
}

fn resent(path: &Path) -> Resent {
    Resent::check(Box::new(BufReader::new(File::open(path).unwrap()))).unwrap()
}

fn send(path: &Path, target: &Target) -> Result<Summary, RunError> {
    let records = resent(path);
    let labels = Arc::new(records.labels("failed.jsonl"));
    let options = Options { pace: Pace::Max, ..Options::default() };
    block_on(rushhour::run::run(Box::new(records), target, labels, options, &mut (), Stop::never()))
}

fn lines(path: &Path) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn what_a_broker_refuses_is_kept_with_its_cause_and_goes_out_again_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (failed, again) = (folder.path().join("failed.jsonl"), folder.path().join("again.jsonl"));
    let (cluster, servers) = broker();
    let refusals = [RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED; 100];
    cluster.request_errors(RDKafkaApiKey::Produce, &refusals);
    // Without idempotence a refusal is the end of a batch, not of the producer.
    let target = kafka(&servers, &[("enable.idempotence", "false")]);
    let summary = run(Ticks::new("ticks", 20), &target, keeping(&failed)).unwrap();
    assert_eq!((summary.total.failed, summary.total.acknowledged), (20, 0), "{summary:?}");
    let mut kept = lines(&failed);
    kept.sort_by_key(|record| record["index"].as_u64());
    assert_eq!(kept.len(), 20);
    for (index, record) in (0..).zip(&kept) {
        assert_eq!(record["payload"].to_string(), payload(index));
        assert_eq!((&record["index"], &record["headers"]["source"]), (&(index + 1).into(), &"web".into()));
        assert_eq!(record["key"].as_str().is_some(), index % 2 == 0);
        assert!(record["cause"].as_str().unwrap().contains("no rights to write"), "{record}");
        assert_eq!((&record["stream"], &record["event"]), (&"ticks".into(), &"tick".into()));
    }
    let sent = send(&failed, &Target::File(again.clone())).unwrap();
    assert_eq!((sent.total.planned, sent.total.acknowledged), (20, 20));
    let mut sent = lines(&again);
    sent.sort_by_key(|record| record["index"].as_u64());
    kept.iter_mut().for_each(|record| _ = record.as_object_mut().unwrap().remove("cause"));
    assert_eq!(sent, kept, "but for its cause");
    cluster.clear_request_errors(RDKafkaApiKey::Produce);
    let summary = send(&failed, &target).unwrap();
    assert_eq!((summary.total.planned, summary.total.acknowledged), (20, 20));
}

#[test]
fn records_that_the_producer_does_not_take_are_kept_too() {
    let folder = tempfile::tempdir().unwrap();
    let failed = folder.path().join("failed.jsonl");
    let (_cluster, servers) = broker();
    let target = kafka(&servers, &[("message.max.bytes", "1000")]);
    let huge = format!("\"{}\"", "x".repeat(2_000));
    let line = format!(
        r#"{{"at":"2026-01-01T00:00:00Z","stream":"s","event":"e","index":7,"topic":"ticks","payload":{huge}}}"#
    );
    std::fs::write(folder.path().join("in.jsonl"), line).unwrap();
    let records = resent(&folder.path().join("in.jsonl"));
    let labels = Arc::new(records.labels("in.jsonl"));
    let mut nobody = ();
    let ran =
        rushhour::run::run(Box::new(records), &target, labels, keeping(&failed), &mut nobody, Stop::never());
    assert_eq!(block_on(ran).unwrap().total.failed, 1);
    let kept = &lines(&failed)[0];
    assert_eq!((&kept["index"], kept["payload"].to_string()), (&7.into(), huge));
    assert!(kept["cause"].as_str().unwrap().contains("too large"), "{kept}");
}
