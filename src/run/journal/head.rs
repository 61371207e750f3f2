//! How a journal begins: that it is one, and of which run.

use super::block::Block;
use crate::value::Time;
use serde::{Deserialize, Serialize};

/// What a file begins with that is a journal.
pub(super) const MAGIC: &[u8] = b"rushhour journal\n";
/// Of the form of its blocks.
pub(super) const VERSION: u32 = 1;

/// Of which run a journal is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The plan's, over everything that decides what is sent.
    pub plan: String,
    pub seed: u64,
    /// Event time of the schedule's zero.
    #[serde(rename = "start_ns", with = "nanoseconds")]
    pub start: Time,
    /// Records have a header that names them.
    pub event_id: bool,
}

/// How `Identity` begins, so that an unknown version is told as such.
#[derive(Serialize, Deserialize)]
struct Head<I> {
    journal: u32,
    #[serde(flatten)]
    identity: I,
}

/// The first block's text is none of a journal that can be read.
pub(super) enum Unknown {
    Version(u32),
    Form,
}

impl Identity {
    /// The bytes of a journal that says no more.
    pub(super) fn write(&self) -> Vec<u8> {
        let head = Head { journal: VERSION, identity: self };
        let mut bytes = MAGIC.to_vec();
        Block::Head(serde_json::to_vec(&head).expect("numbers and texts")).write(&mut bytes);
        bytes
    }

    pub(super) fn parse(text: &[u8]) -> Result<Self, Unknown> {
        let known: Head<serde::de::IgnoredAny> = serde_json::from_slice(text).map_err(|_| Unknown::Form)?;
        if known.journal != VERSION {
            return Err(Unknown::Version(known.journal));
        }
        let head: Head<Self> = serde_json::from_slice(text).map_err(|_| Unknown::Form)?;
        Ok(head.identity)
    }
}

/// A time as a whole number.
mod nanoseconds {
    use super::{Deserialize, Serialize, Time};
    use serde::{Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
    pub fn serialize<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
        time.0.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        i64::deserialize(deserializer).map(Time)
    }
}
