//! `normal(mean, sd)`: the bell curve, from numbers or durations.

use super::measure::{self, Scaled, amounts};
use super::{bounded, prepared};
use crate::formula::signature::{Bounds, Draw, Kind, Parameter, Sampler, Signature};
use crate::value::{Fault, Value};
use rand_distr::StandardNormal;

pub static NORMAL: Draw = Draw {
    signature: Signature {
        name: "normal",
        about: "A number or duration around `mean`, two thirds of them within one `sd`.",
        parameters: &[
            Parameter::required("mean", Kind::Measure),
            Parameter::required("sd", Kind::Measure).bounded(Bounds::NOT_NEGATIVE),
        ],
        returns: measure::like_the_first,
        example: "normal(20, 5)",
    },
    sample: |generator, arguments, cx| build(arguments)?.sample(generator, cx),
    prepare: Some(|arguments| prepared(&NORMAL.signature, build(arguments))),
    space: None,
};

fn build(arguments: &[Value]) -> Result<Scaled<StandardNormal>, Fault> {
    let (unit, [mean, sd]) = amounts(arguments)?;
    let scale = bounded(&NORMAL.signature, 1, sd)?;
    Ok(Scaled { unit, origin: mean, scale, shape: StandardNormal })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::{draw, refusal};
    use crate::value::Duration;

    #[test]
    fn without_spread_it_is_the_mean() {
        assert_eq!(draw(&NORMAL, &[Value::Int(20), Value::Int(0)], 3), Ok(Value::Number(20.0)));
        let minute = Value::Duration(Duration(60));
        assert_eq!(draw(&NORMAL, &[minute, Value::Duration(Duration(0))], 3), Ok(minute));
    }

    #[test]
    fn a_negative_spread_and_mixed_units_are_refused() {
        assert_eq!(draw(&NORMAL, &[Value::Int(1), Value::Int(-1)], 0), Err(Fault::OutOfBounds));
        let mixed = [Value::Duration(Duration(1)), Value::Int(1)];
        assert!(refusal(&NORMAL, &mixed).contains("all as durations"));
    }
}
