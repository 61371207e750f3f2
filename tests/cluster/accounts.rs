//! The brokers' own end offsets against what a run counted: what is lost fails the run, what others write does not.

use crate::cluster::calm;
use crate::folder;
use crate::properties::Listener;
use crate::readme::is_explained;
use crate::scenario::{all_arrived, call, count, run, set, start, summary, ticks};
use serde_json::json;

#[test]
fn a_topic_that_held_records_before_is_compared_from_there() {
    let Some(cluster) = calm() else { return };
    cluster.create("before", 2, &[]);
    let folder = ticks("before", "");
    call(&folder, &[run(cluster, Listener::Plain, 20)]).done();
    let called = call(&folder, &[run(cluster, Listener::Plain, 30)]).done();
    assert!(!called.err.contains(" WARN "), "{}", called.err);
    assert_eq!(cluster.held("before").iter().sum::<i64>(), 50);
    assert_eq!(summary(&folder)["end_offsets"], json!({ "partitions": 2, "records": 30 }));
    assert!(called.err.contains("End offsets of 2 partitions: 30 more, as acknowledged"), "{}", called.err);
}

#[test]
fn end_offsets_that_come_late_are_waited_for() {
    let Some(cluster) = calm() else { return };
    cluster.create("unasked", 3, &[]);
    let folder = ticks("unasked", "");
    // Nobody tells when the records are written.
    call(&folder, &[run(cluster, Listener::Plain, 100), set(&[("acks", "0")])]).done();
    all_arrived(cluster, "unasked", &folder, 100);
}

#[test]
fn a_declared_topic_is_created_and_compared() {
    let Some(cluster) = calm() else { return };
    let folder = ticks("declared", "topics:\n  declared: { partitions: 4 }\n");
    call(&folder, &[run(cluster, Listener::Plain, 40)]).done();
    assert_eq!(cluster.held("declared").len(), 4);
    all_arrived(cluster, "declared", &folder, 40);
}

/// A leader that does not know its partition yet refuses the first batch and may take the second.
#[test]
fn the_leaders_of_a_created_topic_answer_before_its_first_record() {
    let Some(cluster) = calm() else { return };
    let folder = ticks("awaited", "topics:\n  awaited: { partitions: 4 }\n");
    let told = [run(cluster, Listener::Plain, 40), set(&[("debug", "protocol")])].concat();
    let mut command = folder.command(&told.iter().map(String::as_str).collect::<Vec<_>>());
    command.env("RUST_LOG", "librdkafka=debug");
    let log = folder::call(command).done().err;
    let produced = log.find("Sent ProduceRequest").unwrap();
    let asked = log[..produced].matches("Received ListOffsetsResponse").count();
    assert!(asked >= 4, "{asked} of 4 partitions were asked for: {log}");
}

#[test]
fn topics_that_only_records_name_are_compared_too_and_a_missing_one_fails_its_records() {
    let Some(cluster) = calm() else { return };
    cluster.create("kind-a", 2, &[]);
    cluster.create("kind-b", 1, &[]);
    let folder = ticks("kind-{{ payload.kind }}", "");
    let text = folder.read("ticks.yaml").replace("a, b, c, d, e", "a, b, orders");
    folder.write("ticks.yaml", &text);
    let called = call(&folder, &[run(cluster, Listener::Plain, 60)]).refused(6, "the topic 'kind-orders'");
    is_explained(&called.err, &[("kind-orders", "orders")]);
    let [a, b] = ["kind-a", "kind-b"].map(|topic| cluster.held(topic).iter().sum::<i64>().unsigned_abs());
    let [planned, acknowledged, failed] =
        ["planned", "acknowledged", "failed"].map(|member| count(&folder, member));
    assert!(a > 0 && b > 0 && failed > 0, "{a}, {b}, {failed}");
    assert_eq!((acknowledged, planned), (a + b, a + b + failed));
    assert_eq!(summary(&folder)["end_offsets"], json!({ "partitions": 3, "records": a + b }));
}

#[test]
fn a_topic_that_only_records_name_may_come_while_they_wait() {
    let Some(cluster) = calm() else { return };
    let folder = ticks("come-{{ payload.kind }}", "");
    folder.write("ticks.yaml", &folder.read("ticks.yaml").replace("a, b, c, d, e", "a, b"));
    let mut running = start(cluster, &folder, 60, &[]);
    running.wait_for("running at");
    let kinds = ["come-a", "come-b"];
    kinds.iter().for_each(|topic| cluster.create(topic, 1, &[]));
    running.end().done();
    assert_eq!(["planned", "acknowledged"].map(|member| count(&folder, member)), [60, 60]);
    assert_eq!(kinds.map(|topic| cluster.held(topic)[0]).iter().sum::<i64>(), 60);
}

fn at_once(mut run: Vec<String>) -> Vec<String> {
    run.extend(["--speed", "max"].map(str::to_owned));
    run
}

#[test]
fn what_another_producer_writes_is_said_and_fails_nothing() {
    let Some(cluster) = calm() else { return };
    cluster.create("shared", 1, &[]);
    let folder = ticks("shared", "");
    let mut running = start(cluster, &folder, 1_000, &[]);
    running.wait_for("ticks/tick 10 ->");
    let other = ticks("shared", "");
    call(&other, &[at_once(run(cluster, Listener::Plain, 20))]).done();
    let called = running.end().done();
    let surplus = json!([{ "topic": "shared", "partition": 0, "acknowledged": 1_000, "held": 1_020 }]);
    assert_eq!((&summary(&folder)["surplus"], &summary(&folder)["mismatches"]), (&surplus, &json!([])));
    assert!(
        called.err.contains("partition 0 of 'shared' has 1,020 more events, 1,000 of them"),
        "{}",
        called.err
    );
}

#[test]
fn a_transaction_of_another_producer_that_stays_open_hides_nothing() {
    let Some(cluster) = calm() else { return };
    cluster.create("open", 1, &[]);
    let other = ticks("open", "start: 2026-01-01T00:00:00Z\n");
    let mut open = start(cluster, &other, 1_000, &["--transactional", "every 10m"]);
    open.wait_for("ticks/tick 10 ->");
    open.kill();
    let held = cluster.held("open");
    let folder = ticks("open", "");
    let called = call(&folder, &[run(cluster, Listener::Plain, 20)]).done();
    assert!(called.err.contains("End offsets of 1 partition: 20 more, as acknowledged"), "{}", called.err);
    assert!(cluster.payloads("open", "read_committed").is_empty(), "it is open still");
    assert_eq!(cluster.held("open")[0], held[0] + 20);
}

#[test]
fn what_another_producer_writes_to_a_topic_that_the_run_made_fails_it() {
    let Some(cluster) = calm() else { return };
    let folder = ticks("its-own", "topics:\n  its-own: { partitions: 1 }\n");
    let mut running = start(cluster, &folder, 1_000, &[]);
    running.wait_for("ticks/tick 10 ->");
    let other = ticks("its-own", "");
    call(&other, &[at_once(run(cluster, Listener::Plain, 20))]).done();
    let called = running.end().refused(6, "partition 0 of 'its-own' has ");
    let mismatches = json!([{ "topic": "its-own", "partition": 0, "acknowledged": 1_000, "held": 1_020 }]);
    assert_eq!((&summary(&folder)["mismatches"], &summary(&folder)["surplus"]), (&mismatches, &json!([])));
    assert_eq!(count(&folder, "acknowledged"), 1_000);
    is_explained(&called.err, &[("its-own", "orders"), ("1,020", "1,697"), (": 20", ": 697")]);
}

#[test]
fn a_topic_that_loses_what_it_acknowledged_fails_the_run() {
    let Some(cluster) = calm() else { return };
    cluster.create("remade", 1, &[]);
    let folder = ticks("remade", "");
    let mut running = start(cluster, &folder, 1_000, &["--set", "kafka.enable.idempotence=false"]);
    running.wait_for("ticks/tick 300 ->");
    cluster.delete("remade");
    cluster.create("remade", 1, &[]);
    let called = running.end().refused(6, "partition 0 of 'remade' has ");
    let mismatches = &summary(&folder)["mismatches"][0];
    let [held, acknowledged] = ["held", "acknowledged"].map(|member| mismatches[member].as_i64().unwrap());
    assert!((1..=700).contains(&held) && cluster.held("remade") == [held], "{mismatches}");
    assert_eq!(acknowledged, 1_000, "what was sent while there was no topic is sent again");
    let [held, lost] = [held, 1_000 - held].map(|number| number.to_string());
    is_explained(&called.err, &[("remade", "orders"), (&held, "697"), (&lost, "303")]);
}
