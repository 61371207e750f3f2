//! Opens a target: everything that can be found wrong before the first record is found here.

use super::kafka::Kafka;
use super::null::Null;
use super::{Labels, Receipts, Sink, Target, TargetError, file, stdout};
use crate::value::Time;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// What every target is given when it opens.
#[derive(Clone)]
pub struct Setting {
    pub labels: Arc<Labels>,
    pub receipts: Arc<dyn Receipts>,
    pub distance: Option<Distance>,
    pub opening: Opening,
    /// The id of the only Kafka cluster that may be written to.
    pub cluster: Option<String>,
    /// Where none is given, a record is acknowledged by itself; targets other than Kafka know of none.
    pub transactional: Option<Transactional>,
    /// How long connecting may take.
    pub patience: Duration,
    /// For a login that holds until a time.
    pub wall: Wall,
    /// For what may take so long.
    pub steady: Steady,
    /// Ends the run once it is set; the target then tells why when it is asked to drain.
    pub halted: Arc<AtomicBool>,
}

/// Tells what the wall clock shows.
pub type Wall = Arc<dyn Fn() -> Time + Send + Sync>;

/// Tells how long a clock has gone that nobody sets.
pub type Steady = Arc<dyn Fn() -> Duration + Send + Sync>;

/// What becomes of what the target held before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Opening {
    /// A file is emptied.
    #[default]
    Anew,
    /// It stays, if it holds at least so many records; of a file, not a last line that was not written whole.
    GoOn { held: u64 },
}

/// Records are acknowledged when the transaction is committed that they were sent in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transactional {
    /// How long a transaction stays open.
    pub every: Duration,
    /// Another run may go on with this one: the transactions themselves tell it what they committed.
    pub is_remembered: bool,
    /// Whose transactions they are, unless the properties say so.
    pub id: String,
}

/// How far the run's event times lie from the wall clock, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Distance {
    /// Of the first one; negative where it lies ahead.
    pub age: i64,
    /// Of the one that will lie furthest ahead; negative where all lie behind.
    pub ahead: i64,
}

pub async fn connect(target: &Target, setting: Setting) -> Result<Box<dyn Sink>, TargetError> {
    let Setting { labels, receipts, opening, .. } = setting.clone();
    Ok(match target {
        Target::Kafka(properties) => Box::new(Kafka::connect(properties, setting).await?),
        Target::Embedded(properties) => Box::new(Kafka::embedded(properties, setting).await?),
        Target::Stdout => Box::new(stdout::open(stdout::unbuffered()?, labels, receipts)),
        Target::File(path) => Box::new(file::open(path, opening, labels, receipts)?),
        Target::Null => Box::new(Null { receipts }),
    })
}
