//! What a run leaves behind beside its records: its account, what failed, its log. All of it is opened before anything
//! else is done, so that what cannot be written is said first.

use super::exit::{Exit, OutputError};
use super::say::say;
use crate::report::{LogFormat, log_account, write_summary};
use crate::run::{Clock, FailedRecords, Summary, empty};
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

#[derive(Default)]
pub(super) struct Outputs<'p> {
    summary: Option<Output<'p>>,
    failed: Option<(Output<'p>, FailedRecords)>,
    log: Option<(Output<'p>, LogFormat)>,
}

impl<'p> Outputs<'p> {
    pub(super) fn open(summary: Option<&'p Path>, failed: Option<&'p Path>) -> Result<Self, OutputError> {
        let summary = summary.map(Output::open).transpose()?;
        let failed = failed.map(|path| {
            let output = Output::open(path)?;
            let records = FailedRecords::new(output.share()?);
            Ok((output, records))
        });
        Ok(Self { summary, failed: failed.transpose()?, log: None })
    }

    pub(super) fn with_log(self, log: Option<&'p Path>, format: LogFormat) -> Result<Self, OutputError> {
        let log = log.map(Output::open).transpose()?;
        Ok(Self { log: log.map(|output| (output, format)), ..self })
    }

    /// Lets go of what stands in the files, but for what failed: a run that does not come to sending leaves that.
    pub(super) fn begin(&self) -> Result<(), OutputError> {
        let anew = self.summary.iter().chain(self.log.iter().map(|(output, _)| output));
        anew.into_iter().try_for_each(Output::empty)
    }

    /// What takes the records that fail.
    pub(super) fn failed_records(&self) -> Option<FailedRecords> {
        self.failed.as_ref().map(|(_, records)| records.clone())
    }

    /// What the run logs into.
    pub(super) fn log(&self) -> Result<Option<(File, LogFormat)>, OutputError> {
        self.log.as_ref().map(|(output, format)| Ok((output.share()?, *format))).transpose()
    }

    /// After the run, of which `account` tells what `summary` counts. Says what could not be written; the run's own end
    /// counts for more.
    pub(super) fn close(self, exit: Exit, summary: Option<&Summary>, account: &str) -> Exit {
        let mut written = Vec::new();
        if let Some(summary) = summary {
            written.extend(self.log.map(|(log, format)| {
                let now = Clock::machine().wall();
                log.write(|file| log_account(format, now, summary, account, file))
            }));
            written.extend(self.summary.map(|output| output.write(|file| write_summary(summary, file))));
        }
        written.extend(self.failed.map(|(output, records)| output.write(|_| records.close())));
        let errors: Vec<OutputError> = written.into_iter().filter_map(Result::err).collect();
        for error in &errors {
            say(&format!("{}\n", incomplete(error)));
        }
        if exit == Exit::Done && !errors.is_empty() { Exit::Usage } else { exit }
    }
}

/// What is said of a file that could be made, and then took not all.
pub(super) fn incomplete(error: &OutputError) -> String {
    format!("error: {error}; it is not complete: make room, or name a file elsewhere")
}

/// A file that the command writes.
struct Output<'p> {
    path: &'p Path,
    file: File,
}

impl<'p> Output<'p> {
    /// As it is, to be written behind its end.
    fn open(path: &'p Path) -> Result<Self, OutputError> {
        let file = OpenOptions::new().append(true).create(true).open(path);
        file.map(|file| Self { path, file }).map_err(|error| OutputError::new(path, &error))
    }

    fn empty(&self) -> Result<(), OutputError> {
        empty(&self.file).map_err(|error| OutputError::new(self.path, &error))
    }

    fn share(&self) -> Result<File, OutputError> {
        self.file.try_clone().map_err(|error| OutputError::new(self.path, &error))
    }

    fn write(mut self, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<(), OutputError> {
        write(&mut self.file).map_err(|error| OutputError::new(self.path, &error))
    }
}
