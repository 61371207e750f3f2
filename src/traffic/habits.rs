//! What people write by habit, and what the language has for it.
//!
//! In: a piece that is no number, unit or duration. Out: one line of help. Never decides whether it is one.

use super::decimal::Decimal;
use super::moment::Moment;
use crate::formula::number::duration_nanos;

const NUMBERS: &str = "numbers are written `200`, `0.5`, `1.5k` or `2M`";
const DURATIONS: &str = "durations are written `500ms`, `30s`, `1h30m` or `7d`";

/// What a word is that begins an overlay: `x5`, `+800/s`.
pub(super) fn overlay(written: &str) -> Option<&'static str> {
    let behind = written.strip_prefix(['x', '×', '+'])?;
    if !behind.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Some(if written.starts_with('+') {
        "`+` belongs to an overlay, under the stream's `overlays`: `+800/s at 12:30 for 20m`"
    } else {
        "a factor such as `x5` belongs to an overlay, under the stream's `overlays`: `x5 at 10m for 2m`"
    })
}

/// Whether it is a number as lines write it.
pub(super) fn is_number(written: &str) -> bool {
    Decimal::parse(written).is_ok()
}

/// A percentage, without its sign, as a number.
pub(super) fn hundredth(percent: &str) -> Option<Decimal> {
    Decimal::parse(percent).ok().map(|percent| Decimal::from_atoms(percent.atoms() / 100))
}

/// Help for a number.
pub(super) fn number(written: &str) -> String {
    if written.starts_with(['-', '−']) {
        return "a rate or count is zero or more".to_owned();
    }
    if let Some(words) = overlay(written) {
        return words.to_owned();
    }
    if let Some((low, high)) = written.split_once(['-', '–'])
        && Decimal::parse(low).is_ok()
        && Decimal::parse(high).is_ok()
    {
        return format!("a range is written with two dots: `{low}..{high}`");
    }
    let groups: Vec<&str> = written.split('.').collect();
    if groups.len() > 2 && groups[1..].iter().all(|group| group.len() == 3) && is_number(&groups.concat()) {
        return format!("digits are not grouped: write `{}`", groups.concat());
    }
    let bare: String = written.chars().filter(|c| !matches!(c, ',' | '_' | '\'')).collect();
    if bare != written && Decimal::parse(&bare).is_ok() {
        return if has_thousands(written) {
            format!("digits are not grouped: write `{bare}`")
        } else {
            format!("decimals follow a dot: write `{}`", written.replace(',', "."))
        };
    }
    if written.ends_with('%') {
        return format!(
            "a percentage is a weight; a share more or less is an overlay's factor: `x1.5`, `x0.5`; {NUMBERS}"
        );
    }
    if Decimal::parse(&format!("0{written}")).is_ok() {
        return format!("write `0{written}`");
    }
    if let Some(digits) = written.strip_suffix('m').filter(|digits| Decimal::parse(digits).is_ok()) {
        return format!("`m` means minutes; a million is `{digits}M`");
    }
    if let Some(digits) = written.strip_suffix('K').filter(|digits| Decimal::parse(digits).is_ok()) {
        return format!("a thousand is a small `k`: `{digits}k`");
    }
    if let Some(digits) = written.strip_suffix('x').filter(|digits| is_number(digits)) {
        return format!("a factor is written `x{digits}`, a number of rounds `{digits} times`");
    }
    if duration_nanos(written).is_ok() {
        return format!("that is a duration; {NUMBERS}");
    }
    NUMBERS.to_owned()
}

/// What stands before the dot of `1.000`, which elsewhere is a thousand.
pub(super) fn thousands(written: &str) -> Option<&str> {
    let whole = written.strip_suffix(".000")?;
    (!whole.starts_with('0')).then_some(whole)
}

/// Whether each separator stands before exactly three digits.
fn has_thousands(written: &str) -> bool {
    written.contains('_') || written.split([',', '\'']).skip(1).all(|group| group.len() == 3)
}

/// Help for the unit of a rate.
pub(super) fn per(written: &str) -> String {
    let meant = match written.to_lowercase().as_str() {
        "sec" | "secs" | "second" | "seconds" => "s",
        "m" => return "`m` is not used in rates: write `/min`, or `/s`".to_owned(),
        "mins" | "minute" | "minutes" => "min",
        "hr" | "hrs" | "hour" | "hours" => "h",
        "d" | "days" => "day",
        other if matches!(other, "s" | "min" | "h" | "day") => return format!("write `/{other}`"),
        _ => return "a rate is per `s`, `min`, `h` or `day`".to_owned(),
    };
    format!("write `/{meant}`")
}

/// `5/s..15/s` as `5..15/s`.
pub(super) fn late_unit(written: &str) -> String {
    let Some((low, rest)) = written.split_once('/') else { return written.to_owned() };
    let Some((per, high)) = rest.split_once("..") else { return written.to_owned() };
    let high = high.split('/').next().unwrap_or_default();
    format!("{}..{}/{}", low.trim(), high.trim(), per.trim())
}

/// Help for a weight.
pub(super) fn weight(written: &str) -> String {
    if let Ok(number) = Decimal::parse(written)
        && !written.ends_with(['k', 'M'])
    {
        let percent = number.times(Decimal::whole(100));
        return if written.starts_with("0.") {
            format!("a weight ends with a percent sign: `{percent}%`; `{written}%` is a hundredth of that")
        } else {
            format!("a weight ends with a percent sign: `{written}%`")
        };
    }
    if duration_nanos(written).is_ok() {
        return format!("a weight is written `40%`; how long a regime stays, `~{written}`");
    }
    if written.ends_with('%') && written.contains(',') {
        return format!("decimals follow a dot: `{}`", written.replace(',', "."));
    }
    "weights are written `40%` or `0.5%`, with six decimals at most".to_owned()
}

/// Help for a duration.
pub(crate) fn duration(written: &str) -> String {
    if Decimal::parse(written).is_ok() && !written.ends_with(['k', 'M']) {
        return format!("it needs a unit: `{written}s`, `{written}m`, `{written}h`");
    }
    if written.starts_with('-') {
        return "a duration is longer than nothing".to_owned();
    }
    if let Some(digits) = written.strip_suffix('M').filter(|digits| Decimal::parse(digits).is_ok()) {
        return format!("`M` is a million; minutes are `{digits}m`");
    }
    let glued: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    let mended = short_units(&glued);
    if duration_nanos(&mended).is_ok() {
        return format!("write `{mended}`");
    }
    DURATIONS.to_owned()
}

/// `30sec` as `30s`.
fn short_units(written: &str) -> String {
    let mut out = String::new();
    let mut rest = written;
    while !rest.is_empty() {
        let figures = rest.find(|c: char| c.is_alphabetic()).unwrap_or(rest.len());
        out.push_str(&rest[..figures]);
        let letters = rest[figures..].find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len() - figures);
        let unit = &rest[figures..figures + letters];
        out.push_str(match unit.to_lowercase().as_str() {
            "sec" | "secs" | "second" | "seconds" | "s" => "s",
            "min" | "mins" | "minute" | "minutes" | "m" => "m",
            "hr" | "hrs" | "hour" | "hours" | "h" => "h",
            "day" | "days" | "d" => "d",
            _ => unit,
        });
        rest = &rest[figures + letters..];
    }
    out
}

/// Help for words that belong to no part of when an overlay or a change lasts; `behind` is what follows the first.
pub(super) fn stray_in_window(first: &str, behind: &str) -> Option<String> {
    let (next, rest) = behind.split_once(char::is_whitespace).unwrap_or((behind, ""));
    if duration_nanos(first).is_ok() {
        return Some(format!(
            "a length begins with `for`: `for {first}`; when it begins, with `at`: `at {first}`"
        ));
    }
    if Moment::parse(first).is_some() {
        return Some(format!("when it begins is told by `at {first}`"));
    }
    Some(match first {
        "between" => match rest.trim_start().strip_prefix("and ") {
            Some(end) => format!("write `at {next} until {}`", end.trim()),
            None => "write `at 12:00 until 13:00`".to_owned(),
        },
        "from" | "starting" | "on" => format!("when it begins is told by `at`: `at {next}`"),
        "if" | "when" | "only" => {
            format!("a condition begins with `where` and ends the line: `where {behind}`")
        }
        "each" => "days that come again are told by `every`: `every day at 12:30`".to_owned(),
        "daily" => "write `every day at 12:30`".to_owned(),
        "per" | "times" | "a" => "how often is a rate: `randomly 3/day`".to_owned(),
        "ramp" | "rising" | "fade" => "how long it takes to come and to go is told by `edge 15s`".to_owned(),
        _ if first.starts_with(',') => "days are listed without blanks: `mon,tue`".to_owned(),
        _ => return None,
    })
}

/// Help for words that belong to no clause; `behind` is what follows the first.
pub(super) fn stray(first: &str, behind: &str) -> Option<String> {
    let word = first.trim_end_matches(',');
    if duration_nanos(word).is_ok() {
        return Some(format!("a length begins with `for`: `for {word}`"));
    }
    Some(match word {
        "to" | "->" | "→" if behind.contains('/') => {
            "a range is written `5..15/s`; from one rate to another goes `ramp 5/s -> 15/s over 2m`"
                .to_owned()
        }
        "to" | "till" | "til" if !behind.is_empty() => format!("write `until {behind}`"),
        "in" if behind.starts_with("steps") => "write how many: `in 5 steps`".to_owned(),
        "in" | "within" if duration_nanos(behind).is_ok() => {
            format!(
                "how long a ramp takes is told by `over {behind}`, how long others last by `for {behind}`"
            )
        }
        "per" => "the unit of a rate stands behind a slash: `5/s`, `90/min`".to_owned(),
        "in" | "from" => "a phase begins where the one before it ends".to_owned(),
        "at" => {
            "a phase begins where the one before it ends; `at` belongs to overlays and changes".to_owned()
        }
        "edge" => {
            "`edge` belongs to an overlay; between two rates goes `ramp 5/s -> 15/s over 2m`".to_owned()
        }
        "during" | "lasting" => format!("write `for {behind}`"),
        "anew" | "redraw" => "write `redrawn every 1s`".to_owned(),
        _ if word.starts_with('/') => "a burst is a number of events; a rate is held: `hold 5/s`".to_owned(),
        "events" | "messages" | "records" => "the number stands alone: `burst 10k`".to_owned(),
        _ if word.to_lowercase().ends_with("csv") => {
            "a path with blanks stands in quotes: `'my curve.csv'`".to_owned()
        }
        "" => "clauses follow each other without a comma".to_owned(),
        "#" => "a comment stands outside the quotes".to_owned(),
        _ => return overlay(word).map(str::to_owned),
    })
}
