//! `sqrt(x)`: the square root.

use super::arguments::number;
use crate::formula::signature::{Bounds, Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value};

pub static SQRT: Function = Function {
    signature: Signature {
        name: "sqrt",
        about: "The square root.",
        parameters: &[Parameter::required("x", Kind::Number).bounded(Bounds::NOT_NEGATIVE)],
        returns: |_| Type::Number,
        example: "sqrt(9)",
    },
    nulls: Nulls::Pass,
    call: sqrt,
};

fn sqrt<'a>(arguments: &[Value<'a>], _: &Context<'a>) -> Result<Value<'a>, Fault> {
    let x = number(arguments, 0)?;
    // IEEE 754 fixes every bit of a square root: the processor's is as good as libm's.
    if x < 0.0 { Err(Fault::OutOfBounds) } else { Value::number(x.sqrt()) }
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn only_what_is_not_negative_has_a_root() {
        assert_eq!(shown(&SQRT, &[Value::Int(9)]), "3.0");
        assert_eq!(shown(&SQRT, &[Value::Number(-0.0)]), "0.0");
        assert_eq!(shown(&SQRT, &[Value::Int(-1)]), "an argument outside its bounds");
    }
}
