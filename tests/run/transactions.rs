//! Records in transactions: acknowledged when their transaction is committed, and accounted for when it is not.

use crate::kafka::{broker, kafka};
use crate::ticks::{START, Ticks, due, payload, run};
use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};
use rushhour::run::{FailedRecords, Options, Pace, RunError, Summary};
use rushhour::target::{Properties, Target, TargetError, Transactional};
use rushhour::value::Time;
use std::fs::File;
use std::time::Duration as Span;

/// As fast as possible; transactions are committed before their time alone.
fn hurried() -> Options {
    let every = Span::from_mins(10);
    let transactional = Some(Transactional { every, is_remembered: false, id: "ticks-of-a-test".to_owned() });
    Options { pace: Pace::Max, transactional, ..Options::default() }
}

type Cluster = MockCluster<'static, DefaultProducerContext>;

fn refuse(cluster: &Cluster, request: RDKafkaApiKey, error: RDKafkaRespErr, times: usize) {
    cluster.request_errors(request, &vec![error; times]);
}

fn counts(summary: &Summary) -> [u64; 3] {
    [summary.total.planned, summary.total.acknowledged, summary.total.failed]
}

#[test]
fn every_record_is_acknowledged_and_the_broker_holds_as_many() {
    let target = Target::Embedded(Properties::default());
    for in_flight in [None, Some(7)] {
        let summary = run(Ticks::new("ticks", 100), &target, Options { in_flight, ..hurried() }).unwrap();
        assert_eq!(counts(&summary), [100, 100, 0]);
        assert_eq!(summary.end_offsets.map(|held| held.records), Some(100));
        assert!(summary.is_success(), "{summary:?}");
    }
}

#[test]
fn what_is_delivered_and_not_committed_is_not_acknowledged() {
    let (cluster, servers) = broker();
    refuse(
        &cluster,
        RDKafkaApiKey::EndTxn,
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
        10_000,
    );
    let options = Options { drain: Span::from_millis(300), ..hurried() };
    let summary = run(Ticks::new("ticks", 20), &kafka(&servers, &[]), options).unwrap();
    assert_eq!(counts(&summary), [20, 0, 20]);
    assert_eq!(
        summary.total.failures[0].cause,
        "its transaction was not committed in time, but may have been later"
    );
    assert_eq!(summary.end_offsets, None, "nobody tells what is to be there");
}

#[test]
fn a_commit_that_can_be_tried_again_is() {
    let (cluster, servers) = broker();
    refuse(
        &cluster,
        RDKafkaApiKey::EndTxn,
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
        3,
    );
    let summary = run(Ticks::new("ticks", 20), &kafka(&servers, &[]), hurried()).unwrap();
    assert_eq!(counts(&summary), [20, 20, 0]);
}

#[test]
fn records_of_an_aborted_transaction_have_failed_are_kept_whole_and_the_next_one_is_committed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("failed.jsonl");
    let (cluster, servers) = broker();
    refuse(&cluster, RDKafkaApiKey::EndTxn, RDKafkaRespErr::RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING, 1);
    let failed = FailedRecords::new(File::create(&path).unwrap());
    let options = Options { in_flight: Some(10), failed: Some(failed), ..hurried() };
    let summary = run(Ticks::new("ticks", 30), &kafka(&servers, &[]), options).unwrap();
    assert_eq!(counts(&summary), [30, 20, 10]);
    let cause = &summary.total.failures[0].cause;
    assert!(cause.starts_with("its transaction was aborted: "), "{cause}");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut kept: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    kept.sort_by_key(|record| record["index"].as_u64());
    assert_eq!(kept.len(), 10);
    for (index, record) in (0..).zip(&kept) {
        assert_eq!((&record["index"], record["payload"].to_string()), (&(index + 1).into(), payload(index)));
        assert_eq!(record["headers"], serde_json::json!({ "source": "web" }));
        assert_eq!(record["key"].as_str().is_some(), index % 2 == 0);
        let at = Time(START.0 + due(index)).to_string();
        assert_eq!((&record["cause"], &record["at"]), (&cause.as_str().into(), &at.into()));
        assert!(record["partition"].is_u64(), "{record}");
    }
}

#[test]
fn a_record_that_the_broker_refuses_fails_its_transaction_and_says_so() {
    let (cluster, servers) = broker();
    refuse(&cluster, RDKafkaApiKey::Produce, RDKafkaRespErr::RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, 1);
    let options = Options { in_flight: Some(10), ..hurried() };
    let summary = run(Ticks::new("ticks", 30), &kafka(&servers, &[]), options).unwrap();
    let [planned, acknowledged, failed] = counts(&summary);
    assert_eq!((planned, acknowledged + failed), (30, 30));
    assert!(acknowledged > 0 && failed > 0, "{summary:?}");
    let causes: Vec<&str> = summary.total.failures.iter().map(|failure| failure.cause.as_str()).collect();
    assert!(causes.iter().any(|cause| cause.starts_with("too large for the topic 'ticks'")), "{causes:?}");
    let others = "its transaction was aborted, as another record failed: too large for the topic 'ticks'";
    let next = "its transaction was aborted, as a record of the one before it failed";
    let known = |cause: &&str| cause.starts_with("too large") || cause.starts_with(others) || *cause == next;
    assert!(causes.iter().all(known), "{causes:?}");
}

#[test]
fn a_producer_that_another_one_took_over_from_says_so() {
    let (cluster, servers) = broker();
    refuse(&cluster, RDKafkaApiKey::EndTxn, RDKafkaRespErr::RD_KAFKA_RESP_ERR_PRODUCER_FENCED, 1);
    let options = Options { in_flight: Some(10), ..hurried() };
    let error = run(Ticks::new("ticks", 30), &kafka(&servers, &[]), options).unwrap_err();
    let RunError::Target { error: TargetError::Fenced { id, .. }, summary } = &error else {
        panic!("{error:?}")
    };
    assert_eq!((id.as_str(), counts(summary)), ("ticks-of-a-test", [10, 0, 10]));
    assert_eq!(summary.total.failures[0].cause, "another producer took over the transactional id");
    assert_eq!(summary.total.failures.len(), 1, "{summary:?}");
}

#[test]
fn a_right_to_the_transactional_id_that_was_taken_away_is_named() {
    let (cluster, servers) = broker();
    let taken_away = RDKafkaRespErr::RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
    refuse(&cluster, RDKafkaApiKey::EndTxn, taken_away, 1);
    let options = Options { in_flight: Some(10), ..hurried() };
    let error = run(Ticks::new("ticks", 30), &kafka(&servers, &[]), options).unwrap_err();
    let RunError::Target { error: TargetError::Forbidden { what, .. }, summary } = &error else {
        panic!("{error:?}")
    };
    assert_eq!((what.as_str(), counts(summary)), ("the transactional id 'ticks-of-a-test'", [10, 0, 10]));
}

#[test]
fn transactions_that_nobody_coordinates_are_told_before_the_first_record() {
    let (cluster, servers) = broker();
    refuse(
        &cluster,
        RDKafkaApiKey::FindCoordinator,
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
        10_000,
    );
    let options = Options { connect: Span::from_secs(1), ..hurried() };
    let error = run(Ticks::new("ticks", 5), &kafka(&servers, &[]), options).unwrap_err();
    assert!(matches!(&error, RunError::Connect(TargetError::NoCoordinator { .. })), "{error:?}");
}

#[test]
fn transactions_that_may_last_longer_than_the_brokers_let_them_are_told_by_the_property() {
    let (cluster, servers) = broker();
    let longer = RDKafkaRespErr::RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT;
    refuse(&cluster, RDKafkaApiKey::InitProducerId, longer, 10);
    let error = run(Ticks::new("ticks", 5), &kafka(&servers, &[]), hurried()).unwrap_err();
    let RunError::Connect(TargetError::Property { name, .. }) = &error else { panic!("{error:?}") };
    assert_eq!(name, "transaction.timeout.ms");
}

#[test]
fn a_user_without_rights_to_the_id_is_told_so() {
    let (cluster, servers) = broker();
    let denied = RDKafkaRespErr::RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
    refuse(&cluster, RDKafkaApiKey::InitProducerId, denied, 10);
    let mine = [("transactional.id", "mine")];
    let error = run(Ticks::new("ticks", 5), &kafka(&servers, &mine), hurried()).unwrap_err();
    let RunError::Connect(TargetError::Forbidden { what, .. }) = &error else { panic!("{error:?}") };
    assert_eq!(what, "the transactional id 'mine'");
}
