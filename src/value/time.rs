//! Instants and durations in whole nanoseconds.

use std::fmt;

/// An instant: nanoseconds since 1970-01-01T00:00:00Z, from the year 1677 to 2262.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Time(pub i64);

/// A length of elapsed time in nanoseconds; may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Duration(pub i64);

impl Duration {
    pub const MICROSECOND: i64 = 1_000;
    pub const MILLISECOND: i64 = 1_000_000;
    pub const SECOND: i64 = 1_000_000_000;
    pub const MINUTE: i64 = 60 * Self::SECOND;
    pub const HOUR: i64 = 60 * Self::MINUTE;
    /// Always 24 hours.
    pub const DAY: i64 = 24 * Self::HOUR;
}

impl Time {
    /// Milliseconds since 1970, rounded down.
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(Duration::MILLISECOND)
    }

    pub fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_nanosecond(i128::from(self.0))
            .expect("64-bit nanoseconds lie inside jiff's years")
    }

    /// Appends the form that JSON carries: `2024-01-15T10:30:45.123Z`.
    pub fn write(self, out: &mut Vec<u8>) {
        let civil = jiff::tz::Offset::UTC.to_datetime(self.timestamp());
        let mut text = *b"0000-00-00T00:00:00.000Z";
        let year = civil.year().unsigned_abs();
        two_digits(&mut text, 0, (year / 100).to_le_bytes()[0]);
        two_digits(&mut text, 2, (year % 100).to_le_bytes()[0]);
        let parts = [civil.month(), civil.day(), civil.hour(), civil.minute(), civil.second()];
        for (position, part) in [5, 8, 11, 14, 17].into_iter().zip(parts) {
            two_digits(&mut text, position, part.unsigned_abs());
        }
        let millis = self.millis().rem_euclid(1_000).unsigned_abs();
        two_digits(&mut text, 20, (millis / 10).to_le_bytes()[0]);
        text[22] += (millis % 10).to_le_bytes()[0];
        out.extend_from_slice(&text);
    }
}

/// Adds a number below 100 to two zeros.
#[inline]
fn two_digits(text: &mut [u8; 24], position: usize, number: u8) {
    text[position] += number / 10;
    text[position + 1] += number % 10;
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::with_capacity(24);
        self.write(&mut text);
        f.write_str(std::str::from_utf8(&text).expect("digits and separators"))
    }
}

/// Writes as the language reads it: `1h30m`, `2s500ms`, `-5m`, `0s`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(u64, &str); 7] = [
            (Duration::DAY as u64, "d"),
            (Duration::HOUR as u64, "h"),
            (Duration::MINUTE as u64, "m"),
            (Duration::SECOND as u64, "s"),
            (Duration::MILLISECOND as u64, "ms"),
            (Duration::MICROSECOND as u64, "us"),
            (1, "ns"),
        ];
        if self.0 < 0 {
            f.write_str("-")?;
        }
        let mut rest = self.0.unsigned_abs();
        if rest == 0 {
            return f.write_str("0s");
        }
        for (size, unit) in UNITS {
            if rest >= size {
                write!(f, "{}{unit}", rest / size)?;
                rest %= size;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_with_three_digits_and_a_z() {
        assert_eq!(Time(1_705_314_645_123_999_999).to_string(), "2024-01-15T10:30:45.123Z");
        assert_eq!(Time(-1).to_string(), "1969-12-31T23:59:59.999Z");
    }

    #[test]
    fn a_duration_is_written_as_it_is_read() {
        assert_eq!(Duration(90 * Duration::MINUTE).to_string(), "1h30m");
        assert_eq!(Duration(-2_500 * Duration::MILLISECOND).to_string(), "-2s500ms");
        assert_eq!(Duration(0).to_string(), "0s");
        assert_eq!(Duration(i64::MIN).to_string(), "-106751d23h47m16s854ms775us808ns");
    }
}
