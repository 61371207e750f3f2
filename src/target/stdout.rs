//! `stdout`: JSON Lines for the next program in a pipe.

use super::lines::Lines;
use super::{Labels, Receipts, TargetError};
use std::io::{self, ErrorKind, Write};
use std::sync::Arc;

pub(super) fn open<W: Write>(out: W, labels: Arc<Labels>, receipts: Arc<dyn Receipts>) -> Lines<W> {
    Lines::new(out, labels, receipts, explain)
}

fn explain(source: io::Error) -> TargetError {
    match source.kind() {
        ErrorKind::BrokenPipe => TargetError::ReaderGone,
        _ => TargetError::WriteStdout { source },
    }
}
