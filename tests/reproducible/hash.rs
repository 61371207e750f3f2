//! The plan's hash: the same however a file is written, another wherever something else would be sent.

use crate::harness::{arrivals, compose, plan, plan_with, records, try_plan};
use crate::model::{config, scenario};
use crate::write::Hand;
use proptest::prelude::*;
use rushhour::value::Owned;

fn hash(text: &str) -> String {
    plan(text).summary().hash
}

proptest! {
    #![proptest_config(config(25))]

    #[test]
    fn how_a_file_is_written_moves_neither_hash_nor_record(scenario in scenario()) {
        let plain = scenario.yaml();
        for hand in [Hand::Commented, Hand::Flow] {
            let other = scenario.yaml_by(hand);
            prop_assert_eq!(hash(&plain), hash(&other), "{}\n{}", plain, other);
            prop_assert_eq!(records(&plain), records(&other));
        }
    }

    #[test]
    fn another_seed_is_another_plan(mut scenario in scenario()) {
        let first = hash(&scenario.yaml());
        scenario.seed += 1;
        prop_assert_ne!(first, hash(&scenario.yaml()));
    }
}

const SCENARIO: &str = r#"
scenario: hashed
seed: 7
start: 2026-11-27T08:00:00Z
timezone: Europe/Berlin
let: { factor: 3, word: spring }
catalogs:
  goods: { rows: 5, fields: { id: =row, price: '=round(uniform(1..9), 2)' } }
  kinds:
    rows:
      - { id: 1, name: one }
      - { id: 2, name: two }
events:
  order:
    let: { item: =pick(goods) }
    key: =text(item.id)
    headers: { source: shop }
    timestamp: =now
    payload:
      id: =uuid()
      price: =item.price * factor - (2 - 1)
      kind: =pick(kinds, by=id).name
      tags: [1, 2.5, '2', true, null]
      empty: {}
      nested: { a: { b: 1 }, c.d: 2 }
      items[1..3]: { n: =int(1..5) }
      each[x in [1, 2]]: =x
      note: "{{ word }} {{ item.id }}"
      text: "a b"
  ping: { payload: ping }
traffic:
  orders:
    emit: order 33.5%, ping
    topic: orders
    headers: { via: web }
    phases:
      - steady: hold 10/s for 2s
      - peak: burst 5
      - calm: switch every 1s { low 1/s 80%; high 9/s 20% } for 3s
  pings: { emit: [ping], topic: pings, phases: [ { all: every 100ms for 1s } ] }
"#;

/// A piece of the scenario and what it becomes.
const MEANINGS: &[(&str, &str)] = &[
    ("seed: 7", "seed: 8"),
    ("08:00:00Z", "08:00:01Z"),
    ("08:00:00Z", "08:00:00.000001Z"),
    ("Europe/Berlin", "Europe/London"),
    ("factor: 3", "factor: 4"),
    ("word: spring", "word: 'true'"),
    ("rows: 5", "rows: 6"),
    ("id: =row", "id: =row + 0"),
    ("uniform(1..9), 2", "uniform(1..9), 1"),
    ("name: one", "name: eins"),
    ("{ id: 1, name: one }", "{ id: 1, name: null }"),
    ("item: =pick(goods)", "item: '=pick(goods, zipf=1)'"),
    ("=text(item.id)", "=text(item.price)"),
    ("source: shop", "source: web"),
    ("source: shop", "origin: shop"),
    ("timestamp: =now", "timestamp: =now - 1ms"),
    ("timestamp: =now", "partition: 3"),
    ("factor - (2 - 1)", "factor - 2 - 1"),
    ("factor - (2 - 1)", "(factor - (2 - 1))"),
    (", by=id", ""),
    ("[1, 2.5", "[1.0, 2.5"),
    ("'2'", "2"),
    ("true", "'true'"),
    (", null]", ", 'null']"),
    (", null]", "]"),
    ("empty: {}", "empty: []"),
    ("empty: {}", "blank: {}"),
    ("      empty: {}\n", ""),
    ("[1, 2.5, '2', true, null]", "{ 0: 1, 1: 2.5, 2: '2', 3: true, 4: null }"),
    ("{ a: { b: 1 }, c.d: 2 }", "{ a.b: 1, c.d: 2 }"),
    ("{ a: { b: 1 }, c.d: 2 }", "{ a/b: 1, c.d: 2 }"),
    ("{ a: { b: 1 }, c.d: 2 }", "{ a: { b: 1 }, c: { d: 2 } }"),
    ("{ a: { b: 1 }, c.d: 2 }", "{ c.d: 2, a: { b: 1 } }"),
    ("items[1..3]", "items[1..4]"),
    ("items[1..3]", "items"),
    ("each[x in [1, 2]]: =x", "each: =[1, 2]"),
    ("{{ word }} ", "{{ word }}  "),
    ("text: \"a b\"", "text: \"a b\\n\""),
    ("text: \"a b\"", "text: \"=1\""),
    ("payload: ping", "payload: null"),
    ("payload: ping", "payload: 'null'"),
    ("payload: ping", "payload: { ping: 1 }"),
    ("order 33.5%, ping", "order 33.501%, ping"),
    ("order 33.5%, ping", "ping 66.5%, order"),
    ("topic: orders", "topic: order"),
    ("via: web", "via: app"),
    ("steady", "even"),
    ("hold 10/s", "hold 10.0000001/s"),
    ("hold 10/s for 2s", "hold 10/s for 2001ms"),
    ("burst 5", "burst 6"),
    ("low 1/s 80%; high 9/s 20%", "low 1/s 79%; high 9/s 21%"),
    ("low 1/s 80%; high 9/s 20%", "low 1.5/s 80%; high 9/s 20%"),
    ("low 1/s 80%", "down 1/s 80%"),
    ("every 100ms", "every 99ms"),
    ("emit: [ping], topic: pings", "emit: ping, topic: pings"),
    ("pings: {", "pongs: {"),
];

/// A piece of the scenario and the same, written otherwise.
const WRITINGS: &[(&str, &str)] = &[
    ("scenario: hashed", "scenario: hashed # a comment"),
    ("=text(item.id)", "'=text( item . id )'"),
    ("factor - (2 - 1)", "factor-(2-1)"),
    ("factor - (2 - 1)", "factor\n        - (2 - 1)"),
    ("item.price * factor", "(item.price * factor)"),
    ("source: shop", "source: 'shop'"),
    ("\"a b\"", "a b"),
    ("{ a: { b: 1 }, c.d: 2 }", "{ \"a\": { b: 1 }, 'c.d': 2 }"),
    ("order 33.5%, ping", "order  33.50% , ping"),
    ("2026-11-27T08:00:00Z", "2026-11-27T09:00:00+01:00"),
    ("seed: 7", "about: a sentence\nseed: 7"),
    ("hold 10/s for 2s", "hold  10/s  for 2000ms"),
];

fn replaced(from: &str, to: &str) -> String {
    assert_eq!(SCENARIO.matches(from).count(), 1, "`{from}` stands once");
    SCENARIO.replace(from, to)
}

#[test]
fn every_change_of_meaning_is_another_plan() {
    let mut known = std::collections::HashMap::from([(hash(SCENARIO), "the scenario itself")]);
    let mut same = Vec::new();
    for (from, to) in MEANINGS {
        let Ok(plan) = try_plan(&replaced(from, to), Vec::new()) else {
            same.push(format!("`{from}` as `{to}` is refused"));
            continue;
        };
        if let Some(other) = known.insert(plan.summary().hash, to) {
            same.push(format!("`{from}` as `{to}` is like `{other}`"));
        }
    }
    assert!(same.is_empty(), "{}", same.join("\n"));
}

#[test]
fn no_way_of_writing_is_another_plan() {
    for (from, to) in WRITINGS {
        assert_eq!(hash(SCENARIO), hash(&replaced(from, to)), "`{from}` as `{to}`");
    }
}

#[test]
fn a_constant_from_the_command_line_is_another_plan() {
    let with = |value| plan_with(SCENARIO, vec![("factor".to_owned(), Owned::Int(value))]).summary().hash;
    assert_ne!(with(4), hash(SCENARIO));
    assert_eq!(with(3), hash(SCENARIO));
}

#[test]
fn the_last_constant_of_a_name_counts() {
    let with = |values: &[i128]| {
        let constants = values.iter().map(|value| ("factor".to_owned(), Owned::Int(*value)));
        let plan = plan_with(SCENARIO, constants.collect());
        (compose(&plan, &arrivals(&plan)), plan.summary().hash)
    };
    assert_eq!(with(&[5, 4]), with(&[4]));
    assert_ne!(with(&[5, 4]), with(&[5]));
}
