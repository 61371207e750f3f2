//! What a zone's clocks and calendar show at a time.

use super::arguments::time;
use crate::value::{Context, Fault, Value};
use jiff::civil::DateTime;

/// One part of the date and time that the scenario's clocks show.
pub fn part<'a>(
    arguments: &[Value<'a>],
    cx: &Context<'a>,
    part: fn(DateTime) -> i128,
) -> Result<Value<'a>, Fault> {
    Ok(Value::Int(part(cx.zone.to_datetime(time(arguments, 0)?.timestamp()))))
}
