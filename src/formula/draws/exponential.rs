//! `exponential(mean)`: the time to the next of events that do not know of each other.

use super::measure::{self, Scaled, amounts};
use super::{bounded, prepared};
use crate::formula::signature::{Bounds, Draw, Kind, Parameter, Sampler, Signature};
use crate::value::{Fault, Value};
use rand_distr::Exp1;

pub static EXPONENTIAL: Draw = Draw {
    signature: Signature {
        name: "exponential",
        about: "A number or duration above zero: many short ones, few long ones, `mean` on average.",
        parameters: &[Parameter::required("mean", Kind::Measure).bounded(Bounds::NOT_NEGATIVE)],
        returns: measure::like_the_first,
        example: "exponential(90s)",
    },
    sample: |generator, arguments, cx| build(arguments)?.sample(generator, cx),
    prepare: Some(|arguments| prepared(&EXPONENTIAL.signature, build(arguments))),
    space: None,
};

fn build(arguments: &[Value]) -> Result<Scaled<Exp1>, Fault> {
    let (unit, [mean]) = amounts(arguments)?;
    let scale = bounded(&EXPONENTIAL.signature, 0, mean)?;
    Ok(Scaled { unit, origin: 0.0, scale, shape: Exp1 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::draw;
    use crate::value::Duration;

    #[test]
    fn a_mean_duration_draws_durations() {
        let drawn = draw(&EXPONENTIAL, &[Value::Duration(Duration(Duration::SECOND))], 1);
        assert!(matches!(drawn, Ok(Value::Duration(Duration(1..)))));
    }

    #[test]
    fn a_mean_of_zero_is_always_zero() {
        assert_eq!(draw(&EXPONENTIAL, &[Value::Int(0)], 1), Ok(Value::Number(0.0)));
    }
}
