//! What a run did, as data. Its serialised form is what `--summary` writes.

use super::comparison::{Comparison, EndOffsets, Mismatch};
use super::counts::{Counts, Split, rate, seconds};
use super::failures::Told;
use super::ledger::Ledger;
use super::part::{Part, PhasePart, StreamPart, TopicPart};
use super::partitions::Partitions;
use super::percentiles::Percentiles;
use super::planned::Aftermath;
use super::session_part::SessionPart;
use super::stop::Signal;
use super::verdict::Verdict;
use crate::scenario::Behind;
use crate::target::{Holding, Labels, PartKind};
use serde::{Serialize, Serializer};

#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "The account of a run"))]
pub struct Summary {
    /// Of this form: changes when a member changes its meaning or goes away, not when one is added.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// The scenario's name; of `send` the file's.
    pub scenario: String,
    /// Where the records went.
    pub target: String,
    /// As it is written in a scenario: `1x`, `max`.
    pub speed: String,
    /// How the run ended.
    #[cfg_attr(test, schemars(with = "String", extend("enum" = ENDINGS)))]
    pub ending: Ending,
    /// The policy for late records.
    pub behind: String,
    /// Why the run proves nothing, whatever it counted.
    pub invalid: Option<Invalid>,
    /// Seconds by which the schedule was moved, as its policy says.
    pub delayed_s: f64,
    /// Records that `disorder` put off beyond the run's end: they are part of no other count.
    #[serde(skip_serializing_if = "is_none")]
    pub left: u64,
    /// Where the run goes on with an earlier one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resumed: Option<Resumed>,
    #[serde(flatten)]
    pub total: Part,
    /// Milliseconds between a record's due time and its handing over; null where nothing is due at a time. Without
    /// the warm-up.
    pub lag_ms: Option<Percentiles>,
    /// Milliseconds between a record's handing over and its acknowledgement. Without the warm-up.
    pub acknowledgement_ms: Option<Percentiles>,
    /// In the scenario's order.
    pub streams: Vec<StreamPart>,
    /// Of the streams that walk a journey.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sessions: Vec<SessionPart>,
    /// Those that records were made for.
    pub topics: Vec<TopicPart>,
    /// What the partitions' own end offsets say; null where they tell nothing.
    pub end_offsets: Option<EndOffsets>,
    /// Partitions that have grown by fewer records than they acknowledged; by more, too, where the run made their topic or
    /// broker, and more than what failed may have been.
    pub mismatches: Vec<Mismatch>,
    /// Partitions that have grown by more: others write there too, or a record arrived that was not acknowledged.
    pub surplus: Vec<Mismatch>,
    /// What became of each line of `expect`.
    pub expectations: Vec<Verdict>,
}

/// Of the form of [`Summary`].
const VERSION: u32 = 1;

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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Invalid {
    /// A record was later than `behind` allows.
    Late {
        /// Seconds by which the latest one was late.
        late_s: f64,
        /// Seconds that are allowed.
        allowed_s: f64,
    },
    /// Records went out before their time, as no more could be kept back.
    Early {
        /// How many.
        released_early: u64,
    },
    /// Sessions ended, or values could no longer be recalled, as more did not fit into memory.
    Crowded {
        /// How many sessions.
        crowded_out_sessions: u64,
        /// How many values.
        forgotten_values: u64,
    },
}

/// What earlier runs did, which no other count holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Resumed {
    /// Records that were acknowledged, and not sent again.
    pub acknowledged_before: u64,
    /// At most so many records were sent before and are sent again: nobody heard whether they arrived.
    pub perhaps_twice: u64,
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
        let told = ledger.failures.told();
        let elapsed_s = seconds(closing.elapsed);
        let rate = rate(counts.sent(), elapsed_s);
        let compared = Comparison::of(
            &closing.holdings,
            |topic, partition| ledger.acknowledged_by(topic, partition),
            |topic| ledger.failed_for(topic),
        );
        Self {
            version: VERSION,
            scenario: labels.scenario.clone(),
            target: closing.target,
            speed: closing.speed,
            ending: closing.ending,
            behind: closing.behind.to_string(),
            invalid: invalid(ledger, closing.behind, counts.early()),
            delayed_s: seconds(ledger.delayed()),
            left: ledger.left(),
            resumed: closing.resumed,
            total: Part {
                elapsed_s,
                rate,
                warmup: warmup.map(Counts::warmup),
                ..counts.part(told.of_cells(0..ledger.cells().len()))
            },
            lag_ms: Percentiles::of(&ledger.lag.histogram()),
            acknowledgement_ms: Percentiles::of(&ledger.acknowledgement.histogram()),
            streams: stream_parts(ledger, labels),
            sessions: Vec::new(),
            topics: topic_parts(ledger, &told, &closing.partitions),
            end_offsets: compared.end_offsets,
            mismatches: compared.mismatches,
            surplus: compared.surplus,
            expectations: closing.expectations,
        }
    }
}

/// The counts of each stream and its phases.
pub(super) fn stream_parts(ledger: &Ledger, labels: &Labels) -> Vec<StreamPart> {
    let told = ledger.failures.told();
    let streams = labels.streams.iter().enumerate().map(|(position, stream)| {
        let (cells, warmups) = (ledger.cells_of(position), ledger.warmup_cells_of(position));
        let cells = cells.iter().enumerate().map(|(phase, cell)| Split::of(cell, warmups.get(phase)));
        let cells: Vec<Split> = cells.collect();
        let names = stream.phases.iter().map(|phase| (phase.name.as_str(), phase.kind));
        let names = names.chain([("other", PartKind::Phase)]).zip(ledger.numbers_of(position));
        let is_shown =
            |position: usize, split: &Split| position < stream.phases.len() || split.all().is_any();
        let phases = names.zip(&cells).enumerate();
        let phases: Vec<PhasePart> = phases
            .filter(|(position, (_, split))| is_shown(*position, split))
            .map(|(_, (((name, kind), numbers), split))| {
                let part = split.part(told.of_cells(numbers));
                PhasePart { name: name.to_owned(), kind, part }
            })
            .collect();
        let failures = told.of_cells(ledger.numbers_of(position).flatten());
        let part = cells.into_iter().fold(Split::NONE, Split::and).part(failures);
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
    pub(super) holdings: Vec<Holding>,
    /// What receipts do not tell of partitions.
    pub(super) partitions: Partitions,
    pub(super) expectations: Vec<Verdict>,
}

impl Summary {
    /// The same with what composing has to tell.
    #[must_use]
    pub fn with(mut self, aftermath: &Aftermath) -> Self {
        self.sessions.clone_from(&aftermath.sessions);
        for session in &mut self.sessions {
            let streams = self.streams.iter().filter(|stream| stream.name == session.stream);
            session.unsent = streams.map(|stream| stream.part.unsent).sum();
        }
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

fn topic_parts(ledger: &Ledger, told: &Told, partitions: &Partitions) -> Vec<TopicPart> {
    let topics = ledger.topics().map(|(number, name, topic)| {
        let part = Counts::of(&topic.tally).part(told.of_topic(number));
        let (partitions, unassigned) = partitions.parts(number, topic, told, &part);
        TopicPart { name: name.to_owned(), part, partitions, unassigned }
    });
    topics.collect()
}

/// The names of [`Ending`].
const ENDINGS: [&str; 7] =
    ["complete", "interrupted", "terminated", "hung up", "aborted", "reader gone", "failed"];

impl Serialize for Ending {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(
            ENDINGS[match self {
                Self::Complete => 0,
                Self::Interrupted(Signal::Interrupt) => 1,
                Self::Interrupted(Signal::Terminate) => 2,
                Self::Interrupted(Signal::HangUp) => 3,
                Self::Aborted => 4,
                Self::ReaderGone => 5,
                Self::Failed => 6,
            }],
        )
    }
}
