//! The file of a journal: made, or read and gone on with.

use super::block::Block;
use super::destination::Destination;
use crate::run::summary::Resumed;
use crate::target::{Ranges, TargetError, Union};
use crate::value::Time;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What a file begins with that is a journal.
const MAGIC: &[u8] = b"rushhour journal\n";
/// Of the form of its blocks.
const VERSION: u32 = 1;

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

/// A journal that this process alone writes to.
#[derive(Debug)]
pub struct Journal {
    pub(super) path: PathBuf,
    pub(super) file: File,
    /// Where the schedule's zero was on the wall clock, once it had begun.
    pub(in crate::run) began: Option<Time>,
    /// By earlier runs.
    pub(in crate::run) acknowledged: Ranges,
    /// Earlier runs have handed over no record from this number on.
    pub(super) promised: u64,
    /// Where its records went, once that is known.
    destination: Option<Destination>,
    /// How many of the acknowledged records went elsewhere before.
    elsewhere: u64,
    /// Of a run that was there before this one.
    is_resumed: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    #[error("{}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error(
        "{}: there is such a file: go on with its run by `--resume`, or name another one", path.display()
    )]
    Exists { path: PathBuf },
    #[error("{}: another run is writing this journal", path.display())]
    InUse { path: PathBuf },
    #[error("{}: this is no journal of `run --journal`", path.display())]
    NoJournal { path: PathBuf },
    #[error("{}: the journal is cut or damaged at its very beginning: it says of nothing that it is acknowledged", path.display())]
    NoHead { path: PathBuf },
    #[error("{}: the journal has version {version}, and this rushhour reads {VERSION}", path.display())]
    Version { path: PathBuf, version: u32 },
    #[error(
        "{}: the journal is damaged at byte {at} of {size}, and not at its end: what stands behind cannot be trusted", path.display()
    )]
    Damaged { path: PathBuf, at: usize, size: usize },
}

impl Journal {
    /// Makes a journal where no file is, or leaves none there.
    pub fn create(path: &Path, identity: &Identity) -> Result<Self, JournalError> {
        let path = path.to_path_buf();
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path);
        let file = file.map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => JournalError::Exists { path: path.clone() },
            _ => JournalError::File { path: path.clone(), source },
        })?;
        let mut journal = Self::locked(path, file)?;
        let head = Head { journal: VERSION, identity };
        let head = serde_json::to_vec(&head).expect("numbers and texts");
        let mut bytes = MAGIC.to_vec();
        Block::Head(head).write(&mut bytes);
        match journal.append(&bytes) {
            Ok(()) => Ok(journal),
            Err(source) => {
                // Why it could not be written is what is told.
                let _ = std::fs::remove_file(&journal.path);
                Err(journal.failed(source))
            }
        }
    }

    /// Opens the journal of an earlier run and tells which it was. What its end was cut to is cut off.
    pub fn resume(path: &Path) -> Result<(Self, Identity), JournalError> {
        let path = path.to_path_buf();
        let file = OpenOptions::new().read(true).write(true).open(&path);
        let file = file.map_err(|source| JournalError::File { path: path.clone(), source })?;
        let mut journal = Self { is_resumed: true, ..Self::locked(path, file)? };
        let mut bytes = Vec::new();
        journal.file.read_to_end(&mut bytes).map_err(|source| journal.failed(source))?;
        let identity = journal.read(&bytes)?;
        Ok((journal, identity))
    }

    /// One of which nothing is known yet, unless another run has its file.
    fn locked(path: PathBuf, file: File) -> Result<Self, JournalError> {
        file.try_lock().map_err(|error| match error {
            std::fs::TryLockError::WouldBlock => JournalError::InUse { path: path.clone() },
            std::fs::TryLockError::Error(source) => JournalError::File { path: path.clone(), source },
        })?;
        Ok(Self {
            path,
            file,
            began: None,
            acknowledged: Ranges::default(),
            promised: 0,
            destination: None,
            elsewhere: 0,
            is_resumed: false,
        })
    }

    fn read(&mut self, bytes: &[u8]) -> Result<Identity, JournalError> {
        let path = || self.path.clone();
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
        let version: Head<serde::de::IgnoredAny> =
            serde_json::from_slice(&head).map_err(|_| JournalError::NoJournal { path: path() })?;
        if version.journal != VERSION {
            return Err(JournalError::Version { path: path(), version: version.journal });
        }
        let Head { identity, .. } =
            serde_json::from_slice(&head).map_err(|_| JournalError::NoJournal { path: path() })?;
        let (mut acknowledged, mut elsewhere) = (Union::default(), 0);
        while let Some((block, length)) = Block::read(&blocks[at..]) {
            at += length;
            match block {
                Block::Head(_) => {}
                // One that a later version wrote says nothing here.
                Block::Destination(text) => {
                    let known = self.destination.take();
                    self.destination = serde_json::from_slice(&text).ok();
                    let is_same =
                        known.zip(self.destination.as_ref()).is_some_and(|(known, new)| known.may_be(new));
                    if !is_same {
                        elsewhere = acknowledged.count();
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
        self.elsewhere = elsewhere;
        self.acknowledged = acknowledged.merged();
        self.cut(at + MAGIC.len(), bytes).map(|()| identity)
    }

    /// Lets go of a block that was not written whole; what stands behind a damaged one would be lost with it.
    fn cut(&mut self, end: usize, bytes: &[u8]) -> Result<(), JournalError> {
        let is_whole = |start: usize| Block::read(&bytes[start..]).is_some();
        if (end + 1..bytes.len()).any(is_whole) {
            return Err(JournalError::Damaged { path: self.path.clone(), at: end, size: bytes.len() });
        }
        let end = end as u64;
        let cut = self.file.set_len(end).and_then(|()| self.file.seek(SeekFrom::Start(end)));
        cut.map(|_| ()).map_err(|source| self.failed(source))
    }

    /// What earlier runs did, where there were some.
    pub fn resumed(&self) -> Option<Resumed> {
        self.is_resumed.then(|| Resumed {
            acknowledged_before: self.acknowledged.count(),
            perhaps_twice: self.doubtful(),
        })
    }

    /// Where earlier runs sent to, as far as it is known.
    pub fn destination(&self) -> Option<&Destination> {
        self.destination.as_ref()
    }

    /// Takes any target for that of the earlier runs.
    pub fn forget_destination(&mut self) {
        self.destination = None;
    }

    /// How many records the target must hold of earlier runs.
    pub(in crate::run) fn held(&self) -> u64 {
        match self.destination {
            Some(_) => self.acknowledged.count().saturating_sub(self.elsewhere),
            None => 0,
        }
    }

    /// Writes down where the records go, unless it is known.
    pub(in crate::run) fn go_to(&mut self, destination: Destination) -> Result<(), TargetError> {
        if self.destination.as_ref() == Some(&destination) {
            return Ok(());
        }
        let mut bytes = Vec::new();
        let text = serde_json::to_vec(&destination).expect("texts");
        Block::Destination(text).write(&mut bytes);
        self.append(&bytes).map_err(|source| TargetError::Journal { path: self.path.clone(), source })?;
        self.destination = Some(destination);
        Ok(())
    }

    /// How many records may be sent although an earlier run sent them already.
    fn doubtful(&self) -> u64 {
        self.promised.saturating_sub(self.acknowledged.below(self.promised))
    }

    fn failed(&self, source: io::Error) -> JournalError {
        JournalError::File { path: self.path.clone(), source }
    }

    /// Writes behind everything else and waits until it is on the disk.
    pub(super) fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.file.sync_data()
    }
}

/// A time as a whole number.
mod nanoseconds {
    use super::{Deserialize, Time};
    use serde::{Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
    pub fn serialize<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(time.0)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        i64::deserialize(deserializer).map(Time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity() -> Identity {
        Identity { plan: "9abd".to_owned(), seed: 7, start: Time(-5), event_id: true }
    }

    fn kafka(cluster: &str) -> Destination {
        Destination { target: "kafka".to_owned(), cluster: Some(cluster.to_owned()) }
    }

    /// Three moments of a run that ended by itself.
    fn written(folder: &Path) -> Vec<u8> {
        let path = folder.join("whole.journal");
        let mut journal = Journal::create(&path, &identity()).unwrap();
        journal.go_to(kafka("one")).unwrap();
        journal.go_to(kafka("one")).unwrap();
        let mut bytes = Vec::new();
        Block::Begun(Time(1)).write(&mut bytes);
        for (promised, mut numbers) in [(256, vec![0, 2, 1, 9]), (512, vec![5, 300]), (512, vec![3, 4])] {
            Block::Progress { promised, acknowledged: Ranges::of(&mut numbers) }.write(&mut bytes);
        }
        Block::Closed { sent: 301 }.write(&mut bytes);
        journal.append(&bytes).unwrap();
        std::fs::read(&path).unwrap()
    }

    fn opened(folder: &Path, bytes: &[u8]) -> Result<(Journal, Identity), JournalError> {
        let path = folder.join("run.journal");
        std::fs::write(&path, bytes).unwrap();
        Journal::resume(&path)
    }

    #[test]
    fn a_journal_says_what_was_written_and_what_is_in_doubt() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, known) = opened(folder.path(), &written(folder.path())).unwrap();
        assert_eq!((known, journal.began), (identity(), Some(Time(1))));
        let numbers: Vec<u64> = (0..400).filter(|number| journal.acknowledged.contains(*number)).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 9, 300]);
        assert_eq!((journal.promised, journal.doubtful()), (301, 293));
        assert_eq!((journal.destination(), journal.held()), (Some(&kafka("one")), 8));
    }

    #[test]
    fn a_target_holds_what_was_acknowledged_there() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::create(&folder.path().join("run.journal"), &identity()).unwrap();
        let unknown = Destination { target: "kafka".to_owned(), cluster: None };
        for (destination, mut numbers) in
            [(unknown, vec![4]), (kafka("one"), vec![0, 1, 2]), (kafka("two"), vec![5])]
        {
            journal.go_to(destination).unwrap();
            let mut bytes = Vec::new();
            Block::Progress { promised: 8, acknowledged: Ranges::of(&mut numbers) }.write(&mut bytes);
            journal.append(&bytes).unwrap();
        }
        drop(journal);
        let (mut journal, _) = Journal::resume(&folder.path().join("run.journal")).unwrap();
        assert_eq!((journal.acknowledged.count(), journal.elsewhere, journal.held()), (5, 4, 1));
        journal.forget_destination();
        assert_eq!(journal.held(), 0);
    }

    #[test]
    fn a_journal_that_is_cut_anywhere_says_less_or_is_refused_and_goes_on_from_there() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = written(folder.path());
        let (whole, _) = opened(folder.path(), &bytes).unwrap();
        drop(whole);
        let (mut refused, mut said) = (0, 0);
        for cut in 0..bytes.len() {
            match opened(folder.path(), &bytes[..cut]) {
                Err(JournalError::NoHead { .. }) => refused += 1,
                Err(error) => panic!("cut at {cut}: {error}"),
                Ok((mut journal, known)) => {
                    assert_eq!(known, identity());
                    assert!(journal.acknowledged.count() >= said, "never less than of a shorter one");
                    said = journal.acknowledged.count();
                    assert!(journal.acknowledged.end() <= journal.promised, "promised before it was sent");
                    let mut more = Vec::new();
                    let acknowledged = Ranges::of(&mut [400]);
                    Block::Progress { promised: 600, acknowledged }.write(&mut more);
                    journal.append(&more).unwrap();
                    drop(journal);
                    let (journal, _) = Journal::resume(&folder.path().join("run.journal")).unwrap();
                    assert!(journal.acknowledged.contains(400), "cut at {cut}");
                    assert_eq!(journal.acknowledged.count(), said + 1);
                }
            }
        }
        assert_eq!(said, 8);
        assert!((1..200).contains(&refused), "{refused}");
    }

    #[test]
    fn a_changed_byte_is_never_believed() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = written(folder.path());
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x10;
            if let Ok((journal, known)) = opened(folder.path(), &changed) {
                assert_eq!(known, identity());
                assert_eq!(journal.promised, 512, "only the last block may be lost, not that of byte {at}");
            }
        }
    }

    #[test]
    fn only_one_run_writes_a_journal_and_no_other_file_becomes_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.journal");
        let journal = Journal::create(&path, &identity()).unwrap();
        assert!(matches!(Journal::resume(&path), Err(JournalError::InUse { .. })));
        assert!(matches!(Journal::create(&path, &identity()), Err(JournalError::Exists { .. })));
        drop(journal);
        assert!(Journal::resume(&path).is_ok());
        std::fs::write(&path, "scenario: hello\n").unwrap();
        assert!(matches!(Journal::resume(&path), Err(JournalError::NoJournal { .. })));
        let head = br#"{"journal":2}"#.to_vec();
        let mut bytes = MAGIC.to_vec();
        Block::Head(head).write(&mut bytes);
        assert!(matches!(opened(folder.path(), &bytes), Err(JournalError::Version { version: 2, .. })));
    }
}
