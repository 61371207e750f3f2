//! The threads that write a journal: one says what may be handed over and what is acknowledged, another brings that to
//! the disk. Neither the sending thread nor the target's waits for them, unless they fall far behind.

use super::block::Block;
use super::file::Journal;
use super::store::Store;
use crate::target::Ranges;
use crate::value::Time;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle, Thread};
use std::time::Duration;

/// Between two times that what is acknowledged is written: what came in between is sent twice when the run dies.
const INTERVAL: Duration = Duration::from_millis(20);
/// Between two times that what was written comes to the disk.
const SYNC: Duration = Duration::from_millis(100);
/// Intervals without a question for more, after which fewer records may be sent ahead.
const QUIET: u32 = 5;
/// How many records may be sent ahead of what the file says: at least as many as are sent in so many intervals, which the
/// disk may need to take a few bytes, and not many more, as they are the ones that are in doubt when the run dies.
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
            promised: AtomicU64::new(journal.said.promised),
            // Perhaps, by earlier runs.
            sent: AtomicU64::new(journal.said.promised),
            room: AtomicU64::new(0),
            is_asked: AtomicBool::new(true),
            is_stopped: AtomicBool::new(false),
            writer: OnceLock::new(),
            began: journal.said.began.map(OnceLock::from).unwrap_or_default(),
        }
    }

    /// Earlier runs sent all records below this number, or may have.
    pub(in crate::run) fn begin_behind(&self, number: u64) {
        self.promised.fetch_max(number, Ordering::AcqRel);
        self.sent.fetch_max(number, Ordering::Relaxed);
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

/// Both threads.
pub(in crate::run) struct Writing {
    notes: Arc<Notes>,
    path: PathBuf,
    writer: JoinHandle<io::Result<()>>,
    syncer: JoinHandle<io::Result<()>>,
    store: Arc<Store>,
}

/// Halts the run when a thread ends otherwise than well, be it that it panics.
struct Halting {
    halted: Arc<AtomicBool>,
    is_well: bool,
}

impl Halting {
    fn ended(mut self, result: io::Result<()>) -> io::Result<()> {
        self.is_well = result.is_ok();
        result
    }
}

impl Drop for Halting {
    fn drop(&mut self) {
        if !self.is_well {
            self.halted.store(true, Ordering::Relaxed);
        }
    }
}

impl Writing {
    /// Writes what `collect` adds to a list, the numbers of records acknowledged since it was last called. Halts the run
    /// when the file cannot be written.
    pub(in crate::run) fn start(
        journal: Journal,
        notes: Arc<Notes>,
        wall: Time,
        halted: &Arc<AtomicBool>,
        collect: impl FnMut(&mut Vec<u64>) + Send + 'static,
    ) -> Self {
        let wall = *notes.began.get_or_init(|| wall);
        let Journal { path, file, said, .. } = journal;
        let store = Arc::new(Store::new(path.clone(), file));
        let halting = || Halting { halted: halted.clone(), is_well: false };
        let writer = {
            let (store, notes, halting) = (store.clone(), notes.clone(), halting());
            let begun = said.began.is_none().then_some(Block::Begun(wall));
            thread::spawn(move || halting.ended(write_all(&store, &notes, begun.as_ref(), collect)))
        };
        let syncer = {
            let (store, notes, halting) = (store.clone(), notes.clone(), halting());
            thread::spawn(move || halting.ended(sync_all(&store, &notes)))
        };
        // Nobody else sets it.
        let _ = notes.writer.set(writer.thread().clone());
        Self { notes, path, writer, syncer, store }
    }

    /// After the last receipt: writes what is left; else the file, and why it could not be written.
    pub(in crate::run) fn finish(self) -> Result<(), (PathBuf, io::Error)> {
        self.notes.is_stopped.store(true, Ordering::Release);
        self.notes.wake();
        self.syncer.thread().unpark();
        let [written, synced] = [self.writer, self.syncer].map(|thread| {
            // What the panic says stands on standard error already.
            thread.join().unwrap_or_else(|_| Err(io::Error::other("rushhour itself went wrong there")))
        });
        let kept = written.and(synced).and_then(|()| self.store.keep()).and_then(|()| self.store.sync());
        kept.map_err(|error| (self.path, error))
    }
}

fn write_all(
    store: &Store,
    notes: &Notes,
    begun: Option<&Block>,
    mut collect: impl FnMut(&mut Vec<u64>),
) -> io::Result<()> {
    let (mut ahead, mut before) = (LEAST_AHEAD, notes.sent.load(Ordering::Relaxed));
    // Intervals since the last question.
    let mut quiet = QUIET;
    let (mut bytes, mut numbers) = (Vec::new(), Vec::new());
    begun.into_iter().for_each(|begun| begun.write(&mut bytes));
    loop {
        let is_stopped = notes.is_stopped.load(Ordering::Acquire);
        let is_asked = notes.is_asked.swap(false, Ordering::AcqRel);
        let sent = notes.sent.load(Ordering::Relaxed);
        if is_asked {
            if quiet < QUIET {
                ahead = (ahead * 2).min(MOST_AHEAD);
            }
            (before, quiet) = (sent, 0);
        } else {
            quiet = quiet.saturating_add(1);
            if quiet.is_multiple_of(QUIET) {
                if sent.saturating_sub(before) < ahead / 8 {
                    ahead = (ahead / 2).max(LEAST_AHEAD);
                }
                before = sent;
            }
        }
        let known = notes.promised.load(Ordering::Relaxed);
        let is_room = sent.saturating_add(ahead / 2) <= known;
        let promised = if is_stopped || is_room { known } else { known.max(sent.saturating_add(ahead)) };
        // First of all: the sending thread may be waiting for it.
        if promised > known {
            Block::Progress { promised, acknowledged: Ranges::default() }.write(&mut bytes);
            store.append(&bytes)?;
            bytes.clear();
            notes.room.store(promised.saturating_sub(ahead / 2), Ordering::Relaxed);
            notes.promised.store(promised, Ordering::Release);
        }
        collect(&mut numbers);
        if !numbers.is_empty() {
            Block::Progress { promised, acknowledged: Ranges::of(&mut numbers) }.write(&mut bytes);
            numbers.clear();
        }
        if is_stopped {
            Block::Closed { sent }.write(&mut bytes);
        }
        if !bytes.is_empty() {
            store.append(&bytes)?;
            bytes.clear();
        }
        if is_stopped {
            return Ok(());
        }
        if !notes.is_asked.load(Ordering::Acquire) && !notes.is_stopped.load(Ordering::Acquire) {
            thread::park_timeout(INTERVAL);
        }
    }
}

fn sync_all(store: &Store, notes: &Notes) -> io::Result<()> {
    while !notes.is_stopped.load(Ordering::Acquire) {
        thread::park_timeout(SYNC);
        store.keep()?;
        store.sync()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::head::Identity;
    use super::*;
    use std::fs::File;
    use std::path::Path;

    fn created(folder: &Path) -> Journal {
        let identity = Identity { plan: String::new(), seed: 1, start: Time(0), event_id: true };
        Journal::create(&folder.join("run.journal"), &identity).unwrap()
    }

    fn start(journal: Journal, numbers: std::ops::Range<u64>) -> (Arc<Notes>, Arc<AtomicBool>, Writing) {
        let (notes, halted) = (Arc::new(Notes::new(&journal)), Arc::new(AtomicBool::new(false)));
        let mut left = numbers;
        let collect = move |list: &mut Vec<u64>| list.extend(left.by_ref().take(7));
        let writing = Writing::start(journal, notes.clone(), Time(5), &halted, collect);
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
        assert_eq!(
            (journal.said.began, journal.said.promised),
            (Some(Time(5)), 100_000),
            "closed with what was sent"
        );
        assert_eq!((journal.said.acknowledged.count(), journal.said.acknowledged.end()), (7, 7));
    }

    #[test]
    fn records_far_behind_what_was_promised_may_be_sent_where_earlier_runs_were() {
        let folder = tempfile::tempdir().unwrap();
        let journal = created(folder.path());
        let notes = Arc::new(Notes::new(&journal));
        let first = 10 * MOST_AHEAD;
        notes.begin_behind(first);
        let writing = Writing::start(journal, notes.clone(), Time(5), &Arc::default(), |_| {});
        while !notes.may_send(first) {
            thread::yield_now();
        }
        writing.finish().unwrap();
        let (journal, _) = Journal::resume(&folder.path().join("run.journal")).unwrap();
        assert_eq!(journal.said.promised, first + 1);
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

    #[test]
    fn a_panic_while_it_is_written_halts_the_run_and_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let journal = created(folder.path());
        let (notes, halted) = (Arc::new(Notes::new(&journal)), Arc::new(AtomicBool::new(false)));
        let collect = |_: &mut Vec<u64>| panic!("on purpose");
        let writing = Writing::start(journal, notes.clone(), Time(5), &halted, collect);
        while !notes.may_send(0) {
            thread::yield_now();
        }
        let (_, error) = writing.finish().unwrap_err();
        assert!(error.to_string().contains("went wrong") && halted.load(Ordering::Relaxed));
        let (journal, _) = Journal::resume(&folder.path().join("run.journal")).unwrap();
        assert_eq!(journal.said.promised, LEAST_AHEAD, "what was promised stands there");
    }
}
