//! Operators on values. Null goes through; what cannot be computed is a fault.

use super::ast::{Binary, Unary};
use crate::value::{Duration, Fault, Time, Value, equal, order, room};
use bumpalo::Bump;
use std::cmp::Ordering;

type Outcome<'a> = Result<Value<'a>, Fault>;

pub(super) fn unary(operator: Unary, value: Value<'_>) -> Outcome<'_> {
    match (operator, value) {
        (_, Value::Null | Value::Omit) => Ok(Value::Null),
        (Unary::Not, Value::Bool(yes)) => Ok(Value::Bool(!yes)),
        (Unary::Negate, Value::Int(whole)) => whole.checked_neg().map(Value::Int).ok_or(Fault::Overflow),
        (Unary::Negate, Value::Number(number)) => Ok(Value::Number(-number)),
        (Unary::Negate, Value::Duration(Duration(nanos))) => duration(nanos.checked_neg()),
        _ => Err(Fault::WrongType),
    }
}

/// The commonest operations on decimal numbers; `None` leaves the rest to [`binary`].
#[inline]
#[expect(clippy::cast_precision_loss, reason = "as everywhere in decimal arithmetic")]
pub(super) fn decimal(operator: Binary, left: &Value, right: &Value) -> Option<f64> {
    let (left, right) = match (left, right) {
        (Value::Number(left), Value::Number(right)) => (*left, *right),
        (Value::Int(left), Value::Number(right)) => (i64::try_from(*left).ok()? as f64, *right),
        (Value::Number(left), Value::Int(right)) => (*left, i64::try_from(*right).ok()? as f64),
        _ => return None,
    };
    let number = match operator {
        Binary::Add => left + right,
        Binary::Subtract => left - right,
        Binary::Multiply => left * right,
        _ => return None,
    };
    number.is_finite().then_some(number)
}

/// The commonest operations on whole numbers.
#[inline]
pub(super) fn whole(operator: Binary, left: &Value, right: &Value) -> Option<i128> {
    let (Value::Int(left), Value::Int(right)) = (left, right) else { return None };
    match operator {
        Binary::Add => left.checked_add(*right),
        Binary::Subtract => left.checked_sub(*right),
        Binary::Multiply => left.checked_mul(*right),
        _ => None,
    }
}

#[inline]
pub(super) fn binary<'a>(
    operator: Binary,
    left: Value<'a>,
    right: Value<'a>,
    arena: &'a Bump,
) -> Outcome<'a> {
    match operator {
        Binary::Equal => Ok(Value::Bool(equal(&left, &right))),
        Binary::NotEqual => Ok(Value::Bool(!equal(&left, &right))),
        Binary::And => logic(left, right, false),
        Binary::Or => logic(left, right, true),
        _ if left.is_missing() || right.is_missing() => Ok(Value::Null),
        Binary::Less => compare(left, right, Ordering::is_lt),
        Binary::LessOrEqual => compare(left, right, Ordering::is_le),
        Binary::Greater => compare(left, right, Ordering::is_gt),
        Binary::GreaterOrEqual => compare(left, right, Ordering::is_ge),
        Binary::In => contains(left, right).map(Value::Bool),
        Binary::NotIn => contains(left, right).map(|found| Value::Bool(!found)),
        Binary::Add => add(left, right, arena),
        Binary::Subtract => subtract(left, right),
        Binary::Multiply => multiply(left, right),
        Binary::Divide => divide(left, right),
        Binary::Remainder => remainder(left, right),
    }
}

/// `and` and `or` of three-valued logic: null unless the other side decides.
fn logic<'a>(left: Value<'a>, right: Value<'a>, decisive: bool) -> Outcome<'a> {
    let truth = |value: Value| match value {
        Value::Bool(yes) => Ok(Some(yes)),
        Value::Null | Value::Omit => Ok(None),
        _ => Err(Fault::WrongType),
    };
    Ok(match (truth(left)?, truth(right)?) {
        (Some(a), _) if a == decisive => Value::Bool(decisive),
        (_, Some(b)) if b == decisive => Value::Bool(decisive),
        (None, _) | (_, None) => Value::Null,
        _ => Value::Bool(!decisive),
    })
}

fn compare<'a>(left: Value<'a>, right: Value<'a>, holds: fn(Ordering) -> bool) -> Outcome<'a> {
    order(&left, &right).map(|ordering| Value::Bool(holds(ordering))).ok_or(Fault::WrongType)
}

pub(super) fn within<'a>(value: Value, low: Value, high: Value) -> Value<'a> {
    let above = order(&low, &value).map(Ordering::is_le);
    let below = order(&value, &high).map(Ordering::is_le);
    match (above, below) {
        (Some(above), Some(below)) => Value::Bool(above && below),
        _ => Value::Null,
    }
}

fn contains(value: Value, container: Value) -> Result<bool, Fault> {
    match (value, container) {
        (value, Value::List(items)) => Ok(items.iter().any(|item| equal(item, &value))),
        (Value::Text(part), Value::Text(whole)) => Ok(whole.contains(part)),
        _ => Err(Fault::WrongType),
    }
}

/// The element at a position from 0, or from the end where it is negative; null outside.
pub(super) fn element<'a>(list: Value<'a>, position: Value) -> Value<'a> {
    let (Value::List(items), Some(position)) = (list, position.as_int()) else { return Value::Null };
    let length = items.len() as i128;
    let position = if position < 0 { position + length } else { position };
    usize::try_from(position).ok().and_then(|position| items.get(position).copied()).unwrap_or(Value::Null)
}

/// A whole number that fits 64 bits; all other values as they are.
pub(super) fn narrow(value: Value) -> Result<Value, Fault> {
    match value {
        Value::Int(whole) if i64::try_from(whole).is_err() => Err(Fault::Overflow),
        other => Ok(other),
    }
}

fn add<'a>(left: Value<'a>, right: Value<'a>, arena: &'a Bump) -> Outcome<'a> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => a.checked_add(b).map(Value::Int).ok_or(Fault::Overflow),
        (Value::Text(a), Value::Text(b)) => {
            room(arena, a.len() + b.len())?;
            let mut joined = bumpalo::collections::String::with_capacity_in(a.len() + b.len(), arena);
            joined.push_str(a);
            joined.push_str(b);
            Ok(Value::Text(joined.into_bump_str()))
        }
        (Value::Duration(a), Value::Duration(b)) => duration(a.0.checked_add(b.0)),
        (Value::Time(a), Value::Duration(b)) | (Value::Duration(b), Value::Time(a)) => {
            time(a.0.checked_add(b.0))
        }
        _ => decimals(left, right, |a, b| a + b),
    }
}

fn subtract<'a>(left: Value<'a>, right: Value<'a>) -> Outcome<'a> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => a.checked_sub(b).map(Value::Int).ok_or(Fault::Overflow),
        (Value::Duration(a), Value::Duration(b)) => duration(a.0.checked_sub(b.0)),
        (Value::Time(a), Value::Time(b)) => duration(a.0.checked_sub(b.0)),
        (Value::Time(a), Value::Duration(b)) => time(a.0.checked_sub(b.0)),
        _ => decimals(left, right, |a, b| a - b),
    }
}

fn multiply<'a>(left: Value<'a>, right: Value<'a>) -> Outcome<'a> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => a.checked_mul(b).map(Value::Int).ok_or(Fault::Overflow),
        (Value::Duration(a), factor) | (factor, Value::Duration(a)) => match factor {
            Value::Int(factor) => {
                duration(i128::from(a.0).checked_mul(factor).and_then(|nanos| i64::try_from(nanos).ok()))
            }
            Value::Number(factor) => scaled(a, factor),
            _ => Err(Fault::WrongType),
        },
        _ => decimals(left, right, |a, b| a * b),
    }
}

fn divide<'a>(left: Value<'a>, right: Value<'a>) -> Outcome<'a> {
    #[expect(clippy::cast_precision_loss, reason = "a ratio is a decimal number")]
    match (left, right) {
        (_, Value::Int(0) | Value::Duration(Duration(0))) => Err(Fault::DivisionByZero),
        (_, Value::Number(0.0)) => Err(Fault::DivisionByZero),
        (Value::Duration(a), Value::Duration(b)) => Value::number(a.0 as f64 / b.0 as f64),
        (Value::Duration(a), divisor) => scaled(a, 1.0 / divisor.as_f64().ok_or(Fault::WrongType)?),
        _ => decimals(left, right, |a, b| a / b),
    }
}

/// What is left of a division that rounds down: it has the sign of the divisor, as in templates.
fn remainder<'a>(left: Value<'a>, right: Value<'a>) -> Outcome<'a> {
    match (left, right) {
        (_, Value::Int(0) | Value::Number(0.0) | Value::Duration(Duration(0))) => Err(Fault::DivisionByZero),
        (Value::Int(a), Value::Int(b)) => {
            let rest = a.checked_rem(b).ok_or(Fault::Overflow)?;
            Ok(Value::Int(if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest }))
        }
        (Value::Duration(a), Value::Duration(b)) => {
            let rest = a.0.checked_rem(b.0);
            duration(rest.map(|rest| if rest != 0 && (rest < 0) != (b.0 < 0) { rest + b.0 } else { rest }))
        }
        _ => decimals(left, right, |a, b| {
            let rest = libm::fmod(a, b);
            if rest != 0.0 && (rest < 0.0) != (b < 0.0) { rest + b } else { rest }
        }),
    }
}

fn decimals<'a>(left: Value, right: Value, compute: fn(f64, f64) -> f64) -> Outcome<'a> {
    match (left.as_f64(), right.as_f64()) {
        (Some(a), Some(b)) => Value::number(compute(a, b)),
        _ => Err(Fault::WrongType),
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "checked against the limits"
)]
fn scaled<'a>(Duration(nanos): Duration, factor: f64) -> Outcome<'a> {
    let product = libm::round(nanos as f64 * factor);
    if product.abs() < i64::MAX as f64 { duration(Some(product as i64)) } else { Err(Fault::Overflow) }
}

fn duration<'a>(nanos: Option<i64>) -> Outcome<'a> {
    nanos.map(|nanos| Value::Duration(Duration(nanos))).ok_or(Fault::Overflow)
}

fn time<'a>(nanos: Option<i64>) -> Outcome<'a> {
    nanos.map(|nanos| Value::Time(Time(nanos))).ok_or(Fault::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compute<'a>(operator: Binary, left: Value<'a>, right: Value<'a>, arena: &'a Bump) -> Outcome<'a> {
        binary(operator, left, right, arena)
    }

    #[test]
    fn what_cannot_be_computed_is_a_fault_and_null_goes_through() {
        let arena = Bump::new();
        let (one, zero) = (Value::Int(1), Value::Int(0));
        assert_eq!(compute(Binary::Divide, one, zero, &arena), Err(Fault::DivisionByZero));
        assert_eq!(compute(Binary::Remainder, one, zero, &arena), Err(Fault::DivisionByZero));
        assert_eq!(compute(Binary::Add, one, Value::Null, &arena), Ok(Value::Null));
        assert_eq!(
            compute(Binary::Multiply, Value::Number(1e308), Value::Number(10.0), &arena),
            Err(Fault::Overflow)
        );
    }

    #[test]
    fn a_slash_gives_a_decimal_number() {
        let arena = Bump::new();
        assert_eq!(compute(Binary::Divide, Value::Int(6), Value::Int(3), &arena), Ok(Value::Number(2.0)));
    }

    #[test]
    fn times_and_durations_combine() {
        let arena = Bump::new();
        let (hour, noon) =
            (Value::Duration(Duration(Duration::HOUR)), Value::Time(Time(12 * Duration::HOUR)));
        let one = Value::Time(Time(13 * Duration::HOUR));
        assert_eq!(compute(Binary::Add, noon, hour, &arena), Ok(one));
        assert_eq!(compute(Binary::Subtract, one, noon, &arena), Ok(hour));
        assert_eq!(compute(Binary::Divide, hour, hour, &arena), Ok(Value::Number(1.0)));
        assert_eq!(compute(Binary::Add, noon, noon, &arena), Err(Fault::WrongType));
    }

    #[test]
    fn whole_numbers_are_wide_inside_and_narrow_at_the_end() {
        let arena = Bump::new();
        let large = Value::Int(i64::MAX.into());
        let product = compute(Binary::Multiply, large, large, &arena).unwrap();
        assert_eq!(narrow(product), Err(Fault::Overflow));
        let back = compute(Binary::Subtract, product, product, &arena).unwrap();
        assert_eq!(narrow(back), Ok(Value::Int(0)));
    }

    #[test]
    fn null_is_undecided_unless_the_other_side_decides() {
        let arena = Bump::new();
        let (yes, no) = (Value::Bool(true), Value::Bool(false));
        assert_eq!(compute(Binary::And, Value::Null, no, &arena), Ok(no));
        assert_eq!(compute(Binary::And, Value::Null, yes, &arena), Ok(Value::Null));
        assert_eq!(compute(Binary::Or, yes, Value::Null, &arena), Ok(yes));
    }
}
