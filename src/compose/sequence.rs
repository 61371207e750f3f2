//! The records of a plan, or of one of its streams, in the order in which they are handed over.

use super::composer::Composer;
use super::record::Batch;
use crate::plan::Plan;
use crate::schedule::Merge;
use std::iter::Peekable;
use std::sync::Arc;

/// Records of a batch that is passed over.
const PASSED: usize = 1_000;

/// Arrivals with the composer that makes records of them.
pub struct Sequence {
    arrivals: Peekable<Merge>,
    composer: Composer,
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
        let arrivals = match stream {
            None => Merge::new(&plan.components, begin, limit),
            Some(stream) => {
                let components = plan.components_of(stream);
                let components = components.map(|(number, component)| (number, Arc::clone(component)));
                Merge::of(components, begin, limit)
            }
        };
        let composer = Composer::between(plan, known, limit);
        let mut sequence = Self { arrivals: arrivals.peekable(), composer };
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
    pub fn fill(&mut self, batch: &mut Batch, has_room: impl FnMut(&Batch, i64) -> bool) -> bool {
        self.composer.compose_while(&mut self.arrivals, batch, has_room)
    }

    /// Whether nothing comes any more.
    pub fn is_over(&mut self) -> bool {
        self.arrivals.peek().is_none() && !self.composer.has_more()
    }

    pub const fn composer(&self) -> &Composer {
        &self.composer
    }
}
