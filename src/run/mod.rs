//! Stage 7: schedule + clock + target -> events and totals. Never prints.
//!
//! Three parties, each on its own thread: composing runs ahead and fills batches; sending hands each record
//! over when it is due; the driver waits for the end and for signals, and tells an observer how it goes.

mod arrival;
mod books;
mod clock;
mod comparison;
mod composer;
mod count;
mod counts;
mod distance;
mod driver;
mod entry;
mod failed_records;
mod failures;
mod floating;
mod gauges;
mod journal;
mod judge;
mod latencies;
mod ledger;
mod observer;
mod options;
mod part;
mod partitions;
mod percentiles;
mod places;
mod planned;
mod quota;
mod register;
mod resent;
mod ring;
mod sender;
mod sending;
mod session_part;
mod shelf;
mod source;
mod stop;
mod summary;
mod tally;
mod timing;
mod verdict;
mod watcher;
mod window;

pub use crate::scenario::{Behind, Pace};
pub use books::{Books, Figures, Spread};
pub use clock::Clock;
pub use comparison::{EndOffsets, Mismatch};
pub use driver::{RunError, run};
pub use failed_records::{FailedRecords, empty};
pub use floating::Floating;
pub use journal::{Destination, Identity, Journal, JournalError};
pub use judge::Expected;
pub use observer::{Event, Observer, Progress};
pub use options::Options;
pub use part::{Failure, Part, PhasePart, StreamPart, TopicPart, WarmUp};
pub use partitions::PartitionPart;
pub use percentiles::Percentiles;
pub use planned::{Aftermath, Planned};
pub use resent::{Records, Resent, ResentError};
pub use session_part::SessionPart;
pub use source::{Portion, Source};
pub use stop::{Signal, Stop, StopHandle};
pub use summary::{Ending, Invalid, Resumed, Summary};
pub use verdict::{Measure, Verdict};
