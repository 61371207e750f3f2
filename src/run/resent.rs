//! Lines of records -> the source of a run that sends them again: in their order, as fast as they are taken. All lines are
//! checked before; then they are read once more, a batch at a time, so that a file may be longer than the memory.

use super::source::{Portion, Source};
use crate::compose::{Batch, Envelope, NO_TOPIC, Origin};
use crate::target::{Labels, LineError, PartKind, PhaseLabel, Sent, StreamLabel, TopicSpec};
use std::collections::HashMap;
use std::io::{self, BufRead, Seek};
use std::sync::{Arc, OnceLock};
use thiserror::Error;

/// Before the first line of files that some editors wrote.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What is read twice.
pub trait Records: BufRead + Seek + Send {}

impl<R: BufRead + Seek + Send> Records for R {}

/// A file of records that was checked.
pub struct Resent {
    lines: Lines,
    streams: Names,
    events: Names,
    topics: Names,
    /// By stream.
    planned: Vec<u64>,
    /// By topic, the highest partition that a record names.
    highest: Vec<Option<i32>>,
    /// Of the batches.
    names: Arc<[Arc<str>]>,
    /// Records that are still to be read again.
    left: u64,
    trouble: Trouble,
}

/// Why not all that was checked could be read again.
pub type Trouble = Arc<OnceLock<ResentError>>;

#[derive(Debug, Error)]
pub enum ResentError {
    /// From 1.
    #[error("{line}: {error}")]
    Line { line: u64, error: LineError },
    #[error(" {0}")]
    File(io::Error),
    /// It held other records when it was checked.
    #[error("{line}: the file was changed while it was sent; what stood from here on was not")]
    Changed { line: u64 },
}

/// Lines with their numbers, none of them kept.
struct Lines {
    input: Box<dyn Records>,
    line: Vec<u8>,
    number: u64,
}

/// Names with their numbers.
#[derive(Default)]
struct Names {
    numbers: HashMap<String, u32>,
    names: Vec<String>,
}

impl Lines {
    /// The next record; blank lines are passed over.
    fn next(&mut self) -> Result<Option<Sent>, ResentError> {
        loop {
            self.line.clear();
            if self.input.read_until(b'\n', &mut self.line).map_err(ResentError::File)? == 0 {
                return Ok(None);
            }
            self.number += 1;
            let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
            let line = line.strip_prefix(BYTE_ORDER_MARK).filter(|_| self.number == 1).unwrap_or(line);
            if !line.trim_ascii().is_empty() {
                let sent = Sent::parse(line);
                return sent.map(Some).map_err(|error| ResentError::Line { line: self.number, error });
            }
        }
    }

    fn rewind(&mut self) -> Result<(), ResentError> {
        self.number = 0;
        self.input.rewind().map_err(ResentError::File)
    }
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let next = u32::try_from(self.names.len()).expect("memory holds fewer names");
        self.numbers.insert(name.to_owned(), next);
        self.names.push(name.to_owned());
        next
    }

    /// Tells the number that it had, if it is there: the last one has that now.
    fn put_last(&mut self, name: &str) -> Option<usize> {
        let number = self.names.iter().position(|known| known == name)?;
        let last = self.names.len() - 1;
        self.names.swap(number, last);
        self.numbers = self.names.iter().cloned().zip(0..).collect();
        Some(number)
    }

    fn known(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }
}

impl Resent {
    /// Reads every line and keeps none. Else the first line that tells no record.
    pub fn check(input: Box<dyn Records>) -> Result<Self, ResentError> {
        let mut resent = Self {
            lines: Lines { input, line: Vec::new(), number: 0 },
            streams: Names::default(),
            events: Names::default(),
            topics: Names::default(),
            planned: Vec::new(),
            highest: Vec::new(),
            names: Arc::default(),
            left: 0,
            trouble: Trouble::default(),
        };
        while let Some(sent) = resent.lines.next()? {
            resent.note(&sent);
        }
        resent.lines.rewind()?;
        if let Some(number) = resent.topics.put_last(NO_TOPIC) {
            let last = resent.highest.len() - 1;
            resent.highest.swap(number, last);
        }
        resent.names = resent.topics.names.iter().map(|name| Arc::from(name.as_str())).collect();
        resent.left = resent.len();
        Ok(resent)
    }

    fn note(&mut self, sent: &Sent) {
        let stream = self.streams.number(&sent.stream) as usize;
        let topic = self.topics.number(&sent.topic) as usize;
        self.events.number(&sent.event);
        self.planned.resize(self.streams.names.len(), 0);
        self.planned[stream] += 1;
        self.highest.resize(self.topics.names.len(), None);
        self.highest[topic] = self.highest[topic].max(sent.partition);
    }

    /// Tells after the run whether it sent all that was checked.
    pub fn trouble(&self) -> Trouble {
        self.trouble.clone()
    }

    /// Adds the next record, if there is one.
    fn add_next(&mut self, batch: &mut Batch) -> Result<bool, ResentError> {
        let changed = |lines: &Lines| ResentError::Changed { line: lines.number };
        let sent = self.lines.next().map_err(|error| match error {
            ResentError::Line { line, .. } => ResentError::Changed { line },
            error => error,
        })?;
        match (sent, self.left) {
            (None, 0) => Ok(false),
            (Some(sent), 1..) => {
                self.left -= 1;
                self.add(&sent, batch).map(|()| true).ok_or_else(|| changed(&self.lines))
            }
            (None, 1..) | (Some(_), 0) => Err(changed(&self.lines)),
        }
    }

    /// `None` where its names are not known.
    fn add(&self, sent: &Sent, batch: &mut Batch) -> Option<()> {
        let stream = self.streams.known(&sent.stream)?;
        let event = self.events.known(&sent.event)?;
        let topic = self.topics.known(&sent.topic)?;
        let mut write =
            |bytes: Option<&[u8]>| bytes.map(|bytes| batch.write(|out| out.extend_from_slice(bytes)));
        let (key, payload) = (write(sent.key.as_deref()), write(sent.payload.as_deref()));
        for (name, value) in &sent.headers {
            let name = batch.write(|out| out.extend_from_slice(name.as_bytes()));
            let value = value.as_ref().map(|value| batch.write(|out| out.extend_from_slice(value)));
            batch.push_header(name, value);
        }
        let origin = Origin { stream, phase: 0, event, index: sent.index };
        let partition = sent.partition;
        batch.push(Envelope { origin, due: 0, timestamp: sent.timestamp, topic, partition }, key, payload);
        Some(())
    }

    /// What the records are called, under the name of their file.
    pub fn labels(&self, name: &str) -> Labels {
        let streams = self.streams.names.iter().zip(&self.planned).map(|(stream, planned)| {
            let again = PhaseLabel {
                name: "again".to_owned(),
                kind: PartKind::Phase,
                planned: Some(*planned),
                ..PhaseLabel::default()
            };
            StreamLabel { name: stream.clone(), phases: vec![again] }
        });
        // That of records which computed none stands behind them.
        let topics = self.topics.names.iter().filter(|name| *name != NO_TOPIC);
        let topics = topics.map(|name| TopicSpec { name: name.clone(), ..TopicSpec::default() });
        Labels {
            scenario: name.to_owned(),
            streams: streams.collect(),
            events: self.events.names.clone(),
            topics: topics.collect(),
            ..Labels::default()
        }
    }

    /// By topic, how many partitions it must have for its records; none where they name no partition.
    pub fn partitions(&self) -> impl Iterator<Item = Option<i32>> {
        self.highest.iter().map(|highest| highest.map(|highest| highest.saturating_add(1)))
    }

    /// Records.
    pub fn len(&self) -> u64 {
        self.planned.iter().sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Source for Resent {
    fn fill(&mut self, batch: &mut Batch, portion: &Portion) -> bool {
        batch.set_topics(self.names.clone());
        while portion.has_room(batch, 0) {
            match self.add_next(batch) {
                Ok(true) => {}
                Ok(false) => return false,
                Err(error) => {
                    // The first one is told.
                    let _ = self.trouble.set(error);
                    return false;
                }
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Cursor, Read, SeekFrom};
    use std::sync::atomic::{AtomicUsize, Ordering};

    const PORTION: Portion = Portion { records: 512, bytes: 1 << 18, span: 0, past: 0 };

    fn line(stream: &str, index: u64) -> String {
        format!(
            "{{\"at\":\"2026-01-01T00:00:00Z\",\"stream\":\"{stream}\",\"event\":\"e\",\"index\":{index},\
             \"topic\":\"t\",\"payload\":{{}}}}\n"
        )
    }

    fn lines(count: u64) -> Vec<u8> {
        (1..=count).map(|index| line("s", index)).collect::<String>().into_bytes()
    }

    /// A file that tells how much of it was read.
    struct Watched(Cursor<Vec<u8>>, Arc<AtomicUsize>);

    impl Read for Watched {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let read = self.0.read(buffer)?;
            self.1.fetch_add(read, Ordering::Relaxed);
            Ok(read)
        }
    }

    impl Seek for Watched {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    #[test]
    fn a_file_is_read_once_to_check_it_and_then_batch_by_batch() {
        let bytes = lines(20_000);
        let (length, read) = (bytes.len(), Arc::new(AtomicUsize::new(0)));
        let input = BufReader::new(Watched(Cursor::new(bytes), read.clone()));
        let mut resent = Resent::check(Box::new(input)).unwrap();
        assert_eq!((resent.len(), read.load(Ordering::Relaxed)), (20_000, length));
        let (mut batch, mut sent) = (Batch::default(), Vec::new());
        loop {
            batch.clear();
            let goes_on = resent.fill(&mut batch, &PORTION);
            sent.extend(batch.iter().map(|record| record.origin.index));
            if sent.len() == 512 {
                let again = read.load(Ordering::Relaxed) - length;
                assert!(again < length / 10, "{again} of {length}");
            }
            if !goes_on {
                break;
            }
        }
        assert!(sent.into_iter().eq(0..20_000));
        assert!(resent.trouble().get().is_none());
    }

    #[test]
    fn a_file_that_changes_between_is_sent_as_far_as_it_is_the_same_and_told() {
        let other = line("other", 1).into_bytes();
        for (again, sent, number) in [
            (lines(4), 4, 4),
            ([lines(2), b"{}\n".to_vec(), lines(3)].concat(), 2, 3),
            ([lines(3), other, lines(2)].concat(), 3, 4),
            (lines(6), 5, 6),
        ] {
            let mut resent = Resent::check(Box::new(Cursor::new(lines(5)))).unwrap();
            resent.lines.input = Box::new(Cursor::new(again));
            let mut batch = Batch::default();
            assert!(!resent.fill(&mut batch, &PORTION));
            assert_eq!(batch.len(), sent);
            let trouble = resent.trouble();
            assert!(
                matches!(trouble.get(), Some(ResentError::Changed { line }) if *line == number),
                "{trouble:?}"
            );
        }
    }
}
