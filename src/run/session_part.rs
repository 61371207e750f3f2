//! What became of the sessions of one stream, as they were composed. Composing runs ahead: of a run that ended early it
//! is told how many records of them were not sent.

use super::summary::is_none;
use crate::compose::SessionCounts;
use serde::Serialize;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SessionPart {
    /// The stream's name.
    pub stream: String,
    /// Begun, whether they are over or not.
    pub opened: u64,
    /// Over by themselves.
    pub ended: u64,
    /// Over because they would have waited, or had waited, longer than their journey's `timeout`.
    pub timed_out: u64,
    /// Ended because they made too many steps at one instant, or without sending anything.
    pub stuck: u64,
    /// Ended because all together took too much memory.
    #[serde(skip_serializing_if = "is_none")]
    pub crowded_out: u64,
    /// Still going on when the run ended.
    pub cut: u64,
    /// Records of the stream that were composed ahead and are not sent, as the run ended before they were due: what
    /// the other counts say of sessions includes them.
    pub unsent: u64,
}

impl SessionPart {
    pub(super) fn new(stream: &str, counts: SessionCounts) -> Self {
        let SessionCounts { opened, ended, timed_out, stuck, crowded_out } = counts;
        let (stream, cut) = (stream.to_owned(), counts.open());
        Self { stream, opened, ended, timed_out, stuck, crowded_out, cut, unsent: 0 }
    }
}
