//! The pieces of a phase, one after another: some that come once, then a round of them that comes again and again.
//! Whole rounds can be passed over at once, however many there are.

use super::decimal::Decimal;
use super::segment::Segment;
use std::sync::Arc;

/// Goes on for ever, or ends with its last round.
pub struct Segments {
    /// What comes once; `None` behind it.
    lead: Option<Box<dyn Iterator<Item = Segment> + Send>>,
    round: Arc<[Segment]>,
    /// The next one of the round.
    next: usize,
    ahead: Round,
}

/// What comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// Its length.
    pub nanos: i64,
    /// How far the level rises in it.
    pub quanta: u128,
    /// How many times it still comes.
    pub times: u64,
}

impl Segments {
    /// Those of which none is known to come again.
    pub(super) fn new(lead: impl Iterator<Item = Segment> + Send + 'static) -> Self {
        Self::with_rounds(lead, Vec::new(), 0)
    }

    /// Behind `lead` a round comes so many times.
    pub(super) fn with_rounds(
        lead: impl Iterator<Item = Segment> + Send + 'static,
        round: Vec<Segment>,
        times: u64,
    ) -> Self {
        let nanos = round.iter().map(|segment| segment.length).fold(0, i64::saturating_add);
        let quanta = round.iter().map(|segment| segment.rise.until(segment.length.unsigned_abs()));
        let quanta = quanta.fold(0, u128::saturating_add);
        let times = if nanos > 0 { times } else { 0 };
        Self {
            lead: Some(Box::new(lead)),
            round: round.into(),
            next: 0,
            ahead: Round { nanos, quanta, times },
        }
    }

    /// Each piece as one or two others.
    pub(super) fn each(
        self,
        change: impl Fn(Segment) -> [Option<Segment>; 2] + Clone + Send + 'static,
    ) -> Self {
        let round = self.round.iter().cloned().flat_map(&change).flatten().collect();
        let lead = self.lead.into_iter().flatten();
        Self::with_rounds(lead.flat_map(change).flatten(), round, self.ahead.times)
    }

    /// As many rows together make that take turns, where these are those of one.
    pub fn times(self, rows: u32) -> Self {
        if rows == 1 {
            return self;
        }
        let factor = Decimal::whole(rows);
        self.each(move |segment| {
            let rise = segment.rise.times(segment.length.unsigned_abs(), factor, factor);
            [Some(Segment { rise, ..segment }), None]
        })
    }

    /// The rounds that follow, where one begins.
    pub fn rounds(&self) -> Option<Round> {
        (self.lead.is_none() && self.next == 0 && self.ahead.times > 0).then_some(self.ahead)
    }

    /// Passes over so many of the [`Segments::rounds`].
    pub fn skip_rounds(&mut self, count: u64) {
        self.ahead.times = self.ahead.times.saturating_sub(count);
    }
}

impl Iterator for Segments {
    type Item = Segment;

    fn next(&mut self) -> Option<Segment> {
        if let Some(lead) = &mut self.lead {
            if let Some(segment) = lead.next() {
                return Some(segment);
            }
            self.lead = None;
        }
        if self.ahead.times == 0 {
            return None;
        }
        let segment = self.round[self.next].clone();
        self.next += 1;
        if self.next == self.round.len() {
            self.next = 0;
            self.ahead.times -= 1;
        }
        Some(segment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::traffic::level::{EVENT, Slope};
    use crate::traffic::rise::Rise;
    use std::iter;

    fn piece(length: i64) -> Segment {
        Segment { length, rise: Rise::Even(Slope::event_per(1)), regime: 0 }
    }

    #[test]
    fn rounds_come_behind_what_comes_once_and_can_be_passed_over() {
        let mut segments = Segments::with_rounds(iter::once(piece(1)), vec![piece(2), piece(3)], 100);
        assert_eq!(segments.rounds(), None);
        assert_eq!(segments.by_ref().take(3).map(|segment| segment.length).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(segments.rounds(), Some(Round { nanos: 5, quanta: 5 * EVENT, times: 99 }));
        segments.skip_rounds(98);
        assert_eq!(segments.by_ref().map(|segment| segment.length).collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn what_is_changed_piece_by_piece_is_changed_in_rounds() {
        let segments = Segments::with_rounds(iter::once(piece(9)), vec![piece(2)], 2);
        let halves = segments.each(|segment| [Some(segment.clone().first(1)), segment.behind(1)]);
        assert_eq!(halves.map(|segment| segment.length).collect::<Vec<_>>(), [1, 8, 1, 1, 1, 1]);
    }
}
