//! How large the records of a plan are, estimated from some that are composed: the same ones every time.

use crate::compose::{Batch, Composer};
use crate::plan::{Plan, PlanSummary};
use crate::schedule::sample;
use serde::Serialize;
use std::sync::Arc;

/// Arrivals of each stream that are composed.
const SAMPLES: u64 = 200;

/// Bytes of keys, payloads and headers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sizes {
    /// Of one event, over all streams; `None` where nothing is sent.
    pub bytes_per_event: Option<f64>,
    /// Altogether, where every stream ends.
    pub bytes: Option<f64>,
    /// In the busiest second.
    pub peak_bytes: Option<f64>,
    pub streams: Vec<StreamSize>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StreamSize {
    pub stream: String,
    pub bytes_per_event: Option<f64>,
    pub bytes: Option<f64>,
}

/// The plan and its sizes as one object, for programs.
#[derive(Debug, Serialize)]
pub struct PlanReport<'a> {
    #[serde(flatten)]
    pub plan: &'a PlanSummary,
    pub sizes: &'a Sizes,
}

/// Composes samples of each stream, spread evenly over its events as far as they are known.
pub fn sizes(plan: &Arc<Plan>, summary: &PlanSummary) -> Sizes {
    let mut composer = Composer::new(Arc::clone(plan));
    let mut batch = Batch::default();
    let (mut all_bytes, mut all_events) = (0.0, 0.0);
    let mut streams = Vec::new();
    for (number, stream) in summary.streams.iter().enumerate() {
        let (mut bytes, mut records) = (0_u32, 0_u32);
        let samples =
            plan.components_of(number).flat_map(|(component, timed)| sample(timed, component, SAMPLES));
        for arrival in samples {
            batch.clear();
            composer.compose(&arrival, &mut batch);
            for record in batch.iter() {
                bytes = bytes.saturating_add(u32::try_from(record.size()).unwrap_or(u32::MAX));
                records += 1;
            }
        }
        let mean = (records > 0).then(|| f64::from(bytes) / f64::from(records));
        let phases = stream.phases.iter().filter_map(|phase| phase.events.or(phase.events_so_far));
        let adding = stream.overlays.iter().filter(|overlay| !overlay.cuts);
        let planned = phases.chain(adding.filter_map(|overlay| overlay.events.or(overlay.events_so_far)));
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let planned = planned.fold(0_u64, u64::saturating_add) as f64;
        all_bytes += mean.unwrap_or(0.0) * planned;
        all_events += planned;
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let bytes = stream.events.zip(mean).map(|(events, mean)| libm::round(events as f64 * mean));
        streams.push(StreamSize { stream: stream.name.clone(), bytes_per_event: mean.map(tenths), bytes });
    }
    let mean = (all_events > 0.0).then(|| all_bytes / all_events);
    Sizes {
        bytes_per_event: mean.map(tenths),
        bytes: summary.events.and(mean).map(|_| libm::round(all_bytes)),
        peak_bytes: summary.peak.as_ref().zip(mean).map(|(peak, mean)| libm::round(peak.rate * mean)),
        streams,
    }
}

fn tenths(bytes: f64) -> f64 {
    libm::round(bytes * 10.0) / 10.0
}
