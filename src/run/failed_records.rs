//! `--failed`: what failed for good, a line each, in the form that can be sent again.
//!
//! In: receipts of failures, with what the target still has of the record: nothing is kept for them before. Out: JSON
//! Lines. Written while receipts are heard, so that a run that dies has kept them; the first error of the file is told
//! at the end.

use crate::compose::Origin;
use crate::target::{Labels, Lost, write_failed_record};
use std::fs::File;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Copies write to the same place.
#[derive(Clone)]
pub struct FailedRecords(Arc<Mutex<State>>);

struct State {
    out: File,
    line: Vec<u8>,
    /// Bytes of whole lines in the file.
    written: u64,
    error: Option<io::Error>,
    /// Records that are not in the file.
    unkept: u64,
}

impl FailedRecords {
    /// Into a file that is written behind its end, and emptied when the run begins.
    pub fn new(out: File) -> Self {
        let (line, written, error, unkept) = (Vec::new(), 0, None, 0);
        Self(Arc::new(Mutex::new(State { out, line, written, error, unkept })))
    }

    /// Lets go of what an earlier run left in the file.
    pub(super) fn begin(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.error = empty(&state.out).err();
    }

    #[cold]
    pub(super) fn write(&self, origin: Origin, labels: &Labels, lost: &Lost<'_>, cause: &str) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.error.is_none() {
            state.line.clear();
            write_failed_record(origin, labels, lost, cause, &mut state.line);
            state.line.push(b'\n');
            if let Err(error) = state.add_line() {
                tracing::error!("records that fail are not kept from here on: {error}");
                state.error = Some(error);
            }
        }
        state.unkept += u64::from(state.error.is_some());
    }

    /// After the run: whether everything was written.
    pub fn close(&self) -> io::Result<()> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match state.error.take() {
            None => Ok(()),
            Some(error) => {
                let unkept = state.unkept;
                Err(io::Error::new(
                    error.kind(),
                    format!("{error}; {unkept} records that failed are not in it"),
                ))
            }
        }
    }
}

/// Lets go of what stands in a file. What is no regular file holds nothing.
pub fn empty(file: &File) -> io::Result<()> {
    if file.metadata()?.is_file() { file.set_len(0) } else { Ok(()) }
}

impl State {
    /// The whole line or nothing of it, so that the file can be sent.
    fn add_line(&mut self) -> io::Result<()> {
        let added = self.out.write_all(&self.line);
        match &added {
            Ok(()) => self.written += self.line.len() as u64,
            // What is no regular file has no length.
            Err(_) => _ = self.out.set_len(self.written),
        }
        added
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_takes_nothing_is_told_at_the_end() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let failed = FailedRecords::new(File::open(file.path()).unwrap());
        failed.close().unwrap();
        let origin = Origin { stream: 0, phase: 0, event: 0, index: 0 };
        for _ in 0..2 {
            failed.write(origin, &Labels::default(), &Lost::Line(b"{}"), "too large");
        }
        let told = failed.close().unwrap_err().to_string();
        assert!(told.ends_with("; 2 records that failed are not in it"), "{told}");
    }
}
