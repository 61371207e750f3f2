//! `add_months(t, n)`: the same day of another month.

use super::arguments::{int, time};
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Time, Type, Value};
use jiff::Span;

pub static ADD_MONTHS: Function = Function {
    signature: Signature {
        name: "add_months",
        about: "The same day and clock time so many months later (earlier, where negative), in the scenario's time zone; the last day where a month is too short.",
        parameters: &[Parameter::required("t", Kind::Time), Parameter::required("months", Kind::Int)],
        returns: |_| Type::Time,
        example: "add_months(now, 3)",
    },
    nulls: Nulls::Pass,
    call: add_months,
};

fn add_months<'a>(arguments: &[Value<'a>], cx: &Context<'a>) -> Result<Value<'a>, Fault> {
    let clock = cx.zone.to_datetime(time(arguments, 0)?.timestamp());
    let months = i64::try_from(int(arguments, 1)?).map_err(|_| Fault::Overflow)?;
    let span = Span::new().try_months(months).map_err(|_| Fault::Overflow)?;
    let moved = clock.checked_add(span).map_err(|_| Fault::Overflow)?;
    Time::of_clock(moved, cx.zone).map(Value::Time).ok_or(Fault::Overflow)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{instant, shown, shown_in};
    use super::*;

    #[test]
    fn the_end_of_a_short_month_is_its_last_day() {
        let later = |months| shown(&ADD_MONTHS, &[instant("2026-01-31T12:00:00Z"), Value::Int(months)]);
        assert_eq!(later(1), r#""2026-02-28T12:00:00.000Z""#);
        assert_eq!(later(2), r#""2026-03-31T12:00:00.000Z""#);
        assert_eq!(later(-2), r#""2025-11-30T12:00:00.000Z""#);
        assert_eq!(later(i128::MAX), "a number too large");
        assert_eq!(later(12_000), "a number too large");
    }

    #[test]
    fn the_clock_time_stays_over_a_change_of_the_clocks() {
        let arguments = [instant("2026-01-15T11:00:00Z"), Value::Int(6)];
        assert_eq!(shown_in("Europe/Berlin", &ADD_MONTHS, &arguments), r#""2026-07-15T10:00:00.000Z""#);
    }
}
