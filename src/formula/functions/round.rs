//! `round(x, digits)`: half away from zero, on the written digits.

use super::arguments::{int, value};
use super::decimal_digits::Digits;
use super::results::whole;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value};

pub static ROUND: Function = Function {
    signature: Signature {
        name: "round",
        about: "The number rounded half away from zero, as its digits are written: a whole number, or a decimal one where `digits` says how many stay behind the point (before it, where negative).",
        parameters: &[Parameter::required("x", Kind::Number), Parameter::optional("digits", Kind::Int)],
        returns: |arguments| match arguments {
            [Type::Int, ..] | [Type::Number] | [Type::Number, Type::Null] => Type::Int,
            [Type::Number, Type::Int] => Type::Number,
            _ => Type::Any,
        },
        example: "round(2.675, 2)",
    },
    nulls: Nulls::Pass,
    call: round,
};

fn places(arguments: &[Value]) -> Result<Option<i32>, Fault> {
    if value(arguments, 1).is_null() {
        return Ok(None);
    }
    // Beyond these bounds every number stays as it is, or nothing is left of it.
    let places = int(arguments, 1)?.clamp(-1_000, 1_000);
    Ok(i32::try_from(places).ok())
}

fn round<'a>(arguments: &[Value<'a>], _: &Context<'a>) -> Result<Value<'a>, Fault> {
    match (value(arguments, 0), places(arguments)?) {
        (Value::Int(number), None) => Ok(Value::Int(number)),
        (Value::Int(number), Some(places)) => round_int(number, places).map(Value::Int),
        (Value::Number(number), None) => whole(libm::round(number)),
        (Value::Number(number), Some(places)) => Value::number(round_number(number, places)),
        _ => Err(Fault::WrongType),
    }
}

fn round_int(number: i128, places: i32) -> Result<i128, Fault> {
    if places >= 0 {
        return Ok(number);
    }
    let Some(scale) = 10_i128.checked_pow(places.unsigned_abs()) else { return Ok(0) };
    let (kept, rest) = (number / scale, number % scale);
    let away = if rest.abs() >= scale - rest.abs() { number.signum() } else { 0 };
    (kept + away).checked_mul(scale).ok_or(Fault::Overflow)
}

/// Powers of ten that a decimal number holds exactly.
const EXACT_POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// Half away from zero on the written digits, to `places` behind the point.
pub fn round_number(number: f64, places: i32) -> f64 {
    round_quickly(number, places).unwrap_or_else(|| Digits::of(number).rounded(places).number())
}

/// Scales by a power of ten, where that certainly rounds the same way as the written digits would.
///
/// The written digits lie within half a unit in the last place of the number, and scaling by an exact power
/// rounds once more: together they move the scaled number by less than 2^-51 of itself. So if it is farther
/// than that from the nearest half, both round to the same whole number. Multiplying or dividing that whole
/// number, itself exact, by an exact power of ten gives the nearest decimal number to the written result.
fn round_quickly(number: f64, places: i32) -> Option<f64> {
    let power = *EXACT_POWERS.get(places.unsigned_abs() as usize)?;
    let size = if places >= 0 { number.abs() * power } else { number.abs() / power };
    let whole = whole_scaled(size)?;
    let rounded = if places >= 0 { whole / power } else { whole * power };
    // Never -0.0.
    Some(if number < 0.0 { 0.0 - rounded } else { rounded })
}

/// A scaled number, rounded, where that is certain.
#[inline]
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "whole numbers below 2^50")]
fn whole_scaled(size: f64) -> Option<f64> {
    /// 2^50: above it the bound below would pass 1/2.
    const LARGEST: f64 = 1_125_899_906_842_624.0;
    if size >= LARGEST {
        return None;
    }
    let below = size as i64 as f64;
    let beyond_half = size - below - 0.5;
    if beyond_half.abs() <= size * (4.0 * f64::EPSILON) {
        return None;
    }
    // a sum, not a branch: either way is as likely
    Some(below + f64::from(u8::from(beyond_half > 0.0)))
}

/// The hundredths of a number rounded to two digits, less than 10^7; `None` leaves it to [`round_number`].
#[inline]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seven digits")]
pub fn rounded_hundredths(number: f64) -> Option<u32> {
    let size = number * 100.0;
    if !(0.0..9_999_999.0).contains(&size) {
        return None;
    }
    whole_scaled(size).map(|whole| whole as u32)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "numbers are the same or they are not")]
mod tests {
    use super::super::testing::shown;
    use super::*;
    use proptest::prelude::*;

    fn rounded(number: f64, digits: i128) -> String {
        shown(&ROUND, &[Value::Number(number), Value::Int(digits)])
    }

    #[test]
    fn halves_go_away_from_zero_on_the_written_digits() {
        assert_eq!(rounded(2.675, 2), "2.68");
        assert_eq!(rounded(1.005, 2), "1.01");
        assert_eq!(rounded(-1.005, 2), "-1.01");
        assert_eq!(rounded(0.285, 2), "0.29");
        assert_eq!(rounded(2.5, 0), "3.0");
        assert_eq!(rounded(-0.4, 0), "0.0");
        assert_eq!(rounded(1250.0, -2), "1300.0");
        assert_eq!(rounded(1e300, 2), "1e+300");
        assert_eq!(rounded(5e-324, 323), "1e-323");
    }

    #[test]
    fn without_digits_the_result_is_whole() {
        assert_eq!(shown(&ROUND, &[Value::Number(2.5), Value::Null]), "3");
        assert_eq!(shown(&ROUND, &[Value::Number(-2.5)]), "-3");
        assert_eq!(shown(&ROUND, &[Value::Number(0.499_999_999_999_999_94)]), "0");
        assert_eq!(shown(&ROUND, &[Value::Number(1e300)]), "a number too large");
    }

    #[test]
    fn whole_numbers_stay_whole() {
        let rounded = |number, digits| shown(&ROUND, &[Value::Int(number), Value::Int(digits)]);
        assert_eq!(rounded(1250, -2), "1300");
        assert_eq!(rounded(-1250, -2), "-1300");
        assert_eq!(rounded(1249, -2), "1200");
        assert_eq!(rounded(7, 2), "7");
        assert_eq!(rounded(7, -40), "0");
        assert_eq!(rounded(i128::MAX, -1), "a number too large");
    }

    /// Rounds the digits of Rust's own shortest form, one character at a time.
    fn by_hand(number: f64, places: usize) -> f64 {
        let written = format!("{:?}", number.abs());
        let plain = if written.contains('e') { format!("{}", number.abs()) } else { written };
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let padded = format!("{fraction:0<width$}", width = places + 1);
        let mut digits: Vec<u8> = whole.bytes().chain(padded.bytes().take(places)).collect();
        if padded.as_bytes()[places] >= b'5' {
            for digit in digits.iter_mut().rev() {
                if *digit != b'9' {
                    *digit += 1;
                    break;
                }
                *digit = b'0';
            }
            // The carry went past the first digit.
            if digits.iter().all(|digit| *digit == b'0') {
                digits.insert(0, b'1');
            }
        }
        let text = format!("{}e-{places}", String::from_utf8(digits).unwrap());
        let size: f64 = text.parse().unwrap();
        if number < 0.0 { 0.0 - size } else { size }
    }

    #[test]
    fn hundredths_are_known_but_for_ties_and_numbers_of_other_sizes() {
        assert_eq!([2.344_9, 0.0, 99_999.98].map(rounded_hundredths), [Some(234), Some(0), Some(9_999_998)]);
        assert_eq!([2.675, -0.01, 99_999.995, f64::MAX].map(rounded_hundredths), [None; 4]);
    }

    proptest! {
        #[test]
        fn the_quick_way_agrees_with_the_digits(number in -1e7..1e7_f64, places in 0..9_usize) {
            let places_i32 = i32::try_from(places).unwrap();
            prop_assert_eq!(round_number(number, places_i32), by_hand(number, places));
            prop_assert_eq!(Digits::of(number).rounded(places_i32).number(), by_hand(number, places));
        }

        #[test]
        fn hundredths_agree_with_the_rounded_number(number in -10.0..100_100.0_f64) {
            let rounded = rounded_hundredths(number).map(|hundredths| f64::from(hundredths) / 100.0);
            prop_assert_eq!(rounded.unwrap_or(by_hand(number, 2)), by_hand(number, 2));
        }

        #[test]
        fn ties_and_their_neighbours_agree_with_the_digits(
            whole in 0..1_000_000_i32, places in 0..6_usize, step in -2..=2_i64,
        ) {
            let tie: f64 = format!("{whole}5e-{}", places + 1).parse().unwrap();
            let number = f64::from_bits(tie.to_bits().wrapping_add_signed(step));
            prop_assert_eq!(round_number(number, i32::try_from(places).unwrap()), by_hand(number, places));
        }

        #[test]
        fn any_number_and_any_digits_agree(number in proptest::num::f64::NORMAL, places in -340..340_i32) {
            prop_assert_eq!(round_number(number, places), Digits::of(number).rounded(places).number() + 0.0);
            if let Ok(behind) = usize::try_from(places) {
                prop_assert_eq!(round_number(number, places), by_hand(number, behind));
            }
        }
    }
}
