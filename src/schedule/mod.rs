//! Stage 5: plan -> arrivals. When each event is due and which one it is, in exact nanoseconds from the start.
//!
//! In: the resolved phases of streams, a seed, a start and a time zone. Out: lazy iterators of [`Arrival`],
//! of one component or of several merged. Never sleeps, never asks the time, allocates nothing per event.

mod arrivals;
mod component;
mod count;
mod curve;
mod cut_count;
mod cuts;
mod gaps;
mod lasting;
mod leap;
mod merge;
mod overlay;
mod peak;
mod phase_pieces;
mod phase_rates;
mod piece;
mod profiles;
mod sample;
#[cfg(test)]
mod tests;
mod thinned;
mod timeline;
mod until;
mod walk;
mod window_events;
mod window_finder;
mod windows;

pub use arrivals::{Arrivals, Begin};
pub use component::{Component, Role};
pub use count::{Count, WindowCount};
pub use curve::{Bin, curves};
pub use cut_count::Cut;
pub use lasting::Lasting;
pub use merge::Merge;
pub use overlay::NamedOverlay;
pub use peak::{Peak, busiest_second};
pub use phase_rates::{Rates, phase_rates};
pub use sample::sample;
pub use timeline::{TimedPhase, Timeline};
pub use until::check_until;
pub use window_finder::WindowFinder;
pub use windows::{Window, Windows};

/// One event of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// Nanoseconds from the start, rounded down.
    pub due: i64,
    /// The component's number among those of the scenario.
    pub component: u32,
    /// The event's number within its component, from 0.
    pub index: u64,
    /// The phase's position within its stream; behind the phases, the overlay's.
    pub phase: u32,
    /// The regime's position within its switch, else 0.
    pub regime: u32,
    /// When its phase began, or the window of its overlay: nanoseconds from the start.
    pub began: i64,
    /// When that ends; `i64::MAX`: when stopped.
    pub ends: i64,
}

impl Arrival {
    /// The first instant of the first component.
    pub const NONE: Self = Self { due: 0, component: 0, index: 0, phase: 0, regime: 0, began: 0, ends: 0 };
}
