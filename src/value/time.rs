//! Instants and durations in whole nanoseconds.

use super::digits::text_of_eight;
use std::cell::Cell;
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

    /// Reads an instant with its offset, as `2024-01-15T10:30:45.123Z`; `None` where the text is none, or lies outside
    /// the years 1677 to 2262.
    pub fn parse(text: &str) -> Option<Self> {
        let instant = text.parse::<jiff::Timestamp>().ok()?;
        i64::try_from(instant.as_nanosecond()).ok().map(Self)
    }

    /// The year, month and day in eight digits, and the nanoseconds since the day began.
    #[inline]
    fn day(self) -> (u64, u64) {
        let (start, text) = WRITTEN.get();
        let of_day = self.0.cast_unsigned().wrapping_sub(start);
        if of_day < Duration::DAY.unsigned_abs() { (text, of_day) } else { self.next_day() }
    }

    #[cold]
    fn next_day(self) -> (u64, u64) {
        let (year, month, of_month) = date(self.0.div_euclid(Duration::DAY));
        let text = text_of_eight(10_000 * year + 100 * month + of_month);
        let of_day = self.0.rem_euclid(Duration::DAY).cast_unsigned();
        WRITTEN.set((self.0.cast_unsigned().wrapping_sub(of_day), text));
        (text, of_day)
    }

    /// Appends the form that JSON carries: `2024-01-15T10:30:45.123Z`.
    pub fn write(self, out: &mut Vec<u8>) {
        let (date, of_day) = self.day();
        let millis = u32::try_from(of_day / Duration::MILLISECOND.unsigned_abs()).expect("less than a day");
        let minutes = millis / 60_000;
        // hours, minutes, seconds and hundredths
        let time = text_of_eight(minutes / 60 * 1_000_000 + minutes % 60 * 10_000 + millis % 60_000 / 10);
        // `0000-00-`, `00T00:00` and `:00.000Z`
        let words = [
            date & 0xffff_ffff | at(b'-', 4) | (date >> 32 & 0xffff) << 40 | at(b'-', 7),
            date >> 48 | at(b'T', 2) | (time & 0xffff) << 24 | at(b':', 5) | (time >> 16 & 0xffff) << 48,
            at(b':', 0)
                | (time >> 32 & 0xffff) << 8
                | at(b'.', 3)
                | time >> 48 << 32
                | u64::from(millis % 10) << 48
                | at(b'0', 6)
                | at(b'Z', 7),
        ];
        words.iter().for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
    }
}

thread_local! {
    /// Where the day begins that was written last, modulo 2^64, and its text: of times that follow each other most are of
    /// one day.
    static WRITTEN: Cell<(u64, u64)> = const { Cell::new((0, text_of_eight(19_700_101))) };
}

/// The year, month and day so many days after 1970-01-01, from the year 1677 to 2262 (Neri and Schneider,
/// "Euclidean affine functions and their application to calendar algorithms", 2022). A library's dates cost as much
/// as all other digits of an event.
fn date(days: i64) -> (u32, u32, u32) {
    /// Days from 0000-03-01 to 1970-01-01.
    const TO_1970: i64 = 719_468;
    let days = u32::try_from(days + TO_1970).expect("64-bit nanoseconds lie behind the year 0");
    let quarters = 4 * days + 3;
    let century = quarters / 146_097;
    let of_century = 2_939_745 * u64::from((quarters % 146_097) | 3);
    let (year, of_year) = (of_century >> 32, of_century & 0xffff_ffff);
    #[expect(clippy::cast_possible_truncation, reason = "a year has 366 days, a century 100 years")]
    let (year, day_of_year) = (year as u32, (of_year / 2_939_745 / 4) as u32);
    let of_month = 2_141 * day_of_year + 197_913;
    let (month, day) = (of_month >> 16, (of_month & 0xffff) / 2_141 + 1);
    // Years begin in March here.
    let is_next = u32::from(day_of_year >= 306);
    (100 * century + year + is_next, month - 12 * is_next, day)
}

/// A letter at a byte of a word.
const fn at(letter: u8, byte: u32) -> u64 {
    (letter as u64) << (8 * byte)
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
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_time_is_written_as_the_library_writes_it(nanos: i64) {
            let time = Time(nanos.div_euclid(Duration::MILLISECOND).saturating_mul(Duration::MILLISECOND));
            prop_assert_eq!(time.to_string(), format!("{:.3}", time.timestamp()));
        }
    }

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
