//! `start_of(t, unit)`: where a day, hour, week … began.

use super::arguments::{text, time};
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Time, Type, Value};
use jiff::civil::{Date, DateTime};
use jiff::{ToSpan, Zoned};

pub static START_OF: Function = Function {
    signature: Signature {
        name: "start_of",
        about: "The beginning of the second, minute, hour, day, week (from Monday), month, quarter or year that holds the time, in the scenario's time zone.",
        parameters: &[
            Parameter::required("t", Kind::Time),
            Parameter::required("unit", Kind::Word)
                .one_of(&["second", "minute", "hour", "day", "week", "month", "quarter", "year"]),
        ],
        returns: |_| Type::Time,
        example: "start_of(now, day)",
    },
    nulls: Nulls::Pass,
    call: start_of,
};

fn start_of<'a>(arguments: &[Value<'a>], cx: &Context<'a>) -> Result<Value<'a>, Fault> {
    let zoned = time(arguments, 0)?.timestamp().to_zoned(cx.zone.clone());
    let (clock, date) = (zoned.datetime(), zoned.date());
    let start = match text(arguments, 1)? {
        "second" => same_offset(&zoned, clock.date().at(clock.hour(), clock.minute(), clock.second(), 0)),
        "minute" => same_offset(&zoned, clock.date().at(clock.hour(), clock.minute(), 0, 0)),
        "hour" => same_offset(&zoned, clock.date().at(clock.hour(), 0, 0, 0)),
        "day" => midnight(date, cx),
        "week" => {
            let since_monday = date.weekday().to_monday_zero_offset();
            date.checked_sub(i64::from(since_monday).days()).ok().and_then(|monday| midnight(monday, cx))
        }
        "month" => midnight(date.first_of_month(), cx),
        "quarter" => {
            let month = (date.month() - 1) / 3 * 3 + 1;
            Date::new(date.year(), month, 1).ok().and_then(|first| midnight(first, cx))
        }
        "year" => midnight(date.first_of_year(), cx),
        _ => return Err(Fault::OutOfBounds),
    };
    start.map(Value::Time).ok_or(Fault::Overflow)
}

/// Clocks that are set back show an hour twice: its second hour begins in itself.
fn same_offset(zoned: &Zoned, clock: DateTime) -> Option<Time> {
    zoned.offset().to_timestamp(clock).ok().and_then(Time::of_timestamp)
}

fn midnight(date: Date, cx: &Context) -> Option<Time> {
    Time::of_clock(date.at(0, 0, 0, 0), cx.zone)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{instant, shown, shown_in};
    use super::*;

    #[test]
    fn every_unit_begins_where_the_clocks_say() {
        let begun = |unit| {
            let arguments = [instant("2026-11-26T23:45:30.5Z"), Value::Text(unit)];
            shown_in("Europe/Berlin", &START_OF, &arguments).replace('"', "")
        };
        assert_eq!(begun("second"), "2026-11-26T23:45:30.000Z");
        assert_eq!(begun("minute"), "2026-11-26T23:45:00.000Z");
        assert_eq!(begun("hour"), "2026-11-26T23:00:00.000Z");
        assert_eq!(begun("day"), "2026-11-26T23:00:00.000Z");
        assert_eq!(begun("week"), "2026-11-22T23:00:00.000Z");
        assert_eq!(begun("month"), "2026-10-31T23:00:00.000Z");
        assert_eq!(begun("quarter"), "2026-09-30T22:00:00.000Z");
        assert_eq!(begun("year"), "2025-12-31T23:00:00.000Z");
        assert_eq!(begun("fortnight"), "an argument outside its bounds");
    }

    #[test]
    fn the_second_of_two_equal_hours_begins_in_itself() {
        let arguments = [instant("2026-10-25T01:30:00Z"), Value::Text("hour")];
        assert_eq!(shown_in("Europe/Berlin", &START_OF, &arguments), r#""2026-10-25T01:00:00.000Z""#);
    }

    #[test]
    fn what_begins_before_the_first_time_is_a_fault() {
        let arguments = [Value::Time(Time(i64::MIN)), Value::Text("year")];
        assert_eq!(shown(&START_OF, &arguments), "a number too large");
    }
}
