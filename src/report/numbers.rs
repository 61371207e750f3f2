//! Numbers as a person reads them.

use crate::value::Duration;

/// `1,234,567`
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.char_indices() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Records per second: `0.33`, `199.8`, `12,346`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate that is not negative")]
pub(super) fn rate(per_second: f64) -> String {
    match per_second {
        low if low < 99.995 => format!("{low:.2}"),
        middle if middle < 999.95 => format!("{middle:.1}"),
        high => count(high.round() as u64),
    }
}

/// `0.25 ms`, `12.3 ms`, `1.50 s`
pub(super) fn latency(milliseconds: f64) -> String {
    match milliseconds {
        short if short < 10.0 => format!("{short:.2} ms"),
        middle if middle < 1_000.0 => format!("{middle:.1} ms"),
        long => format!("{:.2} s", long / 1_000.0),
    }
}

/// Whole seconds, rounded up: `1h30m`.
pub(super) fn whole_seconds(nanoseconds: i64) -> String {
    let seconds = nanoseconds.max(0) / Duration::SECOND + i64::from(nanoseconds % Duration::SECOND > 0);
    Duration(seconds * Duration::SECOND).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn small_numbers_keep_more_digits_than_great_ones() {
        assert_eq!([0.333, 99.99, 199.84, 999.99].map(rate), ["0.33", "99.99", "199.8", "1,000"]);
        assert_eq!([0.25, 12.34, 1_500.0].map(latency), ["0.25 ms", "12.3 ms", "1.50 s"]);
    }

    #[test]
    fn a_begun_second_counts() {
        assert_eq!([0, 1, 90 * Duration::SECOND].map(whole_seconds), ["0s", "1s", "1m30s"]);
    }
}
