//! Journeys without an end.

use crate::answer::{accepted, answer, each, refused};

/// A scenario with one journey of these steps.
fn journey(steps: &str) -> Vec<u8> {
    let events = "events:\n  e: { payload: { step: =step } }\n";
    let traffic = "traffic:\n  s: { emit: sessions of j, topic: t, phases: [ p: hold 5/s for 10s ] }\n";
    let journey = format!("journeys:\n  j:\n    state: {{ n: 0 }}\n    steps:\n{steps}");
    format!("scenario: hostile\n{events}{journey}{traffic}").into_bytes()
}

#[test]
fn journeys_have_an_end() {
    let on = |n| format!("      s{n}: {{ emit: e, next: s{} }}\n", n + 1);
    let last = "      s999: { emit: e, next: end }\n";
    accepted(&journey(&(each(0..999, on) + last)));
    refused("E0114", &journey(&each(0..5_000, on)));
    // each is known only once those behind it are
    let back = |n| format!("      s{n}: {{ emit: e, next: s{} }}\n", n - 1);
    let first = "      a: { emit: e, next: s998 }\n      s0: { emit: e, next: end }\n";
    accepted(&journey(&(first.to_owned() + &each(1..999, back))));
}

#[test]
fn a_session_remembers_a_bounded_number_of_values() {
    let draws = |n| format!("x{n}: =n, ");
    let step = |n: usize| format!("      s: {{ let: {{ {} }}, emit: e, next: end }}\n", each(0..n, draws));
    accepted(&journey(&step(999)));
    refused("E0114", &journey(&step(1_000)));
    let step =
        |n: usize| format!("      s{n}: {{ let: {{ x{n}: =n }}, set: {{ n: =n + {n} }}, next: end }}\n");
    accepted(&journey(&("      a: { emit: e, next: end }\n".to_owned() + &each(0..990, step))));
}

#[test]
fn ways_from_everywhere_to_everywhere_are_walked() {
    let all = each(0..200, |n| format!("s{n}, "));
    accepted(&journey(&each(0..200, |n| format!("      s{n}:\n        emit: e\n        next: {all}end\n"))));
    refused(
        "E0215",
        &journey(&format!(
            "      s: {{ emit: e, next: \"{}end\" }}\n",
            each(0..1_000, |n| format!("s{n}, "))
        )),
    );
}

#[test]
fn sessions_without_an_end_stay_at_one_instant_for_a_while_only() {
    let (exit, said) = answer(&["preview", "-n", "20000"], &journey("      s: { emit: e, next: s }\n"));
    assert_eq!(exit, 0, "{}", said.get(..2000).unwrap_or(&said));
}
