//! `pow(x, y)`: x to the power of y.

use super::arguments::number;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value};

pub static POW: Function = Function {
    signature: Signature {
        name: "pow",
        about: "The first number to the power of the second, a decimal number.",
        parameters: &[Parameter::required("x", Kind::Number), Parameter::required("y", Kind::Number)],
        returns: |_| Type::Number,
        example: "pow(2, 10)",
    },
    nulls: Nulls::Pass,
    call: pow,
};

fn pow<'a>(arguments: &[Value<'a>], _: &Context<'a>) -> Result<Value<'a>, Fault> {
    let (x, y) = (number(arguments, 0)?, number(arguments, 1)?);
    if x == 0.0 && y < 0.0 {
        return Err(Fault::DivisionByZero);
    }
    let power = libm::pow(x, y);
    if power.is_nan() { Err(Fault::OutOfBounds) } else { Value::number(power) }
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn what_has_no_finite_power_is_a_fault() {
        let power = |x, y| shown(&POW, &[Value::Number(x), Value::Number(y)]);
        assert_eq!(power(2.0, 10.0), "1024.0");
        assert_eq!(power(10.0, 400.0), "a number too large");
        assert_eq!(power(0.0, -1.0), "division by zero");
        assert_eq!(power(-2.0, 0.5), "an argument outside its bounds");
    }
}
