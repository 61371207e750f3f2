//! Runs in transactions: a reader of committed records sees each one whole, or not at all, whatever happens to the run.

use crate::child::Running;
use crate::cluster::{Cluster, calm, single, three};
use crate::folder::{Called, Folder};
use crate::properties::Listener;
use crate::readme::is_explained;
use crate::scenario::{call, count, run, set, start, summary, ticks};
use serde_json::json;
use std::collections::BTreeSet;

/// Event times are long ago: a broker would delete what it holds before the test has read it.
const KEPT: [(&str, &str); 1] = [("retention.ms", "-1")];

/// Where all runs start, so that they are runs of one plan.
const START: &str = "start: 2026-01-01T00:00:00Z\n";

/// Ends them before their time alone.
const FIFTIES: [&str; 4] = ["--transactional", "every 10m", "--in-flight", "50"];

/// How many records a reader of committed ones sees, and one of all; neither sees one twice.
fn seen(cluster: &Cluster, topic: &str) -> (usize, usize) {
    let [committed, all] = ["read_committed", "read_uncommitted"].map(|isolation| {
        let payloads = cluster.payloads(topic, isolation);
        assert_eq!(payloads.iter().collect::<BTreeSet<_>>().len(), payloads.len(), "none comes twice");
        payloads.len()
    });
    (committed, all)
}

/// What the run counts is what a reader of committed records sees, and the run knows it.
#[track_caller]
fn all_committed(cluster: &Cluster, topic: &str, folder: &Folder, events: u64) {
    let counts = ["planned", "acknowledged", "failed"].map(|member| count(folder, member));
    assert_eq!(counts, [events, events, 0]);
    assert_eq!(seen(cluster, topic).0 as u64, events);
    let summary = summary(folder);
    assert_eq!(summary["end_offsets"]["records"], events, "{summary}");
    assert_eq!((&summary["mismatches"], &summary["surplus"]), (&json!([]), &json!([])));
}

#[test]
fn every_record_is_committed_and_the_end_offsets_are_those_of_records_and_marks() {
    let Some(cluster) = calm() else { return };
    cluster.create("marked", 3, &[]);
    let folder = ticks("marked", "run: { transactional: every 50ms }\n");
    let called = call(&folder, &[run(cluster, Listener::Plain, 200)]).done();
    all_committed(cluster, "marked", &folder, 200);
    let marks = cluster.held("marked").iter().sum::<i64>() - 200;
    assert!(marks > 3, "{marks}");
    assert!(called.err.contains("End offsets of 3 partitions: 200 more, as acknowledged"), "{}", called.err);
}

#[test]
fn a_run_that_is_killed_leaves_whole_transactions_and_the_next_one_ends_what_was_open() {
    let Some(cluster) = calm() else { return };
    cluster.create("killed", 1, &KEPT);
    let folder = ticks("killed", START);
    let hundreds = ["--transactional", "every 10m", "--in-flight", "200"];
    let mut running = start(cluster, &folder, 3_000, &hundreds);
    running.wait_for("ticks/tick 220 ->");
    // With the mark of the first transaction.
    assert!((0..5_000).any(|_| cluster.held("killed")[0] >= 211), "it does not come so far");
    running.kill();
    let (committed, all) = seen(cluster, "killed");
    assert_eq!(committed % 200, 0, "whole ones");
    assert!(committed >= 200 && all > committed, "{committed} of {all}");
    let more = [run(cluster, Listener::Plain, 10), hundreds.map(str::to_owned).to_vec()];
    call(&folder, &more).done();
    let payloads = cluster.payloads("killed", "read_committed");
    assert_eq!(payloads.len(), committed + 10, "not one of those that were not committed");
    assert_eq!(summary(&folder)["end_offsets"], json!({ "partitions": 1, "records": 10 }));
}

#[test]
fn a_run_whose_brokers_stay_silent_ends() {
    let Some(mut cluster) = single() else { return };
    cluster.create("silent", 1, &[]);
    let folder = ticks("silent", "run: { transactional: every 1s }\n");
    // No record tells of it for an hour.
    let hour = "hold 100/s for 2s\n      - rest: pause 1h\n      - more: hold 100/s";
    folder.write("ticks.yaml", &folder.read("ticks.yaml").replace("hold 100/s", hour));
    let mut running = start(&cluster, &folder, 1_000, &["--set", "kafka.message.timeout.ms=3000"]);
    running.wait_for("ticks/tick 150 ->");
    cluster.pause(1);
    let called = running
        .end()
        .refused(6, "ERROR the producer stopped for good: no broker has ended its transaction within 3 s");
    is_explained(&called.err, &[("no broker has ended its transaction within 3 s", "REASON")]);
    let [acknowledged, failed] = ["acknowledged", "failed"].map(|member| count(&folder, member));
    assert_eq!(count(&folder, "planned"), acknowledged + failed);
    assert!(acknowledged > 0 && failed > 0, "{acknowledged} {failed}");
}

#[test]
fn of_two_runs_with_one_id_the_last_one_goes_on_and_the_first_one_says_why_it_ends() {
    let Some(cluster) = calm() else { return };
    cluster.create("taken-over", 3, &[]);
    let folder = ticks("taken-over", "");
    let mine = ["--set", "kafka.transactional.id=rushhour-orders"];
    let mut running = start(cluster, &folder, 3_000, &[&FIFTIES[..], &mine].concat());
    running.wait_for("ticks/tick 120 ->");
    let other = ticks("taken-over", "");
    let arguments = [
        run(cluster, Listener::Plain, 30),
        [&FIFTIES[..], &mine].concat().iter().map(|text| (*text).to_owned()).collect(),
    ];
    call(&other, &arguments).done();
    let called = running.end().refused(6, "another producer has taken over the transactional id");
    is_explained(&called.err, &[]);
    let [planned, acknowledged, failed] =
        ["planned", "acknowledged", "failed"].map(|member| count(&folder, member));
    assert_eq!((acknowledged % 50, planned), (0, acknowledged + failed));
    assert!(acknowledged >= 100 && failed > 0, "{acknowledged} and {failed}");
    assert!(called.err.contains(" committed, 0 aborted, 1 without an answer"), "{}", called.err);
    assert_eq!(cluster.payloads("taken-over", "read_committed").len() as u64, acknowledged + 30);
}

#[test]
fn a_broker_that_is_killed_in_the_middle_of_a_transaction_loses_and_doubles_nothing() {
    let Some(mut cluster) = three() else { return };
    cluster.create("outlived", 3, &[]);
    let leader = cluster.leader("outlived", 0);
    let folder = ticks("outlived", "run: { transactional: every 1s }\n");
    let mut running = start(&cluster, &folder, 1_500, &[]);
    running.wait_for("ticks/tick 250 ->");
    cluster.kill(leader);
    running.wait_for("ticks/tick 900 ->");
    cluster.restart(leader);
    running.end().done();
    all_committed(&cluster, "outlived", &folder, 1_500);
}

#[test]
fn the_broker_that_keeps_what_transactions_tell_may_be_gone_for_20_seconds() {
    let Some(mut cluster) = three() else { return };
    cluster.create("remembered", 3, &[]);
    let folder = ticks("remembered", "run: { transactional: every 1s }\n");
    let mut running = start(&cluster, &folder, 3_500, &["--journal", "run.journal"]);
    running.wait_for("ticks/tick 250 ->");
    let keeper = cluster.leader("__consumer_offsets", 0);
    cluster.kill(keeper);
    // A report comes every five seconds.
    (0..4).for_each(|_| _ = running.wait_for("acknowledged"));
    cluster.restart(keeper);
    running.end().done();
    all_committed(&cluster, "remembered", &folder, 3_500);
}

#[test]
fn an_interrupted_run_commits_what_it_has_sent() {
    let Some(cluster) = calm() else { return };
    cluster.create("cut-short", 3, &[]);
    let folder = ticks("cut-short", "run: { transactional: every 10m }\n");
    let mut running = start(cluster, &folder, 3_000, &[]);
    running.wait_for("ticks/tick 120 ->");
    running.signal("INT");
    running.end().refused(130, "transactions: 1 committed, 0 aborted");
    all_committed(cluster, "cut-short", &folder, count(&folder, "planned"));
}

#[test]
fn a_record_that_the_topic_does_not_take_fails_its_transaction_and_the_others_are_committed() {
    let Some(cluster) = calm() else { return };
    cluster.create("choosy", 1, &[("max.message.bytes", "2000")]);
    let folder = ticks("choosy", "");
    let long = format!("at: =if(event.index == 70, '{}', 'x')", "x".repeat(3_000));
    folder.write("ticks.yaml", &folder.read("ticks.yaml").replace("at: =now", &long));
    let small = set(&[("compression.type", "none"), ("batch.num.messages", "1")]);
    let arguments = [run(cluster, Listener::Plain, 300), FIFTIES.map(str::to_owned).to_vec(), small];
    let called =
        call(&folder, &arguments).refused(6, "its transaction was aborted, as another record failed: ");
    is_explained(&called.err, &[("choosy", "orders")]);
    let [planned, acknowledged, failed] =
        ["planned", "acknowledged", "failed"].map(|member| count(&folder, member));
    assert_eq!((planned, acknowledged + failed), (300, 300));
    assert!(acknowledged >= 100, "{acknowledged}");
    assert!(called.err.contains(" aborted") && !called.err.contains(", 0 aborted"), "{}", called.err);
    assert_eq!(seen(cluster, "choosy").0 as u64, acknowledged);
}

#[test]
fn a_run_that_is_killed_again_and_again_goes_on_and_committed_records_come_once() {
    let Some(cluster) = calm() else { return };
    cluster.create("resumed", 3, &KEPT);
    let folder = ticks("resumed", &format!("{START}run: {{ transactional: every 20ms }}\n"));
    let more = |more: &[&str]| {
        let mut arguments = run(cluster, Listener::Plain, 20_000);
        arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
        folder.command(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let mut moment = 7_u32;
    for round in 0..6 {
        // Always the same moments, each in its part of the run.
        moment = moment * 1_103 % 65_521;
        let at = round * 3_000 + 500 + moment % 2_000;
        let journal = if round == 0 { "--journal" } else { "--resume" };
        let mut running = Running::start(more(&[journal, "run.journal", "--speed", "50x", "-v"]));
        running.wait_for(&format!("ticks/tick {at} ->"));
        running.kill();
    }
    crate::folder::call(more(&["--resume", "run.journal", "--speed", "max"])).done();
    let payloads = cluster.payloads("resumed", "read_committed");
    let different: BTreeSet<&String> = payloads.iter().collect();
    assert_eq!((different.len(), payloads.len()), (20_000, 20_000), "each one, and none twice");
    let before = summary(&folder)["resumed"]["acknowledged_before"].as_u64().unwrap();
    assert_eq!(before + count(&folder, "acknowledged"), 20_000);
}

/// A run of so many events with a journal.
fn journaled(cluster: &Cluster, folder: &Folder, events: u32, option: &str, journal: &str) -> Called {
    let options = [option, journal, "--speed", "max", "--in-flight", "10"].map(str::to_owned).to_vec();
    call(folder, &[run(cluster, Listener::Plain, events), options]).done()
}

#[test]
fn what_a_journal_has_lost_the_transactions_know() {
    let Some(cluster) = calm() else { return };
    cluster.create("forgotten", 3, &KEPT);
    let folder = ticks("forgotten", &format!("{START}run: {{ transactional: every 10m }}\n"));
    journaled(cluster, &folder, 1, "--journal", "run.journal");
    let young = std::fs::read(folder.path().join("run.journal")).unwrap();
    // Ten transactions, of which the journal forgets all.
    journaled(cluster, &folder, 101, "--resume", "run.journal");
    std::fs::write(folder.path().join("run.journal"), young).unwrap();
    let called = journaled(cluster, &folder, 150, "--resume", "run.journal");
    assert_eq!(seen(cluster, "forgotten"), (150, 150), "{}", called.err);
    assert_eq!(summary(&folder)["resumed"], json!({ "acknowledged_before": 101, "perhaps_twice": 0 }));
}

#[test]
fn what_a_journal_has_lost_may_be_more_than_it_lets_a_run_send_ahead() {
    let Some(cluster) = calm() else { return };
    cluster.create("long-forgotten", 3, &KEPT);
    let folder = ticks("long-forgotten", &format!("{START}run: {{ transactional: every 10m }}\n"));
    journaled(cluster, &folder, 1, "--journal", "run.journal");
    let young = std::fs::read(folder.path().join("run.journal")).unwrap();
    let resumed = |events: u32| {
        let options = ["--resume", "run.journal", "--speed", "max"].map(str::to_owned).to_vec();
        call(&folder, &[run(cluster, Listener::Plain, events), options]).done()
    };
    resumed(70_001);
    std::fs::write(folder.path().join("run.journal"), young).unwrap();
    for (events, before) in [(70_100, 70_001), (70_200, 70_100)] {
        let called = resumed(events);
        let known = json!({ "acknowledged_before": before, "perhaps_twice": 0 });
        assert_eq!(summary(&folder)["resumed"], known, "{}", called.err);
        assert_eq!(seen(cluster, "long-forgotten"), (events as usize, events as usize));
    }
}

#[test]
fn a_run_goes_on_under_the_id_by_which_its_transactions_are_known() {
    let Some(cluster) = calm() else { return };
    cluster.create("renamed", 3, &KEPT);
    let folder = ticks("renamed", &format!("{START}run: {{ transactional: every 10m }}\n"));
    journaled(cluster, &folder, 20, "--journal", "run.journal");
    let resumed = |more: &[&str]| {
        let options =
            [&["--resume", "run.journal"], more].concat().iter().map(|text| (*text).to_owned()).collect();
        call(&folder, &[run(cluster, Listener::Plain, 40), options])
    };
    let other = ["--set", "kafka.transactional.id=other"];
    resumed(&other).refused(3, "not other: go on under that one, or say `--elsewhere`");
    resumed(&["--seed", "9"]).refused(3, "its seed is 1, here it is 9");
    resumed(&[&other[..], &["--elsewhere"]].concat()).done();
    resumed(&[]).refused(3, "this is the journal of a run whose `transactional.id` is other");
    resumed(&other).done();
    assert_eq!(seen(cluster, "renamed"), (40, 40));
}

#[test]
fn what_another_run_of_the_same_plan_committed_is_no_part_of_this_one() {
    let Some(cluster) = calm() else { return };
    cluster.create("same-plan", 3, &KEPT);
    let folder = ticks("same-plan", &format!("{START}run: {{ transactional: every 10m }}\n"));
    journaled(cluster, &folder, 20, "--journal", "one.journal");
    journaled(cluster, &folder, 50, "--journal", "other.journal");
    journaled(cluster, &folder, 50, "--resume", "one.journal");
    assert_eq!([count(&folder, "planned"), count(&folder, "acknowledged")], [30, 30]);
    assert_eq!(summary(&folder)["resumed"]["acknowledged_before"], 20);
    assert_eq!(cluster.payloads("same-plan", "read_committed").len(), 100, "all of each");
}

#[test]
fn a_run_that_goes_on_without_transactions_is_warned_of_what_comes_twice() {
    let Some(cluster) = calm() else { return };
    cluster.create("no-longer", 3, &KEPT);
    let folder = ticks("no-longer", START);
    let options = ["--journal", "run.journal", "--transactional", "every 10m"];
    let mut first = start(cluster, &folder, 1_000, &options);
    first.wait_for("ticks/tick 30 ->");
    first.kill();
    let doubt = "the run of this journal sent in transactions";
    let second = journaled(cluster, &folder, 200, "--resume", "run.journal");
    assert!(second.err.contains(doubt), "{}", second.err);
    let third = journaled(cluster, &folder, 210, "--resume", "run.journal");
    assert!(!third.err.contains(doubt), "it is told once: {}", third.err);
}
