//! How long a transaction may be about to end. Not by the wall clock: brokers are not silent because it was set, or because
//! the machine was suspended.

use super::super::super::Steady;
use super::super::properties::{TRANSACTION_TIMEOUT, milliseconds};
use rdkafka::config::ClientConfig;
use std::time::Duration;

/// How long librdkafka keeps a record that nobody takes, unless it is told otherwise.
const MESSAGE_TIMEOUT: Duration = Duration::from_mins(5);

pub(super) struct Patience {
    pub(super) length: Duration,
    steady: Steady,
}

impl Patience {
    /// A transaction waits for its end as long as a record of another run waits for its acknowledgement, and no longer
    /// than the brokers do, who abort it then.
    pub(super) fn of(config: &ClientConfig, steady: Steady) -> Self {
        let set = |name: &&str| milliseconds(config, name).filter(|timeout| !timeout.is_zero());
        let message = ["message.timeout.ms", "delivery.timeout.ms"].iter().find_map(set);
        let broker = set(&TRANSACTION_TIMEOUT);
        let length = message.unwrap_or(MESSAGE_TIMEOUT).min(broker.unwrap_or(Duration::MAX));
        Self { length, steady }
    }

    /// When a wait begins.
    pub(super) fn begin(&self) -> Duration {
        (self.steady)()
    }

    /// What is said of brokers that have let a transaction wait for its end since then, if that was too long.
    pub(super) fn silence(&self, begun: Duration) -> Option<String> {
        let is_over = (self.steady)() >= begun + self.length;
        is_over.then(|| format!("no broker has ended its transaction within {} s", self.length.as_secs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    fn of(pairs: &[(&str, &str)], steady: Steady) -> Patience {
        let mut config = ClientConfig::new();
        pairs.iter().for_each(|(name, value)| _ = config.set(*name, *value));
        Patience::of(&config, steady)
    }

    #[test]
    fn a_transaction_waits_for_its_end_as_long_as_a_record_does() {
        let of = |pairs: &[(&str, &str)]| of(pairs, Arc::new(|| Duration::ZERO)).length;
        assert_eq!(
            [of(&[]), of(&[("message.timeout.ms", "0")])],
            [MESSAGE_TIMEOUT; 2],
            "0 is without an end"
        );
        for name in ["message.timeout.ms", "delivery.timeout.ms"] {
            assert_eq!(of(&[(name, "7000")]), Duration::from_secs(7), "{name}");
            let both = [(name, "7000"), (TRANSACTION_TIMEOUT, "3000")];
            assert_eq!(of(&both), Duration::from_secs(3), "the brokers abort it then");
        }
    }

    #[test]
    fn brokers_are_silent_when_the_clock_that_nobody_sets_says_so() {
        let shown = Arc::new(AtomicU64::new(5));
        let clock = shown.clone();
        let steady: Steady = Arc::new(move || Duration::from_secs(clock.load(Ordering::Relaxed)));
        let patience = of(&[("message.timeout.ms", "7000")], steady);
        let begun = patience.begin();
        shown.store(11, Ordering::Relaxed);
        assert_eq!(patience.silence(begun), None);
        shown.store(12, Ordering::Relaxed);
        let silence = patience.silence(begun);
        assert_eq!(silence.as_deref(), Some("no broker has ended its transaction within 7 s"));
    }
}
