//! `floor(x)`: down to a whole number.

use super::arguments::value;
use super::results::whole;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value};

pub static FLOOR: Function = Function {
    signature: Signature {
        name: "floor",
        about: "The largest whole number that is not above the number.",
        parameters: &[Parameter::required("x", Kind::Number)],
        returns: |_| Type::Int,
        example: "floor(2.7)",
    },
    nulls: Nulls::Pass,
    call: floor,
};

fn floor<'a>(arguments: &[Value<'a>], _: &Context<'a>) -> Result<Value<'a>, Fault> {
    match value(arguments, 0) {
        Value::Int(number) => Ok(Value::Int(number)),
        Value::Number(number) => whole(libm::floor(number)),
        _ => Err(Fault::WrongType),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn it_goes_down_even_below_zero() {
        assert_eq!(shown(&FLOOR, &[Value::Number(2.7)]), "2");
        assert_eq!(shown(&FLOOR, &[Value::Number(-2.1)]), "-3");
        assert_eq!(shown(&FLOOR, &[Value::Int(5)]), "5");
        assert_eq!(shown(&FLOOR, &[Value::Number(1e39)]), "a number too large");
    }
}
