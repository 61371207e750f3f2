//! Where records go. In: a destination, labels, records. Out: a receipt for every record that was taken.
//! Never sleeps for a due time and never decides when a record is sent: that is the run's part.

mod allowed;
mod connect;
mod echo;
mod error;
mod file;
mod json_record;
mod kafka;
mod labels;
mod line;
mod lines;
mod lost;
mod null;
mod partition;
mod ranges;
mod stdout;
mod whole;

pub use allowed::Allowed;
pub use connect::{Distance, Opening, Setting, Steady, Transactional, Wall, connect};
pub use echo::Echo;
pub use error::{NoToken, TargetError, unopened};
pub use json_record::{Message, write_failed_record, write_json_record};
pub use kafka::Properties;
pub use labels::{Labels, PartKind, PhaseLabel, PlannedRates, StreamLabel, TopicSpec};
pub use line::{LineError, Sent};
pub use lost::Lost;
pub use partition::keyless_partition;
pub use ranges::{Ranges, Union};
pub use whole::whole;

use crate::compose::{Batch, Record};
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A destination as the command line names it.
#[derive(Debug, Clone)]
pub enum Target {
    Kafka(Properties),
    /// The mock broker inside librdkafka, on a loopback port.
    Embedded(Properties),
    Stdout,
    File(PathBuf),
    /// Takes every record and forgets it.
    Null,
}

impl Target {
    /// How the embedded broker is called, here and in [`fmt::Display`].
    pub const EMBEDDED: &str = "embedded";
    /// What `--to` may say.
    pub const FORMS: &str = "kafka, embedded, stdout, file:PATH, null";

    /// The file that records go to, if they do.
    pub fn file(&self) -> Option<&Path> {
        if let Self::File(path) = self { Some(path) } else { None }
    }

    /// Reads the text of `--to`; the properties go to the two targets that are Kafka.
    pub fn parse(text: &str, properties: Properties) -> Option<Self> {
        match text {
            "kafka" => Some(Self::Kafka(properties)),
            Self::EMBEDDED => Some(Self::Embedded(properties)),
            "stdout" => Some(Self::Stdout),
            "null" => Some(Self::Null),
            _ => {
                text.strip_prefix("file:").filter(|path| !path.is_empty()).map(|path| Self::File(path.into()))
            }
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kafka(properties) => {
                write!(f, "kafka {}", properties.servers().unwrap_or("without servers"))
            }
            Self::Embedded(_) => f.write_str(Self::EMBEDDED),
            Self::Stdout => f.write_str("stdout"),
            Self::File(path) => write!(f, "file:{}", path.display()),
            Self::Null => f.write_str("null"),
        }
    }
}

/// What the run wants back with a record's receipt; a target passes it on unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket(pub u64);

/// What became of a record that a target was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handover {
    /// A receipt follows, now or later, from this thread or another.
    Taken,
    /// No room at the moment: the same record is to be offered again.
    Full,
    /// The target can never take this record; the receipt that says why was given before returning.
    Refused,
}

/// Hears what became of each record: exactly one call for each that was taken or refused. Called on the
/// path of every record, possibly from a target's own thread: implementations neither block nor allocate
/// for an acknowledgement.
pub trait Receipts: Send + Sync {
    /// From one thread at a time.
    fn acknowledged(&self, ticket: Ticket, partition: Option<i32>);
    /// From any thread.
    fn failed(&self, ticket: Ticket, cause: &str, lost: &Lost<'_>);

    /// Hears receipts that have come together: the clock is read for the first of all that `hear` brings. From the thread
    /// that brings acknowledgements.
    fn together(&self, hear: &mut dyn FnMut()) {
        hear();
    }

    /// What tells the run from all others, with those that go on with it; none as long as no other run may.
    fn run(&self) -> Option<i64> {
        None
    }

    /// Whether a record of the same topic was acknowledged in this partition before. Before its receipt.
    fn has_acknowledged(&self, _ticket: Ticket, _partition: i32) -> bool {
        true
    }

    /// The record's number among all that the plan makes, where another run may go on with this one. Before its receipt.
    fn number(&self, _ticket: Ticket) -> Option<u64> {
        None
    }
}

/// An open target. Records come in the order in which they are due.
pub trait Sink: Send {
    /// What was found when connecting, and since.
    fn connected(&self) -> Connected {
        Connected::default()
    }

    /// The numbers of the records that earlier runs committed, by the target's own account.
    fn committed(&self) -> Ranges {
        Ranges::default()
    }

    fn send(&mut self, record: &Record<'_>, ticket: Ticket) -> Result<Handover, TargetError>;

    /// The partition that a record goes to, where the target has any and it is decided before the record is sent.
    fn partition(&self, _record: &Record<'_>) -> Option<i32> {
        None
    }

    /// Puts the positions of a batch's records in the order in which they are best handed over where nothing is due
    /// at a time. Records of one partition keep theirs.
    fn arrange(&mut self, batch: &Batch, order: &mut Vec<u32>) {
        in_place(batch, order);
    }

    /// Called before the run waits for the next due time: passes on what was held back for the sake of speed.
    fn settle(&mut self) -> Result<(), TargetError> {
        Ok(())
    }

    /// Called when nothing more may go before receipts come: gives those that were held back.
    fn hasten(&mut self) -> Result<(), TargetError> {
        self.settle()
    }

    /// After the last record: waits at most this long for missing receipts; true when none is missing.
    fn drain(&mut self, _patience: Duration) -> Result<bool, TargetError> {
        self.settle().map(|()| true)
    }

    /// Gives up on what is not acknowledged yet: every missing receipt comes before this returns.
    fn abandon(&mut self) {}

    /// Reads back what each partition has grown by since the target was opened, where it tells. Asks again for a
    /// while as long as one holds less than what was acknowledged of it. After draining.
    fn holdings(&mut self, _acknowledged: &dyn Fn(&str, i32) -> u64) -> Vec<Holding> {
        Vec::new()
    }
}

/// The positions of a batch's records as they stand.
pub fn in_place(batch: &Batch, order: &mut Vec<u32>) {
    order.clear();
    order.extend((0..).take(batch.len()));
}

/// The other end, where there is one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Connected {
    /// In the form of `bootstrap.servers`.
    pub servers: Option<String>,
    /// The id of the Kafka cluster, where it tells one.
    pub cluster: Option<String>,
    /// Names and numbers of partitions.
    pub topics: Vec<(String, i32)>,
    /// Whose transactions the records are sent in, where they are.
    pub transactional_id: Option<String>,
}

/// What a partition holds of the run, by its own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    pub topic: String,
    pub partition: i32,
    /// By how many it has grown.
    pub records: u64,
    /// Nobody else has to write there: the run made its topic, or its broker.
    pub is_exclusive: bool,
}
