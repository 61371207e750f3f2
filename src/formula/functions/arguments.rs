//! Arguments as a function needs them, or the fault that they are something else.

use crate::value::{Fault, Time, Value};

/// Null where the argument was left out.
pub fn value<'a>(arguments: &[Value<'a>], index: usize) -> Value<'a> {
    arguments.get(index).copied().unwrap_or(Value::Null)
}

pub fn text<'a>(arguments: &[Value<'a>], index: usize) -> Result<&'a str, Fault> {
    value(arguments, index).as_text().ok_or(Fault::WrongType)
}

pub fn int(arguments: &[Value], index: usize) -> Result<i128, Fault> {
    value(arguments, index).as_int().ok_or(Fault::WrongType)
}

/// A whole number as a decimal one.
pub fn number(arguments: &[Value], index: usize) -> Result<f64, Fault> {
    value(arguments, index).as_f64().ok_or(Fault::WrongType)
}

pub fn list<'a>(arguments: &[Value<'a>], index: usize) -> Result<&'a [Value<'a>], Fault> {
    if let Value::List(items) = value(arguments, index) { Ok(items) } else { Err(Fault::WrongType) }
}

pub fn time(arguments: &[Value], index: usize) -> Result<Time, Fault> {
    if let Value::Time(time) = value(arguments, index) { Ok(time) } else { Err(Fault::WrongType) }
}

/// What is left where null was given for an argument that may be left out.
pub fn or<'a>(argument: Value<'a>, default: Value<'a>) -> Value<'a> {
    if argument.is_null() { default } else { argument }
}
