//! The busiest second of a schedule.

use super::component::Component;
use super::walk::Walk;
use crate::traffic::level::events;
use crate::traffic::shapes::Rise;
use crate::value::Duration;
use std::sync::Arc;

/// The second with the most events of all components together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Peak {
    /// Where the second begins, nanoseconds from the start.
    pub at: i64,
    /// Events in it.
    pub events: f64,
}

/// Pieces that are looked at; beyond, the search takes seconds.
const MOST_STRETCHES: usize = 10_000_000;

/// The busiest whole second before `horizon`, the first of several; `None` where nothing happens.
pub fn busiest_second(components: &[Arc<Component>], horizon: i64) -> Option<Peak> {
    let mut seconds = Seconds::new(horizon);
    for component in components {
        let walk = Walk::over_rates(component, horizon);
        for stretch in walk.take(MOST_STRETCHES) {
            let end = stretch.end.min(horizon);
            match stretch.rise {
                Rise::AtOnce(quanta) => seconds.add(stretch.start, quanta),
                Rise::Changing(incline) => {
                    seconds.follow(stretch.start, end, |nanos| incline.rise(nanos.unsigned_abs()));
                }
                Rise::Even(slope) => {
                    seconds.spread(stretch.start, end, |nanos| slope.rise(nanos.unsigned_abs()));
                }
            }
        }
    }
    seconds.busiest()
}

/// What each second has: changes of the rate at whole seconds, and what begins or ends inside one.
struct Seconds {
    changes: Vec<f64>,
    parts: Vec<f64>,
}

impl Seconds {
    fn new(horizon: i64) -> Self {
        let count = usize::try_from(horizon / Duration::SECOND).unwrap_or(0) + 2;
        Self { changes: vec![0.0; count], parts: vec![0.0; count] }
    }

    fn add(&mut self, at: i64, quanta: u128) {
        let second = second(at).min(self.parts.len() - 1);
        self.parts[second] += events(quanta);
    }

    fn spread(&mut self, start: i64, end: i64, rise: impl Fn(i64) -> u128) {
        let (first, last) = (second(start), second(end).min(self.parts.len() - 1));
        if first >= last {
            return self.add(start, rise(end - start));
        }
        let border =
            |second: usize| i64::try_from(second).expect("a second before the horizon") * Duration::SECOND;
        let mut whole_from = first;
        if border(first) < start {
            whole_from += 1;
            self.add(start, rise(border(whole_from) - start));
        }
        if border(last) < end {
            self.add(border(last), rise(end - border(last)));
        }
        let a_second = events(rise(Duration::SECOND));
        self.changes[whole_from] += a_second;
        self.changes[last] -= a_second;
    }

    /// As [`Seconds::spread`], second by second.
    fn follow(&mut self, start: i64, end: i64, rise: impl Fn(i64) -> u128) {
        let mut from = start;
        while from < end {
            let to = (from - from.rem_euclid(Duration::SECOND)).saturating_add(Duration::SECOND).min(end);
            self.add(from, rise(to - start).saturating_sub(rise(from - start)));
            from = to;
        }
    }

    fn busiest(&self) -> Option<Peak> {
        let mut rate = 0.0;
        let mut busiest: Option<Peak> = None;
        for ((change, part), at) in self.changes.iter().zip(&self.parts).zip((0..).step_by(1_000_000_000)) {
            rate += change;
            let events = libm::round((rate + part) * 1e6) / 1e6;
            if events > busiest.map_or(0.0, |peak| peak.events) {
                busiest = Some(Peak { at, events });
            }
        }
        busiest
    }
}

fn second(at: i64) -> usize {
    usize::try_from(at / Duration::SECOND).unwrap_or(0)
}
