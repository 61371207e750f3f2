//! How many events of a component lie before an instant.

use super::arrivals::Begin;
use super::component::Component;
use super::count::Count;
use std::sync::Arc;

impl Component {
    /// The number of events due before `at`, nanoseconds from the start, cut or not: exact, as far as they can be
    /// counted.
    pub fn events_before(self: &Arc<Self>, at: i64) -> u64 {
        if at <= 0 {
            return 0;
        }
        if let Some(next) = self.arrivals(0, Begin::Time(at), None).next() {
            return next.index;
        }
        let counted = self.counts(at).into_iter().map(|count| match count {
            Count::Exactly(events) | Count::SoFar { events, .. } => events,
            Count::Unknown => 0,
        });
        counted.fold(0, u64::saturating_add)
    }
}
