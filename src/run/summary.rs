//! What a run did, as data. Its serialised form is what `--summary` writes.

use super::comparison::{Comparison, EndOffsets, Mismatch};
use super::counts::{Counts, Split, rate, seconds};
use super::ledger::Ledger;
use super::percentiles::Percentiles;
use super::planned::Aftermath;
use super::session_part::SessionPart;
use super::stop::Signal;
use super::tally::TopicTally;
use super::verdict::Verdict;
use crate::compose::Disordered;
use crate::scenario::Behind;
use crate::target::{Holdings, Labels, PartKind};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    pub scenario: String,
    pub target: String,
    pub speed: String,
    pub ending: Ending,
    /// The policy for late records.
    pub behind: String,
    /// Why the run proves nothing, whatever it counted.
    pub invalid: Option<Invalid>,
    /// By how much the schedule was moved, as its policy says.
    pub delayed_s: f64,
    /// Records that `disorder` put off beyond the run's end: they are part of no other count.
    #[serde(skip_serializing_if = "is_none")]
    pub left: u64,
    /// Where the run goes on with an earlier one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resumed: Option<Resumed>,
    #[serde(flatten)]
    pub total: Part,
    /// Between a record's due time and its handing over; none where nothing is due at a time. Without the warm-up.
    pub lag_ms: Option<Percentiles>,
    /// Between a record's handing over and its acknowledgement. Without the warm-up.
    pub acknowledgement_ms: Option<Percentiles>,
    pub streams: Vec<StreamPart>,
    /// Of the streams that walk a journey.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sessions: Vec<SessionPart>,
    pub topics: Vec<TopicPart>,
    pub failures: Vec<Failure>,
    /// What the partitions' own end offsets say; none where they tell nothing.
    pub end_offsets: Option<EndOffsets>,
    /// Partitions that have grown by fewer records than they acknowledged; of the embedded broker also by more.
    pub mismatches: Vec<Mismatch>,
    /// Partitions that have grown by more: others write there too, or a record arrived that was not acknowledged.
    pub surplus: Vec<Mismatch>,
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

/// Why a run proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Invalid {
    /// A record was later than `behind` allows.
    Late {
        /// The latest one.
        late_s: f64,
        allowed_s: f64,
    },
    /// Records went out before their time, as no more could be kept back.
    Early { released_early: u64 },
    /// Sessions ended, or values could no longer be recalled, as more did not fit into memory.
    Crowded { crowded_out_sessions: u64, forgotten_values: u64 },
}

/// What earlier runs did, which no other count holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Resumed {
    /// Records that were acknowledged, and not sent again.
    pub acknowledged_before: u64,
    /// At most so many records were sent before and are sent again: nobody heard whether they arrived.
    pub perhaps_twice: u64,
}

/// Counts of the whole run or of a part. `planned` = `acknowledged` + `failed` + `skipped` + what was dropped on
/// purpose.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// Records that the schedule emitted up to the run's end.
    pub planned: u64,
    /// Records that the target took.
    pub sent: u64,
    pub acknowledged: u64,
    pub failed: u64,
    /// Records that were too late to be sent.
    pub skipped: u64,
    /// What was done to records on purpose, where anything was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disorder: Option<Disordered>,
    /// How much of all that was warm-up, where the run has one; topics do not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warmup: Option<WarmUp>,
    /// Of the run: from the schedule's zero to its end, or to the last receipt where that is later. Of a part:
    /// from its first record to its last.
    pub elapsed_s: f64,
    /// Records sent per second; null where they took no time.
    pub rate: Option<f64>,
}

/// The counts of a part's warm-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WarmUp {
    pub planned: u64,
    pub sent: u64,
    pub acknowledged: u64,
    pub failed: u64,
    pub skipped: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disorder: Option<Disordered>,
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
    pub kind: PartKind,
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

impl Summary {
    /// Whether every record arrived, as far as anybody wanted them. Where the scenario says itself how many may
    /// fail, this is left to its expectation.
    pub fn is_success(&self) -> bool {
        match self.ending {
            Ending::ReaderGone => true,
            Ending::Failed => false,
            Ending::Complete | Ending::Interrupted(_) | Ending::Aborted => {
                let is_allowed = self.expectations.iter().any(|verdict| verdict.allows_failures);
                // An expectation does not look at the warm-up.
                let warmup = self.total.warmup.map_or(0, |warmup| warmup.failed);
                let lost = if is_allowed { warmup } else { self.total.failed };
                lost == 0 && self.mismatches.is_empty()
            }
        }
    }

    /// Closes the books. `elapsed` in nanoseconds.
    pub(super) fn of(ledger: &Ledger, labels: &Labels, closing: Closing) -> Self {
        let counts = Counts::of_all(ledger);
        let warmup = ledger.warmup_cells().iter().map(Counts::of).reduce(Counts::and);
        let elapsed_s = seconds(closing.elapsed);
        let rate = rate(counts.sent(), elapsed_s);
        let compared =
            Comparison::of(&closing.holdings, |topic, partition| ledger.acknowledged_by(topic, partition));
        Self {
            scenario: labels.scenario.clone(),
            target: closing.target,
            speed: closing.speed,
            ending: closing.ending,
            behind: closing.behind.to_string(),
            invalid: invalid(ledger, closing.behind, counts.early()),
            delayed_s: seconds(ledger.delayed()),
            left: ledger.left(),
            resumed: closing.resumed,
            total: Part { elapsed_s, rate, warmup: warmup.map(Counts::warmup), ..counts.part() },
            lag_ms: Percentiles::of(&ledger.lag.histogram()),
            acknowledgement_ms: Percentiles::of(&ledger.acknowledgement.histogram()),
            streams: stream_parts(ledger, labels),
            sessions: Vec::new(),
            topics: ledger.topics().map(|(name, topic)| topic_part(name, topic)).collect(),
            failures: ledger
                .causes()
                .into_iter()
                .map(|(cause, records)| Failure { cause, records })
                .collect(),
            end_offsets: compared.end_offsets,
            mismatches: compared.mismatches,
            surplus: compared.surplus,
            expectations: closing.expectations,
        }
    }
}

/// The counts of each stream and its phases.
pub(super) fn stream_parts(ledger: &Ledger, labels: &Labels) -> Vec<StreamPart> {
    let streams = labels.streams.iter().enumerate().map(|(position, stream)| {
        let (cells, warmups) = (ledger.cells_of(position), ledger.warmup_cells_of(position));
        let cells = cells.iter().enumerate().map(|(phase, cell)| Split::of(cell, warmups.get(phase)));
        let cells: Vec<Split> = cells.collect();
        let names = stream.phases.iter().map(|phase| (phase.name.as_str(), phase.kind));
        let names = names.chain([("other", PartKind::Phase)]);
        let is_shown =
            |position: usize, split: &Split| position < stream.phases.len() || split.all().planned > 0;
        let phases = names.zip(&cells).enumerate();
        let phases: Vec<PhasePart> = phases
            .filter(|(position, (_, split))| is_shown(*position, split))
            .map(|(_, ((name, kind), split))| PhasePart { name: name.to_owned(), kind, part: split.part() })
            .collect();
        let part = cells.into_iter().fold(Split::NONE, Split::and).part();
        StreamPart { name: stream.name.clone(), part, phases }
    });
    streams.collect()
}

/// What the driver knows at the end.
pub(super) struct Closing {
    pub(super) target: String,
    pub(super) speed: String,
    pub(super) behind: Behind,
    pub(super) resumed: Option<Resumed>,
    pub(super) ending: Ending,
    pub(super) elapsed: i64,
    pub(super) holdings: Holdings,
    pub(super) expectations: Vec<Verdict>,
}

impl Summary {
    /// The same with what composing has to tell.
    #[must_use]
    pub fn with(mut self, aftermath: &Aftermath) -> Self {
        self.sessions.clone_from(&aftermath.sessions);
        let crowded_out_sessions = self.sessions.iter().map(|part| part.crowded_out).sum();
        let forgotten_values = aftermath.forgotten;
        if crowded_out_sessions > 0 || forgotten_values > 0 {
            self.invalid.get_or_insert(Invalid::Crowded { crowded_out_sessions, forgotten_values });
        }
        self
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
pub(super) const fn is_none(count: &u64) -> bool {
    *count == 0
}

fn invalid(ledger: &Ledger, behind: Behind, early: u64) -> Option<Invalid> {
    if early > 0 {
        return Some(Invalid::Early { released_early: early });
    }
    let Behind::CatchUp { at_most: Some(allowed) } = behind else { return None };
    let late = ledger.most_overdue()?;
    Some(Invalid::Late { late_s: seconds(late), allowed_s: seconds(allowed) })
}

fn topic_part(name: &str, topic: &TopicTally) -> TopicPart {
    let counts = topic.partitions.iter().map(|count| count.load(Ordering::Relaxed));
    let partitions = (0..).zip(counts).filter(|(_, count)| *count > 0).collect();
    TopicPart { name: name.to_owned(), part: Counts::of(&topic.tally).part(), partitions }
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
