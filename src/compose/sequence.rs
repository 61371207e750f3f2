//! The records of a plan, or of one of its streams, in the order in which they are handed over.

use super::composer::Composer;
use super::record::Batch;
use super::upcoming::Upcoming;
use crate::plan::Plan;
use crate::schedule::Merge;
use crate::value::Duration;
use std::sync::Arc;

/// Records of a batch that is passed over.
const PASSED: usize = 1_000;

/// How far others are followed behind the end of a stream before it is asked whether something of it still comes.
const FURTHER: i64 = 60 * Duration::SECOND;

/// Arrivals with the composer that makes records of them.
pub struct Sequence {
    arrivals: Upcoming<Merge>,
    composer: Composer,
    shown: Option<Shown>,
}

/// A stream that recalls from others, which are composed for it.
#[derive(Clone, Copy)]
struct Shown {
    stream: usize,
    /// Nothing of it is known to come behind.
    until: i64,
}

impl Sequence {
    /// What is due at or after `from` and before `limit`, nanoseconds of the schedule; of one stream, or of all.
    pub fn new(plan: Arc<Plan>, stream: Option<usize>, from: i64, limit: Option<i64>) -> Self {
        // what goes out from there on may depend on what was before, or have been made before
        let remembers = plan.remembers();
        let (begin, known) = if remembers {
            (0, i64::MIN)
        } else {
            (plan.longest_delay().map_or(from, |delay| from.saturating_sub(delay).max(0)), from)
        };
        let composed = stream.map(|stream| plan.depends_on(stream));
        let arrivals = match &composed {
            None => Merge::new(&plan.components, begin, limit),
            Some(streams) => plan.arrivals_of(streams, begin, limit),
        };
        let shown = stream.filter(|_| composed.is_some_and(|streams| streams.len() > 1));
        let shown = shown.map(|stream| {
            let ends = plan.components_of(stream).map(|(_, component)| component.end().unwrap_or(i64::MAX));
            Shown { stream, until: ends.max().unwrap_or(0) }
        });
        let mut composer = Composer::between(plan, known, limit);
        if let Some(shown) = shown {
            composer.show(shown.stream);
        }
        let mut sequence = Self { arrivals: Upcoming::new(arrivals), composer, shown };
        if remembers {
            sequence.pass(from);
        }
        sequence
    }

    /// Lets go of what is due before.
    fn pass(&mut self, from: i64) {
        let mut batch = Batch::default();
        let mut is_there = from <= 0;
        while !is_there {
            batch.clear();
            let goes_on = self.fill(&mut batch, |batch, due| {
                is_there = due >= from;
                !is_there && batch.steps() < PASSED
            });
            is_there |= !goes_on;
        }
    }

    /// Adds the next records to a batch, as long as it has room for what is due next; true while there are more.
    pub fn fill(&mut self, batch: &mut Batch, mut has_room: impl FnMut(&Batch, i64) -> bool) -> bool {
        let Self { arrivals, composer, shown } = self;
        loop {
            let until = shown.map_or(i64::MAX, |shown| shown.until);
            let mut behind = None;
            let goes_on = composer.compose_while(arrivals, batch, |batch, due| {
                behind = Some(due).filter(|due| *due > until);
                behind.is_none() && has_room(batch, due)
            });
            match (behind, &mut *shown) {
                (Some(due), Some(shown)) if goes_on => {
                    if !composer.owes(shown.stream) {
                        return false;
                    }
                    shown.until = due.saturating_add(FURTHER);
                }
                _ => return goes_on,
            }
        }
    }

    /// Whether nothing comes any more.
    pub fn is_over(&mut self) -> bool {
        let arrival = self.arrivals.due();
        match self.shown {
            None => arrival.is_none() && !self.composer.has_more(),
            Some(Shown { stream, until }) => {
                arrival.is_none_or(|arrival| arrival > until) && !self.composer.owes(stream)
            }
        }
    }

    pub const fn composer(&self) -> &Composer {
        &self.composer
    }
}
