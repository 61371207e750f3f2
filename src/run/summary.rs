//! What a run did, as data. Its serialised form is what `--summary` writes.

use super::ledger::{Ledger, Tally, TopicTally};
use super::pace::Pace;
use super::stop::Signal;
use super::verdict::Verdict;
use crate::target::{Holding, Labels};
use hdrhistogram::Histogram;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    pub scenario: String,
    pub target: String,
    pub speed: String,
    pub ending: Ending,
    #[serde(flatten)]
    pub total: Part,
    /// Between a record's due time and its handing over; none where nothing is due at a time.
    pub lag_ms: Option<Percentiles>,
    /// Between a record's handing over and its acknowledgement.
    pub acknowledgement_ms: Option<Percentiles>,
    pub streams: Vec<StreamPart>,
    pub topics: Vec<TopicPart>,
    pub failures: Vec<Failure>,
    /// Partitions of the embedded broker that hold another number of records than were acknowledged.
    pub mismatches: Vec<Mismatch>,
    /// What became of each line of `expect`.
    pub expectations: Vec<Verdict>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The schedule is over, or its limit reached.
    Complete,
    Interrupted(Signal),
    /// An expectation with `abort` did not hold.
    Aborted,
    /// Whoever read the records has enough.
    ReaderGone,
    /// The target failed.
    Failed,
}

/// Counts of the whole run or of a part. `planned` = `acknowledged` + `failed`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// Records that the schedule emitted up to the run's end.
    pub planned: u64,
    /// Records that the target took.
    pub sent: u64,
    pub acknowledged: u64,
    pub failed: u64,
    /// Of the run: from the schedule's zero to its end, or to the last receipt where that is later. Of a part:
    /// from its first record to its last.
    pub elapsed_s: f64,
    /// Records sent per second; null where they took no time.
    pub rate: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StreamPart {
    pub name: String,
    #[serde(flatten)]
    pub part: Part,
    pub phases: Vec<PhasePart>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhasePart {
    pub name: String,
    #[serde(flatten)]
    pub part: Part,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TopicPart {
    pub name: String,
    #[serde(flatten)]
    pub part: Part,
    /// Acknowledged records by partition, where the target tells it.
    pub partitions: BTreeMap<i32, u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    pub cause: String,
    pub records: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mismatch {
    pub topic: String,
    pub partition: i32,
    pub acknowledged: u64,
    pub held: u64,
}

/// In milliseconds, within one percent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Percentiles {
    pub p50: f64,
    pub p90: f64,
    pub p99: f64,
    #[serde(rename = "p99.9")]
    pub p99_9: f64,
    pub max: f64,
}

impl Summary {
    /// Whether every record arrived, as far as anybody wanted them. Where the scenario says itself how many may
    /// fail, this is left to its expectation.
    pub fn is_success(&self) -> bool {
        match self.ending {
            Ending::ReaderGone => true,
            Ending::Failed => false,
            Ending::Complete | Ending::Interrupted(_) | Ending::Aborted => {
                let is_allowed = self.expectations.iter().any(|verdict| verdict.allows_failures);
                (self.total.failed == 0 || is_allowed) && self.mismatches.is_empty()
            }
        }
    }

    /// Closes the books. `elapsed` in nanoseconds.
    pub(super) fn of(ledger: &Ledger, labels: &Labels, closing: Closing) -> Self {
        let streams = labels.streams.iter().enumerate().map(|(position, stream)| {
            let cells = ledger.cells_of(position);
            let names = stream.phases.iter().map(|phase| phase.name.as_str()).chain(["other"]);
            let phases = names.zip(cells).map(|(name, tally)| (name, Counts::of(tally)));
            let is_shown =
                |(position, counts): (usize, &Counts)| position < stream.phases.len() || counts.planned > 0;
            let phases: Vec<PhasePart> = phases
                .enumerate()
                .filter(|(position, (_, counts))| is_shown((*position, counts)))
                .map(|(_, (name, counts))| PhasePart { name: name.to_owned(), part: counts.part() })
                .collect();
            let part = cells.iter().map(Counts::of).fold(Counts::NONE, Counts::and).part();
            StreamPart { name: stream.name.clone(), part, phases }
        });
        let counts = Counts::of_all(ledger);
        let elapsed_s = seconds(closing.elapsed);
        let rate = (elapsed_s > 0.0).then(|| ratio(counts.sent(), elapsed_s));
        Self {
            scenario: labels.scenario.clone(),
            target: closing.target,
            speed: closing.speed,
            ending: closing.ending,
            total: Part { elapsed_s, rate, ..counts.part() },
            lag_ms: Percentiles::of(&ledger.lag.histogram()),
            acknowledgement_ms: Percentiles::of(&ledger.acknowledgement.histogram()),
            streams: streams.collect(),
            topics: ledger.topics().map(|(name, topic)| topic_part(name, topic)).collect(),
            failures: ledger
                .causes()
                .into_iter()
                .map(|(cause, records)| Failure { cause, records })
                .collect(),
            mismatches: mismatches(ledger, &closing.holdings),
            expectations: closing.expectations,
        }
    }
}

/// What the driver knows at the end.
pub(super) struct Closing {
    pub(super) target: String,
    pub(super) speed: String,
    pub(super) ending: Ending,
    pub(super) elapsed: i64,
    pub(super) holdings: Vec<Holding>,
    pub(super) expectations: Vec<Verdict>,
}

/// A tally at one moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counts {
    pub(super) planned: u64,
    refused: u64,
    pub(super) acknowledged: u64,
    pub(super) failed: u64,
    first: i64,
    last: i64,
    first_due: i64,
    last_due: i64,
}

impl Counts {
    const NONE: Self = Self {
        planned: 0,
        refused: 0,
        acknowledged: 0,
        failed: 0,
        first: i64::MAX,
        last: 0,
        first_due: i64::MAX,
        last_due: i64::MIN,
    };

    fn of(tally: &Tally) -> Self {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let planned = read(&tally.planned);
        Self {
            planned,
            refused: read(&tally.refused),
            acknowledged: read(&tally.acknowledged),
            failed: read(&tally.failed),
            first: if planned == 0 { i64::MAX } else { tally.first.load(Ordering::Relaxed) },
            last: tally.last.load(Ordering::Relaxed),
            first_due: if planned == 0 { i64::MAX } else { tally.first_due.load(Ordering::Relaxed) },
            last_due: if planned == 0 { i64::MIN } else { tally.last_due.load(Ordering::Relaxed) },
        }
    }

    pub(super) fn of_all(ledger: &Ledger) -> Self {
        Self::of_cells(ledger.cells().iter())
    }

    pub(super) fn of_cells<'t>(cells: impl Iterator<Item = &'t Tally>) -> Self {
        cells.map(Self::of).fold(Self::NONE, Self::and)
    }

    fn and(self, other: Self) -> Self {
        Self {
            planned: self.planned + other.planned,
            refused: self.refused + other.refused,
            acknowledged: self.acknowledged + other.acknowledged,
            failed: self.failed + other.failed,
            first: self.first.min(other.first),
            last: self.last.max(other.last),
            first_due: self.first_due.min(other.first_due),
            last_due: self.last_due.max(other.last_due),
        }
    }

    /// Records per second as they were handed over, and as they were due; none where nothing was due at a time,
    /// or all at once.
    pub(super) fn rates(&self, pace: Pace) -> Option<(f64, f64)> {
        let due = pace.clock(self.last_due.checked_sub(self.first_due)?)?;
        let taken = self.last.saturating_sub(self.first);
        let per_second = |records: u64, nanoseconds: i64| {
            (nanoseconds > 0).then(|| ratio(records.saturating_sub(1), seconds(nanoseconds)))
        };
        Some((per_second(self.sent(), taken)?, per_second(self.planned, due)?))
    }

    pub(super) fn sent(&self) -> u64 {
        self.planned.saturating_sub(self.refused)
    }

    /// The rate is that of the gaps between records: the first one ends none.
    fn part(self) -> Part {
        let elapsed_s = seconds(self.last.saturating_sub(self.first).max(0));
        let rate = (elapsed_s > 0.0).then(|| ratio(self.sent().saturating_sub(1), elapsed_s));
        let (planned, acknowledged, failed) = (self.planned, self.acknowledged, self.failed);
        Part { planned, sent: self.sent(), acknowledged, failed, elapsed_s, rate }
    }
}

fn topic_part(name: &str, topic: &TopicTally) -> TopicPart {
    let counts = topic.partitions.iter().map(|count| count.load(Ordering::Relaxed));
    let partitions = (0..).zip(counts).filter(|(_, count)| *count > 0).collect();
    TopicPart { name: name.to_owned(), part: Counts::of(&topic.tally).part(), partitions }
}

fn mismatches(ledger: &Ledger, holdings: &[Holding]) -> Vec<Mismatch> {
    let mismatch = |holding: &Holding| {
        let topic = ledger.topics().find(|(name, _)| *name == holding.topic).map(|(_, topic)| topic);
        let partition = usize::try_from(holding.partition).unwrap_or(0);
        let acknowledged = topic.map_or(0, |topic| topic.partitions.get(partition).load(Ordering::Relaxed));
        let (topic, partition, held) = (holding.topic.clone(), holding.partition, holding.records);
        (acknowledged != held).then_some(Mismatch { topic, partition, acknowledged, held })
    };
    holdings.iter().filter_map(mismatch).collect()
}

impl Percentiles {
    fn of(histogram: &Histogram<u64>) -> Option<Self> {
        let at = |quantile| milliseconds(histogram.value_at_quantile(quantile));
        (!histogram.is_empty()).then(|| Self {
            p50: at(0.5),
            p90: at(0.9),
            p99: at(0.99),
            p99_9: at(0.999),
            max: milliseconds(histogram.max()),
        })
    }
}

impl Serialize for Ending {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Complete => "complete",
            Self::Interrupted(Signal::Interrupt) => "interrupted",
            Self::Interrupted(Signal::Terminate) => "terminated",
            Self::Aborted => "aborted",
            Self::ReaderGone => "reader gone",
            Self::Failed => "failed",
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of a latency")]
fn milliseconds(microseconds: u64) -> f64 {
    microseconds as f64 / 1e3
}

#[expect(clippy::cast_precision_loss, reason = "nanoseconds of a run")]
fn seconds(nanoseconds: i64) -> f64 {
    nanoseconds as f64 / 1e9
}

#[expect(clippy::cast_precision_loss, reason = "records of a run")]
fn ratio(records: u64, seconds: f64) -> f64 {
    records as f64 / seconds
}
