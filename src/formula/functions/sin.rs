//! `sin(x)`: the sine.

use super::arguments::number;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Type, Value};

pub static SIN: Function = Function {
    signature: Signature {
        name: "sin",
        about: "The sine of an angle in radians.",
        parameters: &[Parameter::required("x", Kind::Number)],
        returns: |_| Type::Number,
        example: "sin(1)",
    },
    nulls: Nulls::Pass,
    call: |arguments, _| Value::number(libm::sin(number(arguments, 0)?)),
};

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn angles_are_radians() {
        assert_eq!(shown(&SIN, &[Value::Int(0)]), "0.0");
        assert_eq!(shown(&SIN, &[Value::Int(1)]), "0.8414709848078965");
    }
}
