//! Golden values of generation 1: the same bytes for ever.

use crate::harness::{Sent, arrivals, compose, plan, read};
use rushhour::compose::{Batch, Composer, Upcoming};
use rushhour::formula;
use rushhour::plan::Plan;
use rushhour::random::GENERATION;
use rushhour::schedule::Begin;
use std::fmt::Write;
use std::sync::Arc;

const SCENARIO: &str = include_str!("generation_1.yaml");

#[test]
fn everything_that_decides_a_value_is_in_the_scenario() {
    for signature in formula::reference() {
        let call = format!("{}(", signature.name);
        let is_called = SCENARIO.match_indices(&call).any(|(at, _)| {
            !SCENARIO[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
        });
        assert!(is_called, "`{}` needs a field in tests/reproducible/generation_1.yaml", signature.name);
    }
}

#[test]
fn no_value_that_is_held_is_null_by_mistake() {
    let plan = plan(SCENARIO);
    let all: Vec<usize> = (0..plan.streams.len()).collect();
    let sent = sent_by(&plan, &all);
    let may_be_null = ["choice_of_draws", "find"];
    let mut varied = std::collections::BTreeMap::new();
    for record in &sent {
        for (name, value) in record.fields() {
            assert!(!value.is_null() || may_be_null.contains(&name.as_str()), "{name} of {:?}", record.id());
            varied.entry(name).or_insert_with(std::collections::BTreeSet::new).insert(value.to_string());
        }
    }
    let constant: Vec<&String> =
        varied.iter().filter(|(_, values)| values.len() == 1).map(|(name, _)| name).collect();
    assert_eq!(constant, ["count", "log_10", "omitted", "time"]);
}

#[test]
fn the_first_records_stay_what_they_are() {
    let plan = plan(SCENARIO);
    let mut out = String::new();
    for (number, component) in (0..).zip(&plan.components) {
        let first: Vec<_> = component.arrivals(number, Begin::Start, None).take(3).collect();
        for record in compose(&plan, &first) {
            write(&record, &mut out);
        }
    }
    insta::assert_snapshot!(format!("generation_{GENERATION}"), out);
}

/// All that sessions bring forth, as far as their streams go.
#[test]
fn the_sessions_stay_what_they_are() {
    let plan = plan(SCENARIO);
    let mut out = String::new();
    for stream in ["walking", "stepping"] {
        let stream = plan.checked.streams.iter().position(|known| known.name == stream).unwrap();
        for record in sent_by(&plan, &[stream]).iter().filter(|record| record.event == "visit") {
            let told = format!("{} {} {}", record.due, record.stream, record.payload.as_deref().unwrap());
            writeln!(out, "{told}").unwrap();
        }
    }
    insta::assert_snapshot!(format!("generation_{GENERATION}_sessions"), out);
}

#[test]
fn the_schedule_stays_what_it_is() {
    let plan = plan(SCENARIO);
    let mut out = String::new();
    for arrival in arrivals(&plan) {
        let source = &plan.sources[arrival.component as usize];
        let phase = &plan.streams[source.stream].phases[arrival.phase as usize].name;
        writeln!(out, "{:>14} {} {} {phase} {}", arrival.due, source.name, arrival.index, arrival.regime)
            .unwrap();
    }
    insta::assert_snapshot!(format!("generation_{GENERATION}_schedule"), out);
}

/// All records of some streams, as if there were no others; those of later steps among them.
fn sent_by(plan: &Arc<Plan>, streams: &[usize]) -> Vec<Sent> {
    let mut arrivals = Upcoming::new(plan.arrivals_of(streams, 0, None));
    let mut batch = Batch::default();
    assert!(!Composer::new(Arc::clone(plan)).compose_while(&mut arrivals, &mut batch, |_, _| true));
    read(plan, &batch)
}

/// One line a field, as its bytes are.
fn write(record: &Sent, out: &mut String) {
    writeln!(
        out,
        "{} {} {} at {} {}",
        record.stream, record.index, record.event, record.due, record.timestamp
    )
    .unwrap();
    writeln!(out, "  {} {:?} {:?} {:?}", record.topic, record.partition, record.key, record.headers).unwrap();
    let payload = record.payload.as_deref().unwrap();
    let mut depth = 0;
    let mut quoted = false;
    let mut line = String::new();
    for (at, letter) in payload.char_indices() {
        quoted ^= letter == '"' && !payload[..at].ends_with('\\');
        match letter {
            '{' | '[' if !quoted => depth += 1,
            '}' | ']' if !quoted => depth -= 1,
            _ => {}
        }
        line.push(letter);
        if (letter == ',' && depth == 1 && !quoted) || at + 1 == payload.len() {
            writeln!(out, "  {}", std::mem::take(&mut line)).unwrap();
        }
    }
}
