//! Notices a producer that has lost its brokers: librdkafka forgets those that an answer does not name, and now and then
//! finds none again (its issue 5301). What it has would wait until it has timed out, and so would all that follows.

use super::super::Steady;
use super::connection::Connection;
use super::properties::milliseconds;
use super::questions::SLICE;
use super::topics;
use rdkafka::client::ClientContext;
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::error::KafkaError;
use rdkafka::producer::Producer;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Between two looks at whether all brokers are gone.
const PAUSE: Duration = Duration::from_secs(1);
/// Questions that a client which has just been made is given to connect.
const CHANCES: u32 = 10;
/// How long a producer may take to find its way back, beyond the longest pause between two of its tries.
const GRACE: Duration = Duration::from_secs(20);
const LONGEST_PAUSE: &str = "reconnect.backoff.max.ms";
/// That pause, unless it is set.
const USUAL: Duration = Duration::from_secs(10);

pub(super) struct Watchdog {
    watch: Arc<Watch>,
    thread: Option<JoinHandle<()>>,
}

struct Watch {
    /// How long brokers that answer others may leave the producer without an answer.
    patience: Duration,
    steady: Steady,
    is_stopped: AtomicBool,
    has_found: AtomicBool,
}

impl Watchdog {
    /// Halts the run once its producer has lost its brokers, which it asks about one of its topics.
    pub(super) fn start(config: &ClientConfig, connection: &Connection, topic: &str) -> Self {
        let watch = Arc::new(Watch::new(patience(config), connection.steady.clone()));
        let (config, topic) = (config.clone(), topic.to_owned());
        let (producer, troubles) = (connection.producer.clone(), connection.context.troubles.clone());
        let (halted, shared) = (connection.halted.clone(), watch.clone());
        let watching = move || {
            let own = || Producer::client(&*producer).fetch_metadata(Some(&topic), SLICE).is_ok();
            // The leader has to answer: the bootstrap server may be there without the brokers that it names.
            let other = || {
                topics::bystander(&config, Mute).is_ok_and(|bystander| {
                    let ask = || bystander.inner().fetch_watermarks(&topic, 0, SLICE).is_ok();
                    (0..CHANCES).any(|_| shared.is_stopped() || ask())
                })
            };
            let pause = || thread::park_timeout(PAUSE);
            while !shared.is_stopped() {
                pause();
                if troubles.take_all_down() && shared.finds(own, other, pause) {
                    shared.has_found.store(true, Ordering::Release);
                    // After that: who is halted asks for it.
                    halted.store(true, Ordering::Release);
                    return;
                }
            }
        };
        Self { watch, thread: Some(thread::spawn(watching)) }
    }

    /// Whether it has halted the run.
    pub(super) fn has_found(&self) -> bool {
        self.watch.has_found.load(Ordering::Acquire)
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.watch.is_stopped.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            thread.join().expect("asking the brokers does not panic");
        }
    }
}

impl Watch {
    fn new(patience: Duration, steady: Steady) -> Self {
        Self { patience, steady, is_stopped: AtomicBool::new(false), has_found: AtomicBool::new(false) }
    }

    fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    /// Whether a producer whose brokers were all gone has lost them: they answer another client before and after all the time
    /// that it is left. A broker that is just coming back may name none yet, which the producer does better not to ask for.
    fn finds(&self, own: impl Fn() -> bool, other: impl Fn() -> bool, pause: impl Fn()) -> bool {
        while !self.is_stopped() {
            if !other() {
                pause();
                continue;
            }
            let begun = (self.steady)();
            while !self.is_stopped() && (self.steady)() < begun + self.patience {
                if own() {
                    return false;
                }
                pause();
            }
            if other() {
                return !self.is_stopped();
            }
        }
        false
    }
}

fn patience(config: &ClientConfig) -> Duration {
    GRACE + milliseconds(config, LONGEST_PAUSE).unwrap_or(USUAL)
}

/// Of a client whose troubles are nobody's.
struct Mute;

impl ClientContext for Mute {
    fn log(&self, _: RDKafkaLogLevel, _: &str, _: &str) {}

    fn error(&self, _: KafkaError, _: &str) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU64;

    /// Whether brokers are found lost that answer the producer in these seconds, and another client in those; and in which
    /// second that is known. The watch ends in the hundredth.
    fn found(own: impl Fn(u64) -> bool, other: impl Fn(u64) -> bool) -> (bool, u64) {
        let seconds = Arc::new(AtomicU64::new(0));
        let shown = seconds.clone();
        let now = move || shown.load(Ordering::Relaxed);
        let clock = now.clone();
        let watch = Watch::new(Duration::from_secs(30), Arc::new(move || Duration::from_secs(clock())));
        let pause = || {
            let passed = seconds.fetch_add(1, Ordering::Relaxed) + 1;
            watch.is_stopped.store(passed == 100, Ordering::Relaxed);
        };
        (watch.finds(|| own(now()), || other(now()), pause), now())
    }

    #[test]
    fn brokers_that_answer_others_only_are_lost() {
        assert_eq!(found(|_| false, |second| second >= 5), (true, 35));
    }

    #[test]
    fn a_producer_may_take_its_time_to_find_its_way_back() {
        assert_eq!(found(|second| second >= 34, |second| second >= 5), (false, 34));
    }

    #[test]
    fn brokers_that_answer_nobody_are_not_lost() {
        assert_eq!(found(|_| false, |_| false), (false, 100));
    }

    #[test]
    fn brokers_that_go_again_are_waited_for_again() {
        let answers = |second| (5..20).contains(&second) || second >= 40;
        assert_eq!(found(|_| false, answers), (true, 70));
    }

    #[test]
    fn the_pause_between_two_tries_is_added() {
        let mut config = ClientConfig::new();
        assert_eq!(patience(&config), Duration::from_secs(30));
        config.set(LONGEST_PAUSE, "60000");
        assert_eq!(patience(&config), Duration::from_secs(80));
    }
}
