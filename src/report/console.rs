//! Standard error, shared by the log, the shown records and the live lines, which are taken away while
//! something else is written.

use indicatif::{MultiProgress, ProgressBar};
use std::io::{self, Write};
use tracing_subscriber::fmt::MakeWriter;

/// Copies write to the same place.
#[derive(Debug, Clone, Default)]
pub struct Console(MultiProgress);

impl Console {
    pub(super) fn add(&self, line: ProgressBar) -> ProgressBar {
        self.0.add(line)
    }
}

impl Write for Console {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.suspend(|| io::stderr().write_all(bytes)).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

impl MakeWriter<'_> for Console {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
