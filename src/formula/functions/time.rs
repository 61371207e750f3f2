//! `time(text)`: the instant that a text writes.

use super::arguments::value;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Time, Type, Value};
use jiff::fmt::temporal::Pieces;

pub static TIME: Function = Function {
    signature: Signature {
        name: "time",
        about: "The instant of a date, or of a date and time, in ISO form; without an offset it is in the scenario's time zone, and a date alone is its midnight. A time stays as it is.",
        parameters: &[Parameter::required("x", Kind::Any)],
        returns: |_| Type::Time,
        example: "time('2026-11-27T12:00')",
    },
    nulls: Nulls::Pass,
    call: time,
};

fn time<'a>(arguments: &[Value<'a>], cx: &Context<'a>) -> Result<Value<'a>, Fault> {
    match value(arguments, 0) {
        time @ Value::Time(_) => Ok(time),
        Value::Text(text) => {
            let pieces = Pieces::parse(text.trim()).map_err(|_| Fault::NotATime)?;
            read(&pieces, cx)?.map(Value::Time).ok_or(Fault::Overflow)
        }
        _ => Err(Fault::WrongType),
    }
}

fn read(pieces: &Pieces, cx: &Context) -> Result<Option<Time>, Fault> {
    let clock = pieces.date().to_datetime(pieces.time().unwrap_or_default());
    if let Some(offset) = pieces.to_numeric_offset() {
        return Ok(offset.to_timestamp(clock).ok().and_then(Time::of_timestamp));
    }
    let named = pieces.to_time_zone().map_err(|_| Fault::NotATime)?;
    Ok(Time::of_clock(clock, named.as_ref().unwrap_or(cx.zone)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{shown, shown_in};
    use super::*;

    #[test]
    fn a_local_time_is_in_the_scenario_zone() {
        let berlin = |text| shown_in("Europe/Berlin", &TIME, &[Value::Text(text)]);
        assert_eq!(berlin("2026-11-27T12:00"), r#""2026-11-27T11:00:00.000Z""#);
        assert_eq!(berlin("2026-11-27 12:00:30.5"), r#""2026-11-27T11:00:30.500Z""#);
        assert_eq!(berlin("2026-07-27"), r#""2026-07-26T22:00:00.000Z""#);
        assert_eq!(berlin("2026-11-27T12:00Z"), r#""2026-11-27T12:00:00.000Z""#);
        assert_eq!(berlin("2026-11-27T12:00-05:00"), r#""2026-11-27T17:00:00.000Z""#);
        assert_eq!(berlin("2026-11-27T12:00[America/New_York]"), r#""2026-11-27T17:00:00.000Z""#);
    }

    #[test]
    fn a_time_that_the_clocks_skip_is_taken_at_the_jump() {
        let jump = shown_in("Europe/Berlin", &TIME, &[Value::Text("2026-03-29T02:30")]);
        assert_eq!(jump, r#""2026-03-29T01:00:00.000Z""#);
    }

    #[test]
    fn any_other_text_is_a_fault() {
        for text in ["", "noon", "12:00", "2026-13-01", "2026-02-30", "2026-11-27T25:00", "27.11.2026"] {
            assert_eq!(shown(&TIME, &[Value::Text(text)]), "text that is no time", "{text:?}");
        }
        assert_eq!(shown(&TIME, &[Value::Text("2300-01-01")]), "a number too large");
        assert_eq!(shown(&TIME, &[Value::Int(0)]), "a value of the wrong type");
    }
}
