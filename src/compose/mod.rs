//! Stage 6: emission -> record. Never sleeps, never asks the time, never looks a name up.

mod composer;
mod disorder;
mod held;
mod marks;
mod parcel;
mod record;
mod sequence;
mod template;
mod topics;

pub use composer::Composer;
pub use held::MOST_HELD_BYTES;
pub use marks::{Disordered, Marks};
pub use record::{Batch, Envelope, Origin, Record, Unsent};
pub use sequence::Sequence;
