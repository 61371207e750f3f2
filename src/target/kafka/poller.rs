//! The thread that serves librdkafka's queue, so that a delivery report is heard when it comes and not when
//! the next record is due.

use super::context::Context;
use rdkafka::producer::BaseProducer;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long stopping may have to wait for the thread to look up.
const TURN: Duration = Duration::from_millis(20);

pub(super) struct Poller {
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Poller {
    pub(super) fn start(producer: Arc<BaseProducer<Context>>) -> Self {
        let stopped = Arc::new(AtomicBool::new(false));
        let seen = stopped.clone();
        let thread = thread::spawn(move || {
            while !seen.load(Ordering::Relaxed) {
                producer.poll(TURN);
            }
        });
        Self { stopped, thread: Some(thread) }
    }

    /// After this, nobody serves the queue. May be called again.
    pub(super) fn stop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().expect("serving librdkafka's queue does not panic");
        }
    }
}

impl Drop for Poller {
    fn drop(&mut self) {
        self.stop();
    }
}
