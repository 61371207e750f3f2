//! The books of a run that goes on, for whoever looks into them now and then: counters -> figures. Only reads; nothing
//! on the way of a record knows of it.

use super::latencies::Latencies;
use super::ledger::Ledger;
use super::part::StreamPart;
use super::summary::stream_parts;
use crate::target::Labels;
use std::fmt;
use std::sync::Arc;

/// Copies read the same books.
#[derive(Clone)]
pub struct Books {
    pub(super) ledger: Arc<Ledger>,
    pub(super) labels: Arc<Labels>,
    /// The gauge of every record's delivery, where there is one.
    pub(super) delivery: Option<usize>,
}

/// What stands in the books at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// With the warm-up.
    pub streams: Vec<StreamPart>,
    /// Records without a receipt.
    pub in_flight: u64,
    /// Nanoseconds by which the record is late that the target does not take yet.
    pub waiting: i64,
    pub schedule_lag: Spread,
    pub broker_latency: Spread,
    /// Empty where the run was not asked to measure it.
    pub delivery_latency: Spread,
}

/// How often which time was measured, the shortest first: microseconds, within one percent, and records. Without the
/// warm-up.
pub type Spread = Vec<(u64, u64)>;

impl Books {
    pub fn figures(&self) -> Figures {
        let ledger = &self.ledger;
        let delivery = self.delivery.map(|gauge| ledger.gauges.get(gauge).spread());
        Figures {
            streams: stream_parts(ledger, &self.labels),
            in_flight: ledger.in_flight(),
            waiting: ledger.waiting(),
            schedule_lag: ledger.lag.spread(),
            broker_latency: ledger.acknowledgement.spread(),
            delivery_latency: delivery.unwrap_or_default(),
        }
    }
}

impl Latencies {
    fn spread(&self) -> Spread {
        self.counts().collect()
    }
}

impl fmt::Debug for Books {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Books").finish_non_exhaustive()
    }
}
