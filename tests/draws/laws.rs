//! Each draw follows its distribution, over the values that successive events see. The seed is fixed, so a
//! test passes always or never; each threshold is passed by one honest sample in a thousand.

use crate::Drawer;
use crate::cases::{self, Case, Law};
use crate::chi_square::chi_square;
use bumpalo::Bump;
use rushhour::formula::draws;
use rushhour::value::Value;

pub const SAMPLE: u32 = 100_000;

/// A drawn value as a number; durations and times in nanoseconds.
#[expect(clippy::cast_precision_loss, reason = "a test's resolution is coarser")]
pub fn plain(value: Value) -> f64 {
    match value {
        Value::Bool(yes) => f64::from(u8::from(yes)),
        Value::Duration(duration) => duration.0 as f64,
        Value::Time(time) => time.0 as f64,
        other => other.as_f64().unwrap_or_else(|| panic!("{other:?} is no number")),
    }
}

/// The first values of a case at a place of its own.
pub fn sample<T>(case: &Case, place: &str, read: impl Fn(Value) -> T) -> Vec<T> {
    let draw = draws::find(case.draw).unwrap_or_else(|| panic!("no draw {}", case.draw));
    let drawer = Drawer::new(draw, &case.arguments, &format!("{place}/{}/{:?}", case.draw, case.arguments));
    let mut arena = Bump::new();
    let mut values = Vec::new();
    for index in 0..SAMPLE {
        arena.reset();
        values.push(read(
            drawer.at(index.into(), &arena).unwrap_or_else(|fault| panic!("{}: {fault}", case.draw)),
        ));
    }
    values
}

#[test]
fn every_draw_has_a_law_or_a_reason_for_none() {
    let cases = cases::all();
    for draw in draws::ALL {
        let name = draw.signature.name;
        assert!(cases.iter().any(|case| case.draw == name), "`{name}` needs a case in tests/draws/cases.rs");
    }
    for case in &cases {
        if let Law::None(reason) = case.law {
            assert!(!reason.is_empty(), "{}", case.draw);
        }
    }
}

#[test]
fn every_draw_follows_its_law() {
    let mut wrong = Vec::new();
    for case in cases::all() {
        let distance = match &case.law {
            Law::None(_) => continue,
            Law::Continuous(cdf) => kolmogorov_smirnov(sample(&case, "law", plain), cdf),
            Law::Discrete(first, last, share) => {
                let mut counts = vec![0_u32; usize::try_from(last - first).expect("first before last") + 2];
                let outside = counts.len() - 1;
                let whole = |value: Value| value.as_int().or(Some(i128::from(value == Value::Bool(true))));
                for whole in sample(&case, "law", whole) {
                    let place = whole.and_then(|whole| usize::try_from(whole - i128::from(*first)).ok());
                    counts[place.unwrap_or(outside).min(outside)] += 1;
                }
                let shares = (*first..=*last).map(|whole| share(plain(Value::Int(whole.into()))));
                chi_square(&counts, shares.collect())
            }
            Law::Symbols(symbols, read) => {
                let read = |value: Value| read(value.as_text().expect("text"));
                let mut counts = vec![0_u32; *symbols as usize + 1];
                for symbol in sample(&case, "law", read).into_iter().flatten() {
                    counts[symbol as usize] += 1;
                }
                chi_square(&counts, vec![1.0 / f64::from(*symbols); *symbols as usize])
            }
        };
        if distance > 1.0 {
            wrong.push(format!("{}({:?}) is {distance:.3} of the threshold away", case.draw, case.arguments));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The largest distance between the sample's and the law's distribution functions, as a multiple of what one
/// sample in a thousand passes.
pub fn kolmogorov_smirnov(mut numbers: Vec<f64>, cdf: &dyn Fn(f64) -> f64) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let count = f64::from(SAMPLE);
    let mut rank = 0.0;
    let mut largest = 0.0_f64;
    for number in numbers {
        let expected = cdf(number);
        assert!((0.0..=1.0).contains(&expected), "a distribution function of {expected} at {number}");
        largest = largest.max(expected - rank / count).max((rank + 1.0) / count - expected);
        rank += 1.0;
    }
    largest * count.sqrt() / 1.949_5
}

#[test]
fn the_tests_notice_what_is_slightly_off() {
    let mut dice = cases::all().swap_remove(0);
    let mut counts = vec![0_u32; 7];
    for face in sample(&dice, "power", |value| value.as_int().and_then(|face| usize::try_from(face).ok())) {
        counts[face.expect("a face") - 1] += 1;
    }
    let loaded = |six: f64| [[(1.0 - six) / 5.0; 5].as_slice(), &[six]].concat();
    assert!(chi_square(&counts, loaded(1.0 / 6.0)) < 1.0);
    assert!(chi_square(&counts, loaded(0.175)) > 1.0);
    dice.draw = "uniform";
    let numbers = sample(&dice, "power", plain);
    assert!(kolmogorov_smirnov(numbers.clone(), &|x| (x - 1.0) / 5.0) < 1.0);
    assert!(kolmogorov_smirnov(numbers, &|x| ((x - 0.95) / 5.05).clamp(0.0, 1.0)) > 1.0);
}
