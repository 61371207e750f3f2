//! Types of results, and results that several functions make.

use crate::value::{Context, Fault, Type, Value, write_text};

/// The type of the first argument.
pub fn same(arguments: &[Type]) -> Type {
    arguments.first().cloned().unwrap_or(Type::Any)
}

/// The type of a list's elements.
pub fn element(arguments: &[Type]) -> Type {
    match arguments.first() {
        Some(Type::List(element)) => (**element).clone(),
        _ => Type::Any,
    }
}

/// The narrowest type of all arguments; of the elements where the one argument is a list.
pub fn joined(arguments: &[Type]) -> Type {
    match arguments {
        [Type::List(element)] => (**element).clone(),
        _ => arguments.iter().cloned().reduce(Type::join).unwrap_or(Type::Any),
    }
}

/// A decimal number where one of the values that it comes from is one: `min(1, 2.5)` is `1.0`, so that the
/// kind of the result does not hang on the numbers.
#[expect(clippy::cast_precision_loss, reason = "the nearest decimal number is what is asked for")]
pub fn widened<'a>(result: Value<'a>, sources: &[Value<'a>]) -> Value<'a> {
    match result {
        Value::Int(whole) if sources.iter().any(|source| matches!(source, Value::Number(_))) => {
            Value::Number(whole as f64)
        }
        _ => result,
    }
}

/// A decimal number without digits behind the point as a whole one.
#[expect(clippy::cast_possible_truncation, reason = "the number is known to lie inside 128 bits")]
pub fn whole<'a>(number: f64) -> Result<Value<'a>, Fault> {
    if number.abs() < 1e38 { Ok(Value::Int(number as i128)) } else { Err(Fault::Overflow) }
}

/// The value as a record carries it in plain text.
pub fn written<'a>(value: &Value<'a>, cx: &Context<'a>) -> &'a str {
    if let Value::Text(text) = value {
        return text;
    }
    let mut bytes = Vec::with_capacity(24);
    write_text(value, &mut bytes);
    cx.arena.alloc_str(std::str::from_utf8(&bytes).expect("values are written as UTF-8"))
}
