//! Numbers as a person reads them.

use crate::value::Duration;

/// `1,234,567`
pub fn count(number: u64) -> String {
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

/// `1 event`, `1,234 events`
pub fn how_many(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" })
}

/// What goes with so many: `was`, `were`.
pub fn was(number: u64) -> &'static str {
    if number == 1 { "was" } else { "were" }
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

/// At most three digits behind the dot, six where it is small: `20`, `83.333`, `1,500`, `0.000012`.
pub(super) fn short(number: f64) -> String {
    let text = if number < 0.1 { format!("{number:.6}") } else { format!("{number:.3}") };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.trim_end_matches('0');
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), count);
    if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") }
}

/// `233 B`, `4.1 GB`: in thousands.
pub(super) fn bytes(bytes: f64) -> String {
    const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];
    let mut size = bytes;
    let mut unit = "B";
    for larger in UNITS {
        if size < 999.5 {
            break;
        }
        size /= 1_000.0;
        unit = larger;
    }
    if unit == "B" || size >= 99.95 {
        format!("{} {unit}", short(libm::round(size)))
    } else {
        format!("{size:.1} {unit}")
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
    fn one_thing_is_not_many() {
        assert_eq!(
            [0, 1, 1_001].map(|number| how_many(number, "event")),
            ["0 events", "1 event", "1,001 events"]
        );
    }

    #[test]
    fn small_numbers_keep_more_digits_than_great_ones() {
        assert_eq!([0.333, 99.99, 199.84, 999.99].map(rate), ["0.33", "99.99", "199.8", "1,000"]);
        assert_eq!([0.25, 12.34, 1_500.0].map(latency), ["0.25 ms", "12.3 ms", "1.50 s"]);
    }

    #[test]
    fn digits_that_say_nothing_are_left_out() {
        assert_eq!(
            [0.0, 20.0, 83.333_33, 1_500.5, 1.16e-5].map(short),
            ["0", "20", "83.333", "1,500.5", "0.000012"]
        );
        assert_eq!(
            [233.4, 999.6, 4_130_000_000.0, 2.5e14].map(bytes),
            ["233 B", "1.0 kB", "4.1 GB", "250 TB"]
        );
    }

    #[test]
    fn a_begun_second_counts() {
        assert_eq!([0, 1, 90 * Duration::SECOND].map(whole_seconds), ["0s", "1s", "1m30s"]);
    }
}
