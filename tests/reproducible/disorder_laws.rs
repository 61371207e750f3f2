//! What holds of every block of disorder, whatever its lines.

use crate::disordered::{Out, SECOND, originals, sent, sent_by, with};
use proptest::prelude::*;
use rushhour::compose::Marks;
use std::collections::BTreeMap;

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
