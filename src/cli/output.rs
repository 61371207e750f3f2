//! Files that a command writes, made before it does anything else, so that what cannot be written is said first.

use super::exit::{Exit, OutputError};
use super::say::say;
use crate::run::FailedRecords;
use std::fs::File;
use std::io;
use std::path::Path;

/// A file that the command writes.
pub(super) struct Output<'p> {
    path: &'p Path,
    file: File,
}

impl<'p> Output<'p> {
    pub(super) fn create(path: &'p Path) -> Result<Self, OutputError> {
        let file = File::create(path).map_err(|error| OutputError::new(path, error))?;
        Ok(Self { path, file })
    }

    /// The same file once more: both write behind what the other wrote.
    pub(super) fn share(&self) -> Result<File, OutputError> {
        self.file.try_clone().map_err(|error| OutputError::new(self.path, error))
    }

    /// What takes failed records for it.
    pub(super) fn failed_records(&self) -> Result<FailedRecords, OutputError> {
        Ok(FailedRecords::new(self.share()?))
    }

    pub(super) fn write(
        mut self,
        write: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> Result<(), OutputError> {
        write(&mut self.file).map_err(|error| OutputError::new(self.path, error))
    }
}

/// After the run: whether all that failed was kept. Why the run ended says more than that a file is full.
pub(super) fn close(failed: Option<(Output<'_>, FailedRecords)>, exit: Exit) -> Result<Exit, OutputError> {
    let Some((file, failed)) = failed else { return Ok(exit) };
    match file.write(|_| failed.close()) {
        Ok(()) => Ok(exit),
        Err(error) if exit == Exit::Done => Err(error),
        Err(error) => {
            say(&format!("error: {error}\n"));
            Ok(exit)
        }
    }
}
