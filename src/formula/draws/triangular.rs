//! `triangular(a..b, mode)`: a least, a most and a likeliest value, of numbers, durations or times.

use super::measure::{self, Scaled, amounts};
use super::prepared;
use crate::formula::signature::{Draw, Kind, Parameter, Sampler, Signature};
use crate::random::Portable;
use crate::value::{Fault, Value};
use rand_distr::Triangular;

pub static TRIANGULAR: Draw = Draw {
    signature: Signature {
        name: "triangular",
        about: "Between the ends of the range, most often near `mode`.",
        parameters: &[Parameter::required("range", Kind::Range), Parameter::required("mode", Kind::Any)],
        returns: measure::like_the_first,
        example: "triangular(1..10, 3)",
    },
    sample: |generator, arguments, cx| build(arguments)?.sample(generator, cx),
    prepare: Some(|arguments| prepared(&TRIANGULAR.signature, build(arguments))),
    space: None,
};

/// Drawn as a share of the range: nanoseconds of today are too many for a decimal number's digits.
fn build(arguments: &[Value]) -> Result<Scaled<Triangular<Portable>>, Fault> {
    let (unit, [low, high, mode]) = amounts(arguments)?;
    if low > high {
        return Err(Fault::EmptyRange);
    }
    if mode < low || mode > high {
        return Err(Fault::OutOfBounds);
    }
    let width = high - low;
    if !width.is_finite() {
        return Err(Fault::Overflow);
    }
    let mode = if width > 0.0 { (mode - low) / width } else { 0.0 };
    let shape =
        Triangular::new(Portable(0.0), Portable(1.0), Portable(mode)).map_err(|_| Fault::OutOfBounds)?;
    Ok(Scaled { unit, origin: low, scale: width, shape })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::draw;
    use crate::value::Time;

    #[test]
    fn a_mode_outside_the_range_is_refused() {
        let arguments = [Value::Int(1), Value::Int(10), Value::Int(11)];
        assert_eq!(draw(&TRIANGULAR, &arguments, 0), Err(Fault::OutOfBounds));
        assert_eq!(
            draw(&TRIANGULAR, &[Value::Int(2), Value::Int(1), Value::Int(1)], 0),
            Err(Fault::EmptyRange)
        );
    }

    #[test]
    fn a_range_of_one_value_is_that_value() {
        assert_eq!(draw(&TRIANGULAR, &[Value::Int(4); 3], 0), Ok(Value::Number(4.0)));
    }

    #[test]
    fn times_draw_times() {
        let ends = [Value::Time(Time(0)), Value::Time(Time(100)), Value::Time(Time(50))];
        assert!(matches!(draw(&TRIANGULAR, &ends, 0), Ok(Value::Time(Time(0..=100)))));
    }
}
