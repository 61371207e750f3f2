//! What to say about a text that begins like a number and is none.

use super::{Digits, Flaw, UNITS, parts, unit_nanos};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::value::Duration;

/// Words for units that are written otherwise here: the word, and the unit it stands for or an amount of one.
const UNIT_WORDS: [(&[&str], i128, &str); 8] = [
    (&["nanos", "nsec", "nanosecond", "nanoseconds"], 1, "ns"),
    (&["µs", "μs", "micros", "usec", "microsecond", "microseconds"], 1, "us"),
    (&["millis", "msec", "msecs", "millisecond", "milliseconds"], 1, "ms"),
    (&["sec", "secs", "second", "seconds"], 1, "s"),
    (&["mins", "minute", "minutes"], 1, "m"),
    (&["hr", "hrs", "hour", "hours"], 1, "h"),
    (&["day", "days"], 1, "d"),
    (&["w", "wk", "week", "weeks"], 7, "d"),
];

const ACCEPTED: &str = "numbers are written 12, 1.5, 10_000, 1k (a thousand), 2.5M (a million), 5%; \
                        durations 250ms, 30s, 5m, 1h30m, 7d";

/// The error for a number or duration `written` at `span`, with the writing that was probably meant.
pub fn diagnose(written: &str, flaw: Flaw, span: Span) -> Diagnostic {
    match flaw {
        Flaw::TooLarge => Diagnostic::new(Code::NumberTooLarge, span, format!("`{written}` is too large"))
            .label("beyond what is computed with")
            .help("whole numbers have 64 bits (about 9 * 10^18), durations reach 292 years"),
        Flaw::Form => {
            let error =
                Diagnostic::new(Code::NumberForm, span, format!("`{written}` is not written as a number"));
            match mend(written) {
                Some((label, help)) => error.label(label).help(help).help(ACCEPTED),
                None => error
                    .label("neither a number nor a duration")
                    .help(ACCEPTED)
                    .help(format!("a text that begins with a digit needs quotes: '{written}'")),
            }
        }
    }
}

/// What is wrong and what to write, for the forms that are known from elsewhere.
fn mend(written: &str) -> Option<(&'static str, String)> {
    percent_glued(written)
        .or_else(|| clock(written))
        .or_else(|| several_dots(written))
        .or_else(|| hexadecimal(written))
        .or_else(|| large_unit(written))
        .or_else(|| unit(written).map(|(label, duration)| (label, format!("write `{duration}`"))))
        .or_else(|| percent_digits(written))
        .or_else(|| digits(written))
}

fn percent_glued(written: &str) -> Option<(&'static str, String)> {
    let (left, right) = written.split_once('%').filter(|(_, right)| !right.is_empty())?;
    Some(("`%` glued to digits is percent", format!("for the remainder, write blanks: `{left} % {right}`")))
}

fn clock(written: &str) -> Option<(&'static str, String)> {
    let (hour, minute) = written.split_once(':')?;
    if hour.len() > 2 || minute.len() < 2 {
        return Some(("`:` is not part of a number", format!("as a text, write '{written}'")));
    }
    let help = format!("as a text, write '{written}'; compare a clock with `hour(now)` and `minute(now)`");
    Some(("a clock time is no number", help))
}

fn several_dots(written: &str) -> Option<(&'static str, String)> {
    let dots = written.matches('.').count() > 1;
    dots.then(|| ("a number has one dot", format!("as a text, write '{written}'")))
}

fn hexadecimal(written: &str) -> Option<(&'static str, String)> {
    let digits = written.strip_prefix("0x").or_else(|| written.strip_prefix("0X"))?;
    let value = u64::from_str_radix(digits, 16).ok()?;
    Some(("numbers are decimal", format!("write `{value}`")))
}

fn large_unit(written: &str) -> Option<(&'static str, String)> {
    let at = written.find(char::is_alphabetic)?;
    let (amount, unit) = (tidy(&written[..at])?, &written[at..]);
    match unit {
        "K" => Some(("a thousand is a small `k`", format!("write `{amount}k`"))),
        "mio" | "Mio" | "mln" => Some(("a million is `M`", format!("write `{amount}M`"))),
        "kb" | "kB" | "KB" => Some(("there are no units of bytes", format!("write `{amount}k`"))),
        "mb" | "MB" => Some(("there are no units of bytes", format!("write `{amount}M`"))),
        "G" | "B" | "bn" if !amount.contains('.') => {
            Some(("there is no letter for a billion", format!("write `{amount}_000M`")))
        }
        _ => None,
    }
}

/// The duration that a text stands for, with other unit words, units in another order, or a last unit that is
/// missing.
pub fn duration_meant(written: &str) -> Option<Duration> {
    unit(written).map(|(_, duration)| duration)
}

fn unit(written: &str) -> Option<(&'static str, Duration)> {
    let mut label = "units go from long to short, each once";
    let mut total: i128 = 0;
    let mut shorter = None;
    for (amount, unit) in parts(written).ok()? {
        let digits = Digits::read(&tidy(amount)?).ok()?;
        let unit = if unit.is_empty() {
            label = "a unit is missing";
            shorter?
        } else if let Some(nanos) = unit_nanos(unit) {
            nanos
        } else {
            label = "not a unit of time here";
            unit_word(unit)?
        };
        shorter = UNITS.iter().map(|(_, nanos)| *nanos).find(|nanos| *nanos < unit);
        total = total.checked_add(digits.scaled(unit).ok()?)?;
    }
    Some((label, Duration(i64::try_from(total).ok()?)))
}

/// The nanoseconds of a unit that is written otherwise here.
fn unit_word(word: &str) -> Option<i128> {
    let folded = word.to_lowercase();
    let listed = UNIT_WORDS.iter().find(|(words, _, _)| words.contains(&folded.as_str()));
    let (amount, unit) = listed.map_or((1, folded.as_str()), |(_, amount, unit)| (*amount, *unit));
    Some(amount * unit_nanos(unit)?)
}

fn percent_digits(written: &str) -> Option<(&'static str, String)> {
    let body = written.strip_suffix('%')?;
    let value = tidy(body)?;
    let many = value.split_once('.').is_some_and(|(_, decimals)| decimals.len() > 6);
    let label = if many { "at most six digits stand behind the dot" } else { "not written as a percentage" };
    let kept = if many { &value[..value.find('.')? + 7] } else { &value };
    Some((label, format!("write `{kept}%`")))
}

fn digits(written: &str) -> Option<(&'static str, String)> {
    let value = tidy(written)?;
    let help = format!("write `{value}`");
    if written.len() > 1 && written.starts_with('0') && !written.starts_with("0.") {
        let text = format!("{help}, or as a text '{written}'");
        return Some(("a number has no leading zeros", text));
    }
    if written.starts_with('.') || written.ends_with('.') {
        return Some(("digits stand on both sides of the dot", help));
    }
    Some(("one `_` may stand between two digits", help))
}

/// A number of digits, `_` and a dot in its proper form.
fn tidy(written: &str) -> Option<String> {
    let plain = written.replace('_', "");
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
    let all_digits = whole.bytes().chain(decimals.bytes()).all(|byte| byte.is_ascii_digit());
    if !all_digits || whole.len() + decimals.len() == 0 {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let dot = if decimals.is_empty() { "" } else { "." };
    Some(format!("{whole}{dot}{decimals}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_help(written: &str) -> String {
        diagnose(written, Flaw::Form, Span::new(0, written.len())).help.swap_remove(0)
    }

    #[test]
    fn a_known_slip_gets_the_writing_that_was_meant() {
        let slips = [
            ("1K", "write `1k`"),
            ("1kb", "write `1k`"),
            ("5sec", "write `5s`"),
            ("10Minutes", "write `10m`"),
            ("1w", "write `7d`"),
            ("1h30", "write `1h30m`"),
            ("30m1h", "write `1h30m`"),
            ("007", "write `7`, or as a text '007'"),
            ("1.", "write `1`"),
            (".5", "write `0.5`"),
            ("1__0", "write `10`"),
            ("1_", "write `1`"),
            ("0x1F", "write `31`"),
            (".5%", "write `0.5%`"),
            ("0.1234567%", "write `0.123456%`"),
            ("5%3", "for the remainder, write blanks: `5 % 3`"),
            ("10.0.0.1", "as a text, write '10.0.0.1'"),
        ];
        for (written, help) in slips {
            assert_eq!(first_help(written), help, "{written}");
        }
    }

    #[test]
    fn what_is_no_slip_of_a_number_is_offered_quotes() {
        let error = diagnose("4xl", Flaw::Form, Span::new(0, 3));
        assert!(error.help.iter().any(|help| help.contains("'4xl'")), "{error:?}");
    }
}
