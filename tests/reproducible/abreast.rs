//! Events that are computed side by side are those that are computed one after another.

use crate::harness::{Sent, arrivals, compose, plan, read};
use crate::model::{config, scenario};
use proptest::prelude::*;
use rushhour::compose::{Batch, Sequence};
use rushhour::formula::lanes;
use rushhour::plan::Plan;
use std::sync::Arc;

const STRAIGHT: &str = "\
scenario: straight
catalogs:
  products: { rows: 40, fields: { weight: =int(0..3), price: '=round(uniform(0..200), 2)' } }
events:
  e:
    let:
      product: =pick(products, by=weight)
      even: =pick(products)
      number: =event.index
    payload:
      price: =product.price
      twice: =round(2 * product.price + even.weight, 1)
      kind: =choice(plain 10%, other 20%, 3, (null))
      far: =exponential(mean=2s) > 1s
      third: =number / (number % 3)
      huge: =number * 9_000_000_000_000_000_000
      at: =now
    headers:
      minus: =-int(1..5)
traffic:
  s: { emit: e, topic: t, phases: [ p: hold 400/s for 1s, q: burst 37, r: ramp 10/s -> 90/s over 2s ] }
  beside: { emit: e, topic: t, phases: [ p: hold 61/s for 2s ] }
";

/// All records, in batches of so many, and what could not be computed.
fn made(plan: &Arc<Plan>, records: usize) -> (Vec<Sent>, Vec<String>) {
    let mut sequence = Sequence::new(Arc::clone(plan), None, 0, None);
    let (mut batch, mut made, mut goes_on) = (Batch::default(), Vec::new(), true);
    while goes_on {
        batch.clear();
        goes_on = sequence.fill(&mut batch, |batch, _| batch.steps() < records);
        made.extend(read(plan, &batch));
    }
    let faults = sequence.composer().faults().into_iter();
    let faults =
        faults.map(|(stream, _, path, fault)| format!("{stream} {path} {} {:?}", fault.count, fault.first));
    (made, faults.collect())
}

fn is_straight(plan: &Plan) -> bool {
    lanes::fits(&plan.checked.streams[0].variants[0].events[0].program)
}

#[test]
fn a_branch_elsewhere_in_the_event_changes_nothing() {
    let straight = plan(STRAIGHT);
    assert!(is_straight(&straight));
    let (all, faults) = made(&straight, usize::MAX);
    assert_eq!((all.len(), faults.len()), (537 + 122, 4), "{faults:?}");
    let aside = "      number: =event.index\n      aside: =match(event.index, 1=2, else=3)\n";
    let branching = plan(&STRAIGHT.replace("      number: =event.index\n", aside));
    assert!(!is_straight(&branching));
    for records in [1, 3, 7, 16, 17, 1_000] {
        for plan in [&straight, &branching] {
            let (made, faulty) = made(plan, records);
            assert!(made == all, "in batches of {records}");
            assert_eq!(faulty, faults);
        }
    }
}

#[test]
fn what_looks_at_other_rows_or_joins_texts_is_not_straight() {
    let is_straight =
        |formula: &str| is_straight(&plan(&STRAIGHT.replace("=number / (number % 3)", formula)));
    assert!(is_straight("=int(1..5) + 1"));
    assert!(is_straight("=pick(products).price"));
    for formula in [
        "=pick(products, where=price > 3).price",
        "=pick(products, where=weight == 1).price",
        "=hex(4) + hex(4)",
        "=if(number > 3, 1, 2)",
        "=times(2, int(1..5))",
        "=upper(hex(4))",
        "=choice(int(1..2), int(3..4))",
    ] {
        assert!(!is_straight(formula), "{formula}");
    }
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn records_that_are_made_in_batches_are_those_that_are_made_one_by_one(
        scenario in scenario(),
        records in 1_usize..60,
    ) {
        let plan = plan(&scenario.yaml());
        let (made, _) = made(&plan, records);
        prop_assert_eq!(made, compose(&plan, &arrivals(&plan)));
    }
}
