//! What a run tells while it goes on. A report is a function of these events: recorded, they replay it.

use super::books::Books;
use super::stop::Signal;
use super::summary::Summary;
use crate::scenario::Pace;
use crate::target::Connected;
use crate::value::Time;

/// Listens on the driver's thread: taking its time delays the next event, never a record.
pub trait Observer: Send {
    fn on(&mut self, event: &Event<'_>);
}

#[derive(Debug)]
pub enum Event<'a> {
    /// Before the first record.
    Connected { target: String, found: Connected, pace: Pace },
    /// The schedule begins; its zero is at `start` of event time. The books may be read from now on.
    Begun { start: Time, books: Books },
    /// A few times a second.
    Progress(Progress),
    /// The schedule was stopped; what was handed over is still waited for.
    Stopping(Signal),
    /// The same, as this line of `expect` does not hold.
    Aborting(&'a str),
    /// The books are closed. The target is still open: an embedded broker can be read until this returns.
    Finished(&'a Summary),
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Nanoseconds since the schedule's zero, on the clock.
    pub elapsed: i64,
    /// Nanoseconds of the schedule.
    pub position: i64,
    pub planned: u64,
    pub sent: u64,
    pub acknowledged: u64,
    pub failed: u64,
    pub skipped: u64,
    /// Nanoseconds by which the schedule was moved.
    pub delayed: i64,
    /// Nanoseconds by which the record is late that the target does not take yet.
    pub waiting: i64,
    /// How far event time is behind the wall clock, as long as it is being caught up with.
    pub until_now: Option<i64>,
    /// In microseconds; `None` where nothing is due at a time.
    pub lag_p99: Option<u64>,
}

/// All of them, one after another.
impl Observer for Vec<Box<dyn Observer>> {
    fn on(&mut self, event: &Event<'_>) {
        self.iter_mut().for_each(|observer| observer.on(event));
    }
}

/// Ignores everything.
impl Observer for () {
    fn on(&mut self, _event: &Event<'_>) {}
}
