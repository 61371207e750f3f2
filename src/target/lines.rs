//! Records as JSON Lines into a writer. A record is acknowledged when the writer has taken its bytes, not
//! when they stand in the buffer.

use super::{Handover, Labels, Lost, Receipts, Sink, TargetError, Ticket, write_json_record};
use crate::compose::Record;
use std::io::{self, Write};
use std::sync::Arc;

/// Bytes after which the buffer is written although the run has no time to wait.
const BUFFER: usize = 1 << 16;

pub(super) struct Lines<W> {
    writer: W,
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
        labels: Arc<Labels>,
        receipts: Arc<dyn Receipts>,
        explain: impl Fn(io::Error) -> TargetError + Send + 'static,
    ) -> Self {
        let (buffer, pending) = (Vec::with_capacity(2 * BUFFER), Vec::new());
        Self { writer, explain: Box::new(explain), labels, receipts, buffer, pending }
    }

    fn pass_on(&mut self) -> Result<(), TargetError> {
        let written = self.writer.write_all(&self.buffer).and_then(|()| self.writer.flush());
        match written {
            Ok(()) => {
                self.buffer.clear();
                self.pending.drain(..).for_each(|(ticket, _)| self.receipts.acknowledged(ticket, None));
                Ok(())
            }
            Err(error) => {
                self.fail(&error.to_string());
                Err((self.explain)(error))
            }
        }
    }

    /// Gives up on what stands in the buffer.
    fn fail(&mut self, cause: &str) {
        let mut start = 0;
        for (ticket, end) in self.pending.drain(..) {
            let line = self.buffer[start..end].trim_ascii_end();
            self.receipts.failed(ticket, cause, &Lost::Line(line));
            start = end;
        }
        self.buffer.clear();
    }
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

    fn abandon(&mut self) {
        self.fail("not written in time");
    }
}
