//! `--metrics`: a run as Prometheus sees it.

use crate::child::Running;
use crate::exposition::{Families, Family};
use crate::folder::{DEADLINE, Folder, HELLO};
use crate::scrape::{address, ask, scrape, scrape_until};
use serde_json::Value;
use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::time::Duration;

/// Twenty records in a second of a phase, five in an overlay, then one an hour.
const BURST: &str = "    phases:
      - rush: burst 20 over 1s
      - calm: hold 1/h for 10h
    overlays:
      - sale: burst 5 at 0s
    disorder:
      drop: 20%
";

pub fn rush() -> Folder {
    let steady = "    phases:\n      - steady: hold 5/s\n";
    assert!(HELLO.contains(steady));
    Folder::with("hello.yaml", &HELLO.replace(steady, BURST))
}

/// A run that serves metrics on a port of its own, and its address.
pub fn serving(folder: &Folder, options: &[&str]) -> (Running, String) {
    serving_to("null", folder, options)
}

fn serving_to(target: &str, folder: &Folder, options: &[&str]) -> (Running, String) {
    let run = ["run", "hello.yaml", "--to", target, "--metrics", "127.0.0.1:0", "--summary", "out.json"];
    let mut command = folder.command(&[&run, options].concat());
    command.stdout(Stdio::null());
    let mut running = Running::start(command);
    let address = address(&mut running);
    (running, address)
}

const CALM: [(&str, &str); 3] = [("stream", "greetings"), ("phase", "calm"), ("kind", "phase")];

#[test]
fn the_numbers_are_those_of_the_summary() {
    let folder = rush();
    let (running, address) = serving(&folder, &["--warmup", "500ms"]);
    let is_told = |scraped: &Families| {
        let planned = scraped.get("rushhour_planned_records_total").map_or(0.0, Family::sum);
        let phase = scraped.get("rushhour_phase").and_then(|family| family.value(&CALM));
        planned >= 26.0 && phase == Some(1.0)
    };
    let scraped = scrape_until(&address, is_told);
    running.signal("INT");
    assert_eq!(running.end().code, 130);
    let summary: Value = serde_json::from_str(&folder.read("out.json")).unwrap();
    let phases = summary["streams"][0]["phases"].as_array().unwrap();
    assert_eq!(phases.len(), 3);
    for phase in phases {
        let labels = ["kind", "name"].map(|key| phase[key].as_str().unwrap());
        let labels = [("stream", "greetings"), ("phase", labels[1]), ("kind", labels[0])];
        for key in ["planned", "sent", "acknowledged", "failed", "skipped"] {
            let family = &scraped[&format!("rushhour_{key}_records_total")];
            assert_eq!(family.kind, "counter");
            assert_eq!(family.value(&labels), phase[key].as_f64(), "{key} of {phase}");
        }
        let dropped = phase["disorder"]["dropped"].as_f64().unwrap_or(0.0);
        assert_eq!(scraped["rushhour_dropped_records_total"].value(&labels), Some(dropped));
    }
    let acknowledged = summary["acknowledged"].as_f64().unwrap();
    assert!(acknowledged < 26.0, "some were dropped");
    let warm = summary["warmup"]["acknowledged"].as_f64().unwrap();
    assert!(warm > 0.0, "what is due in the first half second");
    for name in ["schedule_lag", "broker_latency", "delivery_latency"] {
        let histogram = &scraped[&format!("rushhour_{name}_seconds")];
        assert_eq!(Some(histogram.count()), Some(acknowledged - warm), "{name} is without the warm-up");
        assert_eq!(Some(histogram.within("60")), Some(histogram.count()), "{name} is in seconds");
    }
    assert_eq!(scraped["rushhour_in_flight_records"].value(&[]), Some(0.0));
    assert_eq!(scraped["rushhour_waiting_seconds"].value(&[]), Some(0.0));
    assert_eq!(scraped["rushhour_target_rate"].value(&[]).map(f64::is_finite), Some(true));
    let rush = [("stream", "greetings"), ("phase", "rush"), ("kind", "phase")];
    assert_eq!(scraped["rushhour_phase"].value(&rush), Some(0.0), "the burst is over");
    let info = [("scenario", "hello"), ("version", env!("CARGO_PKG_VERSION"))];
    assert_eq!(scraped["rushhour_info"].value(&info), Some(1.0));
}

/// Scrapes until so many records of a stream were planned.
fn scrape_behind(address: &str, records: f64) -> Families {
    let planned = |scraped: &Families| scraped.get("rushhour_planned_records_total").map_or(0.0, Family::sum);
    scrape_until(address, |scraped| planned(scraped) >= records)
}

#[test]
fn a_burst_beside_a_phase_without_end_leaves_its_rate_the_target() {
    let steady = "      - steady: hold 5/s\n";
    let begin = "      - begin: hold 5/s for 10s\n";
    let overlay = "    overlays: [ sale: burst 7 at 20s ]\n";
    let folder = Folder::with("hello.yaml", &HELLO.replace(steady, &format!("{begin}{steady}{overlay}")));
    let (running, address) = serving(&folder, &["--speed", "600x"]);
    // Further than the plan's curve is told, a minute behind the last beginning of a phase.
    let scraped = scrape_behind(&address, 5.0 * 2_000.0);
    running.signal("INT");
    running.end();
    let target = scraped["rushhour_target_rate"].value(&[]).unwrap();
    assert!((target - 3_000.0).abs() < 1.0, "{target}");
    let of = |kind, phase| {
        scraped["rushhour_phase"].value(&[("stream", "greetings"), ("phase", phase), ("kind", kind)])
    };
    assert_eq!((of("phase", "steady"), of("overlay", "sale")), (Some(1.0), Some(0.0)), "the burst is over");
}

#[test]
fn every_metric_is_there_from_the_first_records_on() {
    let folder = Folder::hello();
    let (running, address) = serving(&folder, &[]);
    let scraped = scrape_behind(&address, 2.0);
    running.signal("INT");
    running.end();
    let kinds: Vec<(&str, &str)> =
        scraped.iter().map(|(name, family)| (name.as_str(), family.kind.as_str())).collect();
    for (name, kind) in [
        ("planned_records_total", "counter"),
        ("sent_records_total", "counter"),
        ("acknowledged_records_total", "counter"),
        ("failed_records_total", "counter"),
        ("skipped_records_total", "counter"),
        ("dropped_records_total", "counter"),
        ("schedule_lag_seconds", "histogram"),
        ("broker_latency_seconds", "histogram"),
        ("delivery_latency_seconds", "histogram"),
        ("target_rate", "gauge"),
        ("actual_rate", "gauge"),
        ("in_flight_records", "gauge"),
        ("waiting_seconds", "gauge"),
        ("phase", "gauge"),
        ("info", "gauge"),
    ] {
        let name = format!("rushhour_{name}");
        assert!(kinds.contains(&(&name, kind)), "{name} is no {kind} of {kinds:?}");
    }
    assert_eq!(scraped["rushhour_target_rate"].value(&[]), Some(5.0));
}

/// Counters of a stream's records, of those planned until then.
fn counts(scraped: &Families) -> [f64; 5] {
    ["planned", "sent", "acknowledged", "failed", "skipped"]
        .map(|key| scraped[&format!("rushhour_{key}_records_total")].sum())
}

/// Scrapes until what is asked for holds of counters that are there.
fn scrape_counts_until(address: &str, holds: impl Fn(&Families) -> bool) -> Families {
    let told = |scraped: &Families| scraped.contains_key("rushhour_skipped_records_total");
    scrape_until(address, |scraped| told(scraped) && holds(scraped))
}

#[test]
fn skipped_records_are_told() {
    let folder = Folder::hello();
    // More than a machine sends in time.
    let (running, address) = serving(&folder, &["--speed", "3600000x", "--behind", "skip after 1ns"]);
    let scraped = scrape_counts_until(&address, |scraped| counts(scraped)[4] > 0.0);
    running.signal("INT");
    running.end();
    let [planned, _, acknowledged, failed, skipped] = counts(&scraped);
    assert!(skipped + acknowledged + failed <= planned && failed == 0.0, "{skipped} of {planned}");
}

#[test]
fn failed_records_are_told() {
    let long = format!("at: {}", "x".repeat(2_000));
    let folder = Folder::with("hello.yaml", &HELLO.replace("at: =now", &long));
    let (running, address) = serving_to("embedded", &folder, &["--set", "kafka.message.max.bytes=1000"]);
    let scraped = scrape_counts_until(&address, |scraped| counts(scraped)[3] > 0.0);
    running.signal("INT");
    running.end();
    let [planned, _, acknowledged, failed, skipped] = counts(&scraped);
    assert!(failed <= planned && acknowledged + skipped == 0.0, "{failed} of {planned}");
}

#[test]
fn the_actual_rate_of_a_steady_plan_is_near_the_target() {
    let folder = Folder::with("hello.yaml", &HELLO.replace("hold 5/s", "hold 50/s"));
    let (running, address) = serving(&folder, &[]);
    // Behind the first three seconds, over which it is a mean; a stutter of the machine passes.
    let near = |scraped: &Families| {
        let rate = scraped.get("rushhour_actual_rate").and_then(|family| family.value(&[]));
        counts(scraped)[0] > 200.0 && rate.is_some_and(|rate| (40.0..=60.0).contains(&rate))
    };
    scrape_counts_until(&address, near);
    running.signal("INT");
    running.end();
}

#[test]
fn nothing_but_the_metrics_is_served() {
    let folder = rush();
    let (running, address) = serving(&folder, &[]);
    for request in ["GET / HTTP/1.1", "POST /metrics HTTP/1.1", "GET /../etc/passwd HTTP/1.1"] {
        let answer = ask(&address, &format!("{request}\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 404 Not Found\r\n"), "{answer}");
    }
    assert!(ask(&address, "\n\n").starts_with("HTTP/1.1 400 Bad Request\r\n"));
    running.signal("TERM");
    let called = running.end();
    assert_eq!(called.code, 143);
    assert!(!called.err.contains("no login is asked for"), "loopback needs no word: {}", called.err);
}

#[test]
fn a_request_without_an_end_is_refused_and_who_says_nothing_is_let_go() {
    let folder = rush();
    let (_running, address) = serving(&folder, &[]);
    assert!(ask(&address, &"x".repeat(8 << 10)).starts_with("HTTP/1.1 400 Bad Request\r\n"));
    let silent: Vec<TcpStream> = (0..16).map(|_| TcpStream::connect(&address).unwrap()).collect();
    let one_more = TcpStream::connect(&address).unwrap();
    assert_eq!(heard(&one_more, Duration::from_secs(4)), 0, "all seats are taken, and it is told at once");
    silent.iter().for_each(|stream| assert_eq!(heard(stream, DEADLINE), 0));
    scrape(&address);
}

/// How many bytes come before the other side ends the connection, which takes no longer than that.
fn heard(mut stream: &TcpStream, patience: Duration) -> usize {
    stream.set_read_timeout(Some(patience)).unwrap();
    stream.read_to_end(&mut Vec::new()).unwrap()
}

#[test]
fn an_address_that_others_reach_is_taken_with_a_word() {
    let folder = Folder::hello();
    let run = ["run", "hello.yaml", "--to", "null", "--speed", "max", "--max-events", "5"];
    let called = folder.call(&[&run[..], &["--metrics", "0.0.0.0:0"]].concat()).done();
    assert!(called.err.contains(" can read the metrics: no login is asked for"), "{}", called.err);
}

#[test]
fn a_port_in_use_is_found_before_anything_is_sent() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = Folder::hello();
    let run = ["run", "hello.yaml", "--to", "stdout", "--metrics", &address, "--summary", "out.json"];
    let called = folder.call(&run);
    assert_eq!(called.out, "");
    called.refused(2, "end what uses it, or take another port");
    assert!(!folder.has("out.json"));
    folder.call(&["run", "hello.yaml", "--metrics", "everywhere"]).refused(2, "`127.0.0.1:9464` or `9464`");
}
