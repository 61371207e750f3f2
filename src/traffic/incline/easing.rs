//! The plain ways from one rate to another, each in the form that is fast and loses no digits.
//!
//! In: two rates in events per nanosecond, a place from 0 to 1. Out: the events up to there, in units of the
//! length, and the rate.

use super::blend::{Blend, Fading, Swing};
use crate::traffic::level::Slope;
use std::f64::consts::{FRAC_1_PI, PI};

/// The way from the first rate to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Easing {
    /// At one pace.
    Linear,
    /// The cubic smoothstep: slow, fast, slow.
    Smooth,
    /// Exponential, five time constants: fast first, then slowly.
    Decay,
    /// Half a turn of a cosine, of which waves are made.
    Swing,
}

/// Time constants of a decay.
const CONSTANTS: f64 = 5.0;

/// e to the minus [`CONSTANTS`].
const END: f64 = 0.006_737_946_999_085_467;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ease {
    pub(super) easing: Easing,
    from: f64,
    to: f64,
}

impl Ease {
    pub(super) fn new(easing: Easing, from: Slope, to: Slope) -> Self {
        Self { easing, from: from.per_nanosecond(), to: to.per_nanosecond() }
    }

    #[inline]
    pub(super) fn at(&self, place: f64) -> (f64, f64) {
        let change = self.to - self.from;
        match self.easing {
            Easing::Linear => (place * (self.from + change * place / 2.0), self.from + change * place),
            Easing::Smooth => {
                let square = place * place;
                let events = self.from * place + change * square * place * (1.0 - place / 2.0);
                (events, self.from + change * square * (3.0 - 2.0 * place))
            }
            Easing::Decay => {
                let (left, passed) = decay(place);
                (self.to * place - change * passed, self.to - change * left)
            }
            Easing::Swing => {
                let (sine, cosine) = libm::sincos(PI * place);
                let events = self.from * place + change * (place - sine / PI) / 2.0;
                (events, self.from + change * (1.0 - cosine) / 2.0)
            }
        }
    }

    /// The root of a square equation, in the form that loses no digits.
    pub(super) fn linear_place(&self, events: f64) -> f64 {
        if events <= 0.0 {
            return 0.0;
        }
        let square = self.from * self.from + 2.0 * (self.to - self.from) * events;
        2.0 * events / (self.from + libm::sqrt(square.max(0.0)))
    }

    /// The inverse of a swing by Halley's method, whose steps are worth their third power: between two bounds
    /// that close in on the root, up to a step whose cube is nothing.
    pub(super) fn swing_place(&self, events: f64, whole: f64) -> f64 {
        const SMALL: f64 = 1e-6;
        let half = (self.to - self.from) / 2.0;
        let mean = self.from + half;
        let (mut low, mut high) = (0.0, 1.0);
        let mut place = (events / whole).clamp(0.0, 1.0);
        for _ in 0..64 {
            let (sine, cosine) = libm::sincos(PI * place);
            let miss = mean * place - half * sine * FRAC_1_PI - events;
            let (rate, bend) = (mean - half * cosine, half * sine * PI);
            if miss > 0.0 {
                high = place;
            } else {
                low = place;
            }
            let step = place - miss * rate / (rate * rate - miss * bend / 2.0);
            let next = if step >= low && step <= high { step } else { f64::midpoint(low, high) };
            if (next - place).abs() <= SMALL * place {
                return next;
            }
            place = next;
        }
        place
    }

    /// The same rates as a sum of terms.
    pub(super) fn blend(&self) -> Blend {
        let change = self.to - self.from;
        let plain = |powers| Blend { powers, fading: None, swing: None };
        match self.easing {
            Easing::Linear => plain([self.from, change, 0.0, 0.0, 0.0]),
            Easing::Smooth => plain([self.from, 0.0, 3.0 * change, -2.0 * change, 0.0]),
            Easing::Decay => {
                let start = -change / (1.0 - END);
                let fading = Fading { start, climb: 0.0, constants: CONSTANTS };
                Blend {
                    fading: Some(fading),
                    ..plain([self.to + change * END / (1.0 - END), 0.0, 0.0, 0.0, 0.0])
                }
            }
            Easing::Swing => {
                let swing = Swing { start: -change / 2.0, climb: 0.0, turn: PI, phase: 0.0 };
                Blend { swing: Some(swing), ..plain([self.from + change / 2.0, 0.0, 0.0, 0.0, 0.0]) }
            }
        }
    }
}

/// What is left of 1 at a place, the rest beyond five time constants left out evenly, and its integral up to there.
#[inline]
pub(super) fn decay(place: f64) -> (f64, f64) {
    let left = libm::exp(-CONSTANTS * place);
    ((left - END) / (1.0 - END), ((1.0 - left) / CONSTANTS - END * place) / (1.0 - END))
}
