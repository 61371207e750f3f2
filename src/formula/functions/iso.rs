//! `iso(t)`: the ISO 8601 form of a time, with its offset.

use super::arguments::time;
use super::format::write_clock;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value};
use jiff::tz::TimeZone;

pub static ISO: Function = Function {
    signature: Signature {
        name: "iso",
        about: "The time as text in ISO form, on the clocks of the scenario's time zone and with their offset; in UTC it is the form that JSON carries.",
        parameters: &[Parameter::required("t", Kind::Time)],
        returns: |_| Type::Text,
        example: "iso(now)",
    },
    nulls: Nulls::Pass,
    call: iso,
};

fn iso<'a>(arguments: &[Value<'a>], cx: &Context<'a>) -> Result<Value<'a>, Fault> {
    let pattern =
        if *cx.zone == TimeZone::UTC { "%Y-%m-%dT%H:%M:%S.%3fZ" } else { "%Y-%m-%dT%H:%M:%S.%3f%:z" };
    write_clock(time(arguments, 0)?, pattern, cx)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{instant, shown, shown_in};
    use super::*;

    #[test]
    fn the_offset_is_the_one_of_the_zone_at_that_time() {
        let (winter, summer) = (instant("2026-01-15T10:30:45.123Z"), instant("2026-07-15T10:30:45Z"));
        assert_eq!(shown(&ISO, &[winter]), r#""2026-01-15T10:30:45.123Z""#);
        assert_eq!(shown_in("Europe/Berlin", &ISO, &[winter]), r#""2026-01-15T11:30:45.123+01:00""#);
        assert_eq!(shown_in("Europe/Berlin", &ISO, &[summer]), r#""2026-07-15T12:30:45.000+02:00""#);
    }
}
