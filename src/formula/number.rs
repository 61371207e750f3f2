//! Durations as the language writes them. Text in, nanoseconds out.

use crate::value::Duration;

const UNITS: [(&str, i64); 8] = [
    ("ns", 1),
    ("us", Duration::MICROSECOND),
    ("ms", Duration::MILLISECOND),
    ("s", Duration::SECOND),
    ("min", Duration::MINUTE),
    ("m", Duration::MINUTE),
    ("h", Duration::HOUR),
    ("d", Duration::DAY),
];

/// The nanoseconds of `1h30m`; `None` for what is no duration and for what 64 bits cannot hold.
pub fn duration_nanos(text: &str) -> Option<i64> {
    let mut total = 0_i64;
    let mut rest = text;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let figures = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, behind) = rest.split_at(figures);
        let letters = behind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(behind.len());
        let (unit, next) = behind.split_at(letters);
        let size = UNITS.iter().find(|(name, _)| *name == unit)?.1;
        total = total.checked_add(scaled(number, size)?)?;
        rest = next;
    }
    Some(total)
}

fn scaled(number: &str, size: i64) -> Option<i64> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || decimals.is_empty() || decimals.len() > 18 {
        return None;
    }
    let parts = i128::from(decimals.parse::<u64>().ok()?) * i128::from(size);
    let fraction = parts / 10_i128.pow(u32::try_from(decimals.len()).ok()?);
    whole.parse::<i64>().ok()?.checked_mul(size)?.checked_add(i64::try_from(fraction).ok()?)
}
