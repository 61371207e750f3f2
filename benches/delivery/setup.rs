//! What all sides have in common: the broker, the scenario, its payloads, how many records each one sends.

use crate::broker::Broker;
use crate::{payloads, planned, python};
use anyhow::{Result, ensure};
use std::path::PathBuf;

const SCENARIO: &str = "scenarios/user-events.yaml";
/// The line of it that is replaced.
const TOPIC: &str = "    topic: flash_sale_events\n";
/// More than a window of lz4 holds.
const PAYLOADS: usize = 10_000;

pub struct Setup {
    pub broker: Broker,
    /// A file with the scenario's payloads, a line each.
    pub payloads: PathBuf,
    /// One with the most typical of them.
    pub payload: PathBuf,
    pub python: &'static str,
    pub counts: Counts,
}

/// Numbers of records.
#[derive(Clone, Copy)]
pub struct Counts {
    pub records: u64,
    /// Before the records of a side that has to become warm.
    pub warmup: u64,
    /// Of the Python program.
    pub program: u64,
}

impl Setup {
    /// Starts the broker.
    pub fn new(counts: Counts) -> Result<Self> {
        let python = python::interpreter()?;
        let payloads = payloads::composed(&planned::scenario(SCENARIO), PAYLOADS);
        let broker = Broker::start()?;
        let file = |name, payloads: &[Box<[u8]>]| {
            let path = broker.folder().join(name);
            std::fs::write(&path, payloads.join(&b'\n')).map(|()| path)
        };
        let (one, many) = (file("payload", payloads::typical(&payloads))?, file("payloads", &payloads)?);
        Ok(Self { broker, payloads: many, payload: one, python, counts })
    }

    /// The scenario with another topic; the file's path.
    pub fn scenario(&self, topic: &str) -> Result<PathBuf> {
        let text = std::fs::read_to_string(SCENARIO)?;
        ensure!(text.contains(TOPIC), "{SCENARIO} has another topic than it had");
        let path = self.broker.folder().join("user-events.yaml");
        std::fs::write(&path, text.replace(TOPIC, &format!("    topic: {topic}\n")))?;
        Ok(path)
    }
}
