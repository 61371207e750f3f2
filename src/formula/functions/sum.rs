//! `sum(list)`: all elements added.

use super::arguments::list;
use crate::formula::signature::{Function, Kind, Nulls, Parameter, Signature};
use crate::value::{Context, Duration, Fault, Type, Value};

pub static SUM: Function = Function {
    signature: Signature {
        name: "sum",
        about: "The numbers or durations of a list added together; nulls do not count, and an empty list gives 0.",
        parameters: &[Parameter::required("list", Kind::List)],
        returns: |arguments| match arguments.first() {
            Some(Type::List(element)) if matches!(**element, Type::Int | Type::Number) => (**element).clone(),
            _ => Type::Any,
        },
        example: "sum([1, 2, 3])",
    },
    nulls: Nulls::Pass,
    call: sum,
};

fn sum<'a>(arguments: &[Value<'a>], _: &Context<'a>) -> Result<Value<'a>, Fault> {
    let mut items = list(arguments, 0)?.iter().filter(|item| !item.is_null());
    let Some(first) = items.next() else { return Ok(Value::Int(0)) };
    if !matches!(first, Value::Int(_) | Value::Number(_) | Value::Duration(_)) {
        return Err(Fault::WrongType);
    }
    items.try_fold(*first, |total, item| add(total, *item))
}

fn add<'a>(total: Value<'a>, item: Value<'a>) -> Result<Value<'a>, Fault> {
    match (total, item) {
        (Value::Int(a), Value::Int(b)) => a.checked_add(b).map(Value::Int).ok_or(Fault::Overflow),
        (Value::Duration(a), Value::Duration(b)) => {
            a.0.checked_add(b.0).map(|nanos| Value::Duration(Duration(nanos))).ok_or(Fault::Overflow)
        }
        _ => {
            let (Some(a), Some(b)) = (total.as_f64(), item.as_f64()) else { return Err(Fault::WrongType) };
            Value::number(a + b)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn whole_numbers_stay_whole_and_durations_durations() {
        let total = |items: &[Value]| shown(&SUM, &[Value::List(items)]);
        assert_eq!(total(&[Value::Int(1), Value::Int(2)]), "3");
        assert_eq!(total(&[Value::Int(1), Value::Number(0.5), Value::Int(1)]), "2.5");
        assert_eq!(total(&[Value::Duration(Duration(Duration::HOUR)); 2]), "2h");
    }

    #[test]
    fn nulls_do_not_count_and_nothing_is_zero() {
        let total = |items: &[Value]| shown(&SUM, &[Value::List(items)]);
        assert_eq!(total(&[Value::Null, Value::Int(2), Value::Null]), "2");
        assert_eq!(total(&[]), "0");
    }

    #[test]
    fn what_cannot_be_added_is_a_fault() {
        let total = |items: &[Value]| shown(&SUM, &[Value::List(items)]);
        assert_eq!(total(&[Value::Text("a")]), "a value of the wrong type");
        assert_eq!(total(&[Value::Int(1), Value::Duration(Duration(1))]), "a value of the wrong type");
        assert_eq!(total(&[Value::Number(f64::MAX); 2]), "a number too large");
        assert_eq!(total(&[Value::Int(i128::MAX), Value::Int(1)]), "a number too large");
    }
}
