//! Neighbouring events know nothing of each other, nor do two places.

use crate::cases::{self, Law};
use crate::laws::{SAMPLE, plain, sample};

/// Every continuous case as numbers that are even between -0.5 and 0.5, at two places.
fn pairs() -> Vec<(String, Vec<f64>, Vec<f64>)> {
    let mut all = Vec::new();
    for case in cases::all() {
        if let Law::Continuous(cdf) = &case.law {
            let at = |place| sample(&case, place, |value| cdf(plain(value)) - 0.5);
            all.push((format!("{}({:?})", case.draw, case.arguments), at("a"), at("b")));
        }
    }
    assert!(all.len() > 10, "continuous cases");
    all
}

/// The correlation of numbers whose variance is 1/12, in multiples of its standard deviation.
fn deviation<'n>(left: impl Iterator<Item = &'n f64>, right: impl Iterator<Item = &'n f64>) -> f64 {
    let sum: f64 = left.zip(right).map(|(a, b)| a * b * 12.0).sum();
    sum / f64::from(SAMPLE).sqrt()
}

#[test]
fn neighbours_and_places_do_not_correlate() {
    for (name, here, there) in pairs() {
        for distance in [1, 2, 16] {
            let between = deviation(here.iter(), here.iter().skip(distance));
            assert!(between.abs() < 4.5, "{name}: {between:.2} standard deviations {distance} apart");
        }
        let between = deviation(here.iter(), there.iter());
        assert!(between.abs() < 4.5, "{name}: {between:.2} standard deviations between two places");
    }
}
