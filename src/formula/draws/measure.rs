//! Distributions of numbers, durations and times: what is drawn is a plain number, which has a unit.

use crate::formula::signature::Sampler;
use crate::random::{Generator, Portable};
use crate::value::{Context, Duration, Fault, Time, Type, Value};
use rand::distr::Distribution;
use std::fmt;

/// What a number stands for. Durations and times count nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Number,
    Duration,
    Time,
}

/// An argument as a plain number and its unit.
#[expect(
    clippy::cast_precision_loss,
    reason = "a drawn duration needs no more digits than a decimal number has"
)]
pub(super) fn amount(value: &Value) -> Result<(Unit, f64), Fault> {
    match value {
        Value::Int(_) | Value::Number(_) => Ok((Unit::Number, value.as_f64().ok_or(Fault::WrongType)?)),
        Value::Duration(duration) => Ok((Unit::Duration, duration.0 as f64)),
        Value::Time(time) => Ok((Unit::Time, time.0 as f64)),
        _ => Err(Fault::WrongType),
    }
}

/// Arguments that are all of one unit.
pub(super) fn amounts<const N: usize>(values: &[Value]) -> Result<(Unit, [f64; N]), Fault> {
    let mut numbers = [0.0; N];
    let mut unit = None;
    for (position, number) in numbers.iter_mut().enumerate() {
        let (own, amount) = amount(values.get(position).ok_or(Fault::WrongType)?)?;
        if *unit.get_or_insert(own) != own {
            return Err(Fault::WrongType);
        }
        *number = amount;
    }
    Ok((unit.unwrap_or(Unit::Number), numbers))
}

/// An argument that is a plain number.
pub(super) fn number(value: Option<&Value>) -> Result<f64, Fault> {
    value.and_then(Value::as_f64).ok_or(Fault::WrongType)
}

impl Unit {
    /// The value of a plain number; nanoseconds are rounded to whole ones.
    pub(super) fn value<'a>(self, number: f64) -> Result<Value<'a>, Fault> {
        match self {
            Self::Number => Value::number(number),
            Self::Duration => nanoseconds(number).map(|whole| Value::Duration(Duration(whole))),
            Self::Time => nanoseconds(number).map(|whole| Value::Time(Time(whole))),
        }
    }

    /// The same for whole numbers of nanoseconds.
    pub(super) fn whole<'a>(self, number: i64) -> Value<'a> {
        match self {
            Self::Number => Value::Int(number.into()),
            Self::Duration => Value::Duration(Duration(number)),
            Self::Time => Value::Time(Time(number)),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the bounds are looked at first")]
fn nanoseconds(number: f64) -> Result<i64, Fault> {
    const END: f64 = 9_223_372_036_854_775_808.0; // 2^63
    let whole = number.round();
    if (-END..END).contains(&whole) { Ok(whole as i64) } else { Err(Fault::Overflow) }
}

/// The result's type of a draw whose first argument is a number, a duration or a time.
pub(super) fn like_the_first(types: &[Type]) -> Type {
    match types.first() {
        Some(Type::Int | Type::Number) => Type::Number,
        Some(Type::Duration) => Type::Duration,
        Some(Type::Time) => Type::Time,
        _ => Type::Any,
    }
}

/// A distribution of location and scale: `origin + scale * shape`.
#[derive(Debug)]
pub(super) struct Scaled<D> {
    pub unit: Unit,
    pub origin: f64,
    pub scale: f64,
    pub shape: D,
}

impl<D: Distribution<Portable> + fmt::Debug + Send + Sync> Sampler for Scaled<D> {
    fn sample<'a>(&self, generator: &mut Generator, _cx: &Context<'a>) -> Result<Value<'a>, Fault> {
        self.unit.value(self.origin + self.scale * self.shape.sample(generator).0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_of_two_units_are_refused() {
        let mixed = [Value::Number(1.0), Value::Duration(Duration(1))];
        assert_eq!(amounts::<2>(&mixed), Err(Fault::WrongType));
        assert_eq!(amounts::<2>(&[Value::Int(1), Value::Number(2.5)]), Ok((Unit::Number, [1.0, 2.5])));
    }

    #[test]
    fn a_duration_beyond_its_years_is_a_fault() {
        assert_eq!(Unit::Duration.value(1e19), Err(Fault::Overflow));
        assert_eq!(
            Unit::Duration.value(-9_223_372_036_854_775_808.0),
            Ok(Value::Duration(Duration(i64::MIN)))
        );
        assert_eq!(Unit::Duration.value(1.5), Ok(Value::Duration(Duration(2))));
        assert_eq!(Unit::Number.value(f64::INFINITY), Err(Fault::Overflow));
    }
}
