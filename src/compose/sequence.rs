//! The records of a plan, or of one of its streams, in the order in which they are handed over.

use super::composer::Composer;
use super::record::Batch;
use crate::plan::Plan;
use crate::schedule::Merge;
use std::iter::Peekable;
use std::sync::Arc;

/// Arrivals with the composer that makes records of them.
pub struct Sequence {
    arrivals: Peekable<Merge>,
    composer: Composer,
}

impl Sequence {
    /// What is due at or after `from` and before `limit`, nanoseconds of the schedule; of one stream, or of all.
    pub fn new(plan: Arc<Plan>, stream: Option<usize>, from: i64, limit: Option<i64>) -> Self {
        // what goes out from there on may have been made before
        let begin = plan.longest_delay().map_or(from, |delay| from.saturating_sub(delay).max(0));
        let arrivals = match stream {
            None => Merge::new(&plan.components, begin, limit),
            Some(stream) => {
                let components = plan.components_of(stream);
                let components = components.map(|(number, component)| (number, Arc::clone(component)));
                Merge::of(components, begin, limit)
            }
        };
        Self { arrivals: arrivals.peekable(), composer: Composer::between(plan, from, limit) }
    }

    /// Adds the next records to a batch, as long as it has room for what is due next; true while there are more.
    pub fn fill(&mut self, batch: &mut Batch, has_room: impl FnMut(&Batch, i64) -> bool) -> bool {
        self.composer.compose_while(&mut self.arrivals, batch, has_room)
    }

    pub const fn composer(&self) -> &Composer {
        &self.composer
    }
}
