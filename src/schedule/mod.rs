//! Stage 5: plan -> arrivals. When each event is due and which one it is, in exact nanoseconds from the start.
//!
//! In: the resolved phases of streams, a seed, a start and a time zone. Out: lazy iterators of [`Arrival`],
//! of one component or of several merged. Never sleeps, never asks the time, allocates nothing per event.

mod arrivals;
mod component;
mod count;
mod gaps;
mod merge;
mod peak;
#[cfg(test)]
mod random_lines;
#[cfg(test)]
mod tests;
mod walk;

pub use arrivals::{Arrivals, Begin};
pub use component::{Component, TimedPhase, check_until};
pub use count::Count;
pub use merge::Merge;
pub use peak::{Peak, busiest_second};

/// One event of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// Nanoseconds from the start, rounded down.
    pub due: i64,
    /// The component's number among those of the scenario.
    pub component: u32,
    /// The event's number within its component, from 0.
    pub index: u64,
    /// The phase's position within its stream.
    pub phase: u32,
    /// The regime's position within its switch, else 0.
    pub regime: u32,
}
