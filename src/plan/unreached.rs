//! Phases that have no time: what the check could not know without the start.

use super::Plan;
use crate::traffic::shapes::Length;

/// A phase that would end before it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreached {
    pub stream: String,
    pub phase: String,
    /// Its line.
    pub line: String,
    /// Nanoseconds from the start.
    pub begins: i64,
}

impl Plan {
    /// In the scenario's order. A burst, which has no length, is none of them.
    pub fn unreached(&self) -> Vec<Unreached> {
        let streams = self.checked.streams.iter().enumerate();
        let phases = streams.flat_map(|(number, stream)| {
            let timed = self.components_of(number).next().into_iter();
            let timed = timed.flat_map(|(_, component)| component.timeline().phases());
            stream.phases.iter().zip(timed).map(move |(phase, timed)| (stream, phase, timed))
        });
        phases
            .filter(|(_, phase, timed)| {
                timed.end == Some(timed.start) && phase.shape.length() != Length::Nanos(0)
            })
            .map(|(stream, phase, timed)| Unreached {
                stream: stream.name.clone(),
                phase: phase.name.clone(),
                line: phase.shape.to_string(),
                begins: timed.start,
            })
            .collect()
    }
}
