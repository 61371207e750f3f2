//! A run that is killed while a real broker takes its records, and the run that goes on with it.

use crate::child::Running;
use crate::cluster::calm;
use crate::properties::Listener;
use crate::scenario::{count, run, summary, ticks};
use std::collections::BTreeSet;

const EVENTS: u32 = 20_000;

#[test]
fn a_run_that_is_killed_at_any_moment_goes_on_and_a_consumer_that_looks_has_every_event_once() {
    let Some(cluster) = calm() else { return };
    let mut moment = 5_u32;
    let mut doubts = 0;
    for killed in 0..10 {
        // Ten moments, always the same ones.
        moment = moment * 1_103 % 65_521;
        let (topic, at) = (format!("killed-{killed}"), moment % (EVENTS - 2_000) + 100);
        cluster.create(&topic, 3, &[]);
        let folder = ticks(&topic, "start: 2026-01-01T00:00:00Z\n");
        let more = |more: &[&str]| {
            let mut arguments = run(cluster, Listener::Plain, EVENTS);
            arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
            folder.command(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let mut running = Running::start(more(&["--journal", "run.journal", "--speed", "100x", "-v"]));
        running.wait_for(&format!("ticks/tick {at} ->"));
        running.kill();
        crate::folder::call(more(&["--resume", "run.journal", "--speed", "max"])).done();
        let ids = cluster.headers(&topic, "event-id");
        let different: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
        let planned: Vec<String> = (1..=EVENTS).map(|number| format!("ticks/phases/{number}")).collect();
        assert_eq!(different, planned.iter().map(String::as_str).collect(), "killed at {at}");
        let resumed = &summary(&folder)["resumed"];
        let [before, twice] =
            ["acknowledged_before", "perhaps_twice"].map(|member| resumed[member].as_u64().unwrap());
        assert_eq!(before + count(&folder, "acknowledged"), u64::from(EVENTS));
        let surplus = ids.len() as u64 - u64::from(EVENTS);
        assert!(
            surplus <= twice,
            "{surplus} came twice, {twice} were to be expected at most, killed at {at}"
        );
        doubts += twice;
        println!("killed at {at}: {before} before, {surplus} of at most {twice} twice");
    }
    assert!(doubts > 0, "a killed run leaves something in doubt");
}
