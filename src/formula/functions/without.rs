//! `without(list, x)`: one element less.

use super::arguments::{list, value};
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Fault, Type, Value, equal};

pub static WITHOUT: Function = Function {
    signature: Signature {
        name: "without",
        about: "The list without the first element that equals the value: of two equal things in a cart one is taken out.",
        parameters: &[Parameter::required("list", Kind::List), Parameter::required("x", Kind::Any)],
        returns: |arguments| match arguments.first() {
            Some(list @ Type::List(_)) => list.clone(),
            _ => Type::list(Type::Any),
        },
        example: "without([1, 2, 1], 1)",
    },
    nulls: Nulls::Take,
    call: without,
};

fn without<'a>(arguments: &[Value<'a>], cx: &Context<'a>) -> Result<Value<'a>, Fault> {
    if value(arguments, 0).is_null() {
        return Ok(Value::Null);
    }
    let (items, unwanted) = (list(arguments, 0)?, value(arguments, 1));
    let Some(place) = items.iter().position(|item| equal(item, &unwanted)) else {
        return Ok(Value::List(items));
    };
    let (before, behind) = (&items[..place], &items[place + 1..]);
    let shorter = cx.arena.alloc_slice_fill_with(items.len() - 1, |index| {
        if index < place { before[index] } else { behind[index - place] }
    });
    Ok(Value::List(shorter))
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn the_first_equal_element_goes_and_the_others_stay() {
        let items = [Value::Int(2), Value::Int(1), Value::Null, Value::Int(1)];
        let left = |unwanted| shown(&WITHOUT, &[Value::List(&items), unwanted]);
        assert_eq!(left(Value::Number(1.0)), "[2,null,1]");
        assert_eq!(left(Value::Null), "[2,1,1]");
        assert_eq!(left(Value::Text("1")), "[2,1,null,1]");
        assert_eq!(shown(&WITHOUT, &[Value::Null, Value::Int(1)]), "null");
    }
}
