//! The charts of a plan: all streams on top of each other, then each on its own.

use super::chart::{Band, Chart, Lane, Layer, Mark, Size};
use super::markup::rough;
use crate::plan::{Curves, OverlaySummary, PhaseSummary, PlanSummary, StreamSummary, Tick, WindowSummary};
use crate::schedule::Bin;

/// Streams that have colours of their own.
const COLOURS: usize = 6;

/// How many bins the curves of pictures have.
pub const PICTURE_BINS: usize = 1_744;

const WIDTH: f64 = 960.0;

/// Charts of a plan, which share their times.
pub(super) struct Charts<'a> {
    plan: &'a PlanSummary,
    curves: &'a Curves,
    ticks: Vec<Tick>,
}

impl<'a> Charts<'a> {
    pub(super) fn new(plan: &'a PlanSummary, curves: &'a Curves) -> Self {
        Self { plan, curves, ticks: curves.times.ticks(curves.until, 12) }
    }

    /// Whether there is any time to draw.
    pub(super) const fn is_empty(&self) -> bool {
        self.curves.until <= 0
    }

    /// Where there are several streams.
    pub(super) fn total(&self) -> Option<Chart<'_>> {
        let streams = &self.curves.streams;
        let layers = match streams.len() {
            0 | 1 => return None,
            2..=COLOURS => {
                let layers = streams.iter().enumerate();
                layers.map(|(number, bins)| self.layer(number, bins)).collect()
            }
            _ => vec![Layer { name: "", colour: 0, bins: &self.curves.total }],
        };
        let (title, size) = ("Rate of all streams", Size { width: WIDTH, plot: 240.0 });
        Some(self.chart(title, layers, self.peak(&self.curves.total), size))
    }

    /// The chart of a stream, by its position.
    pub(super) fn stream(&self, number: usize) -> Chart<'_> {
        let (stream, bins) = (&self.plan.streams[number], &self.curves.streams[number]);
        let is_alone = self.plan.streams.len() == 1;
        let size = Size { width: WIDTH, plot: if is_alone { 240.0 } else { 150.0 } };
        let peak = if is_alone { self.peak(bins) } else { None };
        let layers = vec![self.layer(number, bins)];
        Chart {
            phases: self.phases(stream),
            lanes: self.lanes(stream),
            ..self.chart(&stream.name, layers, peak, size)
        }
    }

    fn layer<'c>(&'c self, stream: usize, bins: &'c [Bin]) -> Layer<'c> {
        Layer { name: &self.plan.streams[stream].name, colour: self.colour(stream), bins }
    }

    /// The number of a stream's colour.
    fn colour(&self, stream: usize) -> usize {
        if self.plan.streams.len() <= COLOURS { stream } else { 0 }
    }

    fn chart<'c>(
        &'c self,
        title: &'c str,
        layers: Vec<Layer<'c>>,
        peak: Option<Mark>,
        size: Size,
    ) -> Chart<'c> {
        let (until, goes_on, ticks) = (self.curves.until, self.curves.goes_on, &self.ticks);
        Chart { title, layers, phases: Vec::new(), lanes: Vec::new(), until, goes_on, ticks, peak, size }
    }

    fn phases(&self, stream: &'a StreamSummary) -> Vec<Band<'a>> {
        let until = self.curves.until;
        let band = |phase: &'a PhaseSummary| Band {
            name: &phase.name,
            line: &phase.line,
            start: phase.start_ns,
            end: phase.end_ns.unwrap_or(i64::MAX).min(until),
        };
        stream.phases.iter().filter(|phase| phase.start_ns < until).map(band).collect()
    }

    fn lanes(&self, stream: &'a StreamSummary) -> Vec<Lane<'a>> {
        let until = self.curves.until;
        let lane = |overlay: &'a OverlaySummary| {
            let (name, line) = (&*overlay.name, &*overlay.line);
            let windows = overlay.windows.iter().filter(|window| window.start_ns < until);
            let band = |window: &WindowSummary| Band {
                name,
                line,
                start: window.start_ns,
                end: window.end_ns.min(until),
            };
            Lane { name, cuts: overlay.cuts, windows: windows.map(band).collect() }
        };
        stream.overlays.iter().map(lane).collect()
    }

    /// The busiest second, where a rate and not a burst makes it.
    fn peak(&self, bins: &[Bin]) -> Option<Mark> {
        let peak = self.plan.peak.as_ref().filter(|peak| peak.at_ns <= self.curves.until)?;
        let bin = i128::from(peak.at_ns) * bins.len() as i128 / i128::from(self.curves.until.max(1));
        let bin = bins.get(usize::try_from(bin).ok()?.min(bins.len().checked_sub(1)?))?;
        let is_changing = bins.iter().any(|other| other.high < peak.rate * 0.999);
        (bin.at_once == 0.0 && is_changing).then(|| Mark {
            at: peak.at_ns,
            rate: peak.rate,
            label: format!("{}/s", rough(peak.rate)),
        })
    }
}
