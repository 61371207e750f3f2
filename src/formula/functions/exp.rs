//! `exp(x)`: e to the power of x.

use super::arguments::number;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Type, Value};

pub static EXP: Function = Function {
    signature: Signature {
        name: "exp",
        about: "Euler's number to the power of x.",
        parameters: &[Parameter::required("x", Kind::Number)],
        returns: |_| Type::Number,
        example: "exp(1)",
    },
    nulls: Nulls::Pass,
    call: |arguments, _| Value::number(libm::exp(number(arguments, 0)?)),
};

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn too_large_a_power_is_a_fault() {
        assert_eq!(shown(&EXP, &[Value::Int(0)]), "1.0");
        assert_eq!(shown(&EXP, &[Value::Int(1)]), "2.7182818284590455");
        assert_eq!(shown(&EXP, &[Value::Int(710)]), "a number too large");
    }
}
