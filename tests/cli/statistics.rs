//! `rushhour preview --stats`: what a scenario makes, beside what it declares.

use crate::folder::{Folder, HELLO};
use insta::assert_snapshot;
use serde_json::{Value, json};

/// Fields of every kind.
const CARDS: &str = "\
scenario: cards
seed: 3
events:
  paid:
    payload:
      id: =uuid()
      kind: =choice(gift 25%, own)
      amount: =round(lognormal(40, 0.8), 2)
      number: =event.index
      note: =choice(null 90%, 'first', 'second')
      coupon: =if(chance(10%), 'WELCOME', omit)
      fast: =chance(50%)
      user: { 'first name': Ada, city: \"{{ phase.name }} town\" }
      lines[1..3]: { price: =int(1..5), tags: [a, b] }
      a_field_whose_name_is_longer_than_the_column: >-
        =if(payload.amount > 1000, 'more than a thousand euros', 'a thousand euros or less',
        )
  gone: { payload: null }
  line: { payload: \"{{ event.index }};x\" }
traffic:
  cards:
    emit: paid 98%, gone 1%, line
    topic: cards
    phases: [ steady: hold 50/s ]
  others:
    emit: line
    topic: others
    phases: [ steady: hold 50/s ]
";

fn cards() -> Folder {
    Folder::with("cards.yaml", &CARDS.replace("less',\n        )", "less')"))
}

#[test]
fn figures_stand_beside_what_is_declared_within_100_columns() {
    let called = cards().call(&["preview", "cards.yaml", "--stats", "4000"]).done();
    assert!(called.out.lines().all(|line| line.chars().count() <= 100), "{}", called.out);
    assert_snapshot!("statistics", called.out);
}

#[test]
fn programs_get_the_same_figures() {
    let run = ["preview", "cards.yaml", "--stats", "1000", "--stream", "cards", "--format", "json"];
    let out = cards().call(&run).done().out;
    let report: Value = serde_json::from_str(&out).unwrap();
    let event = &report["events"][0];
    assert_eq!((&event["stream"], &event["event"]), (&json!("cards"), &json!("paid")));
    let records: u64 =
        report["events"].as_array().unwrap().iter().map(|e| e["records"].as_u64().unwrap()).sum();
    assert_eq!(records, 1_000);
    let field = |name: &str| event["fields"].as_array().unwrap().iter().find(|f| f["field"] == name).unwrap();
    assert_eq!(field("kind")["declared"], "=choice(gift 25%, own)");
    assert_eq!(field("kind")["top"][1]["declared_share"], 0.75);
    assert_eq!(field("id")["different"], event["records"]);
    assert_eq!(field("id")["top"], json!([]));
    assert_eq!(field("number")["numbers"]["min"], 1.0);
    let (values, left_out) = (&field("coupon")["values"], &field("coupon")["left_out"]);
    assert_eq!(values.as_u64().unwrap() + left_out.as_u64().unwrap(), event["records"].as_u64().unwrap());
}

#[test]
fn one_stream_or_a_later_time_can_be_looked_at() {
    let folder = Folder::hello();
    let out = folder.call(&["preview", "hello.yaml", "--stats", "10", "--from", "1h"]).done().out;
    assert!(out.starts_with("greeting of stream greetings: 10 records"), "{out}");
    folder
        .call(&["preview", "hello.yaml", "--stats", "10", "--stream", "x"])
        .refused(2, "no stream is called so");
    assert_eq!(folder.call(&["preview", "hello.yaml", "--stats", "0"]).done().out, "");
}

#[test]
fn what_belongs_to_the_records_alone_is_refused() {
    let folder = Folder::with("hello.yaml", HELLO);
    folder.call(&["preview", "hello.yaml", "--stats", "10", "-n", "5"]).refused(2, "cannot be used with");
    folder.call(&["preview", "hello.yaml", "--format", "json"]).refused(2, "--stats");
    folder.call(&["preview", "missing.yaml", "--stats", "10"]).refused(3, "missing.yaml: ");
}
