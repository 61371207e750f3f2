//! What the partitions' own end offsets say of a run, for people.

use super::numbers::{count, how_many, was};
use crate::run::{Mismatch, Summary};
use std::fmt::Write;

/// A line for each partition that does not hold what it acknowledged, else one that all do; nothing where no end
/// offset was read.
pub(super) fn end_offsets(summary: &Summary) -> String {
    let Some(all) = summary.end_offsets else { return String::new() };
    let mut out = String::new();
    for mismatch in &summary.mismatches {
        let Mismatch { acknowledged, held, .. } = *mismatch;
        let what = match acknowledged.checked_sub(held) {
            Some(lost) => format!("{} lost", count(lost)),
            None => format!("{} too many, although the run made the topic", count(held - acknowledged)),
        };
        let (number, was) = (count(acknowledged), was(acknowledged));
        line(mismatch, &format!("but {number} {was} acknowledged: {what}"), &mut out);
    }
    for surplus in &summary.surplus {
        let why = "others write there too, or one arrived that was not acknowledged in time";
        line(surplus, &format!("{} of them acknowledged: {why}", count(surplus.acknowledged)), &mut out);
    }
    if out.is_empty() {
        let (records, partitions) = (count(all.records), how_many(all.partitions, "partition"));
        out = format!("End offsets of {partitions}: {records} more, as acknowledged\n");
    }
    out
}

fn line(Mismatch { topic, partition, held, .. }: &Mismatch, rest: &str, out: &mut String) {
    writeln!(out, "partition {partition} of '{topic}' has {}, {rest}", how_many(*held, "more event"))
        .expect("a String takes everything");
}
