//! `decimal(x, digits)`: text with a fixed number of digits behind the point.

use super::arguments::{int, value};
use super::decimal_digits::Digits;
use crate::formula::signature::{Bounds, Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value};
use bumpalo::collections::String;
use std::fmt::Write;

/// More digits than any number needs.
const MOST_DIGITS: i128 = 100;

pub static DECIMAL: Function = Function {
    signature: Signature {
        name: "decimal",
        about: "The number as text with exactly that many digits behind the point, rounded as `round` does.",
        parameters: &[
            Parameter::required("x", Kind::Number),
            Parameter::required("digits", Kind::Int).bounded(Bounds::within(0.0, 100.0)),
        ],
        returns: |_| Type::Text,
        example: "decimal(12.5, 2)",
    },
    nulls: Nulls::Pass,
    call: decimal,
};

fn decimal<'a>(arguments: &[Value<'a>], cx: &Context<'a>) -> Result<Value<'a>, Fault> {
    let places = int(arguments, 1)?;
    if !(0..=MOST_DIGITS).contains(&places) {
        return Err(Fault::OutOfBounds);
    }
    let places = usize::try_from(places).map_err(|_| Fault::OutOfBounds)?;
    let mut out = String::new_in(cx.arena);
    match value(arguments, 0) {
        Value::Int(number) => {
            write!(out, "{number}").map_err(|_| Fault::Overflow)?;
            if places > 0 {
                write!(out, ".{:0<places$}", "").map_err(|_| Fault::Overflow)?;
            }
        }
        Value::Number(number) => write_fixed(number, places, &mut out).map_err(|_| Fault::Overflow)?,
        _ => return Err(Fault::WrongType),
    }
    Ok(Value::Text(out.into_bump_str()))
}

fn write_fixed(number: f64, places: usize, out: &mut String) -> std::fmt::Result {
    let wanted = i32::try_from(places).map_err(|_| std::fmt::Error)?;
    let digits = Digits::of(number).rounded(wanted);
    if digits.negative && digits.mantissa > 0 {
        out.push('-');
    }
    let behind = usize::try_from(-digits.exponent).unwrap_or(0);
    let zeros = usize::try_from(digits.exponent).unwrap_or(0);
    let written = format!("{:0>width$}{:0<zeros$}", digits.mantissa, "", width = behind + 1);
    let (whole, fraction) = written.split_at(written.len() - behind);
    out.push_str(whole);
    if places > 0 { write!(out, ".{fraction:0<places$}") } else { Ok(()) }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "numbers are the same or they are not")]
mod tests {
    use super::super::testing::shown;
    use super::*;
    use proptest::prelude::*;

    fn fixed(number: f64, digits: i128) -> std::string::String {
        shown(&DECIMAL, &[Value::Number(number), Value::Int(digits)])
    }

    #[test]
    fn digits_behind_the_point_are_fixed() {
        assert_eq!(fixed(12.5, 2), r#""12.50""#);
        assert_eq!(fixed(2.675, 2), r#""2.68""#);
        assert_eq!(fixed(-0.001, 2), r#""0.00""#);
        assert_eq!(fixed(-0.005, 2), r#""-0.01""#);
        assert_eq!(fixed(9.99, 0), r#""10""#);
        assert_eq!(fixed(1e21, 1), r#""1000000000000000000000.0""#);
        assert_eq!(shown(&DECIMAL, &[Value::Int(7), Value::Int(3)]), r#""7.000""#);
        assert_eq!(fixed(1.0, 101), "an argument outside its bounds");
        assert_eq!(fixed(1.0, -1), "an argument outside its bounds");
    }

    proptest! {
        #[test]
        fn the_digits_are_those_of_round(number in -1e6..1e6_f64, places in 0..8_u8) {
            let text = fixed(number, places.into());
            let read: f64 = text.trim_matches('"').parse().unwrap();
            prop_assert_eq!(read, super::super::round::round_number(number, places.into()));
            let behind = text.trim_matches('"').split_once('.').map_or(0, |(_, digits)| digits.len());
            prop_assert_eq!(behind, usize::from(places));
        }
    }
}
