//! What the rate of each phase does: its first and last, its lowest and highest.
//!
//! In: a component and how far to look. Out: plain numbers, to be looked at. The work depends on the component's pieces,
//! never on the number of events, and is bounded.

use super::component::Component;
use super::curve::SECOND;
use super::walk::{Stretch, Walk};
use crate::traffic::level::events;
use crate::traffic::shapes::Rise;
use std::sync::Arc;

/// What the rate of a phase does, in events per second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    pub first: f64,
    pub last: f64,
    pub low: f64,
    pub high: f64,
    /// Whether it goes one way, from the first to the last.
    pub one_way: bool,
}

/// Pieces of one component that tell what its rates are, and that samples are taken from.
pub(super) const MOST_TELLING: usize = 500_000;

/// What the rate of each phase does, or of the overlay, as far as it can be looked at before `horizon`; `None` for one that is not
/// reached or has no length.
pub fn phase_rates(component: &Arc<Component>, horizon: i64) -> Vec<Option<Rates>> {
    let mut phases: Vec<Option<Rates>> = vec![None; component.phase_count()];
    let walk = Walk::over_rates(component, horizon);
    for stretch in walk.take(MOST_TELLING) {
        let end = stretch.end.min(horizon);
        if matches!(stretch.rise, Rise::AtOnce(_)) || end <= stretch.start {
            continue;
        }
        let rates = &mut phases[(stretch.span.phase - component.first_number()) as usize];
        let mut see = |rate| *rates = Some(rates.map_or_else(|| Rates::of(rate), |rates| rates.then(rate)));
        match stretch.rise {
            Rise::Even(slope) => see(events(slope.rise(SECOND))),
            _ => rates_along(&stretch, end).for_each(see),
        }
    }
    phases
}

impl Rates {
    const fn of(rate: f64) -> Self {
        Self { first: rate, last: rate, low: rate, high: rate, one_way: true }
    }

    fn then(self, rate: f64) -> Self {
        let (low, high) = (self.low.min(rate), self.high.max(rate));
        let goes_on =
            rate >= self.last && self.last >= self.first || rate <= self.last && self.last <= self.first;
        Self { first: self.first, last: rate, low, high, one_way: self.one_way && goes_on }
    }
}

/// Rates of a stretch from its beginning to its end.
fn rates_along(stretch: &Stretch, end: i64) -> impl Iterator<Item = f64> {
    const PLACES: u64 = 32;
    let whole = (stretch.end - stretch.start).unsigned_abs();
    let seen = (end - stretch.start).unsigned_abs();
    let place = move |place: u64| seen / PLACES * place + seen % PLACES * place / PLACES;
    let rise = stretch.rise.clone();
    (0..=PLACES).map(move |number| rise.rate(whole, place(number)).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::super::tests::component;
    use super::*;
    use crate::value::Duration;

    #[test]
    fn a_phase_goes_from_its_first_rate_to_its_last() {
        let rates = |line: &str| {
            let round = |rate: f64| libm::round(rate * 1e4) / 1e4;
            let rates = phase_rates(&component(1, &[line]), Duration::DAY)[0].expect("a phase with a length");
            (round(rates.first), round(rates.last), round(rates.low), round(rates.high), rates.one_way)
        };
        assert_eq!(rates("hold 5/s"), (5.0, 5.0, 5.0, 5.0, true));
        assert_eq!(rates("ramp 0 -> 200/s over 2m"), (0.0, 200.0, 0.0, 200.0, true));
        assert_eq!(rates("ramp 0 -> 200/s over 2m smooth"), (0.0, 200.0, 0.0, 200.0, true));
        assert_eq!(rates("ramp 3k/s -> 100/s over 2h decay"), (3_000.0, 100.0, 100.0, 3_000.0, true));
        assert_eq!(rates("ramp 1/day -> 0 over 9h"), (0.0, 0.0, 0.0, 0.0, true)); // 0.0000116/s
        assert_eq!(rates("ramp 100/s -> 500/s over 10m in 5 steps"), (100.0, 500.0, 100.0, 500.0, true));
        let up_and_down = "repeat 2 times { ramp 1/s -> 9/s over 1m; ramp 9/s -> 2/s over 1m }";
        assert_eq!(rates(up_and_down), (1.0, 2.0, 1.0, 9.0, false));
        assert_eq!(phase_rates(&component(1, &["burst 9"]), Duration::DAY), [None]);
    }
}
