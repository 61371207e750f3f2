//! Where a run ends before its schedule does, as `stop` says it.

use super::run::{positive, whole};
use crate::formula::number::{Number, number};
use crate::value::Duration;
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Records.
    Events(u64),
    /// Nanoseconds of the schedule.
    Length(i64),
    /// Bytes of keys, payloads and headers.
    Bytes(u64),
}

/// Units of bytes from large to small, so that `B` comes last.
const UNITS: [(&str, u64); 5] =
    [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000), ("B", 1)];

impl Limit {
    /// What [`Limit::parse`] takes.
    pub const FORMS: &str = "a number of events, a duration or a size: `10M events`, `2h`, `5GB`";

    pub fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            [events, "event" | "events"] => whole(events).map(Self::Events),
            [one] => positive(one).map(Self::Length).or_else(|| bytes(one).map(Self::Bytes)),
            _ => None,
        }
    }
}

/// `5GB`, `1.5MB`: at least one byte.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rounded to whole bytes, and checked to fit"
)]
fn bytes(text: &str) -> Option<u64> {
    let (amount, unit) =
        UNITS.iter().find_map(|(name, unit)| text.strip_suffix(name).map(|amount| (amount, *unit)))?;
    // Neither `5%GB` nor `5kGB`.
    if !amount.ends_with(|last: char| last.is_ascii_digit()) {
        return None;
    }
    let bytes = match number(amount).ok()? {
        Number::Whole(amount) => u64::try_from(amount).ok()?.checked_mul(unit)?,
        Number::Decimal(amount) => {
            let bytes = libm::round(amount * unit as f64);
            (bytes < u64::MAX as f64).then_some(bytes as u64)?
        }
    };
    (bytes > 0).then_some(bytes)
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Events(1) => f.write_str("1 event"),
            Self::Events(events) => write!(f, "{events} events"),
            Self::Length(length) => Duration(*length).fmt(f),
            Self::Bytes(bytes) => {
                let fits = UNITS.iter().find(|(_, unit)| bytes.is_multiple_of(*unit));
                let (name, unit) = fits.expect("a byte is a multiple of one byte");
                write!(f, "{}{name}", bytes / unit)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_events_lengths_or_bytes() {
        let known = [
            ("10M events", Limit::Events(10_000_000)),
            ("1.5k events", Limit::Events(1_500)),
            ("2h", Limit::Length(2 * Duration::HOUR)),
            ("5GB", Limit::Bytes(5_000_000_000)),
            ("1.5kB", Limit::Bytes(1_500)),
            ("12B", Limit::Bytes(12)),
        ];
        for (text, limit) in known {
            assert_eq!(Limit::parse(text), Some(limit), "{text}");
            assert_eq!(Limit::parse(&limit.to_string()), Some(limit), "{limit}");
        }
    }

    #[test]
    fn a_bare_number_is_no_limit() {
        for text in [
            "",
            "10M",
            "0 events",
            "1.5 events",
            "0s",
            "0B",
            "5gb",
            "5 GB",
            "99999999TB",
            "1e300GB",
            "2h 5GB",
            "5%GB",
            "5kGB",
            "900% events",
        ] {
            assert_eq!(Limit::parse(text), None, "{text}");
        }
    }
}
