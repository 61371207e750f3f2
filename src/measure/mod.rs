//! What records hold, measured: the figures of expectations, and the statistics of every field.
//!
//! In: records as they were sent. Out: counts, shares, means, repetitions. Reads the payload's bytes alone, so
//! that composing stays as it is; only what is asked for is looked at. Never sends, never judges.

mod every;
mod field;
mod figures;
mod finding;
mod hashes;
mod paths;
mod sample;
mod statistics;
mod test;
mod unique;
mod watch;

pub use figures::{EventStatistics, FieldStatistics, StreamDisorder, ValueShare};
pub use finding::{Finding, Watched};
pub use sample::Distribution;
pub use statistics::Statistics;
pub use watch::Watch;
