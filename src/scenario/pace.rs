//! How fast the schedule's time passes on the clock, as `speed` says it.

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pace {
    /// `60x`: this many times as fast as planned.
    Times(f64),
    /// Each record as soon as the one before is handed over.
    Max,
    /// As fast as possible as long as event time is behind the wall clock, then with it.
    MaxUntilNow,
}

impl Pace {
    pub const REAL: Self = Self::Times(1.0);
    /// What [`Pace::parse`] takes.
    pub const FORMS: &str = "`1x`, `60x`, `max` or `max until now`";

    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "max" => Some(Self::Max),
            "max until now" => Some(Self::MaxUntilNow),
            _ => {
                let factor: f64 = text.strip_suffix('x')?.parse().ok()?;
                (factor.is_finite() && factor > 0.0).then_some(Self::Times(factor))
            }
        }
    }
}

impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Times(factor) => write!(f, "{factor}x"),
            Self::Max => f.write_str("max"),
            Self::MaxUntilNow => f.write_str("max until now"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_are_read_as_they_are_written() {
        for text in ["1x", "60x", "0.5x", "max", "max until now"] {
            assert_eq!(Pace::parse(text).map(|pace| pace.to_string()).as_deref(), Some(text));
        }
        for text in ["", "x", "60", "0x", "-1x", "infx", "nanx", "fast", "max until", "until now"] {
            assert_eq!(Pace::parse(text), None, "{text}");
        }
    }
}
