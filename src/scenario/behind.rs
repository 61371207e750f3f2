//! What happens to records that are late, as `behind` says it. Lateness is time on the clock, whatever the speed.

use super::run::positive;
use crate::value::Duration;
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// They are sent late, and what follows as fast as possible until nothing is late any more. A record that is
    /// later than `at_most` makes the run invalid.
    CatchUp { at_most: Option<i64> },
    /// What is later than this is not sent but counted.
    Skip { after: i64 },
    /// A record that is later than this moves everything from it on by as much as it is late.
    Delay { after: i64 },
}

impl Behind {
    /// How late a record may be before it is skipped or delays the others, where nothing is said.
    pub const TOLERANCE: i64 = Duration::SECOND;
    /// What [`Behind::parse`] takes.
    pub const FORMS: &str = "`catch up`, `catch up 5s`, `skip`, `skip after 5s`, `delay` or `delay after 5s`";

    pub fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["catch", "up"] => Some(Self::CatchUp { at_most: None }),
            ["catch", "up", most] => positive(most).map(|most| Self::CatchUp { at_most: Some(most) }),
            ["skip"] => Some(Self::Skip { after: Self::TOLERANCE }),
            ["skip", "after", after] => positive(after).map(|after| Self::Skip { after }),
            ["delay"] => Some(Self::Delay { after: Self::TOLERANCE }),
            ["delay", "after", after] => positive(after).map(|after| Self::Delay { after }),
            _ => None,
        }
    }

    /// How late a record may be without anything becoming of it, in nanoseconds.
    pub fn tolerance(self) -> i64 {
        match self {
            Self::CatchUp { at_most } => at_most.unwrap_or(i64::MAX),
            Self::Skip { after } | Self::Delay { after } => after,
        }
    }
}

impl Behind {
    /// How late a record may be handed over before it counts as late, in nanoseconds.
    pub fn late_after(self) -> i64 {
        match self {
            Self::CatchUp { at_most: None } => Self::TOLERANCE,
            Self::CatchUp { .. } | Self::Skip { .. } | Self::Delay { .. } => self.tolerance(),
        }
    }
}

impl Default for Behind {
    fn default() -> Self {
        Self::CatchUp { at_most: None }
    }
}

impl fmt::Display for Behind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CatchUp { at_most: None } => f.write_str("catch up"),
            Self::CatchUp { at_most: Some(most) } => write!(f, "catch up {}", Duration(*most)),
            Self::Skip { after } => write!(f, "skip after {}", Duration(*after)),
            Self::Delay { after } => write!(f, "delay after {}", Duration(*after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_are_read_as_they_are_written() {
        for text in ["catch up", "catch up 5s", "skip after 250ms", "delay after 1m"] {
            assert_eq!(Behind::parse(text).map(|behind| behind.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Behind::parse("skip"), Some(Behind::Skip { after: Duration::SECOND }));
        for text in ["", "catch", "catch up 0s", "catch up to 5s", "skip 5s", "delay after", "wait"] {
            assert_eq!(Behind::parse(text), None, "{text}");
        }
    }
}
