//! How fast events are composed on one thread: nanoseconds an event, beside a loop written by hand.
//!
//! `cargo bench --bench compose`

mod reference;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use reference::UserEvents;
use std::hint::black_box;

/// Events a measured turn, written one behind the other into one buffer.
const EVENTS: i64 = 1_000;

fn user_events(criterion: &mut Criterion) {
    reference_gives_the_fields_of_the_scenario();
    let mut group = criterion.benchmark_group("compose user-events");
    group.throughput(Throughput::Elements(EVENTS.unsigned_abs()));

    let mut events = UserEvents::new(42);
    let mut out = Vec::new();
    let mut next = 0;
    group.bench_function("written by hand", |bencher| {
        bencher.iter(|| {
            out.clear();
            for number in next..next + EVENTS {
                events.write(number, &mut out);
            }
            next += EVENTS;
            black_box(&out);
        });
    });
    group.finish();
}

/// A loop that writes less would be a false yardstick.
fn reference_gives_the_fields_of_the_scenario() {
    let mut events = UserEvents::new(1);
    for number in 0..1_000 {
        let mut out = Vec::new();
        events.write(number * 1_000, &mut out);
        let text = String::from_utf8(out).expect("JSON is UTF-8");
        let event: serde_json::Map<_, _> = serde_json::from_str(&text).expect("an object");
        let mut names: Vec<&str> = event.keys().map(String::as_str).collect();
        names.sort_by_key(|name| text.find(&format!("\"{name}\":")));
        assert_eq!(names, FIELDS, "{text}");
        let revenue = event["revenue"].as_f64().expect("a number");
        let product =
            event["quantity"].as_f64().expect("a number") * event["price"].as_f64().expect("a number");
        assert!((revenue - product).abs() < 1e-6, "{text}");
        let timestamp = event["timestamp"].as_str().expect("text");
        let instant: jiff::Timestamp = timestamp.parse().expect("an instant");
        assert_eq!(format!("{instant:.3}"), timestamp);
    }
}

const FIELDS: [&str; 11] = [
    "event_id",
    "event_source",
    "user_id",
    "product_id",
    "category",
    "brand",
    "event_type",
    "quantity",
    "price",
    "revenue",
    "timestamp",
];

criterion_group!(benches, user_events);
criterion_main!(benches);
