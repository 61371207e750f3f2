//! `expect`: the account of a run, its summary and its exit code.

use crate::child::Running;
use crate::folder::{Folder, HELLO};
use serde_json::{Value, json};
use std::process::Stdio;

fn expecting(lines: &[&str]) -> Folder {
    let lines = lines.iter().map(|line| format!("  - {line}\n")).collect::<Vec<_>>().concat();
    Folder::with("hello.yaml", &format!("{HELLO}expect:\n{lines}"))
}

const RUN: [&str; 9] =
    ["run", "hello.yaml", "--to", "null", "--speed", "max", "--max-events", "20", "--summary=out.json"];

fn summary(folder: &Folder) -> Value {
    serde_json::from_str(&folder.read("out.json")).unwrap()
}

#[test]
fn a_run_that_is_as_expected_ends_well() {
    let folder = expecting(&["failed == 0", "unique id", "events == 20   [stream=greetings]"]);
    let called = folder.call(&RUN).done();
    let shown = "
Expectations: 3 of 3 hold

ok      failed == 0                      0
ok      unique id                        20 different
ok      events == 20 [stream=greetings]  20
";
    assert!(called.err.contains(shown), "{shown}\n{}", called.err);
    let expected = json!([
        { "expectation": "failed == 0", "holds": true, "measured": { "records": 0 } },
        {
            "expectation": "unique id",
            "holds": true,
            "measured": { "values": 20, "repeated": 0, "first": null, "one_in": 1 },
        },
        { "expectation": "events == 20 [stream=greetings]", "holds": true, "measured": { "records": 20 } },
    ]);
    assert_eq!(summary(&folder)["expectations"], expected);
}

#[test]
fn an_expectation_that_does_not_hold_ends_with_code_4() {
    let folder = expecting(&["failed == 0", "share of text == 'hi' > 99%", "unique text"]);
    let called = folder.call(&RUN);
    assert_eq!(called.code, 4, "{}", called.err);
    assert!(called.err.contains("Expectations: 1 of 3 hold"), "{}", called.err);
    assert!(called.err.contains("FAILED  share of text == 'hi' > 99%"), "{}", called.err);
    assert!(called.err.contains("of 20 came before, first 'h"), "{}", called.err);
    assert_eq!(summary(&folder)["ending"], "complete");
    assert_eq!(summary(&folder)["expectations"][1]["holds"], false);
}

#[test]
fn no_data_is_no_pass() {
    let folder = expecting(&["schedule_lag p99 < 1h"]);
    folder.call(&RUN).refused(4, "FAILED  schedule_lag p99 < 1h  no data");
    assert_eq!(summary(&folder)["expectations"][0]["measured"], Value::Null);
}

#[test]
fn a_run_without_expectations_says_nothing_of_them() {
    let folder = Folder::hello();
    let called = folder.call(&RUN).done();
    assert!(!called.err.contains("Expectations"), "{}", called.err);
    assert_eq!(summary(&folder)["expectations"], json!([]));
}

#[test]
fn latencies_are_those_of_the_broker() {
    let folder = expecting(&[
        "broker_latency p50 < 1h",
        "broker_latency max > 0ms",
        "delivery_latency mean in 0ms..1h [phase=steady]",
        "schedule_lag p99 < 1h",
        "rate of greetings within 99% of plan",
    ]);
    let run =
        ["run", "hello.yaml", "--to", "embedded", "--speed", "60x", "--for", "10s", "--summary=out.json"];
    let called = folder.call(&run).done();
    assert!(called.err.contains("Expectations: 5 of 5 hold"), "{}", called.err);
    let summary = summary(&folder);
    let latency = |line: usize| summary["expectations"][line]["measured"]["latency_ms"].as_f64().unwrap();
    // within one percent, twice
    let reported = summary["acknowledgement_ms"]["max"].as_f64().unwrap();
    assert!((latency(1) - reported).abs() <= 0.02 * reported, "{summary}");
    assert!(latency(2) > 0.0);
}

/// Every record is larger than the producer takes.
const REFUSED: [&str; 8] =
    ["run", "hello.yaml", "--speed", "max", "--max-events", "3", "--set", "kafka.message.max.bytes=1000"];

#[test]
fn lost_records_fail_the_target_unless_the_scenario_says_how_many_may_be_lost() {
    let large = |lines: &[&str]| {
        let folder = expecting(lines);
        folder.write("hello.yaml", &folder.read("hello.yaml").replace("=uuid()", "=pad('x', 2000)"));
        folder
    };
    large(&["sent == 0"]).call(&REFUSED).refused(6, "ok      sent == 0");
    large(&["failed <= 3"]).call(&REFUSED).done();
    large(&["failed == 0"]).call(&REFUSED).refused(4, "FAILED  failed == 0  3");
    large(&["failed <= 3 [stream=greetings]"]).call(&REFUSED).refused(6, "3 events failed");
    large(&["unique text", "failed <= 3"]).call(&REFUSED).refused(4, "FAILED  unique text  no data");
}

#[test]
fn a_line_with_abort_ends_a_run_that_would_go_on() {
    let folder = expecting(&["events < 3 abort", "failed == 0"]);
    let run = ["run", "hello.yaml", "--to", "null", "--summary", "out.json"];
    let called = folder.call(&run).refused(4, "`events < 3 abort` does not hold: waiting");
    assert!(called.err.contains("hello to null at 1x: ended by an expectation"), "{}", called.err);
    let summary = summary(&folder);
    assert_eq!((&summary["ending"], &summary["expectations"][1]["holds"]), (&json!("aborted"), &json!(true)));
}

#[test]
fn a_reader_that_does_not_read_makes_records_late_and_ends_a_run_that_expects_none() {
    let expected = ["schedule_lag max < 1s abort", "schedule_lag max < 900ms"];
    let folder = expecting(&expected);
    folder.write("hello.yaml", &folder.read("hello.yaml").replace("hold 5/s", "hold 2000/s"));
    let mut command = folder.command(&["run", "hello.yaml", "--to", "stdout"]);
    command.stdout(Stdio::piped());
    let mut running = Running::start(command);
    running.wait_for("`schedule_lag max < 1s abort` does not hold: waiting");
    let out = running.out();
    let reading = std::thread::spawn(|| std::io::read_to_string(out).unwrap());
    let called = running.end().refused(4, "FAILED  schedule_lag max < 1s abort");
    assert!(called.err.contains("FAILED  schedule_lag max < 900ms"), "{}", called.err);
    assert!(called.err.contains(" s behind its schedule: "), "{}", called.err);
    assert!(reading.join().unwrap().lines().count() > 100);
}

#[test]
fn an_interrupted_run_says_so_whatever_was_expected() {
    let folder = expecting(&["events > 1M"]);
    let mut running = Running::start(folder.command(&["run", "hello.yaml", "--to", "null", "-v"]));
    running.wait_for("greetings/greeting 2 ->");
    running.signal("INT");
    running.end().refused(130, "FAILED  events > 1M");
}

#[test]
fn what_is_expected_is_no_part_of_the_plan() {
    let plan = |folder: &Folder| folder.call(&["plan", "hello.yaml"]).done().out;
    assert_eq!(plan(&Folder::hello()), plan(&expecting(&["failed == 0"])));
}

/// A minute of views, ten times as many in its second half, with a mailing on top; and a stream for each tenant.
const SHOP: &str = "\
scenario: shop
catalogs:
  tenants: { rows: [ { name: acme, rate: 1 }, { name: globex, rate: 2 } ] }
events:
  view: { payload: { id: =event.id, number: =event.index } }
  cart: { payload: { id: =event.id } }
traffic:
  shop:
    emit: view
    topic: shop
    phases:
      - calm: hold 1/s for 30s
      - rush: hold 10/s for 30s
        emit: view 50%, cart
        payload: { hasty: true }
    overlays:
      - sale: x3 at 10s for 10s
      - mail: burst 40 at 20s
        emit: cart
        payload: { campaign: last }
      - outage: x0 at 25s for 2s
    changes:
      - deploy: at 0s for 10s
        payload: { slow: true }
  load:
    for: tenant in tenants
    emit: view
    topic: load
    phases: [ steady: hold (tenant.rate)/s for 60s ]
expect:
";

#[test]
fn overlays_variants_and_streams_of_rows_can_be_named() {
    let run = ["run", "shop.yaml", "--to", "null", "--speed", "max"];
    let right = [
        "events == 20 [phase=sale]",
        "events == 40 [stream=shop phase=mail]",
        "events == 28 [phase=calm]",
        "events == 388 [stream=shop]",
        "events == 180 [stream=load]",
        "events == 120 [stream=load-2]",
        "events in 180..180 [phase=steady]",
        "mean of number == 10.5 [phase=sale]",
        "share of campaign == 'last' == 100%",
        "null share of campaign == 0% [phase=mail]",
        "share of hasty == true == 100%",
    ]
    .map(|line| format!("  - {line}\n"));
    let folder = Folder::with("shop.yaml", &format!("{SHOP}{}", right.concat()));
    folder.call(&run).done();
    let wrong = [
        "events == 20 [phase=mail]",
        "events == 60 [stream=load]",
        "mean of number == 10.5 [phase=calm]",
        // only the first ten of those in which it may be
        "share of slow == true == 100% [phase=calm]",
        "share of hasty == true < 100%",
    ]
    .map(|line| format!("  - {line}\n"));
    let folder = Folder::with("shop.yaml", &format!("{SHOP}{}", wrong.concat()));
    folder.call(&run).refused(4, "Expectations: 0 of 5 hold");
}

#[test]
fn the_warm_up_is_left_out_and_its_lost_records_still_fail_the_target() {
    let folder = expecting(&["events == 10", "failed <= 10"]);
    let warm =
        ["run", "hello.yaml", "--to", "null", "--speed", "max", "--max-events", "20", "--warmup", "2s"];
    folder.call(&warm).done();
    folder.write("hello.yaml", &folder.read("hello.yaml").replace("=uuid()", "=pad('x', 2000)"));
    let lossy = [&REFUSED[..], &["--warmup", "1s"]].concat();
    folder.call(&lossy).refused(6, "3 events failed");
}

#[test]
fn an_invalid_run_says_so_before_what_was_expected() {
    let folder = expecting(&["events > 1M"]);
    let run = ["run", "hello.yaml", "--to", "null", "--max-events", "3", "--behind", "catch up 1ns"];
    folder.call(&run).refused(5, "FAILED  events > 1M");
}
