//! How a run is to be done, every question answered.

use super::clock::Clock;
use super::failed_records::FailedRecords;
use super::journal::Journal;
use super::judge::Expected;
use crate::scenario::{Behind, Pace};
use crate::target::Transactional;
use std::io::Write;
use std::time::Duration;

pub struct Options {
    pub clock: Clock,
    pub pace: Pace,
    /// Most records.
    pub max_events: Option<u64>,
    /// Nanoseconds of the schedule after which the run ends; it also lasts as long.
    pub until: Option<i64>,
    /// The run ends with the record that brings keys, payloads and headers to so many bytes.
    pub max_bytes: Option<u64>,
    /// What becomes of late records.
    pub behind: Behind,
    /// Most records without a receipt.
    pub in_flight: Option<u64>,
    /// Sends in transactions, where the target knows them.
    pub transactional: Option<Transactional>,
    /// Nanoseconds of the schedule whose records are counted apart.
    pub warmup: i64,
    /// How long connecting may take.
    pub connect: Duration,
    /// How long to wait for receipts after the last record.
    pub drain: Duration,
    /// The same after a signal.
    pub drain_stopped: Duration,
    /// Between two [`Event::Progress`](super::Event::Progress).
    pub tick: Duration,
    /// Shows every record that is sent (`-v`).
    pub echo: Option<Box<dyn Write + Send>>,
    /// The books tell how long every record takes from its due time to its acknowledgement.
    pub measures_delivery: bool,
    /// Keeps what failed.
    pub failed: Option<FailedRecords>,
    /// Says what is acknowledged, for a run that goes on with this one.
    pub journal: Option<Journal>,
    /// What has to hold of the run.
    pub expected: Expected,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            clock: Clock::machine(),
            pace: Pace::REAL,
            max_events: None,
            until: None,
            max_bytes: None,
            behind: Behind::default(),
            in_flight: None,
            transactional: None,
            warmup: 0,
            connect: Duration::from_secs(10),
            drain: Duration::from_mins(1),
            drain_stopped: Duration::from_secs(10),
            tick: Duration::from_millis(250),
            echo: None,
            measures_delivery: false,
            failed: None,
            journal: None,
            expected: Expected::default(),
        }
    }
}
