//! `min(a, b, …)`, `min(list)`: the smallest.

use super::extreme::extreme;
use super::results::joined;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::Value;
use std::cmp::Ordering;

pub static MIN: Function = Function {
    signature: Signature {
        name: "min",
        about: "The smallest of the values, or of a list's elements: numbers, durations, times or texts. A list's nulls do not count; an empty list has none and gives null.",
        parameters: &[Parameter::rest("values", Kind::Any)],
        returns: joined,
        example: "min(3, 1, 2)",
    },
    nulls: Nulls::Take,
    call: |arguments, _| match arguments {
        [_, _, ..] if arguments.iter().any(Value::is_null) => Ok(Value::Null),
        _ => extreme(arguments, Ordering::Less),
    },
};

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;
    use crate::value::Duration;

    #[test]
    fn the_smallest_is_found_among_arguments_and_in_a_list() {
        let numbers = [Value::Int(3), Value::Int(1), Value::Int(2)];
        assert_eq!(shown(&MIN, &numbers), "1");
        assert_eq!(shown(&MIN, &[Value::List(&numbers)]), "1");
        assert_eq!(shown(&MIN, &[Value::Int(1), Value::Number(2.5)]), "1.0");
        let (second, minute) = (Duration(Duration::SECOND), Duration(Duration::MINUTE));
        assert_eq!(shown(&MIN, &[Value::Duration(minute), Value::Duration(second)]), "1s");
        assert_eq!(shown(&MIN, &[Value::Text("pear"), Value::Text("apple")]), r#""apple""#);
    }

    #[test]
    fn a_null_argument_gives_null_and_a_null_element_does_not_count() {
        assert_eq!(shown(&MIN, &[Value::Int(1), Value::Null]), "null");
        assert_eq!(shown(&MIN, &[Value::List(&[Value::Null, Value::Int(1)])]), "1");
        assert_eq!(shown(&MIN, &[Value::List(&[])]), "null");
    }

    #[test]
    fn values_without_an_order_are_a_fault() {
        assert_eq!(shown(&MIN, &[Value::Int(1), Value::Text("1")]), "a value of the wrong type");
        assert_eq!(shown(&MIN, &[Value::Bool(true)]), "a value of the wrong type");
    }
}
