//! Calls a function as a formula does and shows what came of it.

use super::apply;
use crate::formula::signature::Function;
use crate::value::{Context, Time, Value, write_json, write_text};
use bumpalo::Bump;
use jiff::tz::TimeZone;

/// The result as JSON (a duration as it is written in a formula), or the fault's words.
pub fn shown(function: &Function, arguments: &[Value]) -> String {
    shown_in("UTC", function, arguments)
}

pub fn shown_in(zone: &str, function: &Function, arguments: &[Value]) -> String {
    let (arena, zone) = (Bump::new(), TimeZone::get(zone).unwrap());
    let cx = Context { arena: &arena, now: Time(0), zone: &zone, index: 0 };
    let mut out = Vec::new();
    match apply(function, arguments, &cx) {
        Ok(duration @ Value::Duration(_)) => write_text(&duration, &mut out),
        Ok(value) => write_json(&value, &mut out),
        Err(fault) => return fault.to_string(),
    }
    String::from_utf8(out).unwrap()
}

/// The instant of a text such as `2026-11-27T12:00:00Z`.
pub fn instant(text: &str) -> Value<'static> {
    Value::Time(Time::of_timestamp(text.parse().unwrap()).unwrap())
}
