//! `-v`: every record that a target takes is also shown to a person, one readable line each.

use super::{Connected, Handover, Holding, Labels, Ranges, Sink, TargetError, Ticket};
use crate::compose::Record;
use crate::value::Duration as Offset;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

pub struct Echo {
    inner: Box<dyn Sink>,
    out: Box<dyn Write + Send>,
    labels: Arc<Labels>,
    line: Vec<u8>,
}

impl Echo {
    pub fn new(inner: Box<dyn Sink>, out: Box<dyn Write + Send>, labels: Arc<Labels>) -> Self {
        Self { inner, out, labels, line: Vec::new() }
    }

    /// `+1s200ms users/user_event 7 -> orders key=k1 source=web {"id":1}`
    fn show(&mut self, record: &Record<'_>) {
        self.line.clear();
        let (stream, event) =
            (self.labels.stream(record.origin.stream), self.labels.event(record.origin.event));
        let number = record.origin.index.saturating_add(1);
        let due = Offset(record.due / Offset::MICROSECOND * Offset::MICROSECOND);
        self.line
            .extend_from_slice(format!("+{due} {stream}/{event} {number} -> {}", record.topic).as_bytes());
        if let Some(partition) = record.partition {
            self.line.extend_from_slice(format!("[{partition}]").as_bytes());
        }
        if let Some(key) = record.key {
            self.line.extend_from_slice(b" key=");
            self.line.extend_from_slice(key);
        }
        for (name, value) in record.headers() {
            self.line.push(b' ');
            self.line.extend_from_slice(name.as_bytes());
            self.line.push(b'=');
            self.line.extend_from_slice(value.unwrap_or(b"null"));
        }
        self.line.push(b' ');
        self.line.extend_from_slice(record.payload.unwrap_or(b"null"));
        self.line.push(b'\n');
        // A closed terminal is no reason to stop sending.
        let _ = self.out.write_all(&self.line);
    }
}

impl Sink for Echo {
    fn connected(&self) -> Connected {
        self.inner.connected()
    }

    fn committed(&self) -> Ranges {
        self.inner.committed()
    }

    fn partition(&self, record: &Record<'_>) -> Option<i32> {
        self.inner.partition(record)
    }

    fn send(&mut self, record: &Record<'_>, ticket: Ticket) -> Result<Handover, TargetError> {
        let handover = self.inner.send(record, ticket)?;
        if handover == Handover::Taken {
            self.show(record);
        }
        Ok(handover)
    }

    fn settle(&mut self) -> Result<(), TargetError> {
        self.inner.settle()
    }

    fn hasten(&mut self) -> Result<(), TargetError> {
        self.inner.hasten()
    }

    fn drain(&mut self, patience: Duration) -> Result<bool, TargetError> {
        self.inner.drain(patience)
    }

    fn abandon(&mut self) {
        self.inner.abandon();
    }

    fn holdings(&mut self, acknowledged: &dyn Fn(&str, i32) -> u64) -> Vec<Holding> {
        self.inner.holdings(acknowledged)
    }
}
