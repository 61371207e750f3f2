//! Overlays, changes and profiles leave no trace in what they do not touch.

use crate::harness::{Sent, arrivals, compose, plan};
use proptest::prelude::*;
use std::collections::BTreeMap;

const HEAD: &str = "\
scenario: shop
seed: 11
start: 2026-11-27T08:00:00Z
events:
  view:
    let: { product: =int(1..1000) }
    payload: { id: =event.id, product: =product, latency_ms: \"=int(1..500)\", service: \"=choice(web, checkout)\", token: =uuid() }
  buy:
    extends: view
    payload: { amount: \"=round(uniform(1..100), 2)\" }
traffic:
  calm:
    emit: buy
    topic: calm
    phases: [ steady: hold 3/s for 20s ]
  shop:
    emit: view 80%, buy
    topic: shop
    phases:
      - steady: hold 20..40/s redrawn every 1s for 12s
      - slow: ramp 30/s -> 5/s over 8s arrivals poisson
";

fn records(tail: &str) -> Vec<Sent> {
    let plan = plan(&format!("{HEAD}{tail}"));
    compose(&plan, &arrivals(&plan))
}

/// By the id, which is of the event's own component.
fn by_id(records: Vec<Sent>) -> BTreeMap<String, Sent> {
    let id = |record: &Sent| record.fields()["id"].as_str().unwrap().to_owned();
    records.into_iter().map(|record| (id(&record), record)).collect()
}

fn overlay() -> impl Strategy<Value = String> {
    prop_oneof![
        (2..6, 1..15, 1..6).prop_map(|(x, at, length)| format!("x{x} at {at}s for {length}s edge 100ms")),
        (1..60, 1..15).prop_map(|(rate, at)| format!("+{rate}/s at {at}s for 3s")),
        (1..60, 1..15).prop_map(|(count, at)| format!("burst {count} at {at}s over 2s")),
        Just("x3 randomly 20/min for 500ms..2s".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_overlay_that_comes_goes_or_moves_leaves_every_other_record_byte_identical(
        kept in overlay(), other in overlay(), moved in overlay()
    ) {
        let alone = by_id(records(&format!("    overlays:\n      - kept: {kept}\n")));
        for line in [other, moved] {
            let more = by_id(records(&format!("    overlays:\n      - other: {line}\n      - kept: {kept}\n")));
            prop_assert!(more.len() >= alone.len());
            for (id, record) in &alone {
                let now = &more[id];
                prop_assert_eq!(&record.payload, &now.payload);
                prop_assert_eq!((record.due, &record.topic, record.index), (now.due, &now.topic, now.index));
            }
        }
    }

    #[test]
    fn a_cut_takes_records_away_and_leaves_the_others_byte_identical(tenths in 0..10, at in 1..15) {
        let whole = by_id(records(""));
        let left = by_id(records(&format!("    overlays:\n      - outage: x0.{tenths} at {at}s for 4s\n")));
        prop_assert!(left.len() < whole.len());
        for (id, record) in &left {
            prop_assert_eq!(&record.payload, &whole[id].payload);
        }
    }

    #[test]
    fn a_change_alters_its_field_in_its_window_for_its_events_alone(at in 0..15_i64, length in 1..6_i64) {
        let usual = by_id(records(""));
        let changes = format!(
            "    changes:\n      - slow: at {at}s for {length}s where service == 'checkout'\n        payload: {{ latency_ms: =before * 1000 }}\n"
        );
        let window = at * 1_000_000_000..(at + length) * 1_000_000_000;
        let mut altered = 0;
        for (id, record) in by_id(records(&changes)) {
            let (mut now, before) = (record.fields(), usual[&id].fields());
            if record.stream == "shop" && window.contains(&record.due) && before["service"] == "checkout" {
                prop_assert_eq!(now["latency_ms"].as_i64(), before["latency_ms"].as_i64().map(|ms| ms * 1000));
                now.insert("latency_ms".to_owned(), before["latency_ms"].clone());
                altered += 1;
            }
            prop_assert_eq!(now, before);
        }
        prop_assert!(altered > 0);
    }
}

#[test]
fn composing_backwards_gives_the_same_records() {
    let tail = "    overlays:\n      - sale: x3 at 2s for 9s edge 1s\n      - dip: x0.5 at 4s for 3s\n    changes:\n      \
                - one: at 3s for 2s\n        payload: { latency_ms: =before + 1000 }\n      - two: randomly 30/min for 1s\n        \
                payload: { token: changed }\n    profiles:\n      - day: daily 00:00-24:00 x0.7\n";
    let plan = plan(&format!("{HEAD}{tail}"));
    let mut arrivals = arrivals(&plan);
    let forwards = by_id(compose(&plan, &arrivals));
    arrivals.reverse();
    assert_eq!(by_id(compose(&plan, &arrivals)), forwards);
    assert!(forwards.values().any(|record| record.fields()["token"] == "changed"));
}
