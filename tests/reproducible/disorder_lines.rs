//! Lines of disorder together: windows, order, edits, labels, and where the run ends.

use crate::disordered::{Out, SECOND, assert_share, originals, sent, sent_by, with};
use crate::harness::plan;
use rushhour::compose::{Batch, Marks, Sequence};
use std::collections::BTreeMap;
use std::sync::Arc;

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
