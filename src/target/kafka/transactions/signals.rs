//! What the sending thread and the committing one tell each other.

use super::super::super::TargetError;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

pub(super) struct Signals {
    asked: Mutex<Asked>,
    changed: Condvar,
    /// Records are taken.
    is_open: AtomicBool,
    /// One is being taken right now.
    is_entering: AtomicBool,
    /// How many were opened.
    opened: AtomicU64,
    /// What does not come to its end now need not any more.
    gives_up: AtomicBool,
    /// Ends the run.
    halted: Arc<AtomicBool>,
}

#[derive(Default)]
struct Asked {
    /// The transaction is to be committed before its time.
    to_commit: bool,
    /// And none is to follow it.
    to_end: bool,
    /// No transaction is open, and none will be.
    is_over: bool,
    error: Option<TargetError>,
}

/// Closes them when the committing thread ends, be it that it panics.
pub(super) struct Closing {
    signals: Arc<Signals>,
    error: Option<TargetError>,
}

impl Closing {
    pub(super) fn new(signals: Arc<Signals>) -> Self {
        let reason = "rushhour itself went wrong while it committed".to_owned();
        Self { signals, error: Some(TargetError::Fatal { reason }) }
    }

    /// No transaction follows, because of an error or because none was wanted.
    pub(super) fn ended(mut self, error: Option<TargetError>) {
        self.error = error;
    }
}

impl Drop for Closing {
    fn drop(&mut self) {
        self.signals.close(self.error.take());
    }
}

impl Signals {
    /// What halts the run when an error closes them.
    pub(super) fn new(halted: Arc<AtomicBool>) -> Self {
        Self {
            asked: Mutex::default(),
            changed: Condvar::new(),
            is_open: AtomicBool::new(false),
            is_entering: AtomicBool::new(false),
            opened: AtomicU64::new(0),
            gives_up: AtomicBool::new(false),
            halted,
        }
    }

    /// Lets a record in, if the transaction is open: it is not committed before [`Signals::entered`]. From the sending thread.
    pub(super) fn enter(&self) -> bool {
        self.is_entering.store(true, Ordering::SeqCst);
        let is_open = self.is_open.load(Ordering::SeqCst);
        if !is_open {
            self.entered();
        }
        is_open
    }

    pub(super) fn entered(&self) {
        self.is_entering.store(false, Ordering::Release);
    }

    /// The number of the open transaction, or of the last one.
    pub(super) fn number(&self) -> u64 {
        self.opened.load(Ordering::Relaxed)
    }

    pub(super) fn open(&self) {
        self.opened.fetch_add(1, Ordering::Relaxed);
        self.is_open.store(true, Ordering::Release);
    }

    /// Asks for the open transaction to be committed now.
    pub(super) fn ask(&self) {
        let mut asked = self.asked();
        if self.is_open.swap(false, Ordering::AcqRel) {
            asked.to_commit = true;
            self.changed.notify_all();
        }
    }

    /// The same, and that none follows.
    pub(super) fn end(&self) {
        self.asked().to_end = true;
        self.changed.notify_all();
    }

    pub(super) fn give_up(&self) {
        self.gives_up.store(true, Ordering::Relaxed);
        self.end();
    }

    pub(super) fn gives_up(&self) -> bool {
        self.gives_up.load(Ordering::Relaxed)
    }

    /// Waits until the transaction is to be committed; true where none is to follow it.
    pub(super) fn wait(&self, every: Duration) -> bool {
        let is_early = |asked: &mut Asked| !asked.to_commit && !asked.to_end;
        let waited = self.changed.wait_timeout_while(self.asked(), every, is_early);
        let (mut asked, _) = waited.unwrap_or_else(PoisonError::into_inner);
        asked.to_commit = false;
        self.is_open.store(false, Ordering::SeqCst);
        while self.is_entering.load(Ordering::SeqCst) {
            thread::yield_now();
        }
        asked.to_end
    }

    fn close(&self, error: Option<TargetError>) {
        let is_failure = error.is_some();
        let mut asked = self.asked();
        (asked.is_over, asked.error) = (true, error);
        self.changed.notify_all();
        // After the error: who is halted asks for it.
        if is_failure {
            self.halted.store(true, Ordering::Release);
        }
    }

    /// Waits at most so long until no transaction is open or will be; whether that is so, or why it came to be.
    pub(super) fn wait_for_end(&self, patience: Duration) -> Result<bool, TargetError> {
        let is_early = |asked: &mut Asked| !asked.is_over;
        let waited = self.changed.wait_timeout_while(self.asked(), patience, is_early);
        let (mut asked, _) = waited.unwrap_or_else(PoisonError::into_inner);
        asked.error.take().map_or(Ok(asked.is_over), Err)
    }

    fn asked(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic;

    fn closing() -> (Arc<AtomicBool>, Arc<Signals>, Closing) {
        let halted = Arc::new(AtomicBool::new(false));
        let signals = Arc::new(Signals::new(halted.clone()));
        signals.open();
        (halted, signals.clone(), Closing::new(signals))
    }

    #[test]
    fn a_failure_ends_the_run_and_is_told() {
        let (halted, signals, closing) = closing();
        closing.ended(Some(TargetError::NoServers));
        assert!(halted.load(Ordering::Relaxed));
        let end = signals.wait_for_end(Duration::MAX);
        assert!(matches!(end, Err(TargetError::NoServers)), "{end:?}");
    }

    #[test]
    fn an_end_that_was_wanted_halts_nothing() {
        let (halted, signals, closing) = closing();
        closing.ended(None);
        assert!(!halted.load(Ordering::Relaxed) && signals.wait_for_end(Duration::MAX).unwrap());
    }

    #[test]
    fn a_panic_while_a_transaction_is_committed_ends_the_run_and_is_told() {
        let (halted, signals, closing) = closing();
        let ended = thread::spawn(move || {
            let _closing = closing;
            panic::panic_any("on purpose");
        });
        assert!(ended.join().is_err() && halted.load(Ordering::Relaxed));
        let error = signals.wait_for_end(Duration::MAX).unwrap_err();
        assert!(error.to_string().contains("went wrong"), "{error}");
    }
}
