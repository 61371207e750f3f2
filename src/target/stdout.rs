//! `stdout`: JSON Lines for the next program in a pipe.

use super::lines::Lines;
use super::{Labels, Receipts, TargetError};
use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::sync::Arc;

pub(super) fn open<W: Write>(out: W, labels: Arc<Labels>, receipts: Arc<dyn Receipts>) -> Lines<W> {
    Lines::new(out, Box::new(|_| Ok(())), labels, receipts, explain)
}

/// Standard output without the buffer of the standard library, which takes lines that then may not be written.
pub(super) fn unbuffered() -> Result<File, TargetError> {
    descriptor().map_err(explain)
}

#[cfg(unix)]
fn descriptor() -> io::Result<File> {
    use std::os::fd::AsFd;

    io::stdout().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
fn descriptor() -> io::Result<File> {
    use std::os::windows::io::AsHandle;

    io::stdout().as_handle().try_clone_to_owned().map(File::from)
}

fn explain(source: io::Error) -> TargetError {
    match source.kind() {
        ErrorKind::BrokenPipe => TargetError::ReaderGone,
        _ => TargetError::WriteStdout { source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{Batch, Envelope, Origin};
    use crate::target::{Lost, Sink, Ticket};
    use crate::value::Time;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[derive(Default)]
    struct Books {
        acknowledged: AtomicU64,
        failed: AtomicU64,
    }

    impl Receipts for Books {
        fn acknowledged(&self, _ticket: Ticket, _partition: Option<i32>) {
            self.acknowledged.fetch_add(1, Ordering::Relaxed);
        }

        fn failed(&self, _ticket: Ticket, _cause: &str, _lost: &Lost<'_>) {
            self.failed.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A pipe whose reader leaves after a number of writes.
    struct Head(usize);

    impl Write for Head {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(1).ok_or(ErrorKind::BrokenPipe)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_leaves_is_told_apart_and_every_record_is_accounted_for() {
        let books = Arc::new(Books::default());
        let mut sink = open(Head(1), Arc::default(), books.clone());
        let mut batch = Batch::default();
        batch.set_topics(Arc::from([Arc::from("orders")]));
        let origin = Origin { stream: 0, phase: 0, event: 0, index: 0 };
        batch.push(Envelope { origin, due: 0, timestamp: Time(0), topic: 0, partition: None }, None, None);
        let record = batch.get(0).unwrap();

        sink.send(&record, Ticket(0)).unwrap();
        sink.settle().unwrap();
        sink.send(&record, Ticket(1)).unwrap();
        assert_eq!(books.acknowledged.load(Ordering::Relaxed), 1, "the second is in the buffer");
        assert!(matches!(sink.settle(), Err(TargetError::ReaderGone)));
        assert_eq!(books.failed.load(Ordering::Relaxed), 1);
    }
}
