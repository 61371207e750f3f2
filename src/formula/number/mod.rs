//! Numbers, percentages and durations as they are written in formulas and lines. In: `10_000`, `1.5k`, `5%`,
//! `1h30m`. Out: their exact values, or what is wrong. Never rounds what fits, never reads a sign.

mod flaw;

pub use flaw::{diagnose, duration_meant};

/// A number as it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    Whole(i128),
    /// Always finite.
    Decimal(f64),
}

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("not written as a number")]
    Form,
    #[error("a number too large")]
    TooLarge,
}

/// The units of a duration from long to short, with their nanoseconds. `min` is read like `m`.
const UNITS: [(&str, i128); 8] = [
    ("d", 86_400_000_000_000),
    ("h", 3_600_000_000_000),
    ("min", 60_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];

/// The value of `12`, `1.5`, `10_000`, `1e-3`, `1k`, `2.5M`, `5%`. Without a dot, an exponent or `%` it is whole.
///
/// # Errors
/// Whole numbers beyond 2^63 and decimal ones beyond what 64 bits hold are too large.
pub fn number(written: &str) -> Result<Number, Flaw> {
    let (body, power): (&str, i32) = match written.char_indices().next_back().ok_or(Flaw::Form)? {
        (end, 'k') => (&written[..end], 3),
        (end, 'M') => (&written[..end], 6),
        (end, '%') => (&written[..end], -2),
        _ => (written, 0),
    };
    if power >= 0 && !body.contains(['.', 'e', 'E']) {
        let whole = Digits::read(body)?.scaled(10_i128.pow(power.unsigned_abs()))?;
        return if whole <= 1 << 63 { Ok(Number::Whole(whole)) } else { Err(Flaw::TooLarge) };
    }
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((mantissa, exponent)) if power == 0 => (mantissa, read_exponent(exponent)?),
        Some(_) => return Err(Flaw::Form),
        None => (body, power),
    };
    check_form(mantissa)?;
    let decimal: f64 = format!("{}e{exponent}", mantissa.replace('_', "")).parse().map_err(|_| Flaw::Form)?;
    if decimal.is_finite() { Ok(Number::Decimal(decimal)) } else { Err(Flaw::TooLarge) }
}

/// The nanoseconds of `250ms`, `30s`, `5m`, `1h30m`, `7d`: units from long to short, each at most once.
///
/// # Errors
/// A duration beyond 292 years is too large.
pub fn duration_nanos(written: &str) -> Result<i64, Flaw> {
    let mut longest = i128::MAX;
    let mut total: i128 = 0;
    for (amount, unit) in parts(written)? {
        let nanos = unit_nanos(unit).ok_or(Flaw::Form)?;
        if nanos >= longest {
            return Err(Flaw::Form);
        }
        longest = nanos;
        total = total.checked_add(Digits::read(amount)?.scaled(nanos)?).ok_or(Flaw::TooLarge)?;
    }
    i64::try_from(total).map_err(|_| Flaw::TooLarge)
}

/// `40%` in millionths of a percent point: 40 000 000. Six digits behind the point are exact, more are refused.
///
/// # Errors
/// [`Flaw::Form`] as well for a number without `%`.
pub fn percent_millionths(written: &str) -> Result<u64, Flaw> {
    let digits = Digits::read(written.strip_suffix('%').ok_or(Flaw::Form)?)?;
    if digits.decimals > 6 {
        return Err(Flaw::Form);
    }
    u64::try_from(digits.scaled(1_000_000)?).map_err(|_| Flaw::TooLarge)
}

fn unit_nanos(unit: &str) -> Option<i128> {
    UNITS.iter().find(|(name, _)| *name == unit).map(|(_, nanos)| *nanos)
}

/// Amounts and units in turn: `1h30m` is `1`, `h` and `30`, `m`. The last unit may be empty.
fn parts(written: &str) -> Result<Vec<(&str, &str)>, Flaw> {
    let mut parts = Vec::new();
    let mut rest = written;
    while !rest.is_empty() {
        let unit_at = rest.find(char::is_alphabetic).unwrap_or(rest.len());
        let behind = &rest[unit_at..];
        let unit_length = behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len());
        parts.push((&rest[..unit_at], &behind[..unit_length]));
        rest = &behind[unit_length..];
    }
    if parts.is_empty() { Err(Flaw::Form) } else { Ok(parts) }
}

/// A decimal number taken apart: `1_0.50` is 1050 with 2 decimals.
struct Digits {
    mantissa: i128,
    decimals: u32,
}

impl Digits {
    fn read(written: &str) -> Result<Self, Flaw> {
        check_form(written)?;
        let decimals = written.split_once('.').map_or("", |(_, behind)| behind);
        let decimals = decimals.bytes().filter(u8::is_ascii_digit).count();
        let mantissa: String = written.chars().filter(char::is_ascii_digit).collect();
        // 23 digits times the longest unit stay below 2^127.
        if mantissa.len() > 23 {
            return Err(Flaw::TooLarge);
        }
        let decimals = u32::try_from(decimals).map_err(|_| Flaw::TooLarge)?;
        Ok(Self { mantissa: mantissa.parse().map_err(|_| Flaw::Form)?, decimals })
    }

    /// The number times `factor`, rounded to a whole one.
    fn scaled(&self, factor: i128) -> Result<i128, Flaw> {
        let divisor = 10_i128.pow(self.decimals);
        let product = self.mantissa.checked_mul(factor).ok_or(Flaw::TooLarge)?;
        Ok((product + divisor / 2) / divisor)
    }
}

/// Digits with single `_` between them, no leading zeros, digits on both sides of a dot.
fn check_form(written: &str) -> Result<(), Flaw> {
    let (whole, decimals) = match written.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (written, None),
    };
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    if leading_zero || !grouped(whole) || !decimals.is_none_or(grouped) {
        return Err(Flaw::Form);
    }
    Ok(())
}

fn grouped(digits: &str) -> bool {
    digits.split('_').all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()))
}

fn read_exponent(written: &str) -> Result<i32, Flaw> {
    let digits = written.trim_start_matches(['+', '-']);
    if digits.is_empty()
        || !digits.bytes().all(|byte| byte.is_ascii_digit())
        || written.len() > digits.len() + 1
    {
        return Err(Flaw::Form);
    }
    written.parse().map_err(|_| Flaw::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Duration;

    #[test]
    fn numbers_have_the_value_they_show() {
        for (written, value) in [("0", 0), ("12", 12), ("10_000", 10_000), ("1k", 1000), ("3M", 3_000_000)] {
            assert_eq!(number(written), Ok(Number::Whole(value)), "{written}");
        }
        let decimals = [("1.5", 1.5), ("5%", 0.05), ("33.3%", 0.333), ("1.5k", 1500.0), ("2.5M", 2.5e6)];
        for (written, value) in decimals.into_iter().chain([("1e6", 1e6), ("1E-3", 1e-3), ("1e+2", 100.0)]) {
            assert_eq!(number(written), Ok(Number::Decimal(value)), "{written}");
        }
    }

    #[test]
    fn other_writings_are_no_numbers() {
        let wrong = [
            "", "007", "1.", ".5", "1__0", "1_", "_1", "1K", "1e", "1e6k", "1e+-2", "0x1F", "1.5.2", "-1",
            "5%3",
        ];
        for written in wrong {
            assert_eq!(number(written), Err(Flaw::Form), "{written}");
        }
    }

    #[test]
    fn numbers_end_where_64_bits_end() {
        assert_eq!(number("9223372036854775808"), Ok(Number::Whole(1 << 63)));
        assert_eq!(number("9223372036854775809"), Err(Flaw::TooLarge));
        assert_eq!(number(&"9".repeat(4000)), Err(Flaw::TooLarge));
        assert_eq!(number("1e400"), Err(Flaw::TooLarge));
        assert_eq!(number("1e99999999999"), Err(Flaw::TooLarge));
    }

    #[test]
    fn durations_add_up_their_parts() {
        let second = 1_000_000_000;
        let known = [("30s", 30), ("1h30m", 5400), ("5min", 300), ("7d", 604_800), ("1.5h", 5400), ("0s", 0)];
        for (written, seconds) in known {
            assert_eq!(duration_nanos(written), Ok(seconds * second), "{written}");
        }
        assert_eq!(duration_nanos("250ms"), Ok(250_000_000));
        assert_eq!(duration_nanos("0.5s"), Ok(500_000_000));
        assert_eq!(duration_nanos("1us5ns"), Ok(1005));
    }

    #[test]
    fn durations_go_from_long_to_short() {
        for written in ["", "30", "30m1h", "1h1h", "1h30", "5sec", "1w", "1m1min", "h", "01h", "1K"] {
            assert_eq!(duration_nanos(written), Err(Flaw::Form), "{written}");
        }
        assert_eq!(duration_nanos("293000d"), Err(Flaw::TooLarge));
        assert_eq!(duration_nanos(&format!("{}d", "9".repeat(100))), Err(Flaw::TooLarge));
    }

    #[test]
    fn a_duration_is_read_as_values_write_it() {
        for written in ["0s", "1h30m", "7d", "250ms", "1d2h3m4s5ms6us7ns"] {
            assert_eq!(Duration(duration_nanos(written).unwrap()).to_string(), written);
        }
    }

    #[test]
    fn percentages_are_exact_to_the_millionth() {
        assert_eq!(percent_millionths("40%"), Ok(40_000_000));
        assert_eq!(percent_millionths("33.3%"), Ok(33_300_000));
        assert_eq!(percent_millionths("0.000001%"), Ok(1));
        assert_eq!(percent_millionths("0.0000001%"), Err(Flaw::Form));
        assert_eq!(percent_millionths("40"), Err(Flaw::Form));
        assert_eq!(percent_millionths(&format!("{}%", "9".repeat(20))), Err(Flaw::TooLarge));
    }
}
