//! Disorder as a user sees it: planned, previewed, sent and accounted for.

use crate::folder::{Called, Folder};
use serde_json::Value;

const SENSORS: &str = "\
scenario: sensors
seed: 5
start: 2026-11-27T13:55:00Z
let: { slow: 0.05 }
events:
  reading:
    key: =site
    payload: { id: =event.id, site: \"=choice(A 70%, B)\", at: =now }
traffic:
  sensors:
    emit: reading
    topic: sensors
    phases:
      - steady: hold 20/s for 3m
      - calm: hold 5/s for 2m
    disorder:
      late: (slow) by 10s..60s
      duplicate: 1% after 0s..5s
      drop: [ 0.5%, 50% at 10s for 20s ]
      corrupt: 0.5%
      hold: at 2m for 1m release over 30s where site == 'B'
  others:
    emit: reading
    topic: others
    phases: [ steady: hold 5/s for 5m ]
";

fn sensors() -> Folder {
    Folder::with("sensors.yaml", SENSORS)
}

#[track_caller]
fn summary(folder: &Folder, options: &[&str]) -> (Called, Value) {
    let run = [&["run", "sensors.yaml", "--speed", "max", "--summary", "out.json"], options].concat();
    let called = folder.call(&run);
    (called, serde_json::from_str(&folder.read("out.json")).unwrap())
}

/// The numbers of a part of a summary, those of its disorder in their order.
fn counts(part: &Value) -> ([u64; 4], [u64; 5]) {
    let number = |value: &Value| value.as_u64().unwrap_or(0);
    (
        ["planned", "acknowledged", "failed", "skipped"].map(|key| number(&part[key])),
        ["late", "duplicated", "dropped", "corrupted", "held"].map(|key| number(&part["disorder"][key])),
    )
}

#[test]
fn a_plan_lists_each_line_with_what_it_is_expected_to_take() {
    let folder = sensors();
    let shown = folder.call(&["plan", "sensors.yaml"]).done().out;
    let kinds = ["late", "duplicate", "drop", "corrupt", "hold"];
    let is_one = |line: &&str| kinds.iter().any(|kind| line.starts_with(&format!("    {kind} ")));
    let lines: Vec<&str> = shown.lines().filter(is_one).collect();
    assert_eq!(
        lines,
        [
            "    late 5% by 10s..1m: about 210 events",
            "    duplicate 1% after 0s..5s: about 42 events",
            "    drop 0.5%: about 21 events",
            "    drop 50% at 10s for 20s: about 200 events",
            "    corrupt 0.5%: about 21 events",
            "    hold at 2m for 1m release over 30s where (site == 'B'): at most 1,200 events",
        ]
    );
    let plan: Value =
        serde_json::from_str(&folder.call(&["plan", "sensors.yaml", "--format", "json"]).done().out).unwrap();
    let disorder = plan["streams"][0]["disorder"].as_array().unwrap();
    assert_eq!(disorder.len(), 6);
    assert_eq!(disorder[3]["expected"], 200.0);
    assert_eq!((&disorder[5]["conditional"], &disorder[5]["kind"]), (&true.into(), &"hold".into()));
    assert!(plan["streams"][1].get("disorder").is_none());
}

#[test]
fn an_endless_stream_is_told_by_the_day_and_windows_without_number_are_not_counted() {
    let endless = SENSORS
        .replace("hold 5/s for 2m\n", "hold 5/s\n")
        .replace("0.5%, 50%", "0.5% randomly 50/min for 10ms, 50%");
    let shown = Folder::with("s.yaml", &endless).call(&["plan", "s.yaml"]).done().out;
    assert!(shown.contains("late 5% by 10s..1m: about 21,735 events by +24:00:00\n"), "{shown}");
    assert!(shown.contains("for 10ms: not counted\n"), "{shown}");
}

#[test]
fn the_hash_of_a_plan_covers_disorder_and_a_plan_without_has_nothing_of_it() {
    let hash = |text: &str| {
        let shown = Folder::with("s.yaml", text).call(&["plan", "s.yaml"]).done().out;
        shown.rsplit_once("plan ").unwrap().1.to_owned()
    };
    let labelled = SENSORS.replace("      corrupt: 0.5%\n", "      corrupt: 0.5%\n      label: true\n");
    let moved = SENSORS.replace("site == 'B'", "site == 'A'");
    let written = SENSORS.replace("(slow)", "5%");
    assert_ne!(hash(SENSORS), hash(&labelled));
    assert_ne!(hash(SENSORS), hash(&moved));
    assert_eq!(hash(SENSORS), hash(&written));
}

#[test]
fn every_record_is_accounted_for_and_every_part_adds_up() {
    for target in ["null", "embedded"] {
        let folder = sensors();
        let (called, summary) = summary(&folder, &["--to", target]);
        let called = called.done();
        let (total, disorder) = counts(&summary);
        let [planned, acknowledged, failed, skipped] = total;
        let [late, duplicated, dropped, corrupted, held] = disorder;
        assert_eq!(planned, acknowledged + failed + skipped + dropped, "{target}");
        assert_eq!(planned, 3_600 + 600 + 1_500 + duplicated);
        assert!((150..270).contains(&late) && (15..80).contains(&duplicated), "{disorder:?}");
        assert!((160..280).contains(&dropped) && (5..45).contains(&corrupted), "{disorder:?}");
        assert!((250..470).contains(&held), "{disorder:?}");
        let stream = &summary["streams"][0];
        assert_eq!(counts(stream).1, disorder);
        assert!(summary["streams"][1].get("disorder").is_none());
        let phases: Vec<_> = stream["phases"].as_array().unwrap().iter().map(counts).collect();
        for (number, all) in disorder.iter().enumerate() {
            assert_eq!(phases.iter().map(|(_, disorder)| disorder[number]).sum::<u64>(), *all);
        }
        assert!(
            phases
                .iter()
                .all(|([planned, acknowledged, ..], disorder)| *planned == acknowledged + disorder[2])
        );
        let line = format!(
            "disorder of stream sensors: {late} late, {duplicated} duplicated, {dropped} dropped, {corrupted} corrupted, {held} held"
        );
        assert!(called.err.lines().any(|shown| shown == line), "{line}\n{}", called.err);
        for line in [format!("Events Dropped:      {dropped}"), "Success Rate:        100.0%".to_owned()] {
            assert!(called.err.lines().any(|shown| shown == line), "{line}\n{}", called.err);
        }
    }
}

#[test]
fn what_is_put_off_beyond_the_end_of_a_run_is_not_sent_and_counted_apart() {
    let folder = sensors();
    let (called, whole) = summary(&folder, &["--to", "null", "--for", "2m30s"]);
    let called = called.done();
    let left = whole["left"].as_u64().unwrap();
    assert!(left > 100);
    assert!(
        called.err.contains(&format!("{left} events were put off beyond the end and not sent\n")),
        "{}",
        called.err
    );
    let (total, [.., duplicated, dropped, _, _]) = counts(&whole);
    assert_eq!(total[0], total[1] + dropped);
    // copies that are due later are left, too
    let made = 3_000 + 750;
    assert!(
        (made + duplicated..made + duplicated + 9).contains(&(total[0] + left)),
        "{total:?} {left} {duplicated}"
    );
    let (_, summary) = summary(&folder, &["--to", "null", "--max-events", "2000"]);
    assert_eq!(summary["planned"], 2_000);
    assert!(summary["disorder"]["dropped"].as_u64().unwrap() > 100);
}

#[test]
fn a_file_holds_the_records_in_the_order_of_handing_over() {
    let folder = sensors();
    let (called, _) = summary(&folder, &["--to", "file:out.jsonl"]);
    called.done();
    let preview = ["preview", "sensors.yaml", "-n", "100000"];
    let previewed = folder.call(&preview).done();
    assert_eq!(folder.read("out.jsonl"), previewed.out);
    let later = folder.call(&["preview", "sensors.yaml", "-n", "100000", "--from", "00:03:10"]).done();
    assert!(!later.out.is_empty() && previewed.out.ends_with(&later.out));
    let backwards =
        previewed.lines().windows(2).filter(|pair| pair[1]["at"].as_str() < pair[0]["at"].as_str()).count();
    assert!(backwards > 100, "{backwards}");
}

#[test]
fn statistics_count_what_happened_and_their_figures_are_those_of_what_was_made() {
    let folder = sensors();
    let call = ["preview", "sensors.yaml", "--stream", "sensors", "--stats", "100000"];
    let shown = folder.call(&call).done().out;
    let last = shown.lines().last().unwrap();
    assert!(last.starts_with("disorder of stream sensors: ") && last.ends_with(" held"), "{last}");
    assert!(!shown.contains("payload "), "no payload is anything but an object: {shown}");
    let json = folder.call(&[&call[..], &["--format", "json"]].concat()).done().out;
    let json: Value = serde_json::from_str(&json).unwrap();
    let disorder = &json["disorder"][0];
    let [dropped, corrupted] = ["dropped", "corrupted"].map(|key| disorder[key].as_u64().unwrap());
    assert_eq!(json["events"][0]["records"].as_u64().unwrap() + dropped + corrupted, 4_200);
}

#[test]
fn a_plan_warns_of_more_than_can_be_kept_back() {
    let text =
        SENSORS.replace("hold 20/s for 3m", "hold 20k/s for 3m").replace("(slow) by 10s..60s", "90% by 1m");
    let called = Folder::with("s.yaml", &text).call(&["plan", "s.yaml"]).done();
    assert!(called.err.contains("warning: disorder keeps back some "), "{}", called.err);
    assert!(called.err.contains("and 256 MB are kept: some events will go out early"), "{}", called.err);
    assert_eq!(sensors().call(&["plan", "sensors.yaml"]).done().err, "");
}

#[test]
fn a_stream_whose_records_are_all_dropped_says_so_and_ends() {
    let text = SENSORS.replace("drop: [ 0.5%, 50% at 10s for 20s ]", "drop: 100%");
    let folder = Folder::with("sensors.yaml", &text);
    let (called, summary) = summary(&folder, &["--to", "null"]);
    called.done();
    assert_eq!(counts(&summary["streams"][0]), ([4_200, 0, 0, 0], [0, 0, 4_200, 0, 0]));
    let previewed = folder.call(&["preview", "sensors.yaml", "--stream", "sensors"]).done();
    assert_eq!(previewed.out, "");
}

#[test]
fn a_child_takes_over_its_parents_disorder_line_by_line() {
    let child = "  child:
    extends: sensors
    disorder: { drop: omit, late: 50% by 1s }
";
    let text = format!("{SENSORS}{child}");
    let folder = Folder::with("s.yaml", &text);
    let plan: Value =
        serde_json::from_str(&folder.call(&["plan", "s.yaml", "--format", "json"]).done().out).unwrap();
    let disorder = plan["streams"][2]["disorder"].as_array().unwrap();
    let lines: Vec<&str> = disorder.iter().map(|line| line["line"].as_str().unwrap()).collect();
    let hold = "at 2m for 1m release over 30s where (site == 'B')";
    assert_eq!(lines, ["50% by 1s", "1% after 0s..5s", "0.5%", hold]);
}

#[test]
fn a_stream_for_each_row_takes_numbers_and_conditions_from_its_row() {
    let text = SENSORS
        .replace(
            "traffic:\n",
            "catalogs:\n  sites: { rows: [ { name: A, loss: 0.5 }, { name: B, loss: 0 } ] }\ntraffic:\n",
        )
        .replace("  sensors:\n", "  sensors:\n    for: place in sites\n")
        .replace(
            "drop: [ 0.5%, 50% at 10s for 20s ]",
            "drop: [ (place.loss), 100% where place.name == 'B' ]",
        );
    let folder = Folder::with("sensors.yaml", &text);
    let (called, summary) = summary(&folder, &["--to", "null"]);
    called.done();
    let dropped = |stream: usize| counts(&summary["streams"][stream]).1[2];
    assert!((1_900..2_300).contains(&dropped(0)), "{}", dropped(0));
    assert_eq!(dropped(1), 4_200);
}

#[test]
fn more_than_can_be_kept_back_goes_out_early_and_the_run_is_invalid() {
    let text = "\
scenario: sensors
events: { wide: { payload: { text: \"=pad('x', 10000)\" } } }
traffic:
  sensors:
    emit: wide
    topic: sensors
    phases: [ all: burst 27k ]
    disorder: { late: 100% by 1h }
";
    let folder = Folder::with("sensors.yaml", text);
    let (called, summary) = summary(&folder, &["--to", "null"]);
    assert_eq!(called.code, 5, "{}", called.err);
    let early = summary["invalid"]["released_early"].as_u64().unwrap();
    assert!((100..2_000).contains(&early), "{early}");
    let words = format!("invalid: {early} events were released early, as more than 256 MB were kept back\n");
    assert!(called.err.contains(&words), "{}", called.err);
    assert_eq!((&summary["acknowledged"], &summary["disorder"]["late"]), (&27_000.into(), &27_000.into()));
    let plan = folder.call(&["plan", "sensors.yaml"]).done();
    assert!(plan.err.starts_with("warning: disorder keeps back some "), "{}", plan.err);
}
