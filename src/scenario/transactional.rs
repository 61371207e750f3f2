//! Records in transactions, as `transactional` says it.

use super::run::positive;
use crate::value::Duration;
use std::fmt;

/// How long a transaction stays open, in nanoseconds on the clock, whatever the speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transactional {
    pub every: i64,
}

impl Transactional {
    /// What [`Transactional::parse`] takes.
    pub const FORMS: &str = "`every` and a duration from 1ms to 10m: `every 1s`";
    /// Brokers end a transaction themselves that is open for 15 minutes, unless they are told otherwise.
    const LONGEST: i64 = 10 * Duration::MINUTE;

    pub fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let ["every", length] = words.as_slice() else { return None };
        let every = positive(length)?;
        (Duration::MILLISECOND..=Self::LONGEST).contains(&every).then_some(Self { every })
    }
}

impl fmt::Display for Transactional {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "every {}", Duration(self.every))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_it_is_written() {
        for text in ["every 1s", "every 1ms", "every 10m"] {
            assert_eq!(Transactional::parse(text).map(|found| found.to_string()).as_deref(), Some(text));
        }
        for text in ["", "1s", "every", "every 0s", "every 999us", "every 11m", "every second", "each 1s"] {
            assert_eq!(Transactional::parse(text), None, "{text}");
        }
    }
}
