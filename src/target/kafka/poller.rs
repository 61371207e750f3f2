//! Serves librdkafka's queue, so that a delivery report is heard when it comes and not when the next record is
//! due. A thread does it while the sending thread waits; a sending thread that has no time to wait does it itself:
//! it then frees the memory of records that it took itself, and takes no processor from librdkafka.

use super::context::Context;
use rdkafka::producer::{BaseProducer, Producer};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, TryLockError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long stopping may have to wait for the thread to look up.
const TURN: Duration = Duration::from_millis(20);

pub(super) struct Poller {
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

struct Queue {
    producer: Arc<BaseProducer<Context>>,
    /// Held by whoever serves: acknowledgements come from one thread at a time.
    served: Mutex<()>,
    /// The sending thread serves, the other one rests.
    is_taken_over: AtomicBool,
    is_stopped: AtomicBool,
}

impl Poller {
    pub(super) fn start(producer: Arc<BaseProducer<Context>>) -> Self {
        let queue = Arc::new(Queue {
            producer,
            served: Mutex::default(),
            is_taken_over: AtomicBool::new(false),
            is_stopped: AtomicBool::new(false),
        });
        let shared = queue.clone();
        Self { queue, thread: Some(thread::spawn(move || shared.serve_until_stopped())) }
    }

    /// Serves what is there, from now on in the place of the thread; returns at once while that is still at it.
    pub(super) fn take_over(&self) {
        self.queue.is_taken_over.store(true, Ordering::Relaxed);
        let _serving = match self.queue.served.try_lock() {
            Ok(serving) => serving,
            Err(TryLockError::Poisoned(serving)) => serving.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        self.queue.serve();
    }

    /// Lets the thread serve again.
    pub(super) fn hand_back(&self) {
        if self.queue.is_taken_over.swap(false, Ordering::Relaxed) {
            self.wake();
        }
    }

    /// After this, nobody serves the queue. May be called again.
    pub(super) fn stop(&mut self) {
        self.queue.is_stopped.store(true, Ordering::Relaxed);
        self.wake();
        if let Some(thread) = self.thread.take() {
            thread.join().expect("serving librdkafka's queue does not panic");
        }
    }

    fn wake(&self) {
        if let Some(thread) = &self.thread {
            thread.thread().unpark();
        }
    }
}

impl Drop for Poller {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Queue {
    /// Without time to wait librdkafka hands over one event, all reports of which have come together. In a transaction they
    /// are no receipts yet.
    fn serve(&self) {
        let context = self.producer.context();
        let mut poll = || self.producer.poll(Duration::ZERO);
        if context.transacting.is_none() { context.receipts.together(&mut poll) } else { poll() }
    }

    fn serve_until_stopped(&self) {
        while !self.is_stopped.load(Ordering::Relaxed) {
            if self.is_taken_over.load(Ordering::Relaxed) {
                thread::park_timeout(TURN);
            } else {
                let _serving = self.served.lock().unwrap_or_else(PoisonError::into_inner);
                self.producer.poll(TURN);
            }
        }
    }
}
