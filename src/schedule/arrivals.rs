//! The events of one component, one after another.

use super::Arrival;
use super::component::Component;
use super::cuts::Cuts;
use super::gaps::{Gaps, Reach};
use super::piece::Span;
use super::walk::{Stretch, Walk};
use crate::traffic::incline::Incline;
use crate::traffic::level::{EVENT, Slope};
use crate::traffic::shapes::Rise;
use std::sync::Arc;

/// Where to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    Start,
    /// The first event due at or after so many nanoseconds from the start.
    Time(i64),
    /// The event of this number.
    Index(u64),
}

/// An iterator of arrivals, by due time and number. Beginning later gives the same events with the same
/// numbers: what lies before it is passed over piece by piece, and where rounds of fixed rates come again, without
/// profiles, many of them at once.
pub struct Arrivals {
    walk: Walk,
    component: u32,
    run: Run,
    cuts: Cuts,
}

impl Arrivals {
    pub(super) fn new(component: &Component, number: u32, begin: Begin, limit: Option<i64>) -> Self {
        let mut walk = Walk::new(component, begin, limit.unwrap_or(i64::MAX));
        let mut run = Run::default();
        for stretch in walk.by_ref() {
            let skip = to_skip(&stretch, begin);
            if skip < stretch.count {
                run = Run::new(&stretch, number, skip);
                break;
            }
        }
        Self { walk, component: number, run, cuts: component.cuts() }
    }

    /// The next one, whether it is cut or not.
    #[inline]
    fn uncut(&mut self) -> Option<Arrival> {
        while self.run.left == 0 {
            let stretch = self.walk.next()?;
            if stretch.count > 0 {
                self.run = Run::new(&stretch, self.component, 0);
            }
        }
        Some(self.run.step())
    }
}

/// How many of a stretch's events lie before the beginning.
pub(super) fn to_skip(stretch: &Stretch, begin: Begin) -> u64 {
    if let (Begin::Time(time), Some(mut gaps)) = (begin, stretch.gaps)
        && time > stretch.start
    {
        let nanos = (time.min(stretch.end) - stretch.start).unsigned_abs();
        return gaps.pass(&Reach::new(&stretch.rise, nanos), stretch.count).0;
    }
    match (begin, &stretch.rise) {
        (Begin::Start, _) => 0,
        (Begin::Index(index), _) => index.saturating_sub(stretch.index),
        (Begin::Time(time), _) if time <= stretch.start => 0,
        (Begin::Time(_), Rise::AtOnce(_)) => stretch.count,
        (Begin::Time(time), Rise::Changing(incline)) => {
            incline.count(stretch.first, (time - stretch.start).unsigned_abs())
        }
        (Begin::Time(time), Rise::Even(slope)) => {
            let risen = slope.rise_rounded_up((time - stretch.start).unsigned_abs());
            let events = risen.saturating_sub(stretch.first).div_ceil(EVENT);
            u64::try_from(events).unwrap_or(u64::MAX)
        }
    }
}

impl Iterator for Arrivals {
    type Item = Arrival;

    #[inline]
    fn next(&mut self) -> Option<Arrival> {
        loop {
            let arrival = self.uncut()?;
            if self.cuts.is_empty() || self.cuts.taken_by(&arrival).is_none() {
                return Some(arrival);
            }
        }
    }
}

/// The events of one stretch.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) left: u64,
    next: Arrival,
    pace: Pace,
}

/// How one event leads to the next.
#[derive(Debug)]
enum Pace {
    /// By the same exact step: whole nanoseconds and a rest.
    Even {
        /// What the due time lacks of being exact, in parts of `per`.
        part: u128,
        step: i64,
        step_part: u128,
        per: u128,
    },
    Changing {
        incline: Arc<Incline>,
        start: i64,
        /// Of the next event.
        level: u128,
    },
    /// By drawn gaps: apart, so that the others stay small.
    Drawn(Box<Drawn>),
}

#[derive(Debug)]
struct Drawn {
    gaps: Gaps,
    rise: Rise,
    start: i64,
}

impl Drawn {
    /// When the next event is due.
    #[inline(never)]
    fn step(&mut self) -> i64 {
        self.gaps.step();
        self.start.wrapping_add(self.gaps.offset(&self.rise))
    }
}

impl Pace {
    const AT_ONCE: Self = Self::Even { part: 0, step: 0, step_part: 0, per: 1 };

    /// From an event that lacks so much of being exact.
    fn even(slope: Slope, part: u128) -> Self {
        let Some(step) = slope.moment(EVENT) else { return Self::AT_ONCE };
        // a step too long for 64 bits leads behind the stretch: nothing follows it
        let nanos = i64::try_from(step.nanos).unwrap_or(i64::MAX);
        Self::Even { part, step: nanos, step_part: step.part, per: slope.numerator() }
    }
}

impl Default for Run {
    fn default() -> Self {
        Self { left: 0, next: Arrival::NONE, pace: Pace::AT_ONCE }
    }
}

impl Run {
    /// The events from number `skip` of the stretch on; it has more than that.
    pub(super) fn new(stretch: &Stretch, component: u32, skip: u64) -> Self {
        if let Some(gaps) = stretch.gaps {
            return Self::drawn(stretch, gaps, component, skip);
        }
        let level = stretch.first + u128::from(skip) * EVENT;
        let (due, pace) = match &stretch.rise {
            Rise::AtOnce(_) => (stretch.start, Pace::AT_ONCE),
            Rise::Changing(incline) => {
                let start = stretch.start;
                (
                    start + offset(incline.moment(level).into()),
                    Pace::Changing { incline: Arc::clone(incline), start, level },
                )
            }
            Rise::Even(slope) => {
                let Some(first) = slope.moment(level) else {
                    return Self::default(); // a flat stretch has no events
                };
                let due = stretch.start + offset(first.nanos);
                // nothing follows the last event, and dividing takes its time
                let is_last = stretch.count - skip == 1;
                let pace = if is_last { Pace::AT_ONCE } else { Pace::even(*slope, first.part) };
                (due, pace)
            }
        };
        Self::beginning(stretch, component, skip, due, pace)
    }

    fn drawn(stretch: &Stretch, mut gaps: Gaps, component: u32, skip: u64) -> Self {
        for _ in 0..skip {
            gaps.step();
        }
        let (start, rise) = (stretch.start, stretch.rise.clone());
        let due = start + gaps.offset(&rise);
        Self::beginning(stretch, component, skip, due, Pace::Drawn(Box::new(Drawn { gaps, rise, start })))
    }

    /// With the event of number `skip`, due then.
    fn beginning(stretch: &Stretch, component: u32, skip: u64, due: i64, pace: Pace) -> Self {
        let Span { phase, regime, start: began, end: ends } = stretch.span;
        let index = stretch.index.saturating_add(skip);
        let next = Arrival { due, component, index, phase, regime, began, ends };
        Self { left: stretch.count - skip, next, pace }
    }

    #[inline]
    pub(super) fn step(&mut self) -> Arrival {
        let arrival = self.next;
        // behind the last event the next due time may leave 64 bits; nobody looks at it
        self.left -= 1;
        self.next.index = arrival.index.saturating_add(1);
        match &mut self.pace {
            Pace::Even { part, step, step_part, per } => {
                *part += *step_part;
                let carried = *part >= *per;
                if carried {
                    *part -= *per;
                }
                self.next.due = arrival.due.wrapping_add(*step).wrapping_add(i64::from(carried));
            }
            Pace::Changing { incline, start, level } => {
                *level += EVENT;
                self.next.due = start.wrapping_add(offset(incline.moment(*level).into()));
            }
            Pace::Drawn(drawn) => self.next.due = drawn.step(),
        }
        arrival
    }
}

fn offset(nanos: u128) -> i64 {
    i64::try_from(nanos).expect("an event lies inside its stretch")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_end_with_the_largest_one() {
        let stretch = Stretch {
            start: 0,
            end: 0,
            rise: Rise::AtOnce(3 * EVENT),
            first: 0,
            index: u64::MAX - 1,
            count: 3,
            span: Span { phase: 0, regime: 0, start: 0, end: 0 },
            gaps: None,
        };
        let mut run = Run::new(&stretch, 0, 0);
        assert_eq!([(); 3].map(|()| run.step().index), [u64::MAX - 1, u64::MAX, u64::MAX]);
    }
}
