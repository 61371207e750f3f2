//! How many events fall into the windows of a line, on average: what arrivals are drawn leaves no trace.

use super::component::Component;
use super::walk::Walk;
use super::windows::Window;
use crate::traffic::level::events;
use crate::traffic::shapes::Rise;

/// Pieces that are looked at; beyond, it takes too long for a line of which there may be many.
const MOST_STRETCHES: usize = 1_000_000;

impl Component {
    /// The events of each of some windows that follow each other, without what overlays cut, each counted as many times
    /// as `records` says of its phase; `None` where there are too many pieces before the last window.
    #[expect(clippy::cast_precision_loss, reason = "a number to expect")]
    pub fn window_events(&self, windows: &[Window], records: impl Fn(u32) -> u64) -> Option<Vec<f64>> {
        let mut counts = vec![0.0; windows.len()];
        let (mut first, mut seen) = (0, 0);
        let limit = windows.last().map_or(0, |last| last.end);
        for stretch in Walk::over_rates(self, limit) {
            seen += 1;
            if seen > MOST_STRETCHES {
                return None;
            }
            while windows.get(first).is_some_and(|window| window.end <= stretch.start) {
                first += 1;
            }
            let ends = stretch.end.max(stretch.start.saturating_add(1));
            let meeting = windows.iter().zip(&mut counts).skip(first);
            for (window, count) in meeting.take_while(|(window, _)| window.start < ends) {
                let nanos = |at: i64| (at - stretch.start).unsigned_abs();
                let (start, end) = (window.start.max(stretch.start), window.end.min(stretch.end));
                let quanta = match &stretch.rise {
                    Rise::AtOnce(quanta) if window.start <= stretch.start => *quanta,
                    Rise::Changing(incline) if start < end => {
                        incline.rise(nanos(end)).saturating_sub(incline.rise(nanos(start)))
                    }
                    Rise::Even(slope) if start < end => {
                        slope.rise(nanos(end)).saturating_sub(slope.rise(nanos(start)))
                    }
                    _ => 0,
                };
                *count += events(quanta) * records(stretch.span.phase) as f64;
            }
        }
        Some(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::tests::lines::even_line;
    use crate::schedule::tests::{all, component};
    use crate::value::Duration;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn events_in_windows_are_those_that_come(
            lines in proptest::collection::vec(even_line(), 1..3), lengths in proptest::collection::vec(0..4_000_i64, 1..9)
        ) {
            let component = component(3, &lines);
            let (mut at, mut windows) = (0, Vec::new());
            for (number, pair) in (0..).zip(lengths.chunks(2)) {
                let start = at + pair[0] * Duration::MILLISECOND;
                at = start + pair.get(1).unwrap_or(&900) * Duration::MILLISECOND + 1;
                windows.push(Window { number, start, end: at });
            }
            let arrivals = all(&component);
            let counts = component.window_events(&windows, |_| 2).unwrap();
            for (window, count) in windows.iter().zip(counts) {
                let inside = |due: i64| (window.start..window.end).contains(&due);
                let exact = arrivals.iter().filter(|arrival| inside(arrival.due)).count();
                prop_assert!((count / 2.0 - f64::from(u32::try_from(exact).unwrap())).abs() <= 1.001, "{count} {exact} {window:?}");
            }
        }
    }
}
