//! What a scenario says of shares holds over many events. The seed is fixed, so a test passes always or
//! never; an honest sample in a thousand would pass each threshold.

use crate::harness::{Sent, arrivals, compose, plan};
use serde_json::Value;
use std::collections::BTreeMap;

/// How often each value occurs.
type Counts = BTreeMap<String, u32>;

fn counts<'v>(values: impl Iterator<Item = &'v Value>) -> Counts {
    let mut counts = Counts::new();
    for value in values {
        *counts.entry(value.as_str().map_or_else(|| value.to_string(), str::to_owned)).or_default() += 1;
    }
    counts
}

/// Chi-square over classes of which each has an expected share: as a multiple of what one sample in a thousand
/// passes (Wilson and Hilferty's approximation). What has no share must not occur.
fn distance(counts: &Counts, weights: &[(String, f64)]) -> f64 {
    let all: u32 = counts.values().sum();
    let weight: f64 = weights.iter().map(|(_, weight)| weight).sum();
    let mut statistic = 0.0;
    let mut seen = 0;
    let mut classes = 0.0;
    for (name, share) in weights {
        let count = counts.get(name).copied().unwrap_or(0);
        seen += count;
        let expected = f64::from(all) * share / weight;
        if expected > 0.0 {
            assert!(expected >= 5.0, "{name}: too few events for a chi-square");
            statistic += (f64::from(count) - expected).powi(2) / expected;
            classes += 1.0;
        } else {
            assert_eq!(count, 0, "{name} has no share");
        }
    }
    assert_eq!(seen, all, "values without a share in {counts:?}");
    if classes < 2.0 {
        return 0.0;
    }
    let freedom: f64 = classes - 1.0;
    let root = 1.0 - 2.0 / (9.0 * freedom) + 3.090_2 * (2.0 / (9.0 * freedom)).sqrt();
    statistic / (freedom * root * root * root)
}

fn named(weights: &[(&str, f64)]) -> Vec<(String, f64)> {
    weights.iter().map(|(name, weight)| ((*name).to_owned(), *weight)).collect()
}

fn assert_shares(what: &str, counts: &Counts, weights: &[(String, f64)]) {
    let distance = distance(counts, weights);
    assert!(distance < 1.0, "{what} is {distance:.3} of the threshold away: {counts:?}");
}

const EVENTS: usize = 100_000;

const SCENARIO: &str = "
scenario: shares
seed: 2026
catalogs:
  goods:
    rows:
      - { name: a, kind: red, weight: 1, price: 10, p: 0.1 }
      - { name: b, kind: red, weight: 2, price: 20, p: 0.5 }
      - { name: c, kind: red, weight: 0, price: 30, p: 0.9 }
      - { name: d, kind: blue, weight: 3.5, price: 40, p: 0 }
      - { name: e, kind: blue, weight: 0.5, price: 50, p: 1 }
      - { name: f, kind: blue, weight: 4, price: 60, p: 2.5 }
events:
  e:
    let:
      limit: =int(1..5) * 10
      even: =pick(goods)
    payload:
traffic:
  s: { emit: e, topic: t, phases: [ { all: burst 100k } ] }
";

const DRAWS: &str = "
      choice: =choice(view 40%, cart 25%, checkout 20%, bounce 15%)
      again: =choice(view 40%, cart 25%, checkout 20%, bounce 15%)
      rest: =choice(rare 0.5%, x, y, z)
      even: =even.name
      by: =pick(goods, by=weight).name
      zipf: =pick(goods, zipf=1.2).name
      list: =pick([1, 2, 2, 3])
      chance: =chance(0.7%)";

const CONDITIONAL: &str = "
      even: =even.name
      kind: =even.kind
      computed: =choice('yes' (even.p), 'no')
      scaled: =choice('a' (even.p + 0.9), 'b' (0.6))
      limit: =limit
      where: =pick(goods, where=price > limit).name
      where_by: =pick(goods, by=weight, where=kind == even.kind).name
      where_zipf: =pick(goods, zipf=1.2, where=kind == 'blue').name";

const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// Weights by Zipf's law, the first highest.
fn ranks(names: &[&str]) -> Vec<(String, f64)> {
    let ranked = (1_u8..).zip(names);
    ranked.map(|(rank, name)| ((*name).to_owned(), f64::from(rank).powf(-1.2))).collect()
}

fn events(payload: &str) -> Vec<BTreeMap<String, Value>> {
    let plan = plan(&SCENARIO.replace("payload:", &format!("payload:{payload}")));
    let sent = compose(&plan, &arrivals(&plan));
    assert_eq!(sent.len(), EVENTS);
    sent.iter().map(Sent::fields).collect()
}

#[test]
fn choices_and_picks_keep_their_shares() {
    let events = events(DRAWS);
    let all = |field: &str| counts(events.iter().map(|event| &event[field]));
    let steps = named(&[("view", 40.0), ("cart", 25.0), ("checkout", 20.0), ("bounce", 15.0)]);
    assert_shares("choice", &all("choice"), &steps);
    let rest = 99.5 / 3.0;
    assert_shares("rest", &all("rest"), &named(&[("rare", 0.5), ("x", rest), ("y", rest), ("z", rest)]));
    assert_shares("even pick", &all("even"), &NAMES.map(|name| (name.to_owned(), 1.0)));
    let weights = named(&[("a", 1.0), ("b", 2.0), ("c", 0.0), ("d", 3.5), ("e", 0.5), ("f", 4.0)]);
    assert_shares("pick by weight", &all("by"), &weights);
    assert_shares("pick by zipf", &all("zipf"), &ranks(&NAMES));
    assert_shares("pick from a list", &all("list"), &named(&[("1", 1.0), ("2", 2.0), ("3", 1.0)]));
    assert_shares("chance", &all("chance"), &named(&[("true", 0.7), ("false", 99.3)]));

    // two choices of one event know nothing of each other
    let pairs: Vec<Value> =
        events.iter().map(|event| format!("{} {}", event["choice"], event["again"]).into()).collect();
    let quoted = |one: &str, two: &str| format!("\"{one}\" \"{two}\"");
    let products =
        steps.iter().flat_map(|(one, a)| steps.iter().map(move |(two, b)| (quoted(one, two), a * b)));
    assert_shares("two choices", &counts(pairs.iter()), &products.collect::<Vec<_>>());
}

#[test]
fn computed_weights_and_filters_hold_for_each_event() {
    let events = events(CONDITIONAL);
    let of = |field: &str, condition: &dyn Fn(&BTreeMap<String, Value>) -> bool| {
        counts(events.iter().filter(|event| condition(event)).map(|event| &event[field]))
    };
    for (name, p) in NAMES.iter().zip([0.1, 0.5, 0.9, 0.0, 1.0, 1.0]) {
        let computed = of("computed", &|event| event["even"] == *name);
        assert_shares(&format!("weight {p}"), &computed, &named(&[("yes", p), ("no", 1.0 - p)]));
        // held to 1, then scaled
        let scaled = of("scaled", &|event| event["even"] == *name);
        assert_shares("scaled weights", &scaled, &named(&[("a", f64::min(p + 0.9, 1.0)), ("b", 0.6)]));
    }
    for (at, limit) in (1..).zip([10, 20, 30, 40, 50]) {
        let found = of("where", &|event| event["limit"] == limit);
        let fitting: Vec<(String, f64)> = NAMES[at..].iter().map(|name| ((*name).to_owned(), 1.0)).collect();
        if fitting.len() > 1 {
            assert_shares(&format!("price > {limit}"), &found, &fitting);
        } else {
            assert_eq!(found.keys().collect::<Vec<_>>(), ["f"]);
        }
    }
    assert_shares("blue by zipf", &of("where_zipf", &|_| true), &ranks(&NAMES[3..]));
    let red = of("where_by", &|event| event["kind"] == "red");
    assert_shares("red by weight", &red, &named(&[("a", 1.0), ("b", 2.0), ("c", 0.0)]));
    let blue = of("where_by", &|event| event["kind"] == "blue");
    assert_shares("blue by weight", &blue, &named(&[("d", 3.5), ("e", 0.5), ("f", 4.0)]));
}

#[test]
fn a_mix_keeps_its_shares() {
    let plan = plan(
        "scenario: mixed\nseed: 3\nevents:\n  a: { payload: a }\n  b: { payload: b }\n  c: { payload: c }\n\
         traffic:\n  s: { emit: 'a 66.6%, b (0.3), c', topic: t, phases: [ { all: burst 100k } ] }\n",
    );
    let mut found = Counts::new();
    for record in compose(&plan, &arrivals(&plan)) {
        *found.entry(record.event).or_default() += 1;
    }
    assert_shares("mix", &found, &named(&[("a", 66.6), ("b", 30.0), ("c", 3.4)]));
}

/// How many windows of a second have how many events, and the regimes of the windows.
fn windows(line: &str) -> (Counts, Counts) {
    let plan = plan(&format!(
        "scenario: windows\nseed: 5\nevents:\n  e: {{ payload: x }}\n\
         traffic:\n  s: {{ emit: e, topic: t, phases: [ {{ all: '{line}' }} ] }}\n"
    ));
    let mut windows: BTreeMap<i64, (u32, u32)> = BTreeMap::new();
    for arrival in arrivals(&plan) {
        let window = windows.entry(arrival.due / 1_000_000_000).or_default();
        *window = (window.0 + 1, arrival.regime);
    }
    let (mut sizes, mut regimes) = (Counts::new(), Counts::new());
    for (size, regime) in windows.into_values() {
        *sizes.entry(size.to_string()).or_default() += 1;
        *regimes.entry(regime.to_string()).or_default() += 1;
    }
    (sizes, regimes)
}

#[test]
fn a_redrawn_rate_takes_every_whole_number_of_its_range_alike() {
    let (sizes, _) = windows("hold 5..15/s redrawn every 1s for 10000s");
    let even: Vec<(String, f64)> = (5..=15).map(|size: u32| (size.to_string(), 1.0)).collect();
    assert_shares("redrawn rate", &sizes, &even);
}

#[test]
fn a_switch_keeps_the_shares_of_its_regimes_and_the_ranges_of_their_rates() {
    let (sizes, regimes) = windows("switch every 1s { normal 5..14/s 80%; spike 40..49/s 20% } for 6000s");
    assert_shares("regimes", &regimes, &named(&[("0", 80.0), ("1", 20.0)]));
    let sizes_of = |first: u32, weight: f64| (first..first + 10).map(move |size| (size.to_string(), weight));
    assert_shares("rates", &sizes, &sizes_of(5, 8.0).chain(sizes_of(40, 2.0)).collect::<Vec<_>>());
}

#[test]
fn the_threshold_notices_what_is_slightly_off() {
    let counts = Counts::from([("x".to_owned(), 50_600), ("y".to_owned(), 49_400)]);
    assert!(distance(&counts, &named(&[("x", 1.0), ("y", 1.0)])) > 1.0);
    assert!(distance(&counts, &named(&[("x", 50.5), ("y", 49.5)])) < 1.0);
}
