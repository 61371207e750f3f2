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
        let millis = self.millis().rem_euclid(1_000);
        digits(out, i64::from(civil.year()), 4);
        for (separator, number) in [
            (b'-', civil.month()),
            (b'-', civil.day()),
            (b'T', civil.hour()),
            (b':', civil.minute()),
            (b':', civil.second()),
        ] {
            out.push(separator);
            digits(out, i64::from(number), 2);
        }
        out.push(b'.');
        digits(out, millis, 3);
        out.push(b'Z');
    }
}

/// Appends the last `count` decimal digits of a number that is not negative.
fn digits(out: &mut Vec<u8>, number: i64, count: u32) {
    for place in (0..count).rev() {
        let digit = number / 10_i64.pow(place) % 10;
        out.push(b'0' + u8::try_from(digit).expect("a digit"));
    }
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
