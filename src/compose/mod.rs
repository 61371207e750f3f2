//! Stage 6: emission -> record. Never sleeps, never asks the time, never looks a name up.

mod composer;
mod record;
mod sequence;
mod template;
mod topics;

pub use composer::Composer;
pub use record::{Batch, Envelope, Origin, Record};
pub use sequence::Sequence;
