//! How large the records of a plan are, estimated from some that are composed: the same ones every time.

use super::stopping::Stopping;
use crate::compose::{Batch, Composer, JourneyOutlook};
use crate::plan::{Plan, PlanSummary};
use crate::schedule::sample;
use serde::Serialize;
use std::sync::Arc;

/// Arrivals of each stream that are composed.
const SAMPLES: u64 = 200;

/// Bytes of keys, payloads and headers, estimated from samples.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Sizes {
    /// Of one event, over all streams; null where nothing is sent.
    pub bytes_per_event: Option<f64>,
    /// Altogether; null where a stream does not end.
    pub bytes: Option<f64>,
    /// In the busiest second, as if its events were as large as others.
    pub peak_bytes: Option<f64>,
    /// In the scenario's order.
    pub streams: Vec<StreamSize>,
}

/// Of one stream.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StreamSize {
    /// The stream's name.
    pub stream: String,
    /// Of one event; null where nothing is sent.
    pub bytes_per_event: Option<f64>,
    /// Altogether; null where the stream does not end.
    pub bytes: Option<f64>,
}

/// What `rushhour plan --format json` writes.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "The plan of a scenario"))]
pub struct PlanReport<'a> {
    #[serde(flatten)]
    pub plan: &'a PlanSummary,
    /// How large the records are.
    pub sizes: &'a Sizes,
    /// Where `run: { stop: … }` ends a run; the totals are those of the whole schedule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopping: Option<&'a Stopping>,
    /// What journeys come to.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub journeys: &'a [JourneyOutlook],
}

/// Composes samples of each stream, spread evenly over its events as far as they are known.
pub fn sizes(plan: &Arc<Plan>, summary: &PlanSummary, journeys: &[JourneyOutlook]) -> Sizes {
    let mut composer = Composer::new(Arc::clone(plan));
    let mut batch = Batch::default();
    let (mut all_bytes, mut all_records, mut all_arrivals) = (0.0, 0.0, 0.0);
    let (mut streams, mut is_known) = (Vec::new(), true);
    for (number, stream) in summary.streams.iter().enumerate() {
        let walked = journeys.iter().find(|outlook| outlook.stream == stream.name);
        let mean = match walked {
            Some(outlook) => outlook.bytes_per_record,
            None => mean_size(plan, number, &mut composer, &mut batch),
        };
        let lasts_longer = walked.is_some_and(|outlook| outlook.lasts_longer(summary));
        is_known &= !lasts_longer;
        let records_each = walked.and_then(|outlook| outlook.records_per_arrival).unwrap_or(1.0);
        let phases = stream.phases.iter().filter_map(|phase| phase.events.or(phase.events_so_far));
        let adding = stream.overlays.iter().filter(|overlay| !overlay.cuts);
        let planned = phases.chain(adding.filter_map(|overlay| overlay.events.or(overlay.events_so_far)));
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let planned = planned.fold(0_u64, u64::saturating_add) as f64;
        all_bytes += mean.unwrap_or(0.0) * planned * records_each;
        all_records += planned * records_each;
        all_arrivals += planned;
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let bytes = stream
            .events
            .zip(mean)
            .filter(|_| !lasts_longer)
            .map(|(events, mean)| libm::round(events as f64 * records_each * mean));
        streams.push(StreamSize { stream: stream.name.clone(), bytes_per_event: mean.map(tenths), bytes });
    }
    let mean = (all_records > 0.0).then(|| all_bytes / all_records);
    let each = (all_arrivals > 0.0).then(|| all_bytes / all_arrivals);
    Sizes {
        bytes_per_event: mean.map(tenths),
        bytes: summary.events.and(mean).filter(|_| is_known).map(|_| libm::round(all_bytes)),
        peak_bytes: summary.peak.as_ref().zip(each).map(|(peak, each)| libm::round(peak.rate * each)),
        streams,
    }
}

/// Of the records of a stream, from samples spread evenly over its events.
fn mean_size(plan: &Plan, stream: usize, composer: &mut Composer, batch: &mut Batch) -> Option<f64> {
    let (mut bytes, mut records) = (0_u32, 0_u32);
    let samples = plan.components_of(stream).flat_map(|(component, timed)| sample(timed, component, SAMPLES));
    for arrival in samples {
        batch.clear();
        composer.compose(&arrival, batch);
        for record in batch.iter() {
            bytes = bytes.saturating_add(u32::try_from(record.size()).unwrap_or(u32::MAX));
            records += 1;
        }
    }
    (records > 0).then(|| f64::from(bytes) / f64::from(records))
}

fn tenths(bytes: f64) -> f64 {
    libm::round(bytes * 10.0) / 10.0
}
