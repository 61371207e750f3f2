//! `seed`, `start` and `timezone`.

use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Node;
use crate::value::Time;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// A time as `start` and `--start` take it: with an offset, or a clock time of the zone. `None` when the text
/// is no time, or outside the years 1677 to 2262.
pub fn parse_time(text: &str, zone: &TimeZone) -> Option<Time> {
    let instant = match text.parse::<jiff::Timestamp>() {
        Ok(instant) => instant,
        Err(_) => zone.to_ambiguous_timestamp(text.parse::<DateTime>().ok()?).compatible().ok()?,
    };
    i64::try_from(instant.as_nanosecond()).ok().map(Time)
}

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

    pub fn start(&mut self, node: &Node, zone: &TimeZone) -> Option<Time> {
        let text = self.text(node, "`start`")?;
        if text.text.ends_with(" ago") {
            let message = "a `start` that counts from the time of the run comes in a later version";
            let diagnostic = Diagnostic::new(Code::BadLiteral, node.span, message).label("no time");
            self.report(diagnostic.help("for example `2026-11-27T08:00:00Z`"));
            return None;
        }
        let time = parse_time(&text.text, zone);
        if time.is_none() {
            self.report(
                Diagnostic::new(Code::BadLiteral, node.span, "`start` takes a time").label("no time").help(
                    "for example `2026-11-27T08:00:00Z`, or `2026-11-27T08:00` in the scenario's time zone",
                ),
            );
        }
        time
    }
}
