//! The thread that writes a journal: neither the sending thread nor the target's waits for the disk, unless it falls far
//! behind.

use super::block::Block;
use super::file::Journal;
use super::ranges::Ranges;
use crate::value::Time;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle, Thread};
use std::time::Duration;

/// Between two times that what is acknowledged comes to the disk.
const INTERVAL: Duration = Duration::from_millis(100);
/// Where more is promised so fast that the interval never passes: so often it is promised before it comes to the disk.
const PROMISES: u32 = 4;
/// How many records may be sent ahead of what the file says: few where few are sent, as they are the ones that are in
/// doubt when the run dies.
const LEAST_AHEAD: u64 = 256;
const MOST_AHEAD: u64 = 1 << 16;

/// What the sending thread and the writing one tell each other.
pub(in crate::run) struct Notes {
    /// The file says that records below this number may be sent.
    promised: AtomicU64,
    /// No record from this number on was sent.
    sent: AtomicU64,
    /// More is to be promised soon.
    room: AtomicU64,
    is_asked: AtomicBool,
    is_stopped: AtomicBool,
    writer: OnceLock<Thread>,
    /// As the file says or will.
    began: OnceLock<Time>,
}

impl Notes {
    pub(in crate::run) fn new(journal: &Journal) -> Self {
        Self {
            promised: AtomicU64::new(journal.promised),
            // Perhaps, by earlier runs.
            sent: AtomicU64::new(journal.promised),
            room: AtomicU64::new(0),
            is_asked: AtomicBool::new(true),
            is_stopped: AtomicBool::new(false),
            writer: OnceLock::new(),
            began: journal.began.map(OnceLock::from).unwrap_or_default(),
        }
    }

    /// Where the schedule's zero was on the wall clock; none before it is there.
    pub(in crate::run) fn began(&self) -> Option<Time> {
        self.began.get().copied()
    }

    /// Whether the record of a number may be sent now; the file says so first. From the sending thread.
    #[inline]
    pub(in crate::run) fn may_send(&self, number: u64) -> bool {
        if number >= self.room.load(Ordering::Relaxed) {
            self.ask();
        }
        if number >= self.promised.load(Ordering::Acquire) {
            return false;
        }
        if number >= self.sent.load(Ordering::Relaxed) {
            self.sent.store(number + 1, Ordering::Relaxed);
        }
        true
    }

    /// Wakes the writing thread.
    #[cold]
    pub(in crate::run) fn ask(&self) {
        if !self.is_asked.swap(true, Ordering::AcqRel) {
            self.wake();
        }
    }

    fn wake(&self) {
        if let Some(writer) = self.writer.get() {
            writer.unpark();
        }
    }
}

/// The writing thread.
pub(in crate::run) struct Writing {
    notes: Arc<Notes>,
    path: PathBuf,
    thread: JoinHandle<io::Result<()>>,
}

impl Writing {
    /// Writes what `collect` adds to a list, the numbers of records acknowledged since it was last called. Halts the run
    /// when the file cannot be written.
    pub(in crate::run) fn start(
        mut journal: Journal,
        notes: Arc<Notes>,
        wall: Time,
        halted: Arc<AtomicBool>,
        collect: impl FnMut(&mut Vec<u64>) + Send + 'static,
    ) -> Self {
        let path = journal.path.clone();
        let wall = *notes.began.get_or_init(|| wall);
        let shared = notes.clone();
        let thread = thread::spawn(move || {
            let begun = match journal.began {
                Some(_) => Ok(()),
                None => {
                    let mut bytes = Vec::new();
                    Block::Begun(wall).write(&mut bytes);
                    journal.append(&bytes)
                }
            };
            let written = begun.and_then(|()| write_all(&mut journal, &shared, collect));
            if written.is_err() {
                halted.store(true, Ordering::Relaxed);
            }
            written
        });
        // Nobody else sets it.
        let _ = notes.writer.set(thread.thread().clone());
        Self { notes, path, thread }
    }

    /// After the last receipt: writes what is left; else the file, and why it could not be written.
    pub(in crate::run) fn finish(self) -> Result<(), (PathBuf, io::Error)> {
        self.notes.is_stopped.store(true, Ordering::Release);
        self.notes.wake();
        let written = self.thread.join().unwrap_or_else(|payload| std::panic::resume_unwind(payload));
        written.map_err(|error| (self.path, error))
    }
}

fn write_all(journal: &mut Journal, notes: &Notes, mut collect: impl FnMut(&mut Vec<u64>)) -> io::Result<()> {
    use std::io::Write;
    let (mut ahead, mut before, mut unsynced) = (LEAST_AHEAD, notes.sent.load(Ordering::Relaxed), 0);
    let mut bytes = Vec::new();
    loop {
        let is_stopped = notes.is_stopped.load(Ordering::Acquire);
        let is_asked = notes.is_asked.swap(false, Ordering::AcqRel);
        let sent = notes.sent.load(Ordering::Relaxed);
        if is_asked {
            ahead = (ahead * 2).min(MOST_AHEAD);
        } else if sent - before < ahead / 8 {
            ahead = (ahead / 2).max(LEAST_AHEAD);
        }
        before = sent;
        let known = notes.promised.load(Ordering::Relaxed);
        let promised = if is_stopped { known } else { known.max(sent.saturating_add(ahead)) };
        let mut numbers = Vec::new();
        collect(&mut numbers);
        bytes.clear();
        if !numbers.is_empty() || promised > known {
            Block::Progress { promised, acknowledged: Ranges::of(numbers) }.write(&mut bytes);
        }
        if is_stopped {
            Block::Closed { sent }.write(&mut bytes);
            return journal.append(&bytes);
        }
        journal.file.write_all(&bytes)?;
        notes.room.store(promised.saturating_sub(ahead / 2), Ordering::Relaxed);
        notes.promised.store(promised, Ordering::Release);
        unsynced += u32::from(!bytes.is_empty());
        if unsynced > 0 && (!is_asked || unsynced >= PROMISES) {
            journal.file.sync_data()?;
            unsynced = 0;
        }
        if !notes.is_asked.load(Ordering::Acquire) && !notes.is_stopped.load(Ordering::Acquire) {
            thread::park_timeout(INTERVAL);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::Identity;
    use super::*;
    use std::fs::File;
    use std::path::Path;

    fn created(folder: &Path) -> Journal {
        let identity = Identity { plan: String::new(), seed: 1, start: Time(0) };
        Journal::create(&folder.join("run.journal"), &identity).unwrap()
    }

    fn start(journal: Journal, numbers: std::ops::Range<u64>) -> (Arc<Notes>, Arc<AtomicBool>, Writing) {
        let (notes, halted) = (Arc::new(Notes::new(&journal)), Arc::new(AtomicBool::new(false)));
        let mut left = numbers;
        let collect = move |list: &mut Vec<u64>| list.extend(left.by_ref().take(7));
        let writing = Writing::start(journal, notes.clone(), Time(5), halted.clone(), collect);
        (notes, halted, writing)
    }

    #[test]
    fn a_record_may_be_sent_when_the_file_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let (notes, halted, writing) = start(created(folder.path()), 0..7);
        let mut number = 0;
        while number < 100_000 {
            if notes.may_send(number) {
                number += 1;
            } else {
                thread::yield_now();
            }
        }
        writing.finish().unwrap();
        assert!(!halted.load(Ordering::Relaxed));
        let (journal, _) = Journal::resume(&folder.path().join("run.journal")).unwrap();
        assert_eq!((journal.began, journal.promised), (Some(Time(5)), 100_000), "closed with what was sent");
        assert_eq!((journal.acknowledged.len(), journal.acknowledged.end()), (7, 7));
    }

    #[test]
    fn a_journal_that_cannot_be_written_halts_the_run() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = created(folder.path());
        journal.file = File::open(folder.path().join("run.journal")).unwrap();
        let (notes, halted, writing) = start(journal, 0..7);
        let (path, _) = writing.finish().unwrap_err();
        assert!(path.ends_with("run.journal") && halted.load(Ordering::Relaxed));
        assert!(!notes.may_send(0), "the file does not say that it may be");
    }
}
