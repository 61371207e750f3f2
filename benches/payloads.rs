//! The payloads of a plan's first records, composed beforehand.

use rushhour::compose::{Batch, Sequence};
use rushhour::plan::Plan;
use std::sync::Arc;

pub fn composed(plan: &Arc<Plan>, count: usize) -> Vec<Box<[u8]>> {
    let mut batch = Batch::default();
    Sequence::new(Arc::clone(plan), None, 0, None).fill(&mut batch, |batch, _| batch.len() < count);
    batch.iter().map(|record| record.payload.expect("a payload").into()).collect()
}

/// The one whose size is nearest to their mean.
pub fn typical(payloads: &[Box<[u8]>]) -> &[Box<[u8]>] {
    let mean = payloads.iter().map(|payload| payload.len()).sum::<usize>() / payloads.len();
    let nearest = (0..payloads.len()).min_by_key(|at| payloads[*at].len().abs_diff(mean));
    let at = nearest.expect("there are payloads");
    &payloads[at..=at]
}
