//! What a run says of a topic before it begins: the topic will not do what the scenario asks for.

use crate::cluster::calm;
use crate::properties::Listener;
use crate::readme::is_explained;
use crate::scenario::{call, run, ticks};

#[test]
fn a_topic_with_fewer_partitions_than_declared_is_told_before_the_run() {
    let Some(cluster) = calm() else { return };
    cluster.create("few", 1, &[]);
    let folder = ticks("few", "topics:\n  few: { partitions: 3 }\n");
    let called = call(&folder, &[run(cluster, Listener::Plain, 5)]).done();
    let words =
        "WARN the topic 'few' has 1 partition and the scenario declares 3: add some, or delete the topic";
    let (before, _) = called.err.split_once("running at").unwrap();
    assert!(before.contains(words), "{}", called.err);
}

#[test]
fn a_backfill_that_its_topic_will_not_keep_is_told_before_the_run() {
    let Some(cluster) = calm() else { return };
    cluster.create("short", 1, &[("retention.ms", "604800000")]);
    let folder = ticks("short", "");
    let backfill = |start: &str| {
        let arguments = [run(cluster, Listener::Plain, 5), vec!["--start".to_owned(), start.to_owned()]];
        call(&folder, &arguments).done().err
    };
    let words = "WARN the topic 'short' keeps events for 7d and the run begins 30d ago: older ones will vanish; raise \
                 `retention.ms` of the topic first";
    let said = backfill("30d ago");
    let (before, _) = said.split_once("running at").unwrap();
    assert!(before.contains(words), "{said}");
    assert!(!backfill("6d ago").contains(" WARN "));
}

#[test]
fn a_run_that_comes_too_far_ahead_of_the_clock_for_its_topic_is_told_before_it_begins() {
    let Some(cluster) = calm() else { return };
    cluster.create("hurried", 1, &[]);
    let folder = ticks("hurried", "");
    let servers = format!("kafka.bootstrap.servers={}", cluster.servers(Listener::Plain));
    let hurried = ["run", "ticks.yaml", "--set", &servers, "--speed", "max", "--for"];
    let words = "WARN the topic 'hurried' takes events that are up to 1h ahead of now and the run comes to 1h1m ahead: later \
                 ones will fail; raise `message.timestamp.after.max.ms` of the topic first";
    let called = folder.call(&[&hurried[..], &["62m"]].concat()).refused(6, words);
    is_explained(&called.err, &[("hurried", "orders")]);
    let called = folder.call(&[&hurried[..], &["1m"]].concat()).done();
    assert!(!called.err.contains(" WARN "), "{}", called.err);
}
