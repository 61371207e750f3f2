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

/// A phase and an overlay that send something else, and a change that adds a field.
const SALE: &str = "\
scenario: sale
events:
  view: { payload: { id: =event.id } }
  cart: { payload: { id: =event.id } }
traffic:
  shop:
    emit: view 90%, cart
    topic: shop
    phases:
      - calm: hold 10/s for 100s
      - rush: hold 10/s for 100s
        emit: view 40%, cart
        payload: { hasty: true }
    overlays:
      - mail: burst 40 at 20s
    changes:
      - deploy: at 0s for 10s
        payload: { slow: true }
";

#[test]
fn phases_that_send_something_else_have_figures_of_their_own() {
    let folder = Folder::with("sale.yaml", SALE);
    let out = folder.call(&["preview", "sale.yaml", "--stats", "3000"]).done().out;
    assert!(out.starts_with("view of stream shop in calm, mail: 9"), "{out}");
    assert!(out.contains("of those there (90%)"), "{out}");
    let run = ["preview", "sale.yaml", "--stats", "3000", "--format", "json"];
    let report: Value = serde_json::from_str(&folder.call(&run).done().out).unwrap();
    let events = report["events"].as_array().unwrap();
    let found = |key: &str| events.iter().map(|event| event[key].clone()).collect::<Vec<_>>();
    assert_eq!(found("event"), ["view", "cart", "view", "cart"]);
    assert_eq!(found("declared_share"), ["90%", "10%", "40%", "60%"]);
    let (own, other) = (json!(["calm", "mail"]), json!(["rush"]));
    assert_eq!(found("phases"), [own.clone(), own, other.clone(), other]);
    let records = found("records").iter().map(|count| count.as_u64().unwrap()).collect::<Vec<_>>();
    assert_eq!((records[0] + records[1], records[2] + records[3]), (1_040, 1_000));
    let field = |event: usize, name: &str| {
        events[event]["fields"].as_array().unwrap().iter().find(|field| field["field"] == name).cloned()
    };
    assert_eq!(field(2, "hasty").unwrap()["declared"], "true");
    assert_eq!(field(0, "hasty"), None);
    let slow = field(0, "slow").unwrap();
    assert_eq!(slow["declared"], "true");
    assert_eq!(slow["values"].as_u64().unwrap() + slow["left_out"].as_u64().unwrap(), records[0]);
}
