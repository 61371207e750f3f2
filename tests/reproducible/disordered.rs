//! A scenario to which lines of disorder are added, and its records as they are handed over.

use crate::harness::plan;
use rushhour::compose::{Batch, Marks, Sequence};
use rushhour::plan::Plan;
use std::collections::BTreeMap;
use std::sync::Arc;

pub const HEAD: &str = "\
scenario: sensors
seed: 5
start: 2026-11-27T08:00:00Z
events:
  reading:
    key: =site
    partition: =event.index % 3
    headers: { trace: =hex(8) }
    payload: { id: =event.id, site: \"=choice(A 70%, B)\", level: =int(1..1000), at: =now }
  alarm:
    extends: reading
    payload: { why: \"=choice(heat, smoke)\" }
traffic:
  others:
    emit: reading
    topic: others
    phases: [ steady: hold 7/s for 60s ]
  sensors:
    emit: reading 90%, alarm
    topic: sensors
    phases:
      - steady: hold 100/s for 40s
      - slow: hold 30/s for 20s
    overlays:
      - rush: x2 at 20s for 5s
";

pub const SECOND: i64 = 1_000_000_000;

/// A record as it is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Out {
    /// Of its arrival: stream, phase and number.
    pub id: (u32, u32, u64),
    pub due: i64,
    pub delay: i64,
    pub marks: Marks,
    pub timestamp: i64,
    pub partition: Option<i32>,
    pub key: Option<Vec<u8>>,
    pub headers: Vec<(String, Option<Vec<u8>>)>,
    pub payload: Option<Vec<u8>>,
}

impl Out {
    pub fn has(&self, mark: Marks) -> bool {
        self.marks.has(mark)
    }

    /// Everything that a target is given but for the time.
    pub fn bytes(&self) -> impl PartialEq + std::fmt::Debug + use<> {
        let Self { timestamp, partition, key, headers, payload, .. } = self.clone();
        (timestamp, partition, key, headers, payload)
    }

    pub fn event_time(&self) -> i64 {
        self.due - self.delay
    }
}

/// Records in the order of handing over, and those that were dropped.
pub fn sent_by(
    plan: &Arc<Plan>,
    from: i64,
    limit: Option<i64>,
    at_once: usize,
) -> (Vec<Out>, Vec<(u32, u32, u64)>) {
    let mut sequence = Sequence::new(Arc::clone(plan), None, from, limit);
    let (mut batch, mut out, mut dropped) = (Batch::default(), Vec::new(), Vec::new());
    loop {
        batch.clear();
        let goes_on = sequence.fill(&mut batch, |batch, _| batch.steps() < at_once);
        out.extend(batch.iter().map(|record| Out {
            id: (record.origin.stream, record.origin.phase, record.origin.index),
            due: record.due,
            delay: record.delay,
            marks: record.marks,
            timestamp: record.timestamp.0,
            partition: record.partition,
            key: record.key.map(<[u8]>::to_vec),
            headers:
                record.headers().map(|(name, value)| (name.to_owned(), value.map(<[u8]>::to_vec))).collect(),
            payload: record.payload.map(<[u8]>::to_vec),
        }));
        dropped.extend(
            batch
                .dropped()
                .iter()
                .map(|unsent| (unsent.origin.stream, unsent.origin.phase, unsent.origin.index)),
        );
        if !goes_on {
            return (out, dropped);
        }
    }
}

pub fn with(disorder: &str) -> Arc<Plan> {
    let lines = disorder.lines().map(|line| format!("      {line}\n")).collect::<Vec<_>>().concat();
    let section = if disorder.is_empty() { String::new() } else { format!("    disorder:\n{lines}") };
    plan(&format!("{HEAD}{section}"))
}

pub fn sent(disorder: &str) -> Vec<Out> {
    sent_by(&with(disorder), 0, None, 50).0
}

/// The records without their copies, by their arrivals.
pub fn originals(records: Vec<Out>) -> BTreeMap<(u32, u32, u64), Out> {
    let originals = records.into_iter().filter(|record| !record.has(Marks::DUPLICATE));
    originals.map(|record| (record.id, record)).collect()
}

pub fn assert_in_order(records: &[Out]) {
    assert!(records.windows(2).all(|pair| pair[0].due <= pair[1].due));
}

/// Within five standard deviations of a share of so many.
#[expect(clippy::cast_precision_loss, reason = "thousands")]
pub fn assert_share(found: usize, all: usize, share: f64) {
    let (found, all) = (found as f64, all as f64);
    let deviation = (all * share * (1.0 - share)).sqrt();
    assert!((found - all * share).abs() < 5.0 * deviation, "{found} of {all}, not {share}");
}
