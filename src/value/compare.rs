//! What is equal and what comes first: the same answer in formulas, functions and templates.
//!
//! Numbers compare exactly, whole with decimal ones too (`1 == 1.0`); texts by code point; lists element by
//! element; rows field by field, by name. Values of different kinds are unequal and have no order.

use super::Value;
use bumpalo::Bump;
use std::cmp::Ordering;

pub fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Null, Value::Null) | (Value::Omit, Value::Omit) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(*b).all(|(a, b)| equal(a, b)),
        (Value::Row(a, a_row), Value::Row(b, b_row)) if std::ptr::eq(*a, *b) && a_row == b_row => true,
        (Value::Row(..) | Value::Record(_), Value::Row(..) | Value::Record(_)) => {
            equal_fields(*a, *b, &Bump::new())
        }
        _ => order(a, b) == Some(Ordering::Equal),
    }
}

fn equal_fields<'v>(a: Value<'v>, b: Value<'v>, arena: &'v Bump) -> bool {
    let width = a.width().unwrap_or_default();
    b.width() == Some(width)
        && (0..width).all(|index| {
            let name = a.field_name(index);
            (0..width)
                .find(|&other| b.field_name(other) == name)
                .is_some_and(|other| equal(&a.field(index, arena), &b.field(other, arena)))
        })
}

/// Which comes first; `None` where the two have no order.
pub fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b),
        (Value::Int(whole), Value::Number(number)) => order_mixed(*whole, *number),
        (Value::Number(number), Value::Int(whole)) => order_mixed(*whole, *number).map(Ordering::reverse),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
        (Value::List(a), Value::List(b)) => order_lists(a, b),
        _ => None,
    }
}

fn order_lists(a: &[Value], b: &[Value]) -> Option<Ordering> {
    for (a, b) in a.iter().zip(b) {
        if !equal(a, b) {
            return order(a, b);
        }
    }
    Some(a.len().cmp(&b.len()))
}

/// Exact: the whole number is never made a decimal one.
#[expect(clippy::cast_possible_truncation, reason = "the number is known to lie inside 128 bits")]
fn order_mixed(whole: i128, number: f64) -> Option<Ordering> {
    /// 2^127, the first number beyond 128 bits.
    const BEYOND: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0;
    if number.is_nan() {
        None
    } else if number >= BEYOND {
        Some(Ordering::Less)
    } else if number < -BEYOND {
        Some(Ordering::Greater)
    } else {
        let behind_the_point = 0.0_f64.partial_cmp(&(number - number.trunc()))?;
        Some(whole.cmp(&(number as i128)).then(behind_the_point))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Column, Duration, Owned, Record, Table, Time};

    #[test]
    fn whole_and_decimal_numbers_compare_exactly() {
        let exact = i128::from(i64::MAX);
        assert!(equal(&Value::Int(1), &Value::Number(1.0)));
        assert!(equal(&Value::Number(-0.0), &Value::Int(0)));
        assert!(!equal(&Value::Int(exact), &Value::Number(9_223_372_036_854_775_807.0)));
        assert_eq!(order(&Value::Int(exact), &Value::Number(9.223_372_036_854_776e18)), Some(Ordering::Less));
        assert_eq!(order(&Value::Int(-1), &Value::Number(-1.5)), Some(Ordering::Greater));
        assert_eq!(order(&Value::Number(1.5), &Value::Int(1)), Some(Ordering::Greater));
        assert_eq!(order(&Value::Int(i128::MAX), &Value::Number(1e300)), Some(Ordering::Less));
        assert_eq!(order(&Value::Int(i128::MIN), &Value::Number(-1e300)), Some(Ordering::Greater));
    }

    #[test]
    fn different_kinds_are_unequal_and_have_no_order() {
        let kinds = [
            Value::Null,
            Value::Bool(true),
            Value::Int(1),
            Value::Text("1"),
            Value::Time(Time(1)),
            Value::Duration(Duration(1)),
            Value::List(&[]),
        ];
        for (position, a) in kinds.iter().enumerate() {
            for (other, b) in kinds.iter().enumerate() {
                assert_eq!(equal(a, b), position == other);
                assert!(position == other || order(a, b).is_none());
            }
        }
    }

    #[test]
    fn lists_compare_element_by_element() {
        let (short, long) = ([Value::Int(1)], [Value::Number(1.0), Value::Null]);
        assert_eq!(order(&Value::List(&short), &Value::List(&long)), Some(Ordering::Less));
        assert!(equal(&Value::List(&long), &Value::List(&[Value::Int(1), Value::Null])));
        assert_eq!(order(&Value::List(&[Value::Null]), &Value::List(&[Value::Int(1)])), None);
    }

    #[test]
    fn a_row_equals_another_with_the_same_fields() {
        let table = Table::new(
            2,
            vec![
                ("a".into(), Column::pack(vec![Owned::Int(1), Owned::Int(1)])),
                ("b".into(), Column::pack(vec![Owned::from("x"), Owned::from("x")])),
            ],
        );
        let record = Record { names: &["b", "a"], values: &[Value::Text("x"), Value::Number(1.0)] };
        let other = Record { names: &["b", "a"], values: &[Value::Text("x"), Value::Number(2.0)] };
        assert!(equal(&Value::Row(&table, 0), &Value::Row(&table, 1)));
        assert!(equal(&Value::Row(&table, 0), &Value::Record(&record)));
        assert!(!equal(&Value::Row(&table, 0), &Value::Record(&other)));
    }
}
