//! What `min` and `max` share: the outermost of several values.

use super::results::widened;
use crate::value::{Fault, Value, order};
use std::cmp::Ordering;

/// The first of the values that is `wanted` against all others; of a list's elements where the one value is
/// a list. A list's nulls do not count, and an empty list has null.
pub fn extreme<'a>(values: &[Value<'a>], wanted: Ordering) -> Result<Value<'a>, Fault> {
    let values = if let [Value::List(items)] = values { items } else { values };
    let mut best = Value::Null;
    for &candidate in values.iter().filter(|value| !value.is_null()) {
        if best.is_null() {
            // A lone value that has no order, such as a row, is no smallest or largest one either.
            order(&candidate, &candidate).ok_or(Fault::WrongType)?;
            best = candidate;
        } else if order(&candidate, &best).ok_or(Fault::WrongType)? == wanted {
            best = candidate;
        }
    }
    Ok(widened(best, values))
}
