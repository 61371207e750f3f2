//! Rates as sums of powers, a fading exponential and a swinging cosine: closed under taking a part, and under one
//! multiplication with a straight line.
//!
//! In: a place from 0 to 1. Out: the events up to there, in units of the length, and the rate. All forms keep
//! their digits however small a part of the whole they were cut from.

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Blend {
    /// Of the place, lowest first.
    pub(super) powers: [f64; 5],
    pub(super) fading: Option<Fading>,
    pub(super) swing: Option<Swing>,
}

/// Of 1 to 5: what the powers are multiplied by in their integrals.
const RECIPROCALS: [f64; 5] = [1.0, 1.0 / 2.0, 1.0 / 3.0, 1.0 / 4.0, 1.0 / 5.0];

/// `(start + climb * u) * exp(-constants * u)`
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fading {
    pub(super) start: f64,
    pub(super) climb: f64,
    pub(super) constants: f64,
}

/// `(start + climb * u) * cos(turn * u + phase)`
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Swing {
    pub(super) start: f64,
    pub(super) climb: f64,
    pub(super) turn: f64,
    pub(super) phase: f64,
}

impl Blend {
    pub(super) fn at(&self, place: f64) -> (f64, f64) {
        let horner = |sum: f64, factor: &f64| sum * place + factor;
        let mut rate = self.powers.iter().rev().fold(0.0, horner);
        let integrals: [f64; 5] = std::array::from_fn(|power| self.powers[power] * RECIPROCALS[power]);
        let mut events = place * integrals.iter().rev().fold(0.0, horner);
        for (more, faster) in
            [self.fading.map(|fading| fading.at(place)), self.swing.map(|swing| swing.at(place))]
                .into_iter()
                .flatten()
        {
            events += more;
            rate += faster;
        }
        (events, rate)
    }

    /// What lies `width` wide behind the place `from`, stretched over 0 to 1.
    pub(super) fn part(self, from: f64, width: f64) -> Self {
        let mut powers = self.powers;
        for lowest in 0..powers.len() {
            for power in (lowest..powers.len() - 1).rev() {
                powers[power] += powers[power + 1] * from;
            }
        }
        let mut stretch = 1.0;
        for power in &mut powers {
            *power *= stretch;
            stretch *= width;
        }
        let fading = self.fading.map(|Fading { start, climb, constants }| {
            let left = libm::exp(-constants * from);
            Fading {
                start: (start + climb * from) * left,
                climb: climb * width * left,
                constants: constants * width,
            }
        });
        let swing = self.swing.map(|Swing { start, climb, turn, phase }| Swing {
            start: start + climb * from,
            climb: climb * width,
            turn: turn * width,
            phase: phase + turn * from,
        });
        Self { powers, fading, swing }
    }

    /// Times a factor that goes straight from `first` to `last`. A blend that is a product with such a factor
    /// already is taken times the mean of the two: the exact product is none of these sums.
    pub(super) fn times(self, first: f64, last: f64) -> Self {
        let (first, change) =
            if self.is_product() { (f64::midpoint(first, last), 0.0) } else { (first, last - first) };
        let mut lower = 0.0;
        let powers = self.powers.map(|power| power * first + std::mem::replace(&mut lower, power) * change);
        let line = |start: f64, climb: f64| (start * first, climb * first + start * change);
        let fading = self.fading.map(|fading| {
            let (start, climb) = line(fading.start, fading.climb);
            Fading { start, climb, ..fading }
        });
        let swing = self.swing.map(|swing| {
            let (start, climb) = line(swing.start, swing.climb);
            Swing { start, climb, ..swing }
        });
        Self { powers, fading, swing }
    }

    fn is_product(&self) -> bool {
        let climbs = [self.fading.map(|fading| fading.climb), self.swing.map(|swing| swing.climb)];
        self.powers[4] != 0.0 || climbs.into_iter().flatten().any(|climb| climb != 0.0)
    }
}

impl Fading {
    fn at(self, place: f64) -> (f64, f64) {
        let passed = self.constants * place;
        let left = libm::exp(-passed);
        let even = if passed == 0.0 { 1.0 } else { -libm::expm1(-passed) / passed };
        let rising = if passed < SMALL {
            exp_moment(passed)
        } else {
            (1.0 - left * (1.0 + passed)) / (passed * passed)
        };
        let events = place * (self.start * even + self.climb * place * rising);
        (events, (self.start + self.climb * place) * left)
    }
}

impl Swing {
    fn at(self, place: f64) -> (f64, f64) {
        let turned = self.turn * place;
        let half = turned / 2.0;
        let chord = if half == 0.0 { 1.0 } else { libm::sin(half) / half };
        let even = libm::cos(half + self.phase) * chord;
        let (cosine, sine) = cosine_moments(turned);
        let rising = libm::cos(self.phase) * cosine - libm::sin(self.phase) * sine;
        let events = place * (self.start * even + self.climb * place * rising);
        (events, (self.start + self.climb * place) * libm::cos(turned + self.phase))
    }
}

/// Below, series are more exact than the closed forms, which subtract what is nearly equal.
const SMALL: f64 = 1.0;
/// Of a series: 1 / 18! is below the last digit.
const TERMS: u32 = 18;

/// The integral of t exp(-x t) for t from 0 to 1.
fn exp_moment(x: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 0.0;
    for n in 0..TERMS {
        sum += term / f64::from(n + 2);
        term *= -x / f64::from(n + 1);
    }
    sum
}

/// The integrals of t cos(x t) and t sin(x t) for t from 0 to 1.
fn cosine_moments(x: f64) -> (f64, f64) {
    if x >= SMALL {
        let (sine, cosine) = libm::sincos(x);
        return ((sine + (cosine - 1.0) / x) / x, (sine / x - cosine) / x);
    }
    let mut term = 1.0;
    let mut sums = (0.0, 0.0);
    for n in 0..TERMS {
        let part = term / f64::from(n + 2);
        if n % 2 == 0 {
            sums.0 += part;
            term *= x / f64::from(n + 1);
        } else {
            sums.1 += part;
            term *= -x / f64::from(n + 1);
        }
    }
    sums
}
