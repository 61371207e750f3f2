//! `--journal` and `--resume`: a run that died goes on, and nothing is lost.

use crate::child::Running;
use crate::folder::Folder;
use serde_json::Value;
use std::collections::BTreeSet;

/// Everything that makes more than one record of an arrival, or none.
const ALL: &str = "\
scenario: all
start: 2026-01-01T00:00:00Z
events:
  tick: { key: =event.id, payload: { number: =event.index, kind: '=choice(a, b, c)' } }
  tock: { payload: { number: =event.index } }
journeys:
  visit:
    steps:
      OPEN: { emit: tick, next: 'OPEN 50%, BOTH', wait: =uniform(1s..9s) }
      BOTH: { emit: [tick, tock], next: end }
traffic:
  single:
    emit: tick 60%, tock
    topic: one
    phases:
      - steady: hold 40/s for 20s
    overlays:
      - sale: +20/s at 5s for 5s
    disorder:
      late: 5% by 1s..5s
      duplicate: 5% after 0s..2s
      drop: 2%
  listed:
    emit: [tick, tock]
    topic: two
    phases:
      - steady: hold 20/s for 20s
  walked:
    emit: sessions of visit
    topic: three
    phases:
      - steady: hold 5/s for 20s
  stepped:
    emit: steps of visit
    topic: three
    phases:
      - steady: hold 10/s for 20s
";

const RUN: [&str; 7] = ["run", "all.yaml", "--speed", "max", "--to", "file:out.jsonl", "--summary"];

fn folder() -> Folder {
    Folder::with("all.yaml", ALL)
}

/// The names of the records in a file, in its order.
fn ids(folder: &Folder, file: &str) -> Vec<String> {
    let text = folder.read(file);
    let id = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        record["headers"]["event-id"].as_str().unwrap().to_owned()
    };
    text.lines().map(id).collect()
}

fn summary(folder: &Folder) -> Value {
    serde_json::from_str(&folder.read("out.json")).unwrap()
}

/// All names of a run that nothing interrupts.
fn whole(folder: &Folder) -> BTreeSet<String> {
    let to = ["--to", "file:whole.jsonl", "--journal", "whole.journal"];
    folder.call(&[&["run", "all.yaml", "--speed", "max"], &to[..]].concat()).done();
    let ids = ids(folder, "whole.jsonl");
    let different: BTreeSet<String> = ids.iter().cloned().collect();
    assert_eq!(ids.len(), different.len(), "no name stands twice");
    different
}

#[test]
fn every_record_has_a_name_that_is_no_others() {
    let folder = folder();
    let ids = whole(&folder);
    for id in [
        "single/phases/1",
        "single/overlays/sale/1",
        "listed/phases/1/1",
        "listed/phases/1/2",
        "walked/phases/1/1",
        "stepped/phases/sessions/1/1",
    ] {
        assert!(ids.contains(id), "{id}");
    }
    let copies = ids.iter().filter(|id| id.ends_with("/copy")).count();
    assert!(copies > 5, "{copies}");
    assert!(ids.iter().filter_map(|id| id.strip_suffix("/copy")).all(|id| ids.contains(id)));
    let unnamed = folder.call(&["preview", "all.yaml", "-n", "3"]).done();
    assert!(!unnamed.out.contains("event-id"), "only with a journal");
}

#[test]
fn a_run_that_is_killed_at_any_moment_goes_on_and_every_record_is_there() {
    let folder = folder();
    let planned = whole(&folder);
    let mut moment = 17_usize;
    for _ in 0..10 {
        // Ten moments, always the same ones.
        moment = moment * 1_103_515_245 % 2_147_483_647;
        let wait = moment % 380 + 5;
        let mut running = Running::start(folder.command(&[
            "run",
            "all.yaml",
            "--speed",
            "40x",
            "--to",
            "file:out.jsonl",
            "--journal",
            "run.journal",
            "-v",
        ]));
        running.wait_for(&format!("listed/tick {wait} ->"));
        running.kill();
        folder.call(&[&RUN[..], &["out.json", "--resume", "run.journal"]].concat()).done();
        let sent = ids(&folder, "out.jsonl");
        let different: BTreeSet<String> = sent.iter().cloned().collect();
        assert_eq!(different, planned, "killed at {wait}");
        let summary = summary(&folder);
        let number = |member: &Value| usize::try_from(member.as_u64().unwrap()).unwrap();
        let resumed = &summary["resumed"];
        let (before, twice) = (&resumed["acknowledged_before"], &resumed["perhaps_twice"]);
        assert_eq!(number(before) + number(&summary["acknowledged"]), planned.len(), "{summary}");
        let surplus = sent.len() - planned.len();
        assert!(surplus <= number(twice), "{surplus} twice: {summary}");
        std::fs::remove_file(folder.join("run.journal")).unwrap();
    }
}

#[test]
fn a_run_that_was_stopped_goes_on_and_sends_nothing_twice() {
    let folder = folder();
    let planned = whole(&folder);
    let slow = ["run", "all.yaml", "--to", "file:out.jsonl", "--journal", "run.journal", "-v"];
    let mut running = Running::start(folder.command(&slow));
    running.wait_for("single/tick 9 ->");
    running.signal("TERM");
    assert_eq!(running.end().code, 143);
    let resume = [&RUN[..], &["out.json", "--resume", "run.journal"]].concat();
    let called = folder.call(&resume).done();
    assert!(
        called.err.contains(" events were acknowledged before, at most 0 may be sent twice"),
        "{}",
        called.err
    );
    assert!(called.err.contains("Perhaps Sent Twice:  none"), "{}", called.err);
    let sent = ids(&folder, "out.jsonl");
    assert_eq!(sent.len(), planned.len());
    assert_eq!(sent.into_iter().collect::<BTreeSet<_>>(), planned);
    let called = folder.call(&resume).done();
    assert_eq!(summary(&folder)["planned"], 0, "nothing is left: {}", called.err);
}

#[test]
fn the_limits_of_a_run_count_what_earlier_runs_have_done() {
    let folder = folder();
    let limited = |events: &str, journal: [&str; 2]| {
        let limit = ["out.json", "--max-events", events];
        folder.call(&[&RUN[..], &limit, &journal].concat()).done();
        ids(&folder, "out.jsonl")
    };
    let whole = limited("900", ["--journal", "whole.journal"]);
    limited("300", ["--journal", "run.journal"]);
    assert_eq!(limited("900", ["--resume", "run.journal"]), whole, "with what was dropped");
    let bytes = ["out.json", "--max-events", "900", "--stop", "1kB", "--resume", "run.journal"];
    folder.call(&[&RUN[..], &bytes].concat()).done();
    let summary = summary(&folder);
    assert_eq!([&summary["planned"], &summary["unsent"]], [0, 0], "{summary}");
}

#[test]
fn a_schedule_by_the_clock_goes_on_as_if_it_had_never_stood_still() {
    let folder = Folder::with("all.yaml", &ALL.replace("2026-01-01T00:00:00Z", "0s ago"));
    let run = ["run", "all.yaml", "--for", "3s", "--to", "file:out.jsonl"];
    let mut running = Running::start(folder.command(&[&run[..], &["--journal", "j", "-v"]].concat()));
    running.wait_for("single/tick 9 ->");
    running.kill();
    let behind = ["--resume", "j", "--behind", "catch up 20s", "--summary", "out.json"];
    folder.call(&[&run[..], &behind].concat()).done();
    let starts: BTreeSet<String> = ids(&folder, "out.jsonl").into_iter().collect();
    assert!(starts.contains("single/phases/1") && starts.contains("listed/phases/60/2"), "{starts:?}");
    let elapsed = summary(&folder)["elapsed_s"].as_f64().unwrap();
    assert!(elapsed < 3.0, "what was due in the meantime goes out at once: {elapsed}");
}

#[test]
fn the_journal_of_another_run_is_refused_with_what_differs() {
    let folder = folder();
    folder.call(&[&RUN[..], &["out.json", "--journal", "run.journal"]].concat()).done();
    let resume =
        |more: &[&str]| folder.call(&[&RUN[..], &["out.json", "--resume", "run.journal"], more].concat());
    resume(&["--seed", "9"]).refused(3, "this is the journal of another run: its seed is 1, here it is 9");
    resume(&["--start", "2026-01-02T00:00:00Z"])
        .refused(3, "it starts at 2026-01-01T00:00:00.000Z, here at 2026-01-02T00:00:00.000Z");
    folder.write("all.yaml", &ALL.replace("choice(a, b, c)", "choice(a, b)"));
    resume(&[]).refused(3, "the scenario, its constants or its files have changed (plan ");
    folder.write("run.journal", "something else");
    resume(&[]).refused(3, "run.journal: this is no journal of `run --journal`");
    folder.write("run.journal", "");
    resume(&[]).refused(3, "damaged at its very beginning");
}

#[test]
fn a_journal_is_asked_for_as_it_can_be_kept() {
    let folder = folder();
    folder.write("there", "");
    let run = |more: &[&str]| folder.call(&[&["run", "all.yaml", "--for", "1s"], more].concat());
    run(&["--journal", "there"]).refused(2, "there: there is such a file: go on with its run by `--resume`");
    run(&["--journal", "no/where"]).refused(2, "no/where: there is no folder `no`");
    run(&["--resume", "missing", "--to", "null"])
        .refused(3, "error: missing: No such file or directory (os error 2)\n");
    run(&["--journal", "a", "--resume", "b"]).refused(2, "cannot be used with '--resume");
    run(&["--resume", "there"]).refused(3, "the journal is cut or damaged at its very beginning");
    folder.write("all.yaml", &ALL.replace("tock: {", "tock: { headers: { event-id: x },"));
    run(&["--journal", "new"]).refused(3, "the event `tock` has a header `event-id`");
    assert!(!folder.has("new"));
}

#[test]
fn no_run_goes_on_with_the_journal_of_another_target_by_mistake() {
    let folder = folder();
    let begin = ["run", "all.yaml", "--speed", "max", "--max-events", "50", "--to", "file:out.jsonl"];
    folder.call(&[&begin[..], &["--journal", "run.journal"]].concat()).done();
    let resume = |to: &str, more: &[&str]| {
        let run = ["run", "all.yaml", "--speed", "max", "--to", to, "--resume", "run.journal"];
        folder.call(&[&run[..], more].concat())
    };
    resume("null", &[]).refused(3, "/out.jsonl, not to null: go on there, or say `--elsewhere`");
    resume("embedded", &[]).refused(3, "/out.jsonl, not to embedded: go on there, or say `--elsewhere`");
    resume("embedded", &["--elsewhere"]).refused(2, "an embedded broker is gone with its run");
    let called =
        resume("file:other.jsonl", &[]).refused(3, "run.journal: this is the journal of a run to file:");
    assert!(called.err.contains("/other.jsonl: go on there"), "{}", called.err);
    assert!(!folder.has("other.jsonl"));
    let whole = folder.read("out.jsonl");
    for (held, lines) in [(String::new(), 0), (whole.split_inclusive('\n').skip(1).collect(), 49)] {
        folder.write("out.jsonl", &held);
        let words =
            format!("/out.jsonl holds {lines} records, and the journal says that 50 were acknowledged there");
        let words = words.strip_prefix('/').unwrap();
        resume("file:out.jsonl", &[]).refused(3, words);
        assert_eq!(folder.read("out.jsonl"), held, "untouched");
    }
    std::fs::remove_file(folder.join("out.jsonl")).unwrap();
    resume("file:out.jsonl", &[]).refused(3, "out.jsonl holds 0 records");
    assert!(!folder.has("out.jsonl"), "not made either");
    folder.write("out.jsonl", &whole);
    resume("file:./out.jsonl", &["--max-events", "60"]).done();
    assert_eq!(folder.read("out.jsonl").lines().count(), 60);
    resume("file:other.jsonl", &["--max-events", "70", "--elsewhere"]).done();
    assert_eq!(folder.read("other.jsonl").lines().count(), 10);
    resume("file:out.jsonl", &[]).refused(3, "/other.jsonl, not to file:");
    // What went to the first file is not looked for in the second one.
    resume("file:other.jsonl", &["--max-events", "80"]).done();
    assert_eq!(folder.read("other.jsonl").lines().count(), 20);
    folder.write("other.jsonl", "{}\n");
    resume("file:other.jsonl", &[])
        .refused(3, "other.jsonl holds 1 records, and the journal says that 20 were");
    for (events, lines) in [("90", 11), ("95", 16)] {
        let elsewhere = &["--elsewhere"][..usize::from(events == "90")];
        resume("file:other.jsonl", &[&["--max-events", events], elsewhere].concat()).done();
        assert_eq!(folder.read("other.jsonl").lines().count(), lines, "of before the file holds nothing");
    }
}

#[test]
fn a_topic_of_another_name_is_another_run() {
    let folder = folder();
    folder.call(&[&RUN[..], &["out.json", "--journal", "run.journal"]].concat()).done();
    folder.write("all.yaml", &ALL.replace("topic: two", "topic: four"));
    folder
        .call(&[&RUN[..], &["out.json", "--resume", "run.journal"]].concat())
        .refused(3, "the scenario, its constants or its files have changed");
}

#[test]
fn a_journal_to_an_embedded_broker_says_that_it_is_in_vain() {
    let called =
        folder().call(&["run", "all.yaml", "--for", "1s", "--speed", "max", "--journal", "j"]).done();
    assert!(
        called
            .err
            .contains("WARN an embedded broker is gone with its run: no run can go on with this journal"),
        "{}",
        called.err
    );
}

#[test]
fn records_may_stay_without_names() {
    let folder = folder();
    let text = ALL.replace("tock: {", "tock: { headers: { event-id: mine },");
    folder.write("all.yaml", &text);
    let begin = ["--max-events", "50", "--journal", "run.journal", "--no-event-id"];
    folder.call(&[&RUN[..], &["out.json"], &begin].concat()).done();
    folder.call(&[&RUN[..], &["out.json", "--resume", "run.journal"]].concat()).done();
    let sent = folder.read("out.jsonl");
    folder.call(&["run", "all.yaml", "--speed", "max", "--to", "file:whole.jsonl"]).done();
    assert_eq!(sent, folder.read("whole.jsonl"), "as without a journal");
}

/// A run that goes on by the clock, a while after its beginning.
fn running(folder: &Folder) -> Running {
    let slow = ["run", "all.yaml", "--to", "file:out.jsonl", "--journal", "run.journal", "-v"];
    let mut running = Running::start(folder.command(&slow));
    running.wait_for("single/tick 9 ->");
    running
}

#[test]
fn two_runs_do_not_write_one_journal() {
    let folder = folder();
    let first = running(&folder);
    let second = ["run", "all.yaml", "--to", "file:out.jsonl"];
    folder
        .call(&[&second[..], &["--resume", "run.journal"]].concat())
        .refused(2, "run.journal: another run is writing this journal");
    folder
        .call(&[&second[..], &["--journal", "run.journal"]].concat())
        .refused(2, "run.journal: there is such a file: go on with its run by `--resume`");
    first.signal("TERM");
    let called = first.end().refused(143, "Events Failed:       0");
    assert!(!called.err.contains("ERROR"), "{}", called.err);
    folder.call(&[&RUN[..], &["out.json", "--resume", "run.journal"]].concat()).done();
}

#[cfg(unix)]
#[test]
fn a_journal_that_is_removed_while_the_run_goes_on_is_made_anew() {
    let folder = folder();
    let planned = whole(&folder);
    let mut running = running(&folder);
    std::fs::remove_file(folder.join("run.journal")).unwrap();
    running.wait_for("run.journal: the journal was removed while the run goes on; it is there again");
    running.wait_for("listed/tick ");
    running.kill();
    folder.call(&[&RUN[..], &["out.json", "--resume", "run.journal"]].concat()).done();
    let sent = ids(&folder, "out.jsonl");
    assert_eq!(sent.iter().cloned().collect::<BTreeSet<_>>(), planned);
    let twice = summary(&folder)["resumed"]["perhaps_twice"].as_u64().unwrap();
    assert!((sent.len() - planned.len()) as u64 <= twice);
}

#[cfg(unix)]
#[test]
fn a_run_whose_journal_cannot_be_kept_ends_in_order_at_once() {
    for (is_replaced, words) in
        [(true, "another file stands in its place"), (false, "No such file or directory")]
    {
        let folder = folder();
        std::fs::create_dir(folder.join("kept")).unwrap();
        // Nothing is due for a day when it happens.
        let late = ALL.replace(
            "    phases:\n",
            "    phases:\n      - begin: hold 40/s for 1s\n      - quiet: pause 1d\n",
        );
        folder.write("all.yaml", &late);
        let slow = [
            "run",
            "all.yaml",
            "--to",
            "file:out.jsonl",
            "--journal",
            "kept/run.journal",
            "--summary",
            "out.json",
            "-v",
        ];
        let mut running = Running::start(folder.command(&slow));
        running.wait_for("single/tick 9 ->");
        if is_replaced {
            folder.write("theirs", "somebody's");
            std::fs::rename(folder.join("theirs"), folder.join("kept/run.journal")).unwrap();
        } else {
            std::fs::remove_dir_all(folder.join("kept")).unwrap();
        }
        let error = format!("ERROR cannot write the journal kept/run.journal: {words}");
        let called = running.end().refused(6, &error);
        assert!(called.err.contains("the run ends here, as it could not be gone on with"), "{}", called.err);
        let summary = summary(&folder);
        assert_eq!(summary["planned"], summary["acknowledged"], "{summary}");
        assert_eq!(summary["acknowledged"], folder.read("out.jsonl").lines().count());
        assert_eq!(folder.has("kept/run.journal"), is_replaced);
    }
}
