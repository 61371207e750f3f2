//! Stage 6: emission -> record. Never sleeps, never asks the time, never looks a name up.

mod composer;
mod desk;
mod disorder;
mod event_id;
mod held;
mod marks;
mod occurrence;
mod outlook;
mod parcel;
mod record;
mod rehearsal;
mod sequence;
mod sessions;
mod story;
mod template;
mod topics;
mod upcoming;
mod walk;
mod ways;
mod works;

pub use composer::Composer;
pub use held::MOST_HELD_BYTES;
pub use marks::{Disordered, Marks};
pub use outlook::{JourneyOutlook, StepOutlook, journeys};
pub use record::{Batch, Envelope, Origin, Record, Unsent};
pub use sequence::Sequence;
pub use sessions::{MOST_SESSION_BYTES, SessionCounts};
pub use story::{Story, Told, story};
pub use topics::NO_TOPIC;
pub use upcoming::Upcoming;
