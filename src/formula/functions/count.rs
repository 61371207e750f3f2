//! `count(list)`: how many elements are there.

use super::arguments::list;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value};

pub static COUNT: Function = Function {
    signature: Signature {
        name: "count",
        about: "The number of elements of a list that are not null (`size` counts all).",
        parameters: &[Parameter::required("list", Kind::List)],
        returns: |_| Type::Int,
        example: "count([1, null, 3])",
    },
    nulls: Nulls::Pass,
    call: count,
};

fn count<'a>(arguments: &[Value<'a>], _: &Context<'a>) -> Result<Value<'a>, Fault> {
    let filled = list(arguments, 0)?.iter().filter(|item| !item.is_null()).count();
    i128::try_from(filled).map(Value::Int).map_err(|_| Fault::Overflow)
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn nulls_do_not_count() {
        assert_eq!(shown(&COUNT, &[Value::List(&[Value::Int(1), Value::Null, Value::Int(3)])]), "2");
        assert_eq!(shown(&COUNT, &[Value::List(&[])]), "0");
    }
}
