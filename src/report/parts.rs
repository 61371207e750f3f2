//! The accounts of streams, phases, topics and partitions, as a table for people.

use super::numbers::{count, rate};
use super::table::table;
use crate::run::{Part, PartitionPart, Summary, TopicPart};

/// Partitions of a topic that are listed one by one.
const MOST: usize = 12;

/// Which partitions are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListedPartitions {
    All,
    /// Those of topics in which one has failed or skipped records, or more than twice as many as another.
    Uneven,
}

/// One row of the table; `None` is no number.
struct Row {
    name: String,
    counts: [u64; COUNTS.len()],
    rate: Option<String>,
}

/// The columns of numbers, and whether each is shown where all of it is zero.
const COUNTS: [(&str, bool); 6] = [
    ("planned", true),
    ("acknowledged", true),
    ("failed", true),
    ("late", false),
    ("skipped", false),
    ("ahead", false),
];

pub(super) fn parts(summary: &Summary, listed: ListedPartitions) -> String {
    let mut rows = Vec::new();
    for stream in &summary.streams {
        rows.push(Row::of(format!("stream {}", stream.name), &stream.part));
        let phases = stream.phases.iter();
        rows.extend(phases.map(|phase| Row::of(format!("  {} {}", phase.kind, phase.name), &phase.part)));
    }
    for topic in &summary.topics {
        rows.push(Row::of(format!("topic {}", topic.name), &topic.part));
        rows.extend(partitions(topic, listed));
    }
    let has = |column: usize| COUNTS[column].1 || rows.iter().any(|row| row.counts[column] > 0);
    let shown: Vec<usize> = (0..COUNTS.len()).filter(|column| has(*column)).collect();
    let heads = shown.iter().map(|column| COUNTS[*column].0);
    let heads = [""].into_iter().chain(heads).chain(["events/s"]).map(str::to_owned).collect();
    let texts = rows.into_iter().map(|Row { name, counts, rate }| {
        let counts = shown.iter().map(|column| count(counts[*column]));
        std::iter::once(name).chain(counts).chain([rate.unwrap_or_default()]).collect()
    });
    table(&std::iter::once(heads).chain(texts).collect::<Vec<_>>())
}

fn partitions(topic: &TopicPart, listed: ListedPartitions) -> Vec<Row> {
    let parts = &topic.partitions;
    if parts.len() > MOST || listed == ListedPartitions::Uneven && !is_uneven(topic) {
        return Vec::new();
    }
    let own = parts.iter().map(|(number, part)| Row::of_partition(format!("  partition {number}"), part));
    let rest = topic.unassigned.iter().map(|part| Row::of_partition("  no partition".to_owned(), part));
    own.chain(rest).collect()
}

fn is_uneven(topic: &TopicPart) -> bool {
    let planned = topic.partitions.values().map(|part| part.planned);
    let (least, most) = (planned.clone().min().unwrap_or(0), planned.max().unwrap_or(0));
    let is_hit = |part: &PartitionPart| part.failed > 0 || part.skipped > 0;
    most > least.saturating_mul(2) || topic.partitions.values().chain(&topic.unassigned).any(is_hit)
}

impl Row {
    fn of(name: String, part: &Part) -> Self {
        let Part { planned, acknowledged, failed, late, skipped, unsent, .. } = *part;
        let rate = Some(part.rate.map_or_else(|| "-".to_owned(), rate));
        Self { name, counts: [planned, acknowledged, failed, late, skipped, unsent], rate }
    }

    fn of_partition(name: String, part: &PartitionPart) -> Self {
        let PartitionPart { planned, acknowledged, failed, late, skipped, unsent, .. } = *part;
        Self { name, counts: [planned, acknowledged, failed, late, skipped, unsent], rate: None }
    }
}
