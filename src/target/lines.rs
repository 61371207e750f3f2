//! Records as JSON Lines into a writer. A record is acknowledged when the writer has taken its whole line, not when it
//! stands in the buffer; at the end the writer is asked to keep what it took.

use super::{Handover, Labels, Lost, Receipts, Sink, TargetError, Ticket, write_json_record};
use crate::compose::Record;
use std::io::{self, ErrorKind, Write};
use std::sync::Arc;
use std::time::Duration;

/// Bytes after which the buffer is written although the run has no time to wait.
const BUFFER: usize = 1 << 16;

pub(super) type Keep<W> = Box<dyn Fn(&mut W) -> Result<(), TargetError> + Send>;

pub(super) struct Lines<W> {
    writer: W,
    /// Has the writer keep what it took.
    keep: Keep<W>,
    /// Says in the target's words what went wrong.
    explain: Box<dyn Fn(io::Error) -> TargetError + Send>,
    labels: Arc<Labels>,
    receipts: Arc<dyn Receipts>,
    buffer: Vec<u8>,
    /// Each with the end of its line in the buffer.
    pending: Vec<(Ticket, usize)>,
}

impl<W: Write> Lines<W> {
    pub(super) fn new(
        writer: W,
        keep: Keep<W>,
        labels: Arc<Labels>,
        receipts: Arc<dyn Receipts>,
        explain: impl Fn(io::Error) -> TargetError + Send + 'static,
    ) -> Self {
        let (buffer, pending) = (Vec::with_capacity(2 * BUFFER), Vec::new());
        Self { writer, keep, explain: Box::new(explain), labels, receipts, buffer, pending }
    }

    fn pass_on(&mut self) -> Result<(), TargetError> {
        let (taken, result) = match write(&mut self.writer, &self.buffer) {
            (taken, Ok(())) => (taken, self.writer.flush()),
            failed => failed,
        };
        let whole = self.pending.partition_point(|(_, end)| *end <= taken);
        let start = whole.checked_sub(1).map_or(0, |last| self.pending[last].1);
        self.pending.drain(..whole).for_each(|(ticket, _)| self.receipts.acknowledged(ticket, None));
        match result {
            Ok(()) => {
                self.buffer.clear();
                Ok(())
            }
            Err(error) => {
                self.fail(start, &error.to_string());
                Err((self.explain)(error))
            }
        }
    }

    /// Gives up on what stands in the buffer from there on.
    fn fail(&mut self, mut start: usize, cause: &str) {
        for (ticket, end) in self.pending.drain(..) {
            let line = self.buffer[start..end].trim_ascii_end();
            self.receipts.failed(ticket, cause, &Lost::Line(line));
            start = end;
        }
        self.buffer.clear();
    }
}

/// Writes as much as is taken; tells how much that is.
fn write(writer: &mut impl Write, bytes: &[u8]) -> (usize, io::Result<()>) {
    let mut taken = 0;
    while taken < bytes.len() {
        match writer.write(&bytes[taken..]) {
            Ok(0) => return (taken, Err(ErrorKind::WriteZero.into())),
            Ok(more) => taken += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return (taken, Err(error)),
        }
    }
    (taken, Ok(()))
}

impl<W: Write + Send> Sink for Lines<W> {
    fn send(&mut self, record: &Record<'_>, ticket: Ticket) -> Result<Handover, TargetError> {
        if self.buffer.len() >= BUFFER {
            self.pass_on()?;
        }
        write_json_record(record, &self.labels, &mut self.buffer);
        self.buffer.push(b'\n');
        self.pending.push((ticket, self.buffer.len()));
        Ok(Handover::Taken)
    }

    fn settle(&mut self) -> Result<(), TargetError> {
        if self.pending.is_empty() { Ok(()) } else { self.pass_on() }
    }

    fn drain(&mut self, _patience: Duration) -> Result<bool, TargetError> {
        self.settle()?;
        (self.keep)(&mut self.writer).map(|()| true)
    }

    fn abandon(&mut self) {
        self.fail(0, "not written in time");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{Batch, Envelope, Origin};
    use crate::value::Time;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[derive(Default)]
    struct Acknowledged(AtomicU64);

    impl Receipts for Acknowledged {
        fn acknowledged(&self, _ticket: Ticket, _partition: Option<i32>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }

        fn failed(&self, _ticket: Ticket, cause: &str, _lost: &Lost<'_>) {
            panic!("{cause}");
        }
    }

    #[test]
    fn a_writer_that_cannot_keep_what_it_took_fails_the_run() {
        let acknowledged = Arc::new(Acknowledged::default());
        let explain = |source| TargetError::WriteStdout { source };
        let keep: Keep<Vec<u8>> = Box::new(|kept| {
            assert!(kept.ends_with(b"}\n"), "all that was sent");
            Err(TargetError::ReaderGone)
        });
        let mut lines = Lines::new(Vec::new(), keep, Arc::default(), acknowledged.clone(), explain);
        let mut batch = Batch::default();
        batch.set_topics(Arc::from([Arc::from("orders")]));
        let origin = Origin { stream: 0, phase: 0, event: 0, index: 0 };
        batch.push(Envelope { origin, due: 0, timestamp: Time(0), topic: 0, partition: None }, None, None);
        lines.send(&batch.get(0).unwrap(), Ticket(0)).unwrap();
        assert!(matches!(lines.drain(Duration::ZERO), Err(TargetError::ReaderGone)));
        assert_eq!(acknowledged.0.load(Ordering::Relaxed), 1, "it took it all the same");
    }
}
