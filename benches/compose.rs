//! How fast events are composed on one thread: nanoseconds an event, beside a loop written by hand.
//!
//! `cargo bench --bench compose`

mod planned;
mod reference;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use reference::UserEvents;
use rushhour::compose::{Batch, Sequence};
use std::fmt::Write;
use std::hint::black_box;

/// Events a measured turn, written one behind the other into one buffer.
const EVENTS: usize = 1_000;

fn user_events(criterion: &mut Criterion) {
    reference_gives_the_fields_of_the_scenario();
    let mut group = criterion.benchmark_group("compose user-events");
    group.throughput(Throughput::Elements(EVENTS as u64));

    let mut events = UserEvents::new(42);
    let mut out = Vec::new();
    let mut next = 0;
    group.bench_function("written by hand", |bencher| {
        bencher.iter(|| {
            out.clear();
            for _ in 0..EVENTS {
                events.write(next, &mut out);
                next += 1;
            }
            black_box(&out);
        });
    });

    let plan = planned::scenario("scenarios/user-events.yaml");
    let mut records = Sequence::new(plan, None, 0, None);
    let mut batch = Batch::default();
    group.bench_function("from the scenario", |bencher| {
        bencher.iter(|| {
            batch.clear();
            records.fill(&mut batch, |batch, _| batch.len() < EVENTS);
            black_box(&batch);
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

/// A thousand lines: a hundred events of eight fields each.
fn check(criterion: &mut Criterion) {
    let mut text = String::from("scenario: large\nevents:\n");
    for event in 0..100 {
        write!(
            text,
            "  event_{event}:\n    payload:\n      id: =uuid()\n      amount: =round(uniform(1..100), 2)\n      \
             quantity: =int(1..3)\n      total: =round(quantity * amount, 2)\n      kind: =choice(a 40%, b 60%)\n      \
             note: order {{{{ quantity }}}} of {{{{ kind }}}}\n      at: =now\n"
        )
        .expect("a string takes everything");
    }
    text.push_str("traffic:\n");
    for event in 0..20 {
        write!(
            text,
            "  stream_{event}:\n    emit: event_{event}\n    topic: events\n    phases:\n      - steady: hold 5/s\n"
        )
        .expect("a string takes everything");
    }
    assert!(text.lines().count() >= 1_000, "{}", text.lines().count());
    criterion.bench_function("check a scenario of 1,000 lines", |bencher| {
        bencher.iter(|| black_box(planned::compiled("large.yaml", &text)));
    });
}

criterion_group!(benches, user_events, check);
criterion_main!(benches);
