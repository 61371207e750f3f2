//! Stage 6: emission -> record. Never sleeps, never asks the time, never looks a name up.

mod record;

pub use record::{Batch, Envelope, Origin, Record};
