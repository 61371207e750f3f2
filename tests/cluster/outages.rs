//! Brokers that go away, come back and answer late while a run goes on: every event is accounted for, and none is lost
//! that was acknowledged.

use crate::child::Running;
use crate::cluster::{single, three};
use crate::folder::Folder;
use crate::processor_time::processor_time;
use crate::properties::Listener;
use crate::readme::is_explained;
use crate::scenario::{all_arrived, count, start, summary, ticks};

/// Waits until a record is sent: the hundredth is due a second after the start.
#[track_caller]
fn wait(running: &mut Running, record: u32) {
    running.wait_for(&format!("ticks/tick {record} ->"));
}

/// The longest latency of a kind.
fn longest(folder: &Folder, kind: &str) -> f64 {
    summary(folder)[kind]["max"].as_f64().unwrap()
}

#[test]
fn the_only_broker_may_be_gone_for_20_seconds() {
    let Some(mut cluster) = single() else { return };
    cluster.create("gone", 3, &[]);
    let folder = ticks("gone", "");
    let mut running = start(&cluster, &folder, 3_000, &[]);
    wait(&mut running, 200);
    cluster.kill(1);
    wait(&mut running, 2_200);
    cluster.restart(1);
    running.end().done();
    all_arrived(&cluster, "gone", &folder, 3_000);
    assert!(longest(&folder, "acknowledgement_ms") > 20_000.0, "the first ones wait until it is back");
}

#[test]
fn a_run_whose_queue_is_full_sleeps_until_its_broker_is_back() {
    let Some(mut cluster) = single() else { return };
    cluster.create("asleep", 3, &[]);
    let folder = ticks("asleep", "");
    let small = ["--set", "kafka.queue.buffering.max.messages=50", "--behind", "catch up 1m"];
    let mut running = start(&cluster, &folder, 1_000, &small);
    wait(&mut running, 200);
    cluster.kill(1);
    // From the report of the fifth second, when the queue has been full for two, to the one of the tenth.
    running.wait_for("acknowledged");
    let before = processor_time(running.id());
    running.wait_for("acknowledged");
    let busy = processor_time(running.id()) - before;
    cluster.restart(1);
    running.end().done();
    all_arrived(&cluster, "asleep", &folder, 1_000);
    assert!(before > 0 && busy < 100, "{busy} hundredths of five seconds");
}

#[test]
fn one_of_three_brokers_may_be_gone_for_20_seconds() {
    let Some(mut cluster) = three() else { return };
    cluster.create("one-gone", 3, &[]);
    let leader = cluster.leader("one-gone", 0);
    let folder = ticks("one-gone", "");
    let mut running = start(&cluster, &folder, 3_000, &[]);
    wait(&mut running, 200);
    cluster.kill(leader);
    wait(&mut running, 2_200);
    assert_ne!(cluster.leader("one-gone", 0), leader, "another broker takes over");
    cluster.restart(leader);
    running.end().done();
    all_arrived(&cluster, "one-gone", &folder, 3_000);
}

#[test]
fn partitions_may_change_their_leader() {
    let Some(mut cluster) = three() else { return };
    cluster.create("moving", 3, &[]);
    let leader = cluster.leader("moving", 0);
    let folder = ticks("moving", "");
    let mut running = start(&cluster, &folder, 1_000, &[]);
    wait(&mut running, 200);
    cluster.shut_down(leader);
    running.end().done();
    assert_ne!(cluster.leader("moving", 0), leader);
    all_arrived(&cluster, "moving", &folder, 1_000);
}

/// A broker that answers nothing until a few seconds after the producer's queue is full.
fn slow(topic: &str, behind: &str) -> Option<(Folder, i32)> {
    let mut cluster = single()?;
    cluster.create(topic, 3, &[]);
    let folder = ticks(topic, "");
    let small = ["--behind", behind, "--set", "kafka.queue.buffering.max.messages=50"];
    let mut running = start(&cluster, &folder, 1_000, &small);
    wait(&mut running, 200);
    cluster.pause(1);
    // The report of the fifth second, three seconds later: nothing is taken any more that could be waited for.
    running.wait_for("acknowledged");
    cluster.resume(1);
    let code = running.end().code;
    let acknowledged = i64::try_from(count(&folder, "acknowledged")).unwrap();
    assert_eq!(cluster.held(topic).iter().sum::<i64>(), acknowledged);
    assert_eq!(count(&folder, "failed"), 0);
    Some((folder, code))
}

#[test]
fn a_slow_broker_makes_records_late_and_loses_none() {
    let Some((folder, code)) = slow("slow", "catch up 1s") else { return };
    assert_eq!((count(&folder, "acknowledged"), count(&folder, "skipped")), (1_000, 0));
    assert!(longest(&folder, "lag_ms") > 1_000.0 && count(&folder, "late") > 0);
    assert_eq!(code, 5, "later than `behind` allows");
}

#[test]
fn a_lag_that_is_not_expected_ends_a_run_while_its_broker_stands_still() {
    let Some(mut cluster) = single() else { return };
    cluster.create("expecting", 3, &[]);
    let folder = ticks("expecting", "expect:\n  - schedule_lag max < 2s abort\n  - schedule_lag max < 1s\n");
    let small = ["--behind", "catch up 1m", "--set", "kafka.queue.buffering.max.messages=50"];
    let mut running = start(&cluster, &folder, 3_000, &small);
    wait(&mut running, 200);
    cluster.pause(1);
    running.wait_for("`schedule_lag max < 2s abort` does not hold: waiting");
    cluster.resume(1);
    running.end().refused(4, "FAILED  schedule_lag max < 2s abort");
    let [planned, acknowledged] = ["planned", "acknowledged"].map(|member| count(&folder, member));
    assert!((200..3_000).contains(&planned), "{planned}");
    assert_eq!((acknowledged, cluster.held("expecting").iter().sum()), (planned, planned.cast_signed()));
    let expectations = &summary(&folder)["expectations"];
    for (line, which) in ["ended the run", "measures the same"].iter().enumerate() {
        assert_eq!(expectations[line]["holds"], false, "the line that {which}");
        assert!(expectations[line]["measured"]["latency_ms"].as_f64().unwrap() >= 2_000.0, "{expectations}");
    }
}

#[test]
fn records_that_a_slow_broker_makes_too_late_are_skipped_where_the_run_says_so() {
    let Some((folder, code)) = slow("skipping", "skip") else { return };
    let [planned, acknowledged, skipped] =
        ["planned", "acknowledged", "skipped"].map(|member| count(&folder, member));
    assert_eq!((planned, code), (1_000, 0));
    assert!(skipped > 0);
    assert_eq!(acknowledged + skipped, planned);
}

#[test]
fn a_slow_broker_moves_the_schedule_where_the_run_says_so() {
    let Some((folder, code)) = slow("delaying", "delay after 1s") else { return };
    assert_eq!((count(&folder, "planned"), count(&folder, "acknowledged"), code), (1_000, 1_000, 0));
    let delayed = summary(&folder)["delayed_s"].as_f64().unwrap();
    assert!(delayed > 1.0, "{delayed}");
    assert!(count(&folder, "late") > 0, "what moved it was late");
}

#[test]
fn a_run_that_is_terminated_while_its_broker_is_gone_accounts_for_every_record() {
    let Some(mut cluster) = single() else { return };
    cluster.create("terminated", 3, &[]);
    let folder = ticks("terminated", "");
    let mut running = start(&cluster, &folder, 3_000, &[]);
    wait(&mut running, 200);
    cluster.kill(1);
    wait(&mut running, 400);
    running.signal("TERM");
    let called = running.end().refused(143, "events failed: not acknowledged in time");
    assert!(
        called
            .err
            .contains("WARN the end offsets are not compared with what was acknowledged: no broker answers"),
        "{}",
        called.err
    );
    let [planned, acknowledged, failed] =
        ["planned", "acknowledged", "failed"].map(|member| count(&folder, member));
    assert!(acknowledged > 0 && failed > 0, "{acknowledged} and {failed}");
    assert_eq!(planned, acknowledged + failed);
    cluster.restart(1);
    let held = cluster.held("terminated").iter().sum::<i64>().unsigned_abs();
    assert!((acknowledged..=planned).contains(&held), "{held} of {acknowledged} acknowledged");
}

#[test]
fn a_broker_that_takes_a_connection_and_says_nothing_is_not_waited_for_without_end() {
    let Some(mut cluster) = single() else { return };
    let folder = ticks("orders", "");
    cluster.pause(1);
    let running = start(&cluster, &folder, 5, &[]);
    let called = running.end().refused(6, "no answer from Kafka");
    is_explained(&called.err, &[(&cluster.servers(Listener::Plain), "localhost:9092")]);
}

#[test]
fn an_interrupted_run_waits_for_a_slow_broker() {
    let Some(mut cluster) = single() else { return };
    cluster.create("interrupted", 3, &[]);
    let folder = ticks("interrupted", "");
    let mut running = start(&cluster, &folder, 3_000, &[]);
    wait(&mut running, 200);
    cluster.pause(1);
    wait(&mut running, 300);
    running.signal("INT");
    running.wait_for("interrupted: waiting for acknowledgements of what was sent");
    cluster.resume(1);
    running.end().refused(130, "Events Failed:       0");
    let planned = count(&folder, "planned");
    assert!((300..3_000).contains(&planned), "{planned}");
    all_arrived(&cluster, "interrupted", &folder, u32::try_from(planned).unwrap());
}

#[test]
fn a_terminated_run_has_in_its_topic_all_that_it_planned() {
    let Some(cluster) = single() else { return };
    cluster.create("stopped", 3, &[]);
    let folder = ticks("stopped", "");
    let mut running = start(&cluster, &folder, 3_000, &[]);
    wait(&mut running, 200);
    running.signal("TERM");
    running.end().refused(143, "terminated: waiting for acknowledgements of what was sent");
    let planned = count(&folder, "planned");
    assert!((200..3_000).contains(&planned), "{planned}");
    all_arrived(&cluster, "stopped", &folder, u32::try_from(planned).unwrap());
}

#[test]
fn a_second_signal_leaves_a_run_whose_broker_is_gone_at_once() {
    let Some(mut cluster) = single() else { return };
    cluster.create("left", 3, &[]);
    let folder = ticks("left", "");
    let mut running = start(&cluster, &folder, 3_000, &[]);
    wait(&mut running, 100);
    cluster.kill(1);
    wait(&mut running, 200);
    running.signal("INT");
    running.wait_for("Ctrl-C again leaves at once");
    running.signal("INT");
    let called = running.end().refused(130, "interrupted: left without waiting for anything");
    assert!(!called.err.contains("Events Planned"), "nobody knows what became of them: {}", called.err);
    cluster.restart(1);
    assert!((1..3_000).contains(&cluster.held("left").iter().sum::<i64>()), "what was sent before is there");
}
