//! `last(list)`: the last element.

use super::arguments::list;
use super::results::element;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Value};

pub static LAST: Function = Function {
    signature: Signature {
        name: "last",
        about: "The last element of a list; null if it is empty.",
        parameters: &[Parameter::required("list", Kind::List)],
        returns: element,
        example: "last([1, 2, 3])",
    },
    nulls: Nulls::Pass,
    call: last,
};

fn last<'a>(arguments: &[Value<'a>], _: &Context<'a>) -> Result<Value<'a>, Fault> {
    let items = list(arguments, 0)?;
    Ok(items.last().copied().unwrap_or(Value::Null))
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn an_empty_list_has_none() {
        let items = [1, 2, 3].map(Value::Int);
        assert_eq!(shown(&LAST, &[Value::List(&items)]), "3");
        assert_eq!(shown(&LAST, &[Value::List(&[])]), "null");
        assert_eq!(shown(&LAST, &[Value::Text("abc")]), "a value of the wrong type");
    }
}
