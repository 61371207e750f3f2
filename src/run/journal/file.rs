//! The file of a journal: made, or read and gone on with.

use super::block::Block;
use super::contents::Contents;
use super::destination::Destination;
use super::error::JournalError;
use super::head::Identity;
use crate::run::summary::Resumed;
use crate::target::{Ranges, TargetError};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A journal that this process alone writes to.
#[derive(Debug)]
pub struct Journal {
    pub(super) path: PathBuf,
    pub(super) file: File,
    pub(in crate::run) said: Contents,
    /// Of a run that was there before this one.
    is_resumed: bool,
    /// What goes on may go elsewhere.
    is_anew: bool,
    /// Where a block begins that was not written whole.
    torn: Option<u64>,
}

impl Journal {
    /// Makes a journal where no file is. One that cannot be written is taken away again.
    pub fn create(path: &Path, identity: &Identity) -> Result<Self, JournalError> {
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(path);
        let file = file.map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => JournalError::Exists { path: path.to_path_buf() },
            _ => JournalError::File { path: path.to_path_buf(), source },
        })?;
        let begun = Self::locked(path, file).and_then(|mut journal| {
            let written = journal.append(&identity.write());
            written.map_err(|source| journal.failed(source)).map(|()| journal)
        });
        if begun.is_err() {
            // Why it could not be written is what is told.
            let _ = std::fs::remove_file(path);
        }
        begun
    }

    /// Opens the journal of an earlier run and tells which it was. It stays as it is until something is added: what its end
    /// was cut to is cut off then.
    pub fn resume(path: &Path) -> Result<(Self, Identity), JournalError> {
        let file = OpenOptions::new().read(true).write(true).open(path);
        let file = file.map_err(|source| JournalError::File { path: path.to_path_buf(), source })?;
        let mut journal = Self::locked(path, file)?;
        let mut bytes = Vec::new();
        journal.file.read_to_end(&mut bytes).map_err(|source| journal.failed(source))?;
        let (identity, said, end) = Contents::read(&bytes, path)?;
        let torn = (end < bytes.len()).then_some(end as u64);
        Ok((Self { said, is_resumed: true, torn, ..journal }, identity))
    }

    /// One of which nothing is known yet, unless another run has its file.
    fn locked(path: &Path, file: File) -> Result<Self, JournalError> {
        let path = path.to_path_buf();
        match file.try_lock() {
            Ok(()) => Ok(Self {
                path,
                file,
                said: Contents::default(),
                is_resumed: false,
                is_anew: false,
                torn: None,
            }),
            Err(std::fs::TryLockError::WouldBlock) => Err(JournalError::InUse { path }),
            Err(std::fs::TryLockError::Error(source)) => Err(JournalError::File { path, source }),
        }
    }

    /// Lets go of a block that was not written whole.
    fn cut(&mut self, end: u64) -> io::Result<()> {
        self.file.set_len(end)?;
        self.file.seek(SeekFrom::Start(end)).map(|_| ())
    }

    /// What earlier runs did, where there were some.
    pub fn resumed(&self) -> Option<Resumed> {
        self.is_resumed.then(|| Resumed {
            acknowledged_before: self.said.acknowledged.count(),
            perhaps_twice: self.said.doubtful(),
        })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where earlier runs sent to, as far as it is known.
    pub fn destination(&self) -> Option<&Destination> {
        self.said.destination.as_ref()
    }

    /// Takes any target for that of the earlier runs.
    pub fn forget_destination(&mut self) {
        self.is_anew = self.said.destination.take().is_some();
    }

    /// How many records the target must hold of earlier runs.
    pub(in crate::run) fn held(&self) -> u64 {
        self.said.held()
    }

    /// Writes down where the records go, unless it is known.
    pub(in crate::run) fn go_to(&mut self, destination: Destination) -> Result<(), TargetError> {
        if self.destination() == Some(&destination) {
            return Ok(());
        }
        let told = Destination { is_anew: std::mem::take(&mut self.is_anew), ..destination.clone() };
        let text = serde_json::to_vec(&told).expect("texts");
        self.add(&Block::Destination(text))?;
        self.said.destination = Some(destination);
        Ok(())
    }

    /// Adds what the target itself knows to be acknowledged.
    pub(in crate::run) fn learn(&mut self, committed: Ranges) -> Result<(), TargetError> {
        let before = self.said.acknowledged.count();
        let known = std::mem::take(&mut self.said.acknowledged);
        self.said.acknowledged = Ranges::union([known, committed.clone()]);
        if self.said.acknowledged.count() == before {
            return Ok(());
        }
        self.said.promised = self.said.promised.max(committed.end());
        self.add(&Block::Progress { promised: self.said.promised, acknowledged: committed })
    }

    fn add(&mut self, block: &Block) -> Result<(), TargetError> {
        let mut bytes = Vec::new();
        block.write(&mut bytes);
        self.append(&bytes).map_err(|source| TargetError::Journal { path: self.path.clone(), source })
    }

    fn failed(&self, source: io::Error) -> JournalError {
        JournalError::File { path: self.path.clone(), source }
    }

    /// Writes behind everything else and waits until it is on the disk.
    pub(super) fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(end) = self.torn {
            self.cut(end)?;
            self.torn = None;
        }
        self.file.write_all(bytes)?;
        self.file.sync_data()
    }
}

#[cfg(test)]
mod tests {
    use super::super::head::MAGIC;
    use super::*;
    use crate::target::Target;
    use crate::value::Time;

    fn identity() -> Identity {
        Identity { plan: "9abd".to_owned(), seed: 7, start: Time(-5), event_id: true }
    }

    fn kafka(cluster: &str) -> Destination {
        Destination {
            target: "kafka".to_owned(),
            cluster: Some(cluster.to_owned()),
            ..Destination::of(&Target::Null)
        }
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
        assert_eq!((known, journal.said.began), (identity(), Some(Time(1))));
        let numbers: Vec<u64> =
            (0..400).filter(|number| journal.said.acknowledged.contains(*number)).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 9, 300]);
        assert_eq!((journal.said.promised, journal.said.doubtful()), (301, 293));
        assert_eq!((journal.destination(), journal.held()), (Some(&kafka("one")), 8));
    }

    #[test]
    fn a_target_holds_what_was_acknowledged_there() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::create(&folder.path().join("run.journal"), &identity()).unwrap();
        let unknown = Destination { cluster: None, ..kafka("one") };
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
        assert_eq!((journal.said.acknowledged.count(), journal.said.elsewhere, journal.held()), (5, 4, 1));
        journal.forget_destination();
        assert_eq!(journal.held(), 0);
    }

    #[test]
    fn a_target_that_was_made_anew_holds_nothing_of_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.journal");
        let mut journal = Journal::create(&path, &identity()).unwrap();
        for (destination, number) in [(kafka("one"), 1), (kafka("one"), 2)] {
            journal.forget_destination();
            journal.go_to(destination).unwrap();
            journal.learn(Ranges::of(&mut [number])).unwrap();
        }
        drop(journal);
        for (acknowledged, held) in [(2, 1), (3, 2)] {
            let (mut journal, _) = Journal::resume(&path).unwrap();
            assert_eq!((journal.said.acknowledged.count(), journal.held()), (acknowledged, held));
            journal.go_to(kafka("one")).unwrap();
            journal.learn(Ranges::of(&mut [3])).unwrap();
        }
    }

    #[test]
    fn what_the_target_itself_knows_is_in_doubt_no_more_and_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.journal");
        let mut journal = Journal::create(&path, &identity()).unwrap();
        journal.add(&Block::Progress { promised: 4, acknowledged: Ranges::of(&mut [0, 1]) }).unwrap();
        drop(journal);
        let (mut journal, _) = Journal::resume(&path).unwrap();
        let resumed = |journal: &Journal| {
            journal.resumed().map(|resumed| (resumed.acknowledged_before, resumed.perhaps_twice))
        };
        assert_eq!(resumed(&journal), Some((2, 2)));
        journal.learn(Ranges::of(&mut [1, 2, 9])).unwrap();
        assert_eq!(resumed(&journal), Some((4, 6)), "all below the last one may have been sent");
        drop(journal);
        let (journal, _) = Journal::resume(&path).unwrap();
        assert_eq!(resumed(&journal), Some((4, 6)));
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
                    assert!(journal.said.acknowledged.count() >= said, "never less than of a shorter one");
                    said = journal.said.acknowledged.count();
                    assert!(
                        journal.said.acknowledged.end() <= journal.said.promised,
                        "promised before it was sent"
                    );
                    let length = std::fs::metadata(folder.path().join("run.journal")).unwrap().len();
                    assert_eq!(length, cut as u64, "nothing is cut off before there is more");
                    let mut more = Vec::new();
                    let acknowledged = Ranges::of(&mut [400]);
                    Block::Progress { promised: 600, acknowledged }.write(&mut more);
                    journal.append(&more).unwrap();
                    drop(journal);
                    let (journal, _) = Journal::resume(&folder.path().join("run.journal")).unwrap();
                    assert!(journal.said.acknowledged.contains(400), "cut at {cut}");
                    assert_eq!(journal.said.acknowledged.count(), said + 1);
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
                assert_eq!(
                    journal.said.promised, 512,
                    "only the last block may be lost, not that of byte {at}"
                );
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
