//! What `rushhour plan` tells beside the totals: where a run stops, what comes of sessions.

use crate::folder::{Folder, HELLO};
use serde_json::Value;

fn stops(text: &str) -> (String, Value) {
    let folder = Folder::with("hello.yaml", text);
    let told = folder.call(&["plan", "hello.yaml"]).done().out;
    let json = folder.call(&["plan", "hello.yaml", "--format", "json"]).done().out;
    let json: Value = serde_json::from_str(&json).unwrap();
    let line = told.lines().find(|line| line.starts_with("stops: ")).unwrap_or_default().to_owned();
    (line, json["stopping"].clone())
}

#[test]
fn a_plan_tells_where_its_stop_ends_a_run() {
    let endless = |stop: &str| stops(&format!("{HELLO}run: {{ stop: {stop} }}\n"));
    let (line, json) = endless("10m");
    assert!(line.starts_with("stops: at 10m, +00:10:00, behind about 3,000 records of "), "{line}");
    assert_eq!((&json["at_ns"], &json["records"]), (&600_000_000_000_i64.into(), &3_000.0.into()));
    let (line, json) = endless("9k events");
    assert!(line.starts_with("stops: at 9000 events, +00:30:00"), "{line}");
    let at = json["at_ns"].as_f64().unwrap() / 1e9;
    assert!((1_799.0..1_801.0).contains(&at), "{json}");
    let (_, json) = endless("1MB");
    assert!((0.99e6..1.01e6).contains(&json["bytes"].as_f64().unwrap()), "{json}");
    assert_eq!(stops(HELLO), (String::new(), Value::Null));
}

#[test]
fn a_stop_behind_the_end_is_none() {
    let short = HELLO.replace("hold 5/s", "hold 5/s for 1m");
    for stop in ["1h", "301 events", "1GB"] {
        let (line, json) = stops(&format!("{short}run: {{ stop: {stop} }}\n"));
        assert_eq!(line, format!("stops: at {stop}, if the schedule comes so far"));
        assert_eq!(json["at_ns"], Value::Null);
    }
    let (_, json) = stops(&format!("{short}run: {{ stop: 300 events }}\n"));
    assert!(json["at_ns"].as_f64().unwrap() <= 60e9, "{json}");
}

#[test]
fn a_burst_of_sessions_is_told_in_records() {
    let text = "\
scenario: shop
events:
  click:
    payload:
      x: 1
journeys:
  visit:
    steps:
      A: { emit: [click, click], next: B }
traffic:
  visits:
    emit: sessions of visit
    topic: t
    phases:
      - quiet: hold 10/s for 1m
      - flash: burst 1000
    overlays:
      - mail: burst 500 at 30s
"
    .replace("[click, click], next: B }", "click, next: B }\n      B: { emit: click, next: end }");
    let told = Folder::with("shop.yaml", &text).call(&["plan", "shop.yaml"]).done().out;
    for line in [
        "  quiet: 10/s sessions are 20/s records\n",
        "  flash: 1,000 sessions are about 2,000 records\n",
        "  mail: 500 sessions are about 1,000 records\n",
    ] {
        assert!(told.contains(line), "{line}{told}");
    }
}

#[test]
fn a_run_that_ends_early_says_so_where_an_expectation_fails() {
    let text = format!("{HELLO}expect:\n  - share of n == 1 < 1%\n").replace("id:", "n: 1\n      id:");
    let folder = Folder::with("hello.yaml", &text);
    let run = ["run", "hello.yaml", "--to", "null", "--speed", "max", "--for", "10s"];
    let called = folder.call(&run);
    let said = "The run was to end after 00:00:10.000 of the schedule: what is expected may need more";
    assert_eq!((called.code, called.err.contains(said)), (4, true), "{}", called.err);
}
