//! `ceil(x)`: up to a whole number.

use super::arguments::value;
use super::results::whole;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value};

pub static CEIL: Function = Function {
    signature: Signature {
        name: "ceil",
        about: "The smallest whole number that is not below the number.",
        parameters: &[Parameter::required("x", Kind::Number)],
        returns: |_| Type::Int,
        example: "ceil(2.1)",
    },
    nulls: Nulls::Pass,
    call: ceil,
};

fn ceil<'a>(arguments: &[Value<'a>], _: &Context<'a>) -> Result<Value<'a>, Fault> {
    match value(arguments, 0) {
        Value::Int(number) => Ok(Value::Int(number)),
        Value::Number(number) => whole(libm::ceil(number)),
        _ => Err(Fault::WrongType),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn it_goes_up_even_below_zero() {
        assert_eq!(shown(&CEIL, &[Value::Number(2.1)]), "3");
        assert_eq!(shown(&CEIL, &[Value::Number(-2.7)]), "-2");
        assert_eq!(shown(&CEIL, &[Value::Int(5)]), "5");
    }
}
