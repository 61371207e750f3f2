//! The sending thread from its start to its end: sends all, waits for receipts, gives up on the missing ones, and reads
//! back what the target holds.

use super::composer::Supply;
use super::sender::Sender;
use crate::compose::Batch;
use crate::target::{Holding, TargetError};
use std::sync::atomic::Ordering;
use std::sync::mpsc::Receiver;
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::sync::oneshot;

/// One turn of waiting for receipts: how soon a signal shortens the deadline.
const TURN: Duration = Duration::from_millis(100);

/// What the sending thread leaves behind.
pub(super) struct End {
    pub(super) error: Option<TargetError>,
    /// Nanoseconds from the schedule's zero to its end, or to the last receipt where that is later.
    pub(super) elapsed: i64,
    pub(super) holdings: Vec<Holding>,
    pub(super) sender: Sender,
    /// What was composed and not sent.
    pub(super) ahead: Receiver<Option<Batch>>,
}

/// Sends what is supplied on a thread of its own, which tells its end.
pub(super) fn start(
    mut sender: Sender,
    supply: Supply,
    drain: Duration,
    drain_stopped: Duration,
) -> (JoinHandle<()>, oneshot::Receiver<End>) {
    let (done, is_done) = oneshot::channel();
    let sending = thread::spawn(move || {
        let sent = sender.send_all(&supply);
        let ahead = supply.end();
        let end = Finish { sender, drain, drain_stopped }.finish(sent, ahead);
        // The driver may have left after a second signal.
        let _ = done.send(end);
    });
    (sending, is_done)
}

struct Finish {
    sender: Sender,
    drain: Duration,
    drain_stopped: Duration,
}

impl Finish {
    /// Waits for receipts, gives up on the missing ones, and reads back what the target holds.
    fn finish(mut self, sent: Result<(), TargetError>, ahead: Receiver<Option<Batch>>) -> End {
        let ended = self.sender.ledger.elapsed();
        let sink = &mut self.sender.sink;
        let mut waited = Duration::ZERO;
        let drained = sent.and_then(|()| {
            loop {
                let is_stopped = self.sender.halted.load(Ordering::Relaxed);
                let deadline = if is_stopped { self.drain_stopped } else { self.drain };
                if sink.drain(TURN)? || waited >= deadline {
                    return Ok(());
                }
                waited += TURN;
            }
        });
        sink.abandon();
        let elapsed = ended.max(self.sender.ledger.settled());
        let ledger = &self.sender.ledger;
        let (error, holdings) = match drained {
            Ok(()) => (None, sink.holdings(&|topic, partition| ledger.acknowledged_by(topic, partition))),
            Err(error) => (Some(error), Vec::new()),
        };
        End { error, elapsed, holdings, sender: self.sender, ahead }
    }
}
