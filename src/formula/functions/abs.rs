//! `abs(x)`: without the sign.

use super::arguments::value;
use super::results::same;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Duration, Fault, Value};

pub static ABS: Function = Function {
    signature: Signature {
        name: "abs",
        about: "The number or duration without its sign.",
        parameters: &[Parameter::required("x", Kind::Measure)],
        returns: same,
        example: "abs(-3)",
    },
    nulls: Nulls::Pass,
    call: abs,
};

fn abs<'a>(arguments: &[Value<'a>], _: &Context<'a>) -> Result<Value<'a>, Fault> {
    match value(arguments, 0) {
        Value::Int(number) => number.checked_abs().map(Value::Int).ok_or(Fault::Overflow),
        Value::Number(number) => Ok(Value::Number(number.abs())),
        Value::Duration(Duration(nanos)) => {
            nanos.checked_abs().map(|nanos| Value::Duration(Duration(nanos))).ok_or(Fault::Overflow)
        }
        _ => Err(Fault::WrongType),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn the_sign_goes_and_the_kind_stays() {
        assert_eq!(shown(&ABS, &[Value::Int(-3)]), "3");
        assert_eq!(shown(&ABS, &[Value::Number(-2.5)]), "2.5");
        assert_eq!(shown(&ABS, &[Value::Duration(Duration(-Duration::HOUR))]), "1h");
        assert_eq!(shown(&ABS, &[Value::Duration(Duration(i64::MIN))]), "a number too large");
    }
}
