//! The plan's rates over time, to be drawn, and in its summary what each phase's rate does.

use super::summary::HORIZON;
use super::{PhaseRates, Plan, PlanSummary, Times};
use crate::schedule::{Bin, Component, Rates, curves, phase_rates};
use crate::value::Duration;

/// Rates of the records of each stream, and of all together, over the time that is worth looking at.
#[derive(Debug, Clone)]
pub struct Curves {
    /// How far they go, in nanoseconds from the start.
    pub until: i64,
    /// Whether there is more behind it.
    pub goes_on: bool,
    /// By the stream's position.
    pub streams: Vec<Vec<Bin>>,
    /// The lowest and highest rates are told as far as at most one stream varies inside a bin, else the means.
    pub total: Vec<Bin>,
    pub times: Times,
}

impl Plan {
    /// In so many bins.
    pub fn curves(&self, bins: usize) -> Curves {
        let horizon = self.horizon();
        let records = |component: usize, phase: u32| self.records(component, phase);
        let (until, components) = curves(&self.components, records, horizon, bins);
        let streams: Vec<Vec<Bin>> = (0..self.streams.len())
            .map(|stream| {
                let own = || {
                    components.iter().zip(&self.sources).filter(move |(_, source)| source.stream == stream)
                };
                (0..bins).map(|bin| sum(own().map(|(bins, _)| bins[bin]))).collect()
            })
            .collect();
        let total = (0..bins).map(|bin| sum(streams.iter().map(|stream| stream[bin]))).collect();
        let ends = self.components.iter().all(|component| component.end().is_some());
        let goes_on = !ends || until < horizon;
        let times = match self.checked.start {
            None if self.start == super::DEFAULT_START => Times::Offsets,
            _ => Times::Clock { start: self.start, zone: self.zone.clone() },
        };
        Curves { until, goes_on, streams, total, times }
    }

    /// The end; without one, what comes before the last phases and something of them.
    fn horizon(&self) -> i64 {
        let ends = self.components.iter().map(|component| component.end());
        if let Some(ends) = ends.collect::<Option<Vec<_>>>() {
            return ends.into_iter().max().unwrap_or(0);
        }
        let last = self.components.iter().filter_map(|component| {
            let last = component.timeline().phases().last()?;
            Some(last.end.unwrap_or(last.start))
        });
        match last.max().unwrap_or(0) {
            0 => HORIZON,
            known => known.saturating_add((known / 3).max(Duration::MINUTE)),
        }
    }

    /// Records that an arrival of a component makes in a phase.
    fn records(&self, component: usize, phase: u32) -> f64 {
        let stream = self.sources[component].stream;
        let variant = self.streams[stream].phases[phase as usize].variant;
        let records = self.checked.streams[stream].variants[variant].records();
        #[expect(clippy::cast_precision_loss, reason = "a list of a file of 10 MB")]
        let records = records as f64;
        records
    }

    /// The summary, with the rates of its phases and overlays.
    pub fn summary_with_rates(&self) -> PlanSummary {
        let mut summary = self.summary();
        for (number, (component, source)) in self.components.iter().zip(&self.sources).enumerate() {
            let found = phase_rates(component, rates_horizon(component));
            let stream = &mut summary.streams[source.stream];
            let phases = stream.phases.iter_mut().map(|phase| &mut phase.rates);
            let adding = stream.overlays.iter_mut().filter(|overlay| !overlay.cuts);
            let shown = phases.chain(adding.map(|overlay| &mut overlay.rates));
            let first = component.first_number();
            for ((phase, rates), shown) in (first..).zip(found).zip(shown.skip(first as usize)) {
                let records = self.records(number, phase);
                *shown = rates.map(|rates| rounded(rates, records));
            }
        }
        summary
    }
}

/// How far the rates of a stream are looked at: to its end; without one for a day, or where its last phase begins later
/// for a day of that phase.
fn rates_horizon(component: &Component) -> i64 {
    let last = component.timeline().phases().last().map_or(0, |last| last.start);
    let open = if last < HORIZON { HORIZON } else { last.saturating_add(HORIZON) };
    component.end().unwrap_or(open)
}

/// The rates of records.
fn rounded(rates: Rates, records: f64) -> PhaseRates {
    let rounded = |rate: f64| libm::round(rate * records * 1e6) / 1e6;
    PhaseRates {
        first: rounded(rates.first),
        last: rounded(rates.last),
        low: rounded(rates.low),
        high: rounded(rates.high),
        one_way: rates.one_way,
    }
}

fn sum(bins: impl Iterator<Item = Bin> + Clone) -> Bin {
    let varying = bins.clone().filter(|bin| bin.low < bin.high).count();
    let mut sum = Bin::NONE;
    for bin in bins {
        sum.mean += bin.mean;
        sum.at_once += bin.at_once;
        sum.low += if varying > 1 { bin.mean } else { bin.low };
        sum.high += if varying > 1 { bin.mean } else { bin.high };
    }
    sum
}
