//! Runs that are killed while a real broker takes their records, and the runs that go on with them, which are killed, too.

use crate::child::Running;
use crate::client::Received;
use crate::cluster::{Cluster, calm, three};
use crate::folder::{Called, Folder};
use crate::properties::Listener;
use crate::readme::is_explained;
use crate::scenario::{count, run, summary, ticks};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::ops::RangeInclusive;
use std::process::Command;

const EVENTS: u32 = 20_000;

/// Where all runs start, so that they send the same.
const START: &str = "start: 2026-01-01T00:00:00Z\n";

/// Event times are long ago: a broker would delete what it holds before the test has read it.
const KEPT: [(&str, &str); 1] = [("retention.ms", "-1")];

/// The variable that repeats the moments of a test: a failure tells what it was.
const SEED: &str = "RUSHHOUR_TEST_SEED";

/// Moments of runs, other ones each time.
struct Moments(u32);

impl Moments {
    #[expect(clippy::disallowed_methods, reason = "a test has no command line")]
    fn new() -> Self {
        let given = std::env::var(SEED).ok().map(|seed| seed.parse::<u16>().expect("a seed is a number"));
        let seed = given.unwrap_or_else(|| {
            let [low, high, ..] = RandomState::new().build_hasher().finish().to_le_bytes();
            u16::from_le_bytes([low, high])
        });
        println!("{SEED}={seed}");
        Self(u32::from(seed) + 1)
    }

    fn next(&mut self, moments: RangeInclusive<u32>) -> u32 {
        self.0 = self.0 * 1_103 % 65_537;
        let (first, last) = moments.into_inner();
        first + self.0 % (last - first + 1)
    }
}

fn command(cluster: &Cluster, folder: &Folder, events: u32, more: &[&str]) -> Command {
    let mut arguments = run(cluster, Listener::Plain, events);
    arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
    folder.command(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

fn call(cluster: &Cluster, folder: &Folder, events: u32, more: &[&str]) -> Called {
    crate::folder::call(command(cluster, folder, events, more))
}

/// By its `event-id`, each record that a topic holds, and how many it holds of it.
fn held(cluster: &Cluster, topic: &str) -> BTreeMap<String, (Received, u64)> {
    let mut records = BTreeMap::new();
    for record in cluster.records(topic) {
        let (_, id) = record.headers.iter().find(|(name, _)| name == "event-id").unwrap();
        let id = String::from_utf8(id.clone().unwrap()).unwrap();
        let (known, times) = records.entry(id).or_insert_with(|| (record.clone(), 0));
        assert_eq!(*known, record, "what comes twice is the same");
        *times += 1;
    }
    records
}

fn number(words: &str) -> u64 {
    words.replace(',', "").parse().unwrap_or_else(|_| panic!("{words:?} is no number"))
}

/// What a run that goes on says at its beginning: acknowledged before, and perhaps sent twice.
fn doubts(line: &str) -> [u64; 2] {
    let (before, rest) = line.split_once(" events were acknowledged before, at most ").unwrap();
    let before = before.rsplit(' ').next().unwrap();
    [number(before), number(rest.split(' ').next().unwrap())]
}

#[test]
fn a_run_that_is_killed_at_any_moment_goes_on_and_a_consumer_that_looks_has_every_event_once() {
    let Some(cluster) = calm() else { return };
    let (mut moments, mut doubted) = (Moments::new(), 0);
    for killed in 0..10 {
        // The first record and the last one are there each time.
        let at = match killed {
            0 => 1,
            9 => EVENTS,
            _ => moments.next(1..=EVENTS),
        };
        let topic = format!("killed-{killed}");
        cluster.create(&topic, 3, &KEPT);
        let folder = ticks(&topic, START);
        let begin = ["--journal", "run.journal", "--speed", "100x", "-v"];
        let mut running = Running::start(command(cluster, &folder, EVENTS, &begin));
        running.wait_for(&format!("ticks/tick {at} ->"));
        running.kill();
        call(cluster, &folder, EVENTS, &["--resume", "run.journal", "--speed", "max"]).done();
        let ids = cluster.headers(&topic, "event-id");
        let different: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
        let planned: Vec<String> = (1..=EVENTS).map(|number| format!("ticks/phases/{number}")).collect();
        let missing: Vec<&String> = planned.iter().filter(|id| !different.contains(id.as_str())).collect();
        let resumed = &summary(&folder)["resumed"];
        assert!(missing.is_empty(), "killed at {at}, {resumed}, {} ids: {missing:?}", ids.len());
        assert_eq!(different.len(), planned.len());
        let [before, twice] =
            ["acknowledged_before", "perhaps_twice"].map(|member| resumed[member].as_u64().unwrap());
        assert_eq!(before + count(&folder, "acknowledged"), u64::from(EVENTS));
        let surplus = ids.len() as u64 - u64::from(EVENTS);
        assert!(
            surplus <= twice,
            "{surplus} came twice, {twice} were to be expected at most, killed at {at}"
        );
        doubted += twice;
        println!("killed at {at}: {before} before, {surplus} of at most {twice} twice");
    }
    assert!(doubted > 0, "a killed run leaves something in doubt");
}

#[test]
fn a_run_that_is_killed_again_and_again_writes_what_one_writes_that_is_not() {
    let Some(cluster) = calm() else { return };
    for topic in ["unkilled", "killed-again"] {
        cluster.create(topic, 3, &KEPT);
    }
    let whole = ticks("unkilled", START);
    call(cluster, &whole, EVENTS, &["--journal", "run.journal", "--speed", "max"]).done();
    let expected = held(cluster, "unkilled");
    assert_eq!(expected.len(), EVENTS as usize);
    assert!(expected.values().all(|(_, times)| *times == 1));

    // The scenarios differ in the topic alone.
    let folder = ticks("killed-again", START);
    let (mut moments, mut doubted, mut known) = (Moments::new(), 0, 0);
    for killed in 0..10 {
        let journal = if killed == 0 { "--journal" } else { "--resume" };
        // It takes 40 seconds to its end.
        let begin = [journal, "run.journal", "--speed", "5x", "-v"];
        let mut running = Running::start(command(cluster, &folder, EVENTS, &begin));
        if killed > 0 {
            let [before, twice] = doubts(&running.wait_for("were acknowledged before"));
            assert!(before >= known, "{before} and {known}: what was acknowledged stays so");
            (known, doubted) = (before, doubted + twice);
        }
        for _ in 0..moments.next(1..=400) {
            running.wait_for(" ->");
        }
        running.kill();
    }
    let called = call(cluster, &folder, EVENTS, &["--resume", "run.journal", "--speed", "max"]).done();
    let line = called.err.lines().find(|line| line.contains("were acknowledged before")).unwrap();
    let [before, twice] = doubts(line);
    assert!(before >= known);
    assert_eq!(before + count(&folder, "acknowledged"), u64::from(EVENTS));
    doubted += twice;
    let again = held(cluster, "killed-again");
    let surplus = again.values().map(|(_, times)| times - 1).sum::<u64>();
    assert!(surplus <= doubted, "{surplus} came twice, {doubted} were to be expected at most");
    let once = |records: BTreeMap<String, (Received, u64)>| -> BTreeMap<String, Received> {
        records.into_iter().map(|(id, (record, _))| (id, record)).collect()
    };
    assert_eq!(once(again), once(expected), "key, headers, payload, timestamp and partition");
    println!("killed ten times: {surplus} of at most {doubted} twice");
}

#[test]
fn no_run_goes_on_where_what_was_acknowledged_is_gone() {
    let Some(cluster) = calm() else { return };
    let topics = format!("{START}topics:\n  regrown: {{ partitions: 2, config: {{ retention.ms: -1 }} }}\n");
    let folder = ticks("regrown", &topics);
    call(cluster, &folder, 50, &["--journal", "run.journal", "--speed", "max"]).done();
    let resume = |events, more: &[&str]| {
        call(cluster, &folder, events, &[&["--resume", "run.journal", "--speed", "max"], more].concat())
    };
    resume(60, &[]).done();
    cluster.delete("regrown");
    resume(70, &[]).refused(3, "hold no more than 0 records");
    assert!(!cluster.has("regrown"), "not made either");
    cluster.create("regrown", 2, &KEPT);
    let called = resume(70, &[])
        .refused(3, "hold no more than 0 records, and the journal says that 60 were acknowledged");
    is_explained(
        &called.err,
        &[(&cluster.servers(Listener::Plain), "localhost:9092"), ("60 were", "409 were")],
    );
    assert_eq!(cluster.held("regrown").iter().sum::<i64>(), 0);
    resume(70, &["--elsewhere"]).done();
    assert_eq!(cluster.held("regrown").iter().sum::<i64>(), 10);
}

#[test]
fn a_run_goes_on_where_the_topics_hold_no_record_less_than_was_acknowledged() {
    let Some(cluster) = calm() else { return };
    cluster.create("replaced", 2, &KEPT);
    let folder = ticks("replaced", START);
    call(cluster, &folder, 60, &["--journal", "run.journal", "--speed", "max"]).done();
    cluster.delete("replaced");
    cluster.create("replaced", 2, &KEPT);
    let resume = ["--resume", "run.journal", "--speed", "max"];
    call(cluster, &folder, 59, &["--speed", "max"]).done();
    let words = "hold no more than 59 records, and the journal says that 60 were acknowledged";
    call(cluster, &folder, 70, &resume).refused(3, words);
    call(cluster, &folder, 1, &["--speed", "max"]).done();
    call(cluster, &folder, 70, &resume).done();
    assert_eq!(cluster.held("replaced").iter().sum::<i64>(), 70);
}

#[test]
fn a_run_whose_events_compute_topics_goes_on_although_the_others_hold_less() {
    let Some(cluster) = calm() else { return };
    ["of-a", "of-b", "of-none"].iter().for_each(|topic| cluster.create(topic, 1, &KEPT));
    let more = "  others:\n    emit: tick\n    topic: of-none\n    phases: [ once: burst 1 ]\n";
    let folder = ticks("of-{{ payload.kind }}", &format!("{more}{START}"));
    folder.write("ticks.yaml", &folder.read("ticks.yaml").replace("a, b, c, d, e", "a, b"));
    call(cluster, &folder, 50, &["--journal", "run.journal", "--speed", "max"]).done();
    call(cluster, &folder, 70, &["--resume", "run.journal", "--speed", "max"]).done();
    let held = ["of-a", "of-b", "of-none"].map(|topic| cluster.held(topic).iter().sum::<i64>());
    assert_eq!((held.iter().sum::<i64>(), held[2]), (70, 1));
}

#[test]
fn no_run_goes_on_in_another_cluster_by_mistake() {
    let Some(cluster) = calm() else { return };
    let Some(other) = three() else { return };
    cluster.create("elsewhere", 3, &KEPT);
    let topics = format!(
        "{START}topics:\n  elsewhere: {{ partitions: 3, replication: 1, config: {{ retention.ms: -1 }} }}\n"
    );
    let folder = ticks("elsewhere", &topics);
    call(cluster, &folder, 50, &["--journal", "run.journal", "--speed", "max"]).done();
    let resume = |events, more: &[&str]| {
        call(&other, &folder, events, &[&["--resume", "run.journal", "--speed", "max"], more].concat())
    };
    let called = resume(60, &[]).refused(3, "the journal is that of a run into the Kafka cluster");
    assert!(called.err.contains("`--elsewhere`"), "{}", called.err);
    assert!(!other.has("elsewhere"), "nothing was made there");
    resume(60, &["--to", "null"]).refused(3, "this is the journal of a run to kafka, not to null");
    resume(60, &["--elsewhere"]).done();
    assert_eq!(other.held("elsewhere").iter().sum::<i64>(), 10);
    // And there it goes on without a word, but not back.
    resume(70, &[]).done();
    assert_eq!(other.held("elsewhere").iter().sum::<i64>(), 20);
    let back = ["--resume", "run.journal", "--speed", "max"];
    call(cluster, &folder, 80, &back).refused(3, "into the Kafka cluster");
}
