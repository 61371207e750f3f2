//! Stage 7: schedule + clock + target -> events and totals. Never prints.
//!
//! Three parties, each on its own thread: composing runs ahead and fills batches; sending hands each record
//! over when it is due; the driver waits for the end and for signals, and tells an observer how it goes.

mod clock;
mod composer;
mod count;
mod counts;
mod driver;
mod entry;
mod floating;
mod latencies;
mod ledger;
mod observer;
mod planned;
mod quota;
mod sender;
mod shelf;
mod source;
mod stop;
mod summary;
mod timing;
mod window;

pub use crate::scenario::{Behind, Pace};
pub use clock::Clock;
pub use driver::{Options, RunError, run};
pub use floating::Floating;
pub use observer::{Event, Observer, Progress};
pub use planned::{FaultReport, Planned};
pub use source::{Portion, Source};
pub use stop::{Signal, Stop, StopHandle};
pub use summary::{
    Ending, Failure, Invalid, Mismatch, Part, Percentiles, PhasePart, StreamPart, Summary, TopicPart, WarmUp,
};
