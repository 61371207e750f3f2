//! `--metrics` of a run whose broker stands still and goes on: what a scraper sees is what the broker and the account say.

use crate::cluster::single;
use crate::exposition::Families;
use crate::folder::Folder;
use crate::scenario::{count, start, summary, ticks};
use crate::scrape::{address, scrape, scrape_until};

/// A thousand records in ten seconds, one more, and then none for an hour.
const TICKS: &str = "\
scenario: ticks
events:
  tick: { payload: { number: =event.index } }
traffic:
  ticks:
    emit: tick
    topic: seen
    phases:
      - steady: hold 100/s for 10s
      - after: hold 1/h
";

const COUNTERS: [&str; 5] = ["planned", "sent", "acknowledged", "failed", "skipped"];

/// Of all records.
fn counts(scraped: &Families) -> [f64; 5] {
    COUNTERS.map(|key| scraped[&format!("rushhour_{key}_records_total")].sum())
}

fn in_flight(scraped: &Families) -> Option<f64> {
    scraped["rushhour_in_flight_records"].value(&[])
}

fn holds(scraped: &Families, phase: &str) -> Option<f64> {
    scraped["rushhour_phase"].value(&[("stream", "ticks"), ("phase", phase), ("kind", "phase")])
}

#[test]
fn a_broker_that_stands_still_is_seen_from_outside_and_at_the_end_all_adds_up() {
    let Some(mut cluster) = single() else { return };
    cluster.create("seen", 3, &[]);
    let folder = Folder::with("ticks.yaml", TICKS);
    let mut running = start(&cluster, &folder, 2_000, &["--metrics", "127.0.0.1:0"]);
    let address = address(&mut running);
    running.wait_for("ticks/tick 200 ->");
    cluster.pause(1);
    // A record later by a second: what the broker had answered has arrived.
    running.wait_for("ticks/tick 300 ->");
    let before = scrape(&address);
    let standing = scrape_until(&address, |scraped| counts(scraped)[1] >= counts(&before)[1] + 200.0);
    let [_, _, acknowledged, failed, skipped] = counts(&standing);
    assert_eq!(Some(acknowledged), Some(counts(&before)[2]), "nobody acknowledges");
    assert!(acknowledged >= 1.0 && in_flight(&before) > Some(0.0), "{acknowledged}");
    assert_eq!((failed, skipped), (0.0, 0.0));
    // Counters are read one after the other while records are sent: what is in flight lies between two scrapes.
    assert!(counts(&standing)[0] >= counts(&before)[1], "what was sent was planned");
    assert!(in_flight(&before) <= Some(counts(&standing)[1] - acknowledged));
    let between = counts(&before)[1] - acknowledged..=counts(&scrape(&address))[1] - acknowledged;
    assert!(
        between.contains(&in_flight(&standing).unwrap()),
        "{:?} in flight of {between:?}",
        in_flight(&standing)
    );
    assert_eq!(Some(standing["rushhour_broker_latency_seconds"].count()), Some(acknowledged));
    let target = standing["rushhour_target_rate"].value(&[]).unwrap();
    assert!((target - 100.0).abs() < 0.1, "{target}");
    assert_eq!((holds(&standing, "steady"), holds(&standing, "after")), (Some(1.0), Some(0.0)));

    cluster.resume(1);
    // A record is acknowledged a moment before its delay is measured.
    let last = scrape_until(&address, |scraped| {
        let measured = scraped["rushhour_delivery_latency_seconds"].count();
        counts(scraped)[2] + counts(scraped)[3] >= 1_001.0
            && measured >= 1_001.0
            && holds(scraped, "after") == Some(1.0)
    });
    let acknowledged = 1_001.0;
    assert_eq!(Some(counts(&last)), Some([acknowledged, acknowledged, acknowledged, 0.0, 0.0]));
    assert_eq!(in_flight(&last), Some(0.0));
    for name in ["schedule_lag", "broker_latency", "delivery_latency"] {
        let histogram = &last[&format!("rushhour_{name}_seconds")];
        assert_eq!((histogram.kind.as_str(), histogram.count()), ("histogram", acknowledged), "{name}");
        let waited = histogram.count() - histogram.within("1");
        // Those of the first second that the broker stood still waited for two, wherever they waited.
        assert_eq!(waited > 50.0, name != "schedule_lag", "{waited} of {name} took longer than a second");
    }
    running.signal("INT");
    let called = running.end();
    assert_eq!(called.code, 130, "{}", called.err);
    assert_eq!(COUNTERS.map(|key| count(&folder, key)), [1_001, 1_001, 1_001, 0, 0]);
    assert_eq!(cluster.held("seen").iter().sum::<i64>(), 1_001);
    assert_eq!(summary(&folder)["end_offsets"]["records"], 1_001);
}

#[test]
fn a_run_that_can_send_nothing_says_how_far_it_is_behind() {
    let Some(mut cluster) = single() else { return };
    cluster.create("waiting", 3, &[]);
    let folder = ticks("waiting", "");
    let options = ["--metrics", "127.0.0.1:0", "--set", "kafka.queue.buffering.max.messages=50"];
    let mut running = start(&cluster, &folder, 2_000, &[&options[..], &["--behind", "catch up 1m"]].concat());
    let address = address(&mut running);
    running.wait_for("ticks/tick 200 ->");
    let waiting = |scraped: &Families| scraped["rushhour_waiting_seconds"].value(&[]).unwrap();
    cluster.pause(1);
    let first = waiting(&scrape_until(&address, |scraped| waiting(scraped) > 1.0));
    scrape_until(&address, |scraped| waiting(scraped) > first + 1.0);
    running.wait_for(" · behind by ");
    cluster.resume(1);
    scrape_until(&address, |scraped| waiting(scraped) == 0.0 && counts(scraped)[1] > 300.0);

    cluster.pause(1);
    scrape_until(&address, |scraped| waiting(scraped) > 1.5);
    running.signal("TERM");
    running.wait_for("terminated: waiting for acknowledgements");
    cluster.resume(1);
    running.end().refused(143, " s behind its schedule: ");
}
