//! `rushhour preview --stream` of streams that recall from others: what the run would send.

use crate::folder::Folder;
use serde_json::Value;

/// `paid` recalls from `orders`, which recalls from `users`; `others` has nothing to do with them.
const CHAIN: &str = "\
scenario: chain
events:
  user:
    payload:
      name: =hex(8)
  order:
    payload:
      user: =recall(user.name, last)
      id: =digits(6)
  payment:
    payload:
      order: =recall(order.id, within=2s)
  other:
    payload:
      x: =int(1..9)
traffic:
  users:
    emit: user
    topic: users
    phases:
      - all: hold 2/s
  orders:
    emit: order
    topic: orders
    phases:
      - all: hold 5/s
    disorder:
      late: 50% by 1s..3s
      duplicate: 50% after 0s..1s
      drop: 5%
  paid:
    emit: payment
    topic: paid
    phases:
      - wait: pause 2s
      - all: hold 10/s for 3s
    disorder:
      late: 20% by 1s..5s
  others:
    emit: other
    topic: others
    phases:
      - all: hold 20/s
";

fn of(folder: &Folder, stream: &str, more: &[&str]) -> Vec<Value> {
    let mut arguments = vec!["preview", "chain.yaml", "--stream", stream];
    arguments.extend(more);
    folder.call(&arguments).done().lines()
}

fn among_all(folder: &Folder, stream: &str) -> Vec<Value> {
    let all = folder.call(&["preview", "chain.yaml", "-n", "900"]).done().lines();
    all.into_iter().filter(|record| record["stream"] == stream).collect()
}

#[test]
fn one_stream_alone_recalls_what_it_recalls_among_the_others() {
    let folder = Folder::with("chain.yaml", CHAIN);
    for stream in ["orders", "paid"] {
        let among = among_all(&folder, stream);
        let alone = of(&folder, stream, &["-n", "20"]);
        assert!(alone.len() >= 15, "{stream}: {}", alone.len());
        assert_eq!(alone, among[..alone.len()], "{stream}");
    }
    let paid = of(&folder, "paid", &["-n", "20"]);
    assert!(paid.iter().any(|record| record["payload"]["order"].is_string()), "{paid:?}");
}

#[test]
fn a_stream_that_ends_has_as_many_events_though_those_it_recalls_from_go_on_for_ever() {
    let folder = Folder::with("chain.yaml", CHAIN);
    let all = of(&folder, "paid", &["-n", "1000"]);
    assert_eq!(all.len(), 30, "the late ones among them");
    assert_eq!(all, among_all(&folder, "paid"));
    let later: Vec<Value> = of(&folder, "paid", &["-n", "1000", "--from", "6s"]);
    assert!(!later.is_empty() && later.len() < 30, "{later:?}");
    assert_eq!(later, all[30 - later.len()..]);
    let called = folder.call(&["preview", "chain.yaml", "--stream", "paid", "--from", "1h"]).done();
    assert_eq!((called.out.as_str(), called.err.as_str()), ("", "nothing of `paid` is planned from 1h on\n"));
}

#[test]
fn statistics_of_one_stream_are_those_of_what_the_run_would_send() {
    let folder = Folder::with("chain.yaml", CHAIN);
    let arguments = ["preview", "chain.yaml", "--stream", "paid", "--stats", "30", "--format", "json"];
    let called = folder.call(&arguments).done();
    let report: Value = serde_json::from_str(&called.out).unwrap();
    let events = report["events"].as_array().unwrap();
    assert_eq!(events.len(), 1, "{report}");
    let field = &events[0]["fields"][0];
    let nulls =
        among_all(&folder, "paid").iter().filter(|record| record["payload"]["order"].is_null()).count();
    assert_eq!((events[0]["records"].as_u64(), field["nulls"].as_u64()), (Some(30), Some(nulls as u64)));
    assert!(nulls < 30, "{field}");
}

#[test]
fn sessions_of_one_stream_go_on_behind_its_end_with_what_others_sent_meanwhile() {
    let text = CHAIN.replace(
        "traffic:\n",
        "journeys:
  reader:
    steps:
      ASK:
        emit: payment
        wait: 90s
        next: AGAIN
      AGAIN:
        emit: payment
        next: end
traffic:
  readers:
    emit: sessions of reader
    topic: readers
    phases:
      - all: hold 1/s for 3s
",
    );
    let folder = Folder::with("chain.yaml", &text);
    let alone = of(&folder, "readers", &["-n", "100"]);
    assert_eq!(alone.len(), 6);
    let all = folder.call(&["preview", "chain.yaml", "-n", "6000"]).done().lines();
    let among: Vec<Value> = all.into_iter().filter(|record| record["stream"] == "readers").collect();
    assert_eq!(alone, among);
}
