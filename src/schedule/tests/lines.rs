//! Random lines of all shapes.

use super::plain;
use proptest::prelude::*;

/// Any line.
pub fn random_line() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => even_line(),
        1 => drawn_line(),
    ]
}

/// Lines whose events come at drawn gaps.
fn drawn_line() -> impl Strategy<Value = String> {
    prop_oneof![
        (1..99, spacing()).prop_map(|(rate, spacing)| format!("hold {rate}.7/s for 5s arrivals {spacing}")),
        (0..30, 5..40, spacing()).prop_map(|(a, b, spacing)| format!(
            "ramp {a}/s -> {b}/s over 7s smooth max {b}/s jitter 9% per 400ms arrivals {spacing}"
        )),
        (1..9, 5..40, spacing()).prop_map(|(a, b, spacing)| format!(
            "repeat {{ burst {a}; wave {b}/s +-{b}/s every 3s for 2s; pause {a}00ms; hold 0 for 1s }} for 9s arrivals {spacing}"
        )),
        (1..90, spacing()).prop_map(|(count, spacing)| format!("burst {count} over 2s arrivals {spacing}")),
    ]
}

/// Lines whose events come evenly.
pub fn even_line() -> impl Strategy<Value = String> {
    prop_oneof![
        plain().prop_map(|plain| plain.line),
        (0..9, 10..30, 1..500).prop_map(|(a, b, ms)| format!("hold {a}..{b}/s redrawn every {ms}ms for 7s")),
        (0..9, 10..30).prop_map(|(a, b)| format!("hold {a}.5..{b}/s for 3s")),
        (1..90, 100..900).prop_map(|(a, b)| format!("every {a}ms..{b}ms for 9s")),
        (0..9, 10..30).prop_map(|(a, b)| format!("burst {a}..{b}")),
        (0..90, 0..400, ramp_form()).prop_map(|(a, b, form)| format!("ramp {a}.5/s -> {b}/s over 9s{form}")),
        (0..9, 10..30, ramp_form())
            .prop_map(|(a, b, form)| format!("ramp {a}..{b}/s -> {a}..{b}/min over 7s{form}")),
        (1..40, 0..=100, 700..9_000).prop_map(|(mean, share, ms)| {
            format!(
                "wave {mean}/s +-{}.{:02}/s every {ms}ms peak 2s for 7s",
                mean * share / 100,
                mean * share % 100
            )
        }),
        (1..9, 10..30)
            .prop_map(|(a, b)| format!("wave {b}k/h +-{a}..{b}/min every day peak 23:59:57 for 9s")),
        (0..30, 5..40, 1..20, 0..=100, ramp_form()).prop_map(|(a, b, max, jitter, form)| format!(
            "ramp {a}/s -> {b}/s over 9s{form} max {max}.3/s jitter {jitter}% per {b}00ms"
        )),
        (1..30, 3..40).prop_map(|(a, b)| format!(
            "repeat {{ wave {a}/s +-{a}/s every {b}00ms for 3s jitter 9% per 1s; burst 2; hold 9/s for 1s max 5/s }} for 9s max {b}/s"
        )),
        (1..99, 50..900).prop_map(|(rate, stay)| format!(
            "switch {{ a {rate}/s ~{stay}ms; b 0 ~70ms; c 5..9/s ~1s }} for 8s"
        )),
        (1..4, 1..40, 1..900).prop_map(|(times, rate, ms)| format!(
            "repeat {times} times {{ hold {rate}.5/s for {ms}ms; burst 3; repeat {{ every 70ms..90ms for 1s; \
             ramp 0 -> {rate}/s over 1s }} for 3100ms; switch every 400ms {{ a 9/s; b 0 }} for 1s }}"
        )),
        (1..99).prop_map(|weight| format!("switch every 350ms {{ a 0; b 5..9/s {weight}%; c 50/s }} for 8s")),
    ]
}

fn spacing() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["even", "random", "poisson", "gamma(0.3)", "gamma(8)"])
}

fn ramp_form() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", " smooth", " decay", " in 4 steps"])
}
