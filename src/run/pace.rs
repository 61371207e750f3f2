//! How fast the schedule's time passes on the clock.

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pace {
    /// `60x`: this many times as fast as planned.
    Times(f64),
    /// Each record as soon as the one before is handed over.
    Max,
}

impl Pace {
    pub const REAL: Self = Self::Times(1.0);

    /// Reads `1x`, `60x`, `0.5x`, `max`.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "max" {
            return Some(Self::Max);
        }
        let factor: f64 = text.strip_suffix('x')?.parse().ok()?;
        (factor.is_finite() && factor > 0.0).then_some(Self::Times(factor))
    }

    /// Nanoseconds on the clock for nanoseconds of the schedule; `None` where nothing waits.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "nanoseconds of a run")]
    pub(super) fn clock(self, scheduled: i64) -> Option<i64> {
        match self {
            Self::REAL => Some(scheduled),
            Self::Times(factor) => Some((scheduled as f64 / factor) as i64),
            Self::Max => None,
        }
    }

    /// Nanoseconds of the schedule for nanoseconds on the clock; `None` where they are not tied.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "nanoseconds of a run")]
    pub(super) fn schedule(self, elapsed: i64) -> Option<i64> {
        match self {
            Self::REAL => Some(elapsed),
            Self::Times(factor) => Some((elapsed as f64 * factor) as i64),
            Self::Max => None,
        }
    }
}

impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Times(factor) => write!(f, "{factor}x"),
            Self::Max => f.write_str("max"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_are_read_as_they_are_written() {
        for text in ["1x", "60x", "0.5x", "max"] {
            assert_eq!(Pace::parse(text).map(|pace| pace.to_string()).as_deref(), Some(text));
        }
        for text in ["", "x", "60", "0x", "-1x", "infx", "nanx", "fast"] {
            assert_eq!(Pace::parse(text), None, "{text}");
        }
    }

    #[test]
    fn an_hour_at_60x_takes_a_minute() {
        assert_eq!(Pace::Times(60.0).clock(3_600_000_000_000), Some(60_000_000_000));
        assert_eq!(Pace::Times(60.0).schedule(60_000_000_000), Some(3_600_000_000_000));
    }
}
