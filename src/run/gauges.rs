//! The latencies that expectations ask for, each of its part of the traffic. Recorded beside the books, by the same
//! threads: a record goes to the gauges of its cell, and to none where nothing is expected of it.

use super::latencies::Latencies;
use super::ledger::offsets;
use crate::expect::metric::Latency;
use crate::target::Labels;

#[derive(Default)]
pub(super) struct Gauges {
    all: Vec<Latencies>,
    /// By cell: the gauges of [`Latency::Schedule`], then of the other two.
    lags: Vec<Vec<usize>>,
    waits: Vec<Vec<usize>>,
    deliveries: Vec<Vec<usize>>,
}

impl Gauges {
    /// Adds a gauge of some cells; tells its number.
    pub(super) fn add(&mut self, latency: Latency, cells: &[usize]) -> usize {
        let number = self.all.len();
        self.all.push(Latencies::default());
        let by_cell = match latency {
            Latency::Schedule => &mut self.lags,
            Latency::Broker => &mut self.waits,
            Latency::Delivery => &mut self.deliveries,
        };
        let most = cells.iter().max().map_or(0, |last| last + 1);
        by_cell.resize(most.max(by_cell.len()), Vec::new());
        cells.iter().for_each(|cell| by_cell[*cell].push(number));
        number
    }

    /// Adds a gauge of every record that counts; tells its number.
    pub(super) fn add_for_all(&mut self, latency: Latency, labels: &Labels) -> usize {
        let cells: Vec<usize> = (0..=offsets(labels).last().copied().unwrap_or(0)).collect();
        self.add(latency, &cells)
    }

    pub(super) fn get(&self, number: usize) -> &Latencies {
        &self.all[number]
    }

    /// Whether a record's lag has to be known when its receipt comes.
    pub(super) fn deliver(&self) -> bool {
        !self.deliveries.is_empty()
    }

    /// A record was handed over so many microseconds late.
    pub(super) fn handed_over(&self, cell: usize, lag: u64) {
        self.record(&self.lags, cell, lag);
    }

    /// A record was acknowledged so many microseconds after its handing over.
    pub(super) fn acknowledged(&self, cell: usize, waited: u64, lag: Option<u64>) {
        self.record(&self.waits, cell, waited);
        if let Some(lag) = lag {
            self.record(&self.deliveries, cell, waited.saturating_add(lag));
        }
    }

    fn record(&self, by_cell: &[Vec<usize>], cell: usize, microseconds: u64) {
        for gauge in by_cell.get(cell).into_iter().flatten() {
            self.all[*gauge].record(microseconds);
        }
    }
}
