//! Sessions go the ways that were declared, as often as was declared. The seed is fixed, so a test passes always or
//! never; each threshold is passed by one honest sample in a thousand.

use crate::chi_square::chi_square;
use crate::clicks::whole;
use crate::harness::plan;
use std::collections::{BTreeMap, HashMap};

const SCENARIO: &str = "
scenario: ways
seed: 5
catalogs:
  users: { rows: [ { eager: 0.1 }, { eager: 0.25 }, { eager: 0.6 } ] }
events:
  click: { payload: { session: =session.index, step: =step, eager: =user.eager, size: =size(previous.cart) } }
journeys:
  shopper:
    actor: user in users
    state: { cart: [] }
    steps:
      HOME: { emit: click, next: 'LOOK 50%, ADD, end' }
      LOOK: { emit: click, next: 'LOOK 30%, ADD (user.eager), TAKE 10% if size(cart) > 0, PAY 15% if size(cart) > 0, end' }
      ADD: { emit: click, set: { cart: '=append(cart, 1)' }, next: 'LOOK 60% if size(cart) < 2, PAY 30%, ADD 10%' }
      TAKE: { emit: click, set: { cart: '=without(cart, 1)' }, next: 'LOOK if size(cart) > 0, ADD 40%, end' }
      PAY: { emit: click, set: { cart: '=[]' }, next: 'end 90%, HOME 10%' }
traffic:
  shop: { emit: sessions of shopper, topic: t, phases: [ { all: burst 32k over 1h } ] }
";

const STEPS: [&str; 6] = ["HOME", "LOOK", "ADD", "TAKE", "PAY", "end"];

/// What the scenario says of a step that leaves so many things in the cart: shares in the order of [`STEPS`].
fn declared(step: &str, eager: f64, cart: u64) -> [f64; 6] {
    match (step, cart) {
        ("HOME", _) => [0.0, 0.5, 0.25, 0.0, 0.0, 0.25],
        ("LOOK", 0) => [0.0, 0.3, eager, 0.0, 0.0, 0.7 - eager],
        ("LOOK", _) => {
            // what is more than all is scaled
            let sum = (0.55 + eager).max(1.0);
            [0.0, 0.3 / sum, eager / sum, 0.1 / sum, 0.15 / sum, (0.45 - eager).max(0.0)]
        }
        ("ADD", 1) => [0.0, 0.6, 0.1, 0.0, 0.3, 0.0],
        ("ADD", _) => [0.0, 0.0, 0.25, 0.0, 0.75, 0.0],
        ("TAKE", 0) => [0.0, 0.0, 0.4, 0.0, 0.0, 0.6],
        ("TAKE", _) => [0.0, 0.3, 0.4, 0.0, 0.0, 0.3],
        _ => [0.1, 0.0, 0.0, 0.0, 0.0, 0.9],
    }
}

#[test]
fn transitions_come_as_often_as_declared() {
    let mut seen: BTreeMap<(String, u64, u64), [u32; 6]> = BTreeMap::new();
    let mut sessions: HashMap<u64, (String, f64, u64)> = HashMap::new();
    let mut add = |(step, eager, cart): (String, f64, u64), to: &str| {
        let to = STEPS.iter().position(|step| *step == to).unwrap();
        seen.entry((step, eager.to_bits(), cart)).or_default()[to] += 1;
    };
    let sent = whole(&plan(SCENARIO));
    for sent in &sent {
        let fields = sent.fields();
        let step = fields["step"].as_str().unwrap();
        let size = fields["size"].as_u64().unwrap();
        let after = match step {
            "ADD" => size + 1,
            "TAKE" => size - 1,
            "PAY" => 0,
            _ => size,
        };
        let now = (step.to_owned(), fields["eager"].as_f64().unwrap(), after);
        if let Some(before) = sessions.insert(fields["session"].as_u64().unwrap(), now) {
            add(before, step);
        }
    }
    sessions.into_values().for_each(|last| add(last, "end"));
    assert!(sent.len() >= 100_000, "{} transitions", sent.len());

    let (mut tested, mut kinds) = (0, 0);
    for ((step, eager, cart), counts) in &seen {
        let shares = declared(step, f64::from_bits(*eager), *cart);
        for ((count, share), to) in counts.iter().zip(shares).zip(STEPS) {
            assert!(*count == 0 || share > 0.0, "{step} with {cart} leads to {to} {count} times");
        }
        // few values tell nothing about shares; that of the end is what the others leave
        let all: u32 = counts.iter().sum();
        if all >= 200 && shares.iter().filter(|share| **share > 0.0).count() > 1 {
            let distance = chi_square(counts, shares[..5].to_vec());
            assert!(
                distance <= 1.0,
                "{step} with {cart}: {counts:?} for {shares:?}, {distance:.2} times the threshold"
            );
            (tested, kinds) = (tested + all, kinds + 1);
        }
    }
    assert!(tested > 98_000 && kinds > 20, "{tested} transitions of {kinds} kinds");
}
