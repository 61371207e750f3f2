//! `log(x)`, `log(x, base)`: the logarithm.

use super::arguments::{number, value};
use crate::formula::signature::{Bounds, Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value};

pub static LOG: Function = Function {
    signature: Signature {
        name: "log",
        about: "The natural logarithm, or the one to the given base.",
        parameters: &[
            Parameter::required("x", Kind::Number).bounded(Bounds::POSITIVE),
            Parameter::optional("base", Kind::Number).bounded(Bounds::POSITIVE),
        ],
        returns: |_| Type::Number,
        example: "log(1000, base=10)",
    },
    nulls: Nulls::Pass,
    call: log,
};

fn log<'a>(arguments: &[Value<'a>], _: &Context<'a>) -> Result<Value<'a>, Fault> {
    let x = number(arguments, 0)?;
    let base = if value(arguments, 1).is_null() { None } else { Some(number(arguments, 1)?) };
    if x <= 0.0 || base.is_some_and(|base| base <= 0.0) {
        return Err(Fault::OutOfBounds);
    }
    // Of the bases people write, log10 and log2 give whole results where there are any; a quotient may not.
    let logarithm = match base {
        None => libm::log(x),
        Some(10.0) => libm::log10(x),
        Some(2.0) => libm::log2(x),
        Some(1.0) => return Err(Fault::DivisionByZero),
        Some(base) => libm::log2(x) / libm::log2(base),
    };
    Value::number(logarithm)
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn bases_ten_and_two_are_exact() {
        assert_eq!(shown(&LOG, &[Value::Int(1)]), "0.0");
        assert_eq!(shown(&LOG, &[Value::Int(1000), Value::Int(10)]), "3.0");
        assert_eq!(shown(&LOG, &[Value::Int(8), Value::Int(2)]), "3.0");
        assert_eq!(shown(&LOG, &[Value::Int(9), Value::Number(3.0)]), "2.0");
    }

    #[test]
    fn nothing_but_positive_numbers_has_a_logarithm() {
        assert_eq!(shown(&LOG, &[Value::Int(0)]), "an argument outside its bounds");
        assert_eq!(shown(&LOG, &[Value::Int(5), Value::Int(-2)]), "an argument outside its bounds");
        assert_eq!(shown(&LOG, &[Value::Int(5), Value::Int(1)]), "division by zero");
    }
}
