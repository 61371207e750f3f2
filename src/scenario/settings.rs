//! `seed`, `start` and `timezone`.

use super::reader::Reader;
use super::run::mended;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Node;
use crate::formula::number::duration_nanos;
use crate::value::{Duration, Time};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The first instant, as `start` and `--start` say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    At(Time),
    /// So many nanoseconds before now.
    Ago(i64),
}

impl Start {
    /// Of a scenario that names none.
    pub const NOW: Self = Self::Ago(0);

    /// Reads a time with an offset, a clock time of the zone, or `365d ago`. `None` when the text is none of
    /// these, or outside the years 1677 to 2262.
    pub fn parse(text: &str, zone: &TimeZone) -> Option<Self> {
        if let Some(length) = text.strip_suffix(AGO) {
            return duration_nanos(length.trim_end()).ok().map(Self::Ago);
        }
        let instant = match text.parse::<jiff::Timestamp>() {
            Ok(instant) => instant,
            Err(_) => zone.to_ambiguous_timestamp(text.parse::<DateTime>().ok()?).compatible().ok()?,
        };
        i64::try_from(instant.as_nanosecond()).ok().map(|instant| Self::At(Time(instant)))
    }

    /// The instant. What depends on now is a whole millisecond, as it is shown, so that a run can be repeated.
    pub fn time(self, now: Time) -> Time {
        match self {
            Self::At(time) => time,
            Self::Ago(length) => {
                let instant = now.0.saturating_sub(length);
                Time(instant.saturating_sub(instant.rem_euclid(Duration::MILLISECOND)))
            }
        }
    }
}

const AGO: &str = " ago";

impl Reader<'_> {
    pub fn seed(&mut self, node: &Node) -> Option<u64> {
        self.whole_number(node, "`seed`", 0)
    }

    pub fn zone(&mut self, node: &Node) -> Option<TimeZone> {
        let name = self.text(node, "`timezone`")?;
        let zone = TimeZone::get(&name.text).ok();
        if zone.is_none() {
            let known = jiff::tz::db().available().map(|name| name.to_string()).collect::<Vec<_>>();
            let message = format!("no time zone is called `{}`", name.text);
            self.report(
                Diagnostic::new(Code::BadLiteral, node.span, message)
                    .label("unknown time zone")
                    .suggest(&name.text, known.iter().map(String::as_str))
                    .help("names are those of the IANA database, for example `Europe/Berlin`"),
            );
        }
        zone
    }

    pub fn start(&mut self, node: &Node, zone: &TimeZone) -> Option<Start> {
        let text = self.text(node, "`start`")?;
        let start = Start::parse(&text.text, zone);
        if start.is_none() {
            let diagnostic =
                Diagnostic::new(Code::BadLiteral, node.span, "`start` takes a time").label("no time");
            let meant = mended(&text.text);
            self.report(match Start::parse(&meant, zone) {
                Some(_) => diagnostic.help(format!("did you mean `{meant}`?")),
                None => diagnostic.help(
                    "for example `2026-11-27T08:00:00Z`, `2026-11-27T08:00` in the scenario's time zone, or \
                     `365d ago`",
                ),
            });
        }
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_a_time_or_so_long_ago() {
        let parse = |text| Start::parse(text, &TimeZone::UTC);
        assert_eq!(parse("1970-01-01T00:00:01Z"), Some(Start::At(Time(Duration::SECOND))));
        assert_eq!(parse("1970-01-01T00:01"), Some(Start::At(Time(Duration::MINUTE))));
        assert_eq!(parse("1d12h ago"), Some(Start::Ago(36 * Duration::HOUR)));
        assert_eq!(parse("0s ago"), Some(Start::NOW));
        for text in ["", "ago", " ago", "5 ago", "-5m ago", "5m", "now"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_counts_from_now_is_a_whole_millisecond_as_it_is_shown() {
        let now = Time(1_790_000_000_123_456_789);
        let start = Start::NOW.time(now);
        assert_eq!(start, Time(1_790_000_000_123_000_000));
        assert_eq!(Start::parse(&start.to_string(), &TimeZone::UTC), Some(Start::At(start)));
        assert_eq!(Start::Ago(i64::MAX).time(Time(i64::MIN)), Time(i64::MIN));
        assert_eq!(Start::At(now).time(Time(0)), now);
    }
}
