//! Some arrivals of a component, to be composed as samples.

use super::Arrival;
use super::component::Component;
use super::phase_rates::MOST_TELLING;
use super::piece::Span;
use super::walk::Walk;
use crate::value::Duration;
use std::sync::Arc;

/// At most `most` arrivals of a component, spread evenly over its events, as far as they can be looked at in a day.
/// They are due about when they say, and their numbers are right but where arrivals are drawn: to be composed as samples.
pub fn sample(component: &Arc<Component>, number: u32, most: u64) -> Vec<Arrival> {
    let horizon = component.end().map_or(Duration::DAY, |end| end.saturating_add(1));
    let stretches = || Walk::over_rates(component, horizon).take(MOST_TELLING);
    let events = stretches().fold(0_u64, |events, stretch| events.saturating_add(stretch.count));
    let most = most.min(events);
    let wanted = |sample: u64| {
        let index = u128::from(events) * u128::from(sample) / u128::from(most);
        u64::try_from(index).unwrap_or(u64::MAX)
    };
    let mut samples = Vec::new();
    let mut next = 0;
    for stretch in stretches() {
        while next < most && wanted(next) - stretch.index < stretch.count {
            let into = wanted(next) - stretch.index;
            let length = i128::from(stretch.end.min(horizon) - stretch.start);
            let part = length * i128::from(into) / i128::from(stretch.count);
            let due = stretch.start + i64::try_from(part).expect("a part of a stretch");
            let Span { phase, regime, start: began, end: ends } = stretch.span;
            let index = wanted(next);
            samples.push(Arrival { due, component: number, index, phase, regime, began, ends });
            next += 1;
        }
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::super::Begin;
    use super::super::tests::component;
    use super::super::tests::lines::even_line;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(50))]

        #[test]
        fn samples_are_events_of_the_component_in_their_phases(
            seed: u64, lines in prop::collection::vec(even_line(), 1..6), most in 1..30_u64
        ) {
            let component = component(seed, &lines);
            let all: Vec<Arrival> = component.arrivals(3, Begin::Start, None).collect();
            let samples = sample(&component, 3, most);
            prop_assert_eq!(samples.len() as u64, most.min(all.len() as u64));
            for (number, sample) in samples.iter().enumerate() {
                let index = all.len() * number / samples.len();
                prop_assert_eq!(Arrival { due: sample.due, ..all[index] }, *sample);
                let phase = &component.timeline().phases()[sample.phase as usize];
                prop_assert!(phase.start <= sample.due && sample.due <= phase.end.unwrap());
            }
        }
    }
}
