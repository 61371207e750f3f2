//! What happens to records on their way, kind by kind: so many, at such times, and nothing to the others.

use crate::disordered::{Out, SECOND, assert_in_order, assert_share, originals, sent, sent_by, with};
use crate::harness::plan;
use rushhour::compose::Marks;
use rushhour::random::GENERATION;

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
