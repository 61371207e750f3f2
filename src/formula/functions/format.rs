//! `format(t, pattern)`: a time by strftime codes.

use super::arguments::{text, time};
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Time, Type, Value};
use bumpalo::collections::String;
use jiff::fmt::StdFmtWrite;
use jiff::fmt::strtime::BrokenDownTime;

pub static FORMAT: Function = Function {
    signature: Signature {
        name: "format",
        about: "The time as text by strftime codes, on the clocks of the scenario's time zone.",
        parameters: &[Parameter::required("t", Kind::Time), Parameter::required("pattern", Kind::Text)],
        returns: |_| Type::Text,
        example: "format(now, '%Y-%m-%d %H:%M')",
    },
    nulls: Nulls::Pass,
    call: |arguments, cx| write_clock(time(arguments, 0)?, text(arguments, 1)?, cx),
};

/// A pattern with an unknown code is out of bounds.
pub fn write_clock<'a>(time: Time, pattern: &str, cx: &Context<'a>) -> Result<Value<'a>, Fault> {
    let zoned = time.timestamp().to_zoned(cx.zone.clone());
    let mut out = String::new_in(cx.arena);
    BrokenDownTime::from(&zoned).format(pattern, StdFmtWrite(&mut out)).map_err(|_| Fault::OutOfBounds)?;
    Ok(Value::Text(out.into_bump_str()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{instant, shown, shown_in};
    use super::*;

    #[test]
    fn codes_read_the_clocks_of_the_zone() {
        let arguments = [instant("2026-11-27T23:30:00Z"), Value::Text("%a %Y-%m-%d %H:%M %Z %%")];
        assert_eq!(shown(&FORMAT, &arguments), r#""Fri 2026-11-27 23:30 UTC %""#);
        assert_eq!(shown_in("Europe/Berlin", &FORMAT, &arguments), r#""Sat 2026-11-28 00:30 CET %""#);
    }

    #[test]
    fn a_bad_pattern_is_a_fault() {
        for pattern in ["%", "%!", "%Y-%", "%E", "%99999999999Y"] {
            let shown = shown(&FORMAT, &[instant("2026-11-27T23:30:00Z"), Value::Text(pattern)]);
            assert_eq!(shown, "an argument outside its bounds", "{pattern:?}");
        }
    }
}
