//! Exit codes, and which error ends with which.

use super::refusal::Refusal;
use crate::report::FilterError;
use crate::run::JournalError;
use crate::target::unopened;
use std::io;
use std::path::Path;
use std::process::{ExitCode, Termination};

/// How the command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Done,
    /// The answer is no: errors were found, a snapshot differs.
    No,
    /// The command was written wrong, or names an output file that cannot be written.
    Usage,
    /// The scenario could not be read or compiled.
    Scenario,
    /// An expectation does not hold.
    Expectation,
    /// The run is invalid: a record was later than `behind` allows.
    Invalid,
    /// The target failed: unreachable, refused, lost records.
    Target,
    /// Interrupted, after flushing and the summary: 130, 143 or 129.
    Signal(u8),
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Done => 0,
            Self::No => 1,
            Self::Usage => 2,
            Self::Scenario => 3,
            Self::Expectation => 4,
            Self::Invalid => 5,
            Self::Target => 6,
            Self::Signal(code) => code,
        })
    }
}

/// An error in the way the command was called.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub String);

/// A file that the command was to read. Its text says all.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {error}")]
pub struct FileError {
    pub path: String,
    pub error: io::Error,
}

/// A file that the command was to write, as its options say.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct OutputError {
    path: String,
    reason: String,
}

impl OutputError {
    pub fn new(path: &Path, error: &io::Error) -> Self {
        Self { path: path.display().to_string(), reason: unopened(path, error) }
    }
}

/// The exit of a command that ended with an error.
pub fn of(error: &anyhow::Error) -> Exit {
    if let Some(refusal) = error.downcast_ref::<Refusal>() {
        return refusal.exit();
    }
    let is_usage = match error.downcast_ref::<JournalError>() {
        Some(JournalError::Exists { .. } | JournalError::InUse { .. }) => true,
        _ => error.is::<UsageError>() || error.is::<OutputError>() || error.is::<FilterError>(),
    };
    let is_scenario = error.is::<FileError>() || error.is::<JournalError>();
    if is_usage {
        Exit::Usage
    } else if is_scenario {
        Exit::Scenario
    } else {
        Exit::Target
    }
}

/// Whether the error is that nobody reads the output any more.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let cause = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>());
    cause.is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
