//! What happens to records on their way: so many, at such times, and nothing to the others.

use crate::harness::plan;
use proptest::prelude::*;
use rushhour::compose::{Batch, Marks, Sequence};
use rushhour::plan::Plan;
use rushhour::random::GENERATION;
use std::collections::BTreeMap;
use std::sync::Arc;

const HEAD: &str = "\
scenario: sensors
seed: 5
start: 2026-11-27T08:00:00Z
events:
  reading:
    key: =site
    partition: =event.index % 3
    headers: { trace: =hex(8) }
    payload: { id: =event.id, site: \"=choice(A 70%, B)\", level: =int(1..1000), at: =now }
  alarm:
    extends: reading
    payload: { why: \"=choice(heat, smoke)\" }
traffic:
  others:
    emit: reading
    topic: others
    phases: [ steady: hold 7/s for 60s ]
  sensors:
    emit: reading 90%, alarm
    topic: sensors
    phases:
      - steady: hold 100/s for 40s
      - slow: hold 30/s for 20s
    overlays:
      - rush: x2 at 20s for 5s
";

const SECOND: i64 = 1_000_000_000;

/// A record as it is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Out {
    /// Of its arrival: stream, phase and number.
    id: (u32, u32, u64),
    due: i64,
    delay: i64,
    marks: Marks,
    timestamp: i64,
    partition: Option<i32>,
    key: Option<Vec<u8>>,
    headers: Vec<(String, Option<Vec<u8>>)>,
    payload: Option<Vec<u8>>,
}

impl Out {
    fn has(&self, mark: Marks) -> bool {
        self.marks.has(mark)
    }

    /// Everything that a target is given but for the time.
    fn bytes(&self) -> impl PartialEq + std::fmt::Debug + use<> {
        let Self { timestamp, partition, key, headers, payload, .. } = self.clone();
        (timestamp, partition, key, headers, payload)
    }

    fn event_time(&self) -> i64 {
        self.due - self.delay
    }
}

/// Records in the order of handing over, and those that were dropped.
fn sent_by(
    plan: &Arc<Plan>,
    from: i64,
    limit: Option<i64>,
    at_once: usize,
) -> (Vec<Out>, Vec<(u32, u32, u64)>) {
    let mut sequence = Sequence::new(Arc::clone(plan), None, from, limit);
    let (mut batch, mut out, mut dropped) = (Batch::default(), Vec::new(), Vec::new());
    loop {
        batch.clear();
        let goes_on = sequence.fill(&mut batch, |batch, _| batch.steps() < at_once);
        out.extend(batch.iter().map(|record| Out {
            id: (record.origin.stream, record.origin.phase, record.origin.index),
            due: record.due,
            delay: record.delay,
            marks: record.marks,
            timestamp: record.timestamp.0,
            partition: record.partition,
            key: record.key.map(<[u8]>::to_vec),
            headers:
                record.headers().map(|(name, value)| (name.to_owned(), value.map(<[u8]>::to_vec))).collect(),
            payload: record.payload.map(<[u8]>::to_vec),
        }));
        dropped.extend(
            batch
                .dropped()
                .iter()
                .map(|unsent| (unsent.origin.stream, unsent.origin.phase, unsent.origin.index)),
        );
        if !goes_on {
            return (out, dropped);
        }
    }
}

fn with(disorder: &str) -> Arc<Plan> {
    let lines = disorder.lines().map(|line| format!("      {line}\n")).collect::<Vec<_>>().concat();
    let section = if disorder.is_empty() { String::new() } else { format!("    disorder:\n{lines}") };
    plan(&format!("{HEAD}{section}"))
}

fn sent(disorder: &str) -> Vec<Out> {
    sent_by(&with(disorder), 0, None, 50).0
}

/// The records without their copies, by their arrivals.
fn originals(records: Vec<Out>) -> BTreeMap<(u32, u32, u64), Out> {
    let originals = records.into_iter().filter(|record| !record.has(Marks::DUPLICATE));
    originals.map(|record| (record.id, record)).collect()
}

fn assert_in_order(records: &[Out]) {
    assert!(records.windows(2).all(|pair| pair[0].due <= pair[1].due));
}

/// Within five standard deviations of a share of so many.
#[expect(clippy::cast_precision_loss, reason = "thousands")]
fn assert_share(found: usize, all: usize, share: f64) {
    let (found, all) = (found as f64, all as f64);
    let deviation = (all * share * (1.0 - share)).sqrt();
    assert!((found - all * share).abs() < 5.0 * deviation, "{found} of {all}, not {share}");
}

#[test]
fn late_records_come_so_much_later_and_are_the_same_otherwise() {
    let (usual, records) = (originals(sent("")), sent("late: 5% by 2s..9s"));
    assert_in_order(&records);
    assert_eq!(records.len(), usual.len());
    let late: Vec<&Out> = records.iter().filter(|record| record.has(Marks::LATE)).collect();
    assert_share(late.len(), usual.keys().filter(|(stream, ..)| *stream == 1).count(), 0.05);
    assert!(late.iter().all(|record| (2 * SECOND..=9 * SECOND).contains(&record.delay)));
    let spread = late.iter().map(|record| record.delay / SECOND).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(spread.len(), 7);
    for record in &records {
        let before = &usual[&record.id];
        assert_eq!(record.bytes(), before.bytes());
        assert_eq!(record.event_time(), before.due);
        assert_eq!(record.delay > 0, record.has(Marks::LATE));
    }
}

#[test]
fn duplicates_are_the_same_bytes_again() {
    let (usual, records) =
        (originals(sent("")), sent("duplicate: 3% after 0s..5s\ncorrupt: 50%\nlate: 50% by 1s"));
    assert_in_order(&records);
    let originals = originals(records.clone());
    assert_eq!(originals.len(), usual.len());
    let copies: Vec<&Out> = records.iter().filter(|record| record.has(Marks::DUPLICATE)).collect();
    assert_share(copies.len(), usual.keys().filter(|(stream, ..)| *stream == 1).count(), 0.03);
    for copy in &copies {
        let original = &originals[&copy.id];
        assert_eq!(copy.bytes(), original.bytes());
        assert!((0..=5 * SECOND).contains(&(copy.due - original.due)));
        assert_eq!(copy.event_time(), original.event_time());
    }
    assert!(copies.iter().any(|copy| originals[&copy.id].marks == Marks::CORRUPT.with(Marks::LATE)));
}

#[test]
fn dropped_records_are_counted_and_the_others_stay() {
    let usual = originals(sent(""));
    let (records, dropped) = sent_by(&with("drop: 4%\nlate: 50% by 1s..2s\nduplicate: 50%"), 0, None, 50);
    let left = originals(records);
    assert_eq!(left.len() + dropped.len(), usual.len());
    assert!(dropped.iter().all(|id| usual.contains_key(id) && !left.contains_key(id)));
    assert_share(dropped.len(), usual.keys().filter(|(stream, ..)| *stream == 1).count(), 0.04);
}

#[test]
fn corrupt_payloads_are_cut_short_or_have_one_wrong_byte() {
    let (usual, records) = (originals(sent("")), originals(sent("corrupt: 10%")));
    let (mut cut, mut changed) = (0, 0);
    for (id, record) in &records {
        let before = &usual[id];
        let (payload, whole) = (record.payload.as_ref().unwrap(), before.payload.as_ref().unwrap());
        assert_eq!((&record.key, &record.headers, record.due), (&before.key, &before.headers, before.due));
        if !record.has(Marks::CORRUPT) {
            assert_eq!(payload, whole);
        } else if payload.len() < whole.len() {
            cut += 1;
            assert!(whole.starts_with(payload));
        } else {
            changed += 1;
            assert_eq!(payload.iter().zip(whole).filter(|(byte, was)| byte != was).count(), 1);
        }
    }
    let all = records.keys().filter(|(stream, ..)| *stream == 1).count();
    assert_share(cut + changed, all, 0.1);
    assert_share(cut, cut + changed, 0.5);
}

#[test]
fn a_tombstone_has_nothing_to_corrupt() {
    let text = "scenario: t\nevents: { gone: { key: k, payload: null }, empty: { payload: '' } }\ntraffic:\n  s:\n    emit: [gone, empty]\n    topic: t\n    phases: [ all: burst 50 ]\n    disorder: { corrupt: 100%, label: true }\n";
    let records = sent_by(&plan(text), 0, None, 50).0;
    assert_eq!(records.len(), 100);
    assert!(records.iter().all(|record| record.marks.is_empty() && record.headers.is_empty()));
}

#[test]
fn what_is_held_goes_out_in_its_order_behind_the_window_and_ends_when_it_says() {
    let records = sent("hold: at 10s for 8s release over 4s where site == 'B'");
    assert_in_order(&records);
    let held: Vec<&Out> = records.iter().filter(|record| record.has(Marks::HELD)).collect();
    assert!(held.len() > 100);
    assert!(held.windows(2).all(|pair| pair[0].event_time() <= pair[1].event_time()));
    for record in &held {
        let inside = record.event_time() - 10 * SECOND;
        assert!((0..8 * SECOND).contains(&inside));
        assert_eq!(record.due, 18 * SECOND + inside / 2);
        assert_eq!(record.key.as_deref(), Some(&b"B"[..]));
    }
    let missing = |record: &Out| {
        record.id.0 == 1
            && record.key.as_deref() == Some(b"B")
            && (10..18).contains(&(record.event_time() / SECOND))
    };
    assert_eq!(records.iter().filter(|record| missing(record)).count(), held.len());
}

#[test]
fn a_hold_lasts_until_its_end_though_the_stream_ends_before_and_takes_what_would_go_out_then() {
    let records = sent("hold: at 55s for 10s release over 5s\nlate: 10% by 20s");
    let last = records.last().unwrap();
    assert!(last.due > 70 * SECOND && last.marks == Marks::LATE);
    let held: Vec<&Out> = records.iter().filter(|record| record.has(Marks::HELD)).collect();
    assert!(held.iter().all(|record| (65 * SECOND..70 * SECOND).contains(&record.due)));
    assert!(held.iter().any(|record| record.marks == Marks::HELD.with(Marks::LATE)));
    assert!(records.iter().all(|record| record.id.0 == 0 || !(55..65).contains(&(record.due / SECOND))));
}

#[test]
fn a_header_tells_what_was_done_and_none_what_was_not() {
    let records = sent(
        "label: true\nlate: 20% by 1s\ncorrupt: 20%\nduplicate: 20%\nhold: at 5s for 5s release over 1s",
    );
    let mut seen = BTreeMap::new();
    for record in &records {
        let label =
            record.headers.iter().find(|(name, _)| name == "disorder").and_then(|(_, value)| value.clone());
        let label = label.map(|label| String::from_utf8(label).unwrap());
        if !record.has(Marks::DUPLICATE) {
            assert_eq!(label.as_ref().is_some_and(|label| label.contains("late")), record.has(Marks::LATE));
            assert_eq!(
                label.as_ref().is_some_and(|label| label.contains("corrupt")),
                record.has(Marks::CORRUPT)
            );
            assert_eq!(label.as_ref().is_some_and(|label| label.contains("hold")), record.has(Marks::HELD));
        }
        *seen.entry(label).or_insert(0) += 1;
    }
    assert_eq!(seen.len(), 16);
    assert!(seen.contains_key(&None) && seen.contains_key(&Some("late,duplicate,corrupt,hold".to_owned())));
}

#[test]
fn a_line_in_a_window_takes_what_happens_in_it() {
    let records = sent("late: 100% by 5s at 10s for 2s where event.name == 'alarm'");
    for record in &records {
        let at = record.event_time();
        let is_alarm = String::from_utf8_lossy(record.payload.as_ref().unwrap()).contains("why");
        let inside = record.id.0 == 1 && (10 * SECOND..12 * SECOND).contains(&at);
        assert_eq!(record.has(Marks::LATE), is_alarm && inside);
    }
    assert!(records.iter().any(|record| record.has(Marks::LATE)));
}

#[test]
fn of_several_lines_of_a_kind_the_first_that_takes_a_record_counts() {
    let records = sent("late:\n  - 10% by 1s\n  - 100% by 2s");
    let late = |delay| records.iter().filter(|record| record.delay == delay).count();
    assert_eq!(late(SECOND) + late(2 * SECOND), records.iter().filter(|record| record.id.0 == 1).count());
    assert_share(late(SECOND), late(SECOND) + late(2 * SECOND), 0.1);
}

#[test]
fn a_higher_share_keeps_what_a_lower_one_took_and_an_edit_moves_nothing_else() {
    let of = |mark: Marks, records: &[Out]| {
        let marked = records.iter().filter(|record| record.has(mark));
        marked.map(|record| (record.id, record.delay)).collect::<Vec<_>>()
    };
    let (few, many) =
        (sent("late: 2% by 1s..9s"), sent("late: 6% by 1s..9s\nduplicate: 5% after 1s\ncorrupt: 9%"));
    let (few, many) = (of(Marks::LATE, &few), of(Marks::LATE, &many));
    assert!(few.len() > 50 && few.len() * 2 < many.len());
    assert!(few.iter().all(|late| many.contains(late)));
}

#[test]
fn sent_is_when_a_late_record_goes_out() {
    let text = "scenario: t\nstart: 1970-01-01T00:00:00Z\nevents: { e: { payload: { n: \"=int(1..1000000)\", waited: \"=(sent - now) / 1ns\" } } }\ntraffic:\n  s:\n    emit: e\n    topic: t\n    phases: [ all: hold 50/s for 20s ]\n    disorder: { late: 30% by 1s..5s }\n";
    let records = sent_by(&plan(text), 0, None, 50).0;
    let usual = sent_by(&plan(text.split("    disorder").next().unwrap()), 0, None, 50).0;
    let usual = originals(usual);
    let json =
        |record: &Out| serde_json::from_slice::<serde_json::Value>(record.payload.as_ref().unwrap()).unwrap();
    for record in &records {
        assert_eq!(
            json(record)["waited"].as_f64(),
            Some(
                f64::from(u32::try_from(record.delay / 1_000).unwrap()) * 1e3
                    + f64::from(u32::try_from(record.delay % 1_000).unwrap())
            )
        );
        assert_eq!(json(record)["n"], json(&usual[&record.id])["n"]);
    }
}

#[test]
fn what_is_due_behind_the_end_is_left_and_counted() {
    let plan = with("late: 50% by 1s..50s\nduplicate: 50% after 1s..50s");
    let limit = 30 * SECOND;
    let all = sent_by(&plan, 0, None, 50).0;
    let until = sent_by(&plan, 0, Some(limit), 50).0;
    let before: Vec<Out> = all.iter().filter(|record| record.due < limit).cloned().collect();
    assert!(until == before);
    let mut sequence = Sequence::new(Arc::clone(&plan), None, 0, Some(limit));
    let mut batch = Batch::default();
    while sequence.fill(&mut batch, |_, _| true) {}
    let left = all.iter().filter(|record| record.due >= limit && record.due - record.delay < limit).count();
    assert!(left > 500);
    assert_eq!(batch.left().len(), left);
    assert!(batch.left().iter().all(|unsent| unsent.due >= limit));
}

/// Golden: generation 1.
#[test]
fn what_happens_to_which_record_stays_what_it_is() {
    let plan = with(
        "late: [ 5% by 1s..9s where site == 'B', 9% by 500ms ]\nduplicate: 5% after 0s..3s\ndrop: 5%\ncorrupt: 9%\n\
         hold: randomly 9/min for 500ms..2s release over 700ms where event.name == 'reading'\nlabel: true",
    );
    let (records, dropped) = sent_by(&plan, 0, None, 50);
    let struck = records.iter().filter(|record| !record.marks.is_empty()).step_by(5).take(120);
    let lines: Vec<String> = struck
        .map(|record| {
            let Out { id: (stream, phase, index), due, delay, marks, payload, headers, .. } = record;
            let label = headers.last().and_then(|(_, value)| value.as_deref()).unwrap_or_default();
            let payload =
                if marks.has(Marks::CORRUPT) { payload.as_deref() } else { None }.unwrap_or_default();
            let shown = |bytes: &[u8]| bytes.escape_ascii().to_string();
            format!("{stream} {phase} {index} {due} {delay} {} {}", shown(label), shown(payload))
                .trim_end()
                .to_owned()
        })
        .collect();
    let dropped: Vec<String> = dropped.iter().map(|(_, phase, index)| format!("{phase}/{index}")).collect();
    insta::assert_snapshot!(
        format!("generation_{GENERATION}_disorder"),
        format!("{}\ndropped {}\n", lines.join("\n"), dropped.join(" "))
    );
}

/// Lines that make sense together or not.
fn block() -> impl Strategy<Value = String> {
    let window = prop_oneof![
        Just(String::new()),
        (1..50, 1..30).prop_map(|(at, length)| format!(" at {at}s for {length}s")),
        Just(" randomly 20/min for 500ms..4s".to_owned()),
        Just(" every day at 08:00 until 08:01".to_owned()),
    ];
    let condition = prop_oneof![Just(""), Just(" where site == 'B'"), Just(" where event.index % 3 == 0")];
    let kind = prop_oneof![
        (1..100, 0..5, 5..20).prop_map(|(share, low, high)| format!("late: {share}% by {low}s..{high}s")),
        (1..100, 0..5, 0..9)
            .prop_map(|(share, low, more)| format!("duplicate: {share}% after {low}s..{}s", low + more)),
        (1..100).prop_map(|share| format!("drop: {share}%")),
        (1..100).prop_map(|share| format!("corrupt: {share}%")),
    ];
    let hold = (0..50, 1..20, 1..20)
        .prop_map(|(at, length, over)| format!("hold: at {at}s for {length}s release over {over}s"));
    let lines = proptest::collection::vec((kind, window, condition.clone()), 0..5);
    (lines, hold, condition, any::<bool>(), any::<bool>()).prop_map(
        |(lines, hold, condition, holds, label)| {
            let mut block = BTreeMap::new();
            for (line, window, condition) in lines {
                let (kind, rest) = line.split_once(": ").unwrap();
                block.insert(kind.to_owned(), format!("{rest}{window}{condition}"));
            }
            if holds {
                let (kind, rest) = hold.split_once(": ").unwrap();
                block.insert(kind.to_owned(), format!("{rest}{condition}"));
            }
            let mut text: Vec<String> =
                block.into_iter().map(|(kind, line)| format!("{kind}: {line}")).collect();
            text.push(format!("label: {label}"));
            text.join("\n")
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_happens_records_are_in_order_and_none_is_made_up(block in block(), at_once in 1..200_usize) {
        let usual = originals(sent(""));
        let plan = with(&block);
        let (records, dropped) = sent_by(&plan, 0, None, at_once);
        prop_assert!(records.windows(2).all(|pair| pair[0].due <= pair[1].due));
        prop_assert!(records.iter().all(|record| record.delay >= 0));
        let whole = sent_by(&plan, 0, None, usize::MAX);
        prop_assert!(whole == (records.clone(), dropped.clone()));
        let copies = records.iter().filter(|record| record.has(Marks::DUPLICATE)).count();
        prop_assert_eq!(records.len() - copies + dropped.len(), usual.len());
        for record in records.iter().filter(|record| record.marks.is_empty()) {
            let before = &usual[&record.id];
            prop_assert_eq!((record.due, &record.payload), (before.due, &before.payload));
        }
        for record in &records {
            prop_assert_eq!(record.event_time(), usual[&record.id].due);
        }
    }

    #[test]
    fn a_later_beginning_gives_the_same_records(block in block(), from in 0..90_000_i64) {
        let plan = with(&block);
        let from = from * SECOND / 1_000;
        let (all, _) = sent_by(&plan, 0, None, 50);
        let rest: Vec<Out> = all.into_iter().filter(|record| record.due >= from).collect();
        prop_assert!(sent_by(&plan, from, None, 50).0 == rest);
    }

    #[test]
    fn another_line_leaves_every_record_that_it_does_not_take_byte_identical(kept in 1..60, other in 1..60) {
        let alone = originals(sent(&format!("late: {kept}% by 1s..9s\ncorrupt: 20%")));
        let (more, dropped) =
            sent_by(&with(&format!("late: {kept}% by 1s..9s\ndrop: {other}%\ncorrupt: 20%\nduplicate: 9%")), 0, None, 50);
        let more = originals(more);
        prop_assert!(!dropped.is_empty());
        prop_assert_eq!(more.len() + dropped.len(), alone.len());
        prop_assert!(more.iter().all(|(id, record)| alone[id] == *record));
    }
}
