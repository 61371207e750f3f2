//! `clamp(x, low, high)`: held between two bounds.

use super::arguments::value;
use super::results::{joined, widened};
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Value, order};

pub static CLAMP: Function = Function {
    signature: Signature {
        name: "clamp",
        about: "The number, duration or time, or the bound that it lies beyond.",
        parameters: &[
            Parameter::required("x", Kind::Any),
            Parameter::required("low", Kind::Any),
            Parameter::required("high", Kind::Any),
        ],
        returns: joined,
        example: "clamp(12, 0, 10)",
    },
    nulls: Nulls::Pass,
    call: clamp,
};

fn clamp<'a>(arguments: &[Value<'a>], _: &Context<'a>) -> Result<Value<'a>, Fault> {
    let [x, low, high] = [0, 1, 2].map(|index| value(arguments, index));
    let before = |a, b| order(&a, &b).map(std::cmp::Ordering::is_lt).ok_or(Fault::WrongType);
    if before(high, low)? {
        return Err(Fault::EmptyRange);
    }
    let held = if before(x, low)? {
        low
    } else if before(high, x)? {
        high
    } else {
        x
    };
    Ok(widened(held, &[x, low, high]))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{instant, shown};
    use super::*;

    #[test]
    fn a_value_beyond_a_bound_becomes_the_bound() {
        let clamped = |x| shown(&CLAMP, &[Value::Int(x), Value::Int(0), Value::Int(10)]);
        assert_eq!([clamped(-1), clamped(5), clamped(11)], ["0", "5", "10"]);
        assert_eq!(shown(&CLAMP, &[Value::Int(5), Value::Int(0), Value::Number(2.5)]), "2.5");
        assert_eq!(shown(&CLAMP, &[Value::Int(5), Value::Number(0.0), Value::Int(7)]), "5.0");
        let [early, late] = ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"].map(instant);
        assert_eq!(shown(&CLAMP, &[early, late, late]), r#""2026-01-02T00:00:00.000Z""#);
    }

    #[test]
    fn bounds_that_cross_hold_nothing() {
        assert_eq!(shown(&CLAMP, &[Value::Int(1), Value::Int(3), Value::Int(2)]), "an empty range");
        assert_eq!(
            shown(&CLAMP, &[Value::Int(1), Value::Text("a"), Value::Int(2)]),
            "a value of the wrong type"
        );
    }
}
