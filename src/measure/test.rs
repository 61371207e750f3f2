//! Whether a value passes the test of an expectation: the comparisons are those of formulas.

use super::paths::Cell;
use crate::expect::ast::{Comparison, Constant, Test};
use crate::value::{Value, equal, order};
use bumpalo::Bump;
use std::cmp::Ordering;

pub(super) fn passes(test: &Test, cell: Cell) -> bool {
    match test {
        Test::Is(Comparison::Equal, constant) => is(cell, constant),
        Test::Is(Comparison::NotEqual, constant) => !is(cell, constant),
        Test::Is(comparison, constant) => {
            let order = order(&value(cell), &constant.value.view(&Bump::new()));
            order.is_some_and(|order| comparison.holds(&order, &Ordering::Equal))
        }
        Test::In(constants) => constants.iter().any(|constant| is(cell, constant)),
        Test::NotIn(constants) => !constants.iter().any(|constant| is(cell, constant)),
    }
}

fn is(cell: Cell, constant: &Constant) -> bool {
    equal(&value(cell), &constant.value.view(&Bump::new()))
}

/// A row is equal to nothing and has no order.
fn value(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Bool(yes) => Value::Bool(yes),
        Cell::Int(whole) => Value::Int(whole),
        Cell::Number(number) => Value::Number(number),
        Cell::Text(text) => Value::Text(text),
        Cell::Row => Value::Omit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;
    use crate::value::Owned;

    fn constant(value: Owned) -> Constant {
        Constant { value, span: Span::default() }
    }

    #[test]
    fn numbers_compare_by_size_however_they_are_written() {
        let at_most = Test::Is(Comparison::LessOrEqual, constant(Owned::Number(5.0)));
        let passed = [Cell::Int(5), Cell::Number(4.5), Cell::Int(6), Cell::Null, Cell::Text("1"), Cell::Row];
        assert_eq!(passed.map(|cell| passes(&at_most, cell)), [true, true, false, false, false, false]);
        assert!(passes(&Test::Is(Comparison::Equal, constant(Owned::Int(5))), Cell::Number(5.0)));
    }

    #[test]
    fn what_is_no_such_value_differs_from_it() {
        let others = Test::NotIn(vec![constant("a".into()), constant(Owned::Null)]);
        let passed = [Cell::Text("b"), Cell::Row, Cell::Bool(true), Cell::Text("a"), Cell::Null];
        assert_eq!(passed.map(|cell| passes(&others, cell)), [true, true, true, false, false]);
    }
}
