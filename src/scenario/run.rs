//! The section `run`: how a run keeps time and ends. What it leaves out is left to the command.

use super::behind::Behind;
use super::keys::Place;
use super::limit::Limit;
use super::pace::Pace;
use super::reader::Reader;
use super::transactional::Transactional;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Node;
use crate::formula::number::{Number, duration_meant, duration_nanos, number};

#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunSettings {
    pub speed: Option<Pace>,
    pub behind: Option<Behind>,
    /// Most records that are not acknowledged.
    pub in_flight: Option<u64>,
    /// Nanoseconds of the schedule.
    pub warmup: Option<i64>,
    pub stop: Option<Limit>,
    pub transactional: Option<Transactional>,
}

/// The nanoseconds of a duration longer than nothing.
pub fn positive(text: &str) -> Option<i64> {
    duration_nanos(text).ok().filter(|nanos| *nanos > 0)
}

/// 2^53: below it every whole number is a decimal one.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The whole number, from 1 on, of `12`, `20k`, `1.5M`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number below 2^53, checked"
)]
pub fn whole(text: &str) -> Option<u64> {
    if text.ends_with('%') {
        return None;
    }
    let whole = match number(text).ok()? {
        Number::Whole(whole) => u64::try_from(whole).ok()?,
        Number::Decimal(decimal) => (decimal % 1.0 <= 0.0 && decimal < EXACT).then_some(decimal as u64)?,
    };
    (whole > 0).then_some(whole)
}

/// How many records may be in flight, in words.
pub const COUNTS: &str = "a whole number from 1 on: `500`, `20k`";
/// How long a warm-up is, in words.
const LENGTHS: &str = "a duration longer than nothing: `30s`, `2m`";

impl Reader<'_> {
    pub fn run(&mut self, node: &Node) -> RunSettings {
        let Some(entries) = self.mapping(node, "`run`") else { return RunSettings::default() };
        self.known_keys(entries, Place::Run, &[]);
        RunSettings {
            speed: self.form(node, "speed", Pace::FORMS, Pace::parse),
            behind: self.form(node, "behind", Behind::FORMS, Behind::parse),
            in_flight: self.form(node, "in_flight", COUNTS, whole),
            warmup: self.form(node, "warmup", LENGTHS, positive),
            stop: self.form(node, "stop", Limit::FORMS, Limit::parse),
            transactional: self.form(node, "transactional", Transactional::FORMS, Transactional::parse),
        }
    }

    /// The value of a key that has a form of its own.
    fn form<T>(
        &mut self,
        section: &Node,
        key: &str,
        forms: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let node = section.get(key)?;
        let text = self.text(node, &format!("`{key}`"))?;
        let parsed = parse(text.text.trim());
        if parsed.is_none() {
            let message = format!("`{key}` takes {forms}");
            let diagnostic = Diagnostic::new(Code::BadLiteral, node.span, message).label("written otherwise");
            self.report(match meant(&text.text).into_iter().find(|meant| parse(meant).is_some()) {
                Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
                None => diagnostic,
            });
        }
        parsed
    }
}

/// What the text may stand for: a unit, a word or capitals forgotten, units as they are called elsewhere.
fn meant(text: &str) -> [String; 9] {
    let mended = mended(text);
    [
        format!("{text} events"),
        format!("{text}x"),
        format!("{text} now"),
        text.to_uppercase(),
        mended.replace(" to ", " ").replace(" at most ", " "),
        mended.replacen(' ', " after ", 1),
        format!("every {text}"),
        format!("every {mended}"),
        mended,
    ]
}

/// The text with amounts before their units, and its durations as they are written here.
pub fn mended(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        let is_unit = word.starts_with(char::is_alphabetic) && !["ago", "event", "events"].contains(&word);
        let glued = is_unit && out.ends_with(|last: char| last.is_ascii_digit());
        out.push_str(if glued || out.is_empty() { "" } else { " " });
        out.push_str(word);
    }
    let words = out.split(' ').map(|word| match duration_meant(word) {
        Some(duration) if duration_nanos(word).is_err() => duration.to_string(),
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_records_is_whole_however_it_is_written() {
        assert_eq!(["12", "20k", "1.5M", "10_000"].map(whole), [12, 20_000, 1_500_000, 10_000].map(Some));
        for text in ["", "0", "-1", "1.5", "0.0001k", "500%", "1e300", "99999999999999999999", "many"] {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    #[test]
    fn other_units_and_blanks_are_mended() {
        let mended = ["2 h", "5seconds", "365 days ago", "catch  up 5 sec", "10 events"].map(mended);
        assert_eq!(mended, ["2h", "5s", "365d ago", "catch up 5s", "10 events"]);
    }
}
