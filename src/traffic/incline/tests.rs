//! Inclines against numerical integration, and their inverses.

use super::*;
use proptest::prelude::*;

const SECOND: u64 = 1_000_000_000;

fn slope(events_a_day: u64) -> Slope {
    Slope::new(u128::from(events_a_day) * EVENT, 86_400 * SECOND)
}

fn easings() -> impl Strategy<Value = Easing> {
    prop::sample::select(vec![Easing::Linear, Easing::Smooth, Easing::Decay, Easing::Swing])
}

fn whole_inclines() -> impl Strategy<Value = Incline> {
    // from one a day to a million a second
    let rate = || prop_oneof![Just(0), 1..1_000_u64, 1..86_400_000_000_u64];
    let nanos = prop_oneof![1..SECOND, SECOND..400 * 86_400 * SECOND];
    (easings(), rate(), rate(), nanos)
        .prop_map(|(easing, from, to, nanos)| Incline::new(easing, slope(from), slope(to), nanos))
}

fn factors() -> impl Strategy<Value = Decimal> {
    prop_oneof![Just(0), Just(1_000), 1..100_000_u128]
        .prop_map(|milli| Decimal::from_atoms(milli * 10_u128.pow(15)))
}

/// The part between two places, one nanosecond at least.
fn cut(incline: Incline, places: [f64; 2]) -> Incline {
    let mut nanos = places.map(|place| at(&incline, place));
    nanos.sort_unstable();
    let from = nanos[0].min(incline.nanos() - 1);
    incline.part(from, nanos[1].max(from + 1))
}

/// Parts, products, parts of products and products of parts.
fn inclines() -> impl Strategy<Value = Incline> {
    let places = || prop::option::of(prop::array::uniform2(0.0..1.0));
    let changing = prop::option::of((factors(), factors()));
    (whole_inclines(), places(), changing, places(), prop::option::of(factors())).prop_map(
        |(mut incline, inner, changing, outer, even)| {
            incline = inner.map_or(incline, |places| cut(incline, places));
            incline = changing.map_or(incline, |(first, last)| incline.times(first, last));
            incline = outer.map_or(incline, |places| cut(incline, places));
            even.map_or(incline, |factor| incline.times(factor, factor))
        },
    )
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a place"
)]
fn at(incline: &Incline, place: f64) -> u64 {
    (place * incline.nanos() as f64) as u64
}

fn total(incline: &Incline) -> u128 {
    incline.rise(u64::MAX)
}

/// What the mathematics of a curve may be off by: its last digits.
fn tolerance(incline: &Incline) -> u128 {
    EVENT / 1_000_000 + (incline.total >> 47)
}

proptest! {
    #[test]
    fn the_level_rises_to_the_whole_and_never_falls(incline in inclines(), places in prop::array::uniform2(0.0..1.0)) {
        let mut nanos = places.map(|place| at(&incline, place));
        nanos.sort_unstable();
        let [early, late] = nanos.map(|nanos| incline.rise(nanos));
        prop_assert!(early <= late + (incline.total >> 45) && late <= total(&incline));
        prop_assert_eq!(incline.rise(incline.nanos()), total(&incline));
    }

    #[test]
    fn a_moment_is_the_inverse_of_the_rise_to_a_microsecond(incline in inclines(), place in 0.0..1.0_f64) {
        prop_assume!(total(&incline) > 0);
        let level = share_of(total(&incline), place).min(total(&incline) - 1);
        let nanos = incline.moment(level);
        prop_assert!(nanos < incline.nanos());
        let around = 1_000;
        prop_assert!(incline.rise(nanos.saturating_sub(around)) <= level + tolerance(&incline));
        prop_assert!(incline.rise(nanos + around) + tolerance(&incline) >= level);
    }

    #[test]
    fn counts_are_those_of_the_moments(incline in inclines(), place in 0.0..1.2_f64, first in 0..EVENT) {
        let nanos = at(&incline, place);
        let count = incline.count(first, nanos);
        let moment = |event: u64| incline.moment(first + u128::from(event) * EVENT);
        prop_assert!(count == 0 || moment(count - 1) < nanos);
        prop_assert!(count >= incline.count(first, u64::MAX) || moment(count) >= nanos);
    }

    #[test]
    fn parts_have_together_what_the_whole_has_at_the_same_time(
        incline in inclines(), border in 0.0..1.0_f64, place in 0.0..1.0_f64
    ) {
        let border = at(&incline, border);
        prop_assume!(border > 0);
        let (left, right) = (incline.part(0, border), incline.part(border, incline.nanos()));
        prop_assert_eq!(total(&left) + total(&right), total(&incline));
        prop_assume!(total(&right) > 0);
        let level = share_of(total(&right), place).min(total(&right) - 1);
        prop_assert_eq!(border + right.moment(level), incline.moment(total(&left) + level).max(border));
    }

    #[test]
    fn an_even_factor_is_exact_and_keeps_every_moment(incline in whole_inclines(), factor in 1..300_u32) {
        let product = incline.times(Decimal::whole(factor), Decimal::whole(factor));
        prop_assert_eq!(total(&product), total(&incline) * u128::from(factor));
        let one = Decimal::whole(1);
        prop_assert_eq!(product.times(one, one), product);
    }

    #[test]
    fn a_product_is_the_integral_of_the_rate_times_the_factor(
        easing in easings(), rates in prop::array::uniform2(0..8_640_000_u64), places in prop::array::uniform2(0.0..1.0),
        first in factors(), last in factors(), upto in 0.0..1.0_f64, even in factors()
    ) {
        let base = Incline::new(easing, slope(rates[0]), slope(rates[1]), 7_200 * SECOND).times(even, even);
        let part = cut(base, places);
        prop_assume!(first != last);
        let product = part.times(first, last);
        let upto = at(&part, upto).max(1);
        let seconds = Decimal::from_atoms(u128::from(upto) * 1_000_000_000).as_f64();
        let length = Decimal::from_atoms(u128::from(part.nanos()) * 1_000_000_000).as_f64();
        let rate = |place: f64| {
            let factor = first.as_f64() + (last.as_f64() - first.as_f64()) * place * seconds / length;
            part.rate(at(&part, place * seconds / length)) * 1e9 * factor
        };
        let expected = seconds * simpson(rate);
        let found = events(product.rise(upto));
        // rates are looked at in whole nanoseconds, and have the digits of the curve
        let slack = 1e-9 * expected + 1e-9 + 1e-12 * events(base.total) * (first.as_f64() + last.as_f64());
        prop_assume!(part.nanos() > 1_000_000);
        prop_assert!((found - expected).abs() < slack, "{} {}", found, expected);
        let there = product.rate(upto) * 1e9;
        prop_assert!((there - rate(1.0)).abs() < 1e-7 * there + 1e-7, "{} {}", there, rate(1.0));
    }
}

/// The integral from 0 to 1.
fn simpson(rate: impl Fn(f64) -> f64) -> f64 {
    let panels = 1_000;
    let sum: f64 = (0..panels)
        .map(|n| {
            let [a, b, c] = [2 * n, 2 * n + 1, 2 * n + 2].map(|n| rate(f64::from(n) / f64::from(2 * panels)));
            (a + 4.0 * b + c) / 6.0
        })
        .sum();
    sum / f64::from(panels)
}

#[test]
fn a_second_factor_that_changes_counts_as_its_mean() {
    let [one, three] = [1, 3].map(Decimal::whole);
    let once = Incline::new(Easing::Decay, slope(86_400_000), slope(0), 60 * SECOND).times(one, three);
    let twice = once.times(three, one);
    let doubled = once.times(Decimal::whole(2), Decimal::whole(2));
    assert!(total(&twice).abs_diff(total(&doubled)) < EVENT / 1_000_000);
}

/// The integral by ten thousand trapezoids.
#[test]
fn the_whole_is_the_integral_of_the_rate() {
    for easing in [Easing::Linear, Easing::Smooth, Easing::Decay, Easing::Swing] {
        let incline = Incline::new(easing, slope(8_640_000), slope(864_000), 3_600 * SECOND);
        let parts = 10_000;
        let sum: f64 = (0..parts)
            .map(|n| {
                let [a, b] = [n, n + 1].map(|n| incline.curve.at(f64::from(n) / f64::from(parts)).1);
                f64::midpoint(a, b) / f64::from(parts)
            })
            .sum();
        let whole = sum * 3.6e12;
        assert!(
            (events(incline.total) - whole).abs() < 0.01,
            "{easing:?}: {} {whole}",
            events(incline.total)
        );
    }
}
