//! `cos(x)`: the cosine.

use super::arguments::number;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Type, Value};

pub static COS: Function = Function {
    signature: Signature {
        name: "cos",
        about: "The cosine of an angle in radians.",
        parameters: &[Parameter::required("x", Kind::Number)],
        returns: |_| Type::Number,
        example: "cos(1)",
    },
    nulls: Nulls::Pass,
    call: |arguments, _| Value::number(libm::cos(number(arguments, 0)?)),
};

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn angles_are_radians() {
        assert_eq!(shown(&COS, &[Value::Int(0)]), "1.0");
        assert_eq!(shown(&COS, &[Value::Int(1)]), "0.5403023058681398");
    }
}
