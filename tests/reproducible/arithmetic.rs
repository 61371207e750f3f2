//! Arithmetic is total: whatever a formula says of whatever values, an event is composed, and what could not
//! be computed is null, counted, and named.

use crate::formulas::{LETS, Writer};
use crate::harness::{arrivals, compose, try_plan};
use crate::model::config;
use proptest::prelude::*;
use rushhour::compose::{Batch, Composer};
use rushhour::value::Fault;
use std::fmt::Write;
use std::sync::Arc;

const EVENTS: u64 = 4;

fn scenario(fields: &str) -> String {
    let lets = LETS.iter().fold(String::new(), |mut out, (name, value)| {
        writeln!(out, "      {name}: {value}").unwrap();
        out
    });
    format!(
        "scenario: total\ncatalogs:\n  goods: {{ rows: 5, fields: {{ id: =row, price: '=uniform(1..9)', name: 'n{{{{ row }}}}' }} }}\n\
         events:\n  e:\n    let:\n{lets}    payload:\n{fields}traffic:\n  \
         s: {{ emit: e, topic: t, phases: [ {{ all: burst {EVENTS} }} ] }}\n"
    )
}

/// The faults of all events of a scenario: path, count, number of the first event, and why.
fn faults(text: &str) -> Vec<(String, u64, u64, Fault)> {
    let plan = crate::harness::plan(text);
    let mut composer = Composer::new(Arc::clone(&plan));
    let mut batch = Batch::default();
    for arrival in arrivals(&plan) {
        composer.compose(&arrival, &mut batch);
    }
    let found = composer.faults().into_iter().map(|(stream, event, path, count)| {
        assert_eq!((stream, event), ("s", "e"));
        (path.to_owned(), count.count, count.first.0, count.first.1)
    });
    found.collect()
}

#[test]
fn any_formula_over_any_values_gives_json_for_every_event() {
    let mut writer = Writer::new(7);
    let (mut accepted, mut failing, mut nulls) = (0, 0, 0);
    for _ in 0..600 {
        let formula = writer.formula();
        let text =
            scenario(&format!("      f: {}\n", serde_json::to_string(&format!("={formula}")).unwrap()));
        let Ok(plan) = try_plan(&text, Vec::new()) else { continue };
        accepted += 1;
        let sent = compose(&plan, &arrivals(&plan));
        assert_eq!(sent.len() as u64, EVENTS, "{formula}");
        let is_null =
            sent.iter().any(|record| record.fields().get("f").is_some_and(serde_json::Value::is_null));
        nulls += u32::from(is_null);
        let faults = faults(&text);
        failing += u32::from(!faults.is_empty());
        for (path, count, first, _) in faults {
            assert!(path == "payload.f" || path.starts_with("let."), "{formula}: {path}");
            assert!(count > 0 && first < EVENTS, "{formula}: {count} from {first} on");
        }
    }
    assert!(accepted > 200, "{accepted} formulas were accepted");
    assert!(failing > 20 && nulls > 20, "{failing} formulas had faults, {nulls} gave null");
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn no_seed_of_formulas_panics(seed in any::<u64>()) {
        let mut writer = Writer::new(seed);
        let formulas: Vec<String> = (0..5).map(|_| writer.formula()).collect();
        let mut fields = String::new();
        for (n, formula) in formulas.iter().enumerate() {
            let alone = format!("      f{n}: {}\n", serde_json::to_string(&format!("={formula}")).unwrap());
            if try_plan(&scenario(&alone), Vec::new()).is_ok() {
                fields += &alone;
            }
        }
        if !fields.is_empty() {
            let plan = crate::harness::plan(&scenario(&fields));
            for record in compose(&plan, &arrivals(&plan)) {
                prop_assert!(record.fields().len() <= formulas.len());
            }
        }
    }
}

/// Formulas that can never be computed, and why.
const FAULTY: &[(&str, Fault)] = &[
    ("=n0 / n2", Fault::DivisionByZero),
    ("=n0 % n2", Fault::DivisionByZero),
    ("=s0 / s2", Fault::DivisionByZero),
    ("=n4 + n4 + n4", Fault::Overflow),
    ("=-n5 - 2", Fault::Overflow),
    ("=d2 * d2", Fault::Overflow),
    ("=exp(n3)", Fault::Overflow),
    ("=number(t0)", Fault::NotANumber),
    ("=time(t0)", Fault::NotATime),
    ("=sqrt(n1)", Fault::OutOfBounds),
    ("=log(n2)", Fault::OutOfBounds),
    ("=int(n0..n1)", Fault::EmptyRange),
    ("=uniform(d0..n1)", Fault::EmptyRange),
    ("=chance(n0)", Fault::OutOfBounds),
    ("=normal(0, n1)", Fault::OutOfBounds),
    ("=digits(n1)", Fault::OutOfBounds),
    ("=times(n1, 1)", Fault::OutOfBounds),
    ("=pick(l2)", Fault::NothingToChoose),
    ("=pick(goods, where=id == n1).id", Fault::NothingToChoose),
    ("=pick(goods, where=price > 1000).id", Fault::NothingToChoose),
    ("{{ number(t0) }}", Fault::NotANumber),
    ("a {{ t0 - 2 }}", Fault::Template),
    ("=if(b0, n0 / n2, 1)", Fault::DivisionByZero),
    ("=coalesce(n0 / n2, null)", Fault::DivisionByZero),
    ("=round(n0 / n2, 2) + 1", Fault::DivisionByZero),
];

#[test]
fn every_fault_is_counted_once_an_event_under_its_field() {
    let mut fields = String::new();
    for (n, (formula, _)) in FAULTY.iter().enumerate() {
        writeln!(fields, "      f{n}: {}", serde_json::to_string(formula).unwrap()).unwrap();
    }
    fields +=
        "      deep: { inner: [1, '=n0 / n2'] }\n      each[2]: { n: '=n0 / n2' }\n      many[(n1)]: 1\n";
    let text = scenario(&fields);
    let mut expected: Vec<(String, u64, u64, Fault)> = FAULTY
        .iter()
        .enumerate()
        .map(|(n, (_, fault))| (format!("payload.f{n}"), EVENTS, 0, *fault))
        .collect();
    let divided = |path: &str, count| (path.to_owned(), count, 0, Fault::DivisionByZero);
    expected.extend([
        divided("payload.deep.inner.1", EVENTS),
        divided("payload.each", 2 * EVENTS),
        ("payload.many".to_owned(), EVENTS, 0, Fault::OutOfBounds),
    ]);
    let mut found = faults(&text);
    expected.sort_by(|a, b| a.0.cmp(&b.0));
    found.sort_by(|a, b| a.0.cmp(&b.0));
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len());
    let plan = crate::harness::plan(&text);
    for record in compose(&plan, &arrivals(&plan)) {
        let fields = record.fields();
        for (n, (formula, _)) in FAULTY.iter().enumerate() {
            assert!(fields[&format!("f{n}")].is_null(), "{formula}");
        }
        assert_eq!(fields["deep"].to_string(), r#"{"inner":[1,null]}"#);
        assert!(fields["many"].is_null());
    }
}

#[test]
fn what_is_null_without_being_a_fault_is_not_counted() {
    let fields = "      a: '=z0 + 1'\n      b: '=first(l2)'\n      c: =find(goods, id=n1)\n      d: '=z0 == null'\n      \
                  e: '=if(b1, n0 / n2, 5)'\n      f: '=coalesce(n0, n0 / n2)'\n      g: '{{ z0 }}'\n      \
                  h: '=choice(1 100%, (n0 / n2) 0%)'\n      i: '=max(l2)'\n      j: '=text(z0)'\n";
    assert_eq!(faults(&scenario(fields)), []);
}
