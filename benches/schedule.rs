//! How fast arrivals are scheduled on one thread: the shapes of phases, each alone.
//!
//! `cargo bench --bench schedule`

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::tz::TimeZone;
use rushhour::diagnostic::Diagnostics;
use rushhour::schedule::{Component, Merge};
use rushhour::source::Text;
use rushhour::traffic::parse_phase;
use rushhour::value::Time;
use std::hint::black_box;
use std::sync::Arc;

/// Arrivals a measured turn.
const ARRIVALS: usize = 100_000;

/// So long that no turn comes to their end.
const LINES: [(&str, &str); 15] = [
    ("hold", "hold 1M/s"),
    ("hold, redrawn each second", "hold 5..15k/s redrawn every 1s"),
    ("every, a range", "every 1ms..2ms"),
    ("switch", "switch every 1s { normal 5..15k/s 80%; spike 40..80k/s 20% }"),
    ("ramp", "ramp 1k/s -> 1M/s over 365d"),
    ("ramp, smooth", "ramp 1k/s -> 1M/s over 365d smooth"),
    ("ramp, decay", "ramp 1M/s -> 1k/s over 365d decay"),
    ("wave", "wave 500k/s +-400k/s every day"),
    ("jitter, max", "hold 5k/s jitter 10% per 1s max 5.2k/s"),
    ("arrivals random", "hold 100k/s for 300d arrivals random"),
    ("arrivals poisson", "hold 100k/s arrivals poisson"),
    ("arrivals gamma", "hold 100k/s arrivals gamma(0.3)"),
    ("ramp, in steps", "ramp 1k/s -> 1M/s over 365d in 1000 steps"),
    ("repeat", "repeat { hold 10k/s for 1s; burst 100; pause 1s }"),
    ("switch, stays", "switch { normal 10k/s ~20s; spike 100k/s ~2s }"),
];

fn shapes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("schedule");
    group.throughput(Throughput::Elements(ARRIVALS as u64));
    for (name, line) in LINES {
        let components = [component(line)];
        let mut arrivals = Merge::new(&components, 0, None);
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let last = arrivals.by_ref().take(ARRIVALS).last();
                assert!(black_box(last).is_some(), "it goes on");
            });
        });
    }
    group.finish();
}

fn component(line: &str) -> Arc<Component> {
    let mut diagnostics = Diagnostics::default();
    let phase = parse_phase(&Text::verbatim(line, 0), &mut diagnostics).expect("a phase");
    let shape = phase.shape.resolve(&mut |_| None, &mut diagnostics).expect("a shape");
    Arc::new(Component::new(1, "stream", [shape], Time(0), &TimeZone::UTC))
}

criterion_group!(benches, shapes);
criterion_main!(benches);
