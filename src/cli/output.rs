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
        let file = File::create(path).map_err(|error| OutputError::new(path, &error))?;
        Ok(Self { path, file })
    }

    /// The same file once more: both write behind what the other wrote.
    pub(super) fn share(&self) -> Result<File, OutputError> {
        self.file.try_clone().map_err(|error| OutputError::new(self.path, &error))
    }

    /// What takes failed records for it.
    pub(super) fn failed_records(&self) -> Result<FailedRecords, OutputError> {
        Ok(FailedRecords::new(self.share()?))
    }

    pub(super) fn write(
        mut self,
        write: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> Result<(), OutputError> {
        write(&mut self.file).map_err(|error| OutputError::new(self.path, &error))
    }
}

/// What is said of a file that could be made, and then took not all.
pub(super) fn incomplete(error: &OutputError) -> String {
    format!("error: {error}; it is not complete: make room, or name a file elsewhere")
}

/// The end of a run whose files were written, or were not, which is said: what the run itself has to say comes first.
pub(super) fn after(exit: Exit, written: Vec<Result<(), OutputError>>) -> Exit {
    let errors: Vec<OutputError> = written.into_iter().filter_map(Result::err).collect();
    for error in &errors {
        say(&format!("{}\n", incomplete(error)));
    }
    if exit == Exit::Done && !errors.is_empty() { Exit::Usage } else { exit }
}
