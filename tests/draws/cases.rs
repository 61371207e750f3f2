//! For each draw some arguments, and what it must then be distributed as.

use crate::special;
use libm::{exp, lgamma, log, pow};
use rushhour::value::{Duration, Time, Value};

pub struct Case {
    pub draw: &'static str,
    pub arguments: Vec<Value<'static>>,
    pub law: Law,
}

pub enum Law {
    /// The distribution function of what is drawn, durations and times in nanoseconds.
    Continuous(Box<dyn Fn(f64) -> f64>),
    /// The probability of each whole number from the first to the last.
    Discrete(i64, i64, Box<dyn Fn(f64) -> f64>),
    /// What makes up the text, each of so many symbols as likely as the other.
    Symbols(u32, fn(&str) -> Vec<u32>),
    /// Why there is no distribution to test.
    None(&'static str),
}

pub const fn seconds(seconds: i64) -> Value<'static> {
    Value::Duration(Duration(seconds * Duration::SECOND))
}

/// The first case of a draw is its signature's example.
#[rustfmt::skip]
pub fn all() -> Vec<Case> {
    let int = |whole: i64| Value::Int(whole.into());
    let number = Value::Number;
    let second = 1e9;
    let widest = 18_446_744_073_709_551_616.0; // 2^64
    vec![
        case("int", [int(1), int(6)], discrete(1, 6, |_| 1.0 / 6.0)),
        case("int", [int(-500), int(499)], discrete(-500, 499, |_| 0.001)),
        case("int", [int(i64::MIN), int(i64::MAX)], continuous(move |x| x / widest + 0.5)),
        case("uniform", [int(10), int(2_000)], continuous(|x| (x - 10.0) / 1_990.0)),
        case("uniform", [seconds(1), seconds(5)], continuous(move |x| (x / second - 1.0) / 4.0)),
        case("uniform", [Value::Time(Time(0)), Value::Time(Time(1_000_000_000))], continuous(move |x| x / second)),
        case("normal", [int(20), int(5)], continuous(|x| special::normal((x - 20.0) / 5.0))),
        case("normal", [seconds(60), seconds(9)], continuous(move |x| special::normal((x / second - 60.0) / 9.0))),
        case("lognormal", [seconds(20), number(0.8)], continuous(move |x| special::normal(log(x / second / 20.0) / 0.8))),
        case("lognormal", [int(1), int(3)], continuous(|x| special::normal(log(x) / 3.0))),
        case("exponential", [seconds(90)], continuous(move |x| 1.0 - exp(-x / second / 90.0))),
        case("exponential", [number(0.01)], continuous(|x| 1.0 - exp(-x / 0.01))),
        case("gamma", [int(2), number(3.5)], continuous(|x| special::gamma(2.0, x / 3.5))),
        case("gamma", [number(0.3), int(1)], continuous(|x| special::gamma(0.3, x))),
        case("gamma", [int(1), int(2)], continuous(|x| special::gamma(1.0, x / 2.0))),
        case("gamma", [int(50), seconds(1)], continuous(move |x| special::gamma(50.0, x / second))),
        case("beta", [int(2), int(5)], continuous(|x| special::beta(2.0, 5.0, x))),
        case("beta", [number(0.5), number(0.5)], continuous(|x| special::beta(0.5, 0.5, x))),
        case("beta", [int(1), int(1)], continuous(|x| x)),
        case("beta", [int(3), number(0.2)], continuous(|x| special::beta(3.0, 0.2, x))),
        case("beta", [int(40), int(30)], continuous(|x| special::beta(40.0, 30.0, x))),
        case("pareto", [int(10), number(1.5)], continuous(|x| 1.0 - pow(10.0 / x, 1.5))),
        case("weibull", [seconds(1_800), number(1.5)], continuous(move |x| 1.0 - exp(-pow(x / second / 1_800.0, 1.5)))),
        case("weibull", [int(2), number(0.7)], continuous(|x| 1.0 - exp(-pow(x / 2.0, 0.7)))),
        case("triangular", [int(1), int(10), int(3)], continuous(|x| triangular(1.0, 10.0, 3.0, x))),
        case("triangular", [int(0), int(1), int(0)], continuous(|x| triangular(0.0, 1.0, 0.0, x))),
        case("triangular", [seconds(0), seconds(4), seconds(4)], continuous(move |x| triangular(0.0, 4.0, 4.0, x / second))),
        case("poisson", [number(2.5)], poisson(2.5)),
        case("poisson", [number(11.9)], poisson(11.9)),
        case("poisson", [number(12.1)], poisson(12.1)),
        case("poisson", [int(400)], poisson(400.0)),
        case("binomial", [int(20), number(0.3)], binomial(20, 0.3)),
        case("binomial", [int(5), number(0.01)], binomial(5, 0.01)),
        case("binomial", [int(1_000), number(0.5)], binomial(1_000, 0.5)),
        case("binomial", [int(300), number(0.9)], binomial(300, 0.9)),
        case("geometric", [number(0.2)], geometric(0.2)),
        case("geometric", [number(0.8)], geometric(0.8)),
        case("geometric", [number(0.01)], geometric(0.01)),
        case("zipf", [int(1_000), number(1.1)], zipf(1_000, 1.1)),
        case("zipf", [int(10), int(0)], zipf(10, 0.0)),
        case("zipf", [int(100), int(1)], zipf(100, 1.0)),
        case("zipf", [int(50), number(2.5)], zipf(50, 2.5)),
        case("chance", [number(0.2)], discrete(0, 1, |x| if x > 0.0 { 0.2 } else { 0.8 })),
        case("sequence", [int(1_000), int(10)], Law::None("it counts, nothing is random")),
        case("uuid", [], Law::Symbols(16, |text| digits(&text[24..]))),
        case("uuid7", [], Law::Symbols(16, |text| digits(&text[24..]))),
        case("hex", [int(16)], Law::Symbols(16, digits)),
        case("digits", [int(8)], Law::Symbols(10, digits)),
        case("digits", [int(31)], Law::Symbols(10, digits)),
        case("pattern", [Value::Text("[A-Z]{3}-[0-9]{4}")], Law::Symbols(10, |text| digits(&text[4..]))),
        case("pattern", [Value::Text("[A-P]{9}")], Law::Symbols(16, |text| text.bytes().map(|byte| (byte - b'A').into()).collect())),
        case("fake", [Value::Text("internet.email"), Value::Text("de")], Law::None("its lists and forms are the crate's")),
    ]
}

fn case<const N: usize>(draw: &'static str, arguments: [Value<'static>; N], law: Law) -> Case {
    Case { draw, arguments: arguments.to_vec(), law }
}

fn continuous(cdf: impl Fn(f64) -> f64 + 'static) -> Law {
    Law::Continuous(Box::new(cdf))
}

fn discrete(first: i64, last: i64, share: impl Fn(f64) -> f64 + 'static) -> Law {
    Law::Discrete(first, last, Box::new(share))
}

fn poisson(mean: f64) -> Law {
    discrete(0, 1_000, move |k| exp(k * log(mean) - mean - lgamma(k + 1.0)))
}

fn binomial(n: u32, p: f64) -> Law {
    let n_real = f64::from(n);
    let ways = move |k: f64| lgamma(n_real + 1.0) - lgamma(k + 1.0) - lgamma(n_real - k + 1.0);
    discrete(0, n.into(), move |k| exp(ways(k) + k * log(p) + (n_real - k) * log(1.0 - p)))
}

fn geometric(p: f64) -> Law {
    discrete(1, 5_000, move |k| p * pow(1.0 - p, k - 1.0))
}

fn zipf(n: u32, s: f64) -> Law {
    let all: f64 = (1..=n).map(|k| pow(k.into(), -s)).sum();
    discrete(1, n.into(), move |k| pow(k, -s) / all)
}

fn triangular(low: f64, high: f64, mode: f64, x: f64) -> f64 {
    if x < mode {
        (x - low) * (x - low) / (high - low) / (mode - low)
    } else {
        1.0 - (high - x) * (high - x) / (high - low) / (high - mode).max(f64::MIN_POSITIVE)
    }
}

fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|letter| letter.to_digit(16)).collect()
}
