//! `--failed`: what failed for good, a line each, in the form that can be sent again.
//!
//! In: receipts of failures, with what the target still has of the record: nothing is kept for them before. Out: JSON
//! Lines. Written while receipts are heard, so that a run that dies has kept them; the first error of the file is told
//! at the end.

use crate::compose::Origin;
use crate::target::{Labels, Lost, write_failed_record};
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Copies write to the same place.
#[derive(Clone)]
pub struct FailedRecords(Arc<Mutex<State>>);

struct State {
    out: Box<dyn Write + Send>,
    line: Vec<u8>,
    error: Option<io::Error>,
}

impl FailedRecords {
    pub fn new(out: Box<dyn Write + Send>) -> Self {
        Self(Arc::new(Mutex::new(State { out, line: Vec::new(), error: None })))
    }

    #[cold]
    pub(super) fn write(&self, origin: Origin, labels: &Labels, lost: &Lost<'_>, cause: &str) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let State { out, line, error } = &mut *state;
        if error.is_none() {
            line.clear();
            write_failed_record(origin, labels, lost, cause, line);
            line.push(b'\n');
            *error = out.write_all(line).err();
        }
    }

    /// After the run: whether everything was written.
    pub fn close(&self) -> io::Result<()> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.error.take().map_or_else(|| state.out.flush(), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Full;

    impl Write for Full {
        fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_file_that_takes_nothing_is_told_at_the_end() {
        let failed = FailedRecords::new(Box::new(Full));
        failed.close().unwrap();
        let origin = Origin { stream: 0, phase: 0, event: 0, index: 0 };
        for _ in 0..2 {
            failed.write(origin, &Labels::default(), &Lost::Line(b"{}"), "too large");
        }
        assert_eq!(failed.close().unwrap_err().kind(), io::ErrorKind::StorageFull);
    }
}
