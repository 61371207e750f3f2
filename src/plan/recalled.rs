//! What a stream depends on: the streams that it recalls values from.

use super::Plan;
use crate::formula::program::Program;
use crate::schedule::Merge;
use std::sync::Arc;

impl Plan {
    /// Whether a stream recalls anything.
    pub fn recalls(&self, stream: usize) -> bool {
        self.fields_recalled_by(stream).next().is_some()
    }

    /// A stream, with those that it recalls from, directly or by way of others; in the scenario's order.
    pub fn depends_on(&self, stream: usize) -> Vec<usize> {
        let streams = &self.checked.streams;
        let mut depends = vec![false; streams.len()];
        let mut open = vec![stream];
        while let Some(stream) = open.pop() {
            if std::mem::replace(&mut depends[stream], true) {
                continue;
            }
            let mut recalled: Vec<usize> = self.fields_recalled_by(stream).collect();
            recalled.sort_unstable();
            let gives = |stream: &usize| {
                let mut fields = streams[*stream].events().flat_map(|event| &event.recorded);
                fields.any(|(field, _)| recalled.binary_search(field).is_ok())
            };
            open.extend((0..streams.len()).filter(gives));
        }
        (0..streams.len()).filter(|stream| depends[*stream]).collect()
    }

    /// The arrivals of some streams, in the scenario's order, due at or after `from` and before `limit`.
    pub fn arrivals_of(&self, streams: &[usize], from: i64, limit: Option<i64>) -> Merge {
        let components = streams.iter().flat_map(|stream| self.components_of(*stream));
        let components = components.map(|(number, component)| (number, Arc::clone(component)));
        Merge::of(components, from, limit)
    }

    /// Their numbers, some of them several times.
    fn fields_recalled_by(&self, stream: usize) -> impl Iterator<Item = usize> {
        self.checked.streams[stream].programs().flat_map(Program::recalled)
    }
}
