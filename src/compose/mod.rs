//! Stage 6: emission -> record. Never sleeps, never asks the time, never looks a name up.

mod composer;
mod desk;
mod occurrence;
mod record;
mod rehearsal;
mod sequence;
mod sessions;
mod story;
mod template;
mod topics;
mod walk;

pub use composer::Composer;
pub use record::{Batch, Envelope, Origin, Record};
pub use rehearsal::{Rehearsal, Rehearsed};
pub use sequence::Sequence;
pub use sessions::SessionCounts;
pub use story::{Story, Told, story};
