//! `--journal`: which records of a plan are acknowledged, on disk, so that a run that died can go on.
//!
//! In: the numbers of acknowledged records; a record's number is its position among all that the plan makes, which
//! depends on the plan alone. Out: a file of blocks, only ever added to. Before a record is handed over, the file says
//! that it may be: what is unacknowledged below that was perhaps sent.

mod block;
mod contents;
mod destination;
mod error;
mod file;
mod head;
mod store;
mod writer;

pub use destination::Destination;
pub use error::JournalError;
pub use file::Journal;
pub use head::Identity;
pub(super) use writer::{Notes, Writing};
