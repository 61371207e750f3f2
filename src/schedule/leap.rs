//! Rounds that come again and again and that nobody looks at are passed over as one stretch: their number costs nothing.

use super::arrivals::Begin;
use super::phase_pieces::Rounds;
use super::walk::{Detail, Stretch, Walk};
use crate::traffic::level::{EVENT, Slope};
use crate::traffic::shapes::{Rise, Round};

/// Rounds that are looked at one by one for their rates; of more, each is as good as even.
const MOST_ROUNDS: u64 = 100_000;

impl Walk {
    /// Passes over the rounds that come next, as far as nobody looks at them closely.
    pub(super) fn leap(&mut self) -> Option<Stretch> {
        let Rounds { round, start, span } = self.pieces.rounds()?;
        self.enter(span.phase);
        let ahead = ((span.end.min(self.limit) - start) / round.nanos).unsigned_abs().min(round.times);
        let rounds = self.unseen_rounds(round, start, ahead);
        if rounds == 0 || self.gaps.is_some() {
            return None;
        }
        let nanos = self.pieces.skip_rounds(rounds);
        let (first, index) = (self.missing, self.index);
        let quanta = round.quanta.saturating_mul(rounds.into());
        let count = u64::try_from(quanta.saturating_sub(first).div_ceil(EVENT)).unwrap_or(u64::MAX);
        self.missing = first.saturating_add(EVENT.saturating_mul(count.into())).saturating_sub(quanta);
        self.index = index.saturating_add(count);
        let end = start.saturating_add_unsigned(nanos);
        self.at = end;
        let rise = Rise::Even(Slope::new(quanta, nanos));
        Some(Stretch { start, end, rise, first, index, count, span, gaps: None })
    }

    /// How many of the rounds `ahead` of an instant nobody looks at.
    fn unseen_rounds(&self, round: Round, start: i64, ahead: u64) -> u64 {
        match self.detail {
            Detail::Counts => ahead,
            Detail::Rates if ahead > MOST_ROUNDS => ahead,
            Detail::Rates => 0,
            Detail::Events(_) if round.quanta == 0 => ahead,
            Detail::Events(Begin::Start) => 0,
            Detail::Events(Begin::Time(time)) => {
                // what comes at once at the end of a round may be due at that very instant
                let nanos = time.saturating_sub(1).saturating_sub(start).max(0);
                (nanos / round.nanos).unsigned_abs().min(ahead)
            }
            Detail::Events(Begin::Index(index)) => {
                let events = index.saturating_sub(self.index).saturating_sub(1);
                let rounds = EVENT.saturating_mul(events.into()) / round.quanta;
                u64::try_from(rounds).unwrap_or(u64::MAX).min(ahead)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Begin;
    use crate::schedule::tests::{all, component, component_of_rows};
    use crate::schedule::{Count, busiest_second};
    use crate::value::Duration;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn leaps_count_what_every_round_has(
            a in 0..90_u32, b in 1..9_u32, ms in 1..40_u32, rounds in 1..90_u32, rows in 1..4_u32
        ) {
            let lines = [
                format!("hold {b}.3/s for 1s"),
                format!("repeat {rounds} times {{ hold {a}.123/s for {ms}ms; burst {b}; ramp {b}/min -> {a}/s over 7ms }}"),
                format!("wave {a}/s +-{a}/s every {b}ms for 700ms max 40/s"),
                "burst 1".to_owned(),
            ];
            let component = component_of_rows(1, &lines, rows);
            let arrivals = all(&component);
            for (phase, count) in (0..).zip(component.counts(Duration::DAY)) {
                let found = arrivals.iter().filter(|arrival| arrival.phase == phase).count();
                prop_assert_eq!(count, Count::Exactly(found as u64), "{}", phase);
            }
        }
    }

    #[test]
    fn any_number_of_rounds_is_as_quick_as_one() {
        let counts = |line: &str| component(1, &[line]).counts(Duration::DAY)[0];
        let rounds = "repeat 1000000 times { hold 1k/s for 1s; burst 500; pause 1ms }";
        assert_eq!(counts(rounds), Count::Exactly(1_500_000_000));
        assert_eq!(
            component_of_rows(1, &[rounds], 7).counts(Duration::DAY),
            [Count::Exactly(7 * 1_500_000_000)]
        );
        let long = "repeat 200000000 times { hold 100/s for 2ms; burst 4999.8 }".replace("4999.8", "4999");
        assert_eq!(counts(&long), Count::Exactly(200_000_000 * 4_999 + 40_000_000));
        assert_eq!(counts("wave 1M/s +-1M/s every 1ms for 3650d"), Count::Exactly(315_360_000_000_000));
        let busiest = busiest_second(&[component(1, &["repeat { burst 7; pause 1ms }"])], Duration::DAY);
        assert_eq!(busiest.map(|peak| (peak.at, peak.events)), Some((0, 7_000.0)));
    }

    #[test]
    fn a_burst_at_the_end_of_a_round_belongs_to_who_begins_there() {
        let component = component(1, &["repeat { pause 1s; burst 3 }"]);
        let from = |time| component.arrivals(0, Begin::Time(time), None).next().map(|arrival| arrival.index);
        assert_eq!(from(1_000 * Duration::SECOND), Some(2_997));
        assert_eq!(from(1_000 * Duration::SECOND + 1), Some(3_000));
    }

    #[test]
    fn a_far_beginning_is_reached_at_once() {
        let component = component(1, &["repeat { hold 1k/s for 1s; burst 500; pause 1s }"]);
        let first =
            |begin| component.arrivals(0, begin, None).next().map(|arrival| (arrival.due, arrival.index));
        let far: u32 = 1_000_000_000;
        let (due, index) = (2 * i64::from(far) * Duration::SECOND, 1_500 * u64::from(far));
        assert_eq!(first(Begin::Index(index)), Some((due, index)));
        assert_eq!(first(Begin::Time(due)), Some((due, index)));
        let silent = crate::schedule::tests::component(1, &["repeat { pause 1s; hold 0 for 1ms }"]);
        assert_eq!(all(&silent).len(), 0);
    }
}
