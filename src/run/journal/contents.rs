//! The bytes of a journal -> what it says. A block that was not written whole says nothing, and is the last one.

use super::block::Block;
use super::destination::Destination;
use super::error::JournalError;
use super::head::{Identity, MAGIC, Unknown};
use crate::target::{Ranges, Union};
use crate::value::Time;
use std::path::Path;

/// What earlier runs wrote down.
#[derive(Debug, Default)]
pub(in crate::run) struct Contents {
    /// Where the schedule's zero was on the wall clock, once it had begun.
    pub(in crate::run) began: Option<Time>,
    pub(in crate::run) acknowledged: Ranges,
    /// No record from this number on was handed over.
    pub(super) promised: u64,
    /// Where the records went, once that is known.
    pub(super) destination: Option<Destination>,
    /// How many of the acknowledged records went elsewhere before.
    pub(super) elsewhere: u64,
}

impl Contents {
    /// With the run that the journal is of, and the number of bytes that say so.
    pub(super) fn read(bytes: &[u8], path: &Path) -> Result<(Identity, Self, usize), JournalError> {
        let path = || path.to_path_buf();
        let Some(blocks) = bytes.strip_prefix(MAGIC) else {
            let is_cut = MAGIC.starts_with(bytes);
            return Err(if is_cut {
                JournalError::NoHead { path: path() }
            } else {
                JournalError::NoJournal { path: path() }
            });
        };
        let Some((Block::Head(head), mut at)) = Block::read(blocks) else {
            return Err(JournalError::NoHead { path: path() });
        };
        let identity = Identity::parse(&head).map_err(|unknown| match unknown {
            Unknown::Version(version) => JournalError::Version { path: path(), version },
            Unknown::Form => JournalError::NoJournal { path: path() },
        })?;
        let (mut said, mut acknowledged) = (Self::default(), Union::default());
        while let Some((block, length)) = Block::read(&blocks[at..]) {
            at += length;
            said.hear(block, &mut acknowledged);
        }
        said.acknowledged = acknowledged.merged();
        // What stands behind a damaged block would be lost with it.
        let is_whole = |start: usize| Block::read(&blocks[start..]).is_some();
        let end = MAGIC.len() + at;
        if (at + 1..blocks.len()).any(is_whole) {
            return Err(JournalError::Damaged { path: path(), at: end, size: bytes.len() });
        }
        Ok((identity, said, end))
    }

    fn hear(&mut self, block: Block, acknowledged: &mut Union) {
        match block {
            Block::Head(_) => {}
            // One that a later version wrote says nothing here.
            Block::Destination(text) => {
                let known = self.destination.take();
                self.destination = serde_json::from_slice(&text).ok();
                let new = self.destination.as_mut();
                let is_same = known
                    .zip(new)
                    .is_some_and(|(known, new)| !std::mem::take(&mut new.is_anew) && known.may_be(new));
                if !is_same {
                    self.elsewhere = acknowledged.count();
                }
            }
            Block::Begun(time) => self.began = self.began.or(Some(time)),
            Block::Progress { promised, acknowledged: more } => {
                self.promised = self.promised.max(promised);
                acknowledged.add(more);
            }
            Block::Closed { sent } => self.promised = sent,
        }
    }

    /// How many records the target must hold of earlier runs.
    pub(super) fn held(&self) -> u64 {
        match self.destination {
            Some(_) => self.acknowledged.count().saturating_sub(self.elsewhere),
            None => 0,
        }
    }

    /// How many records may be sent although an earlier run sent them already.
    pub(super) fn doubtful(&self) -> u64 {
        self.promised.saturating_sub(self.acknowledged.below(self.promised))
    }
}
