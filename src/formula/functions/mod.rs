//! The pure functions of formulas and templates, one file each.
//!
//! In: values. Out: a value, or the fault why there is none. A function never draws, never asks the time and
//! never panics, whatever it is given. Adding one is a file and a line in [`ALL`].

mod abs;
mod add_months;
mod append;
mod arguments;
mod ceil;
mod clamp;
mod clock;
mod cos;
mod count;
mod day;
mod decimal;
mod decimal_digits;
mod epoch_ms;
mod epoch_s;
mod exp;
mod extreme;
mod first;
mod floor;
mod format;
mod hash;
mod hour;
mod iso;
mod join;
mod last;
mod log;
mod lower;
mod max;
mod min;
mod minute;
mod month;
mod number;
mod pad;
mod pow;
mod replace;
mod results;
mod round;
mod sin;
mod size;
mod slice;
mod split;
mod sqrt;
mod start_of;
mod sum;
#[cfg(test)]
mod testing;
mod text;
mod time;
mod title;
mod trim;
mod upper;
mod weekday;
mod without;
mod year;

pub use round::{ROUND, round_number, rounded_hundredths};

use super::signature::{Function, Need, Nulls};
use crate::value::{Context, Fault, Value};

/// Every pure function, in the order of the language reference.
pub static ALL: &[&Function] = &[
    &round::ROUND,
    &floor::FLOOR,
    &ceil::CEIL,
    &abs::ABS,
    &min::MIN,
    &max::MAX,
    &clamp::CLAMP,
    &sqrt::SQRT,
    &pow::POW,
    &exp::EXP,
    &log::LOG,
    &sin::SIN,
    &cos::COS,
    &text::TEXT,
    &number::NUMBER,
    &decimal::DECIMAL,
    &upper::UPPER,
    &lower::LOWER,
    &title::TITLE,
    &trim::TRIM,
    &replace::REPLACE,
    &slice::SLICE,
    &pad::PAD,
    &split::SPLIT,
    &join::JOIN,
    &size::SIZE,
    &append::APPEND,
    &without::WITHOUT,
    &first::FIRST,
    &last::LAST,
    &sum::SUM,
    &count::COUNT,
    &time::TIME,
    &iso::ISO,
    &epoch_ms::EPOCH_MS,
    &epoch_s::EPOCH_S,
    &format::FORMAT,
    &year::YEAR,
    &month::MONTH,
    &day::DAY,
    &hour::HOUR,
    &minute::MINUTE,
    &weekday::WEEKDAY,
    &start_of::START_OF,
    &add_months::ADD_MONTHS,
    &hash::HASH,
];

/// The function of that name.
pub fn find(name: &str) -> Option<&'static Function> {
    ALL.iter().copied().find(|function| function.signature.name == name)
}

/// Calls a function with the arguments of its signature, null where left out. A function that passes nulls
/// is not called where a required argument is one.
#[inline]
pub fn apply<'a>(function: &Function, arguments: &[Value<'a>], cx: &Context<'a>) -> Result<Value<'a>, Fault> {
    let passes = function.nulls == Nulls::Pass;
    let mut required = arguments.iter().zip(function.signature.parameters);
    if passes && required.any(|(value, parameter)| value.is_null() && parameter.need == Need::Required) {
        return Ok(Value::Null);
    }
    (function.call)(arguments, cx)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Column, Duration, Owned, Table, Time};
    use bumpalo::Bump;
    use jiff::tz::TimeZone;
    use proptest::prelude::*;
    use std::sync::Arc;

    #[test]
    fn names_are_unique_and_examples_call_them() {
        let mut names: Vec<&str> = ALL.iter().map(|function| function.signature.name).collect();
        for function in ALL {
            let call = format!("{}(", function.signature.name);
            assert!(function.signature.example.starts_with(&call), "{call}");
            assert!(function.signature.about.ends_with('.'), "{call}");
            assert!(find(function.signature.name).is_some_and(|found| std::ptr::eq(found, *function)));
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }

    fn any_value() -> impl Strategy<Value = Owned> {
        let table = Arc::new(Table::new(1, vec![("a".into(), Column::pack(vec![Owned::Int(1)]))]));
        let leaf = prop_oneof![
            Just(Owned::Null),
            Just(Owned::Omit),
            Just(Owned::Row(table, 0)),
            any::<bool>().prop_map(Owned::Bool),
            prop_oneof![any::<i128>(), -3..100_i128].prop_map(Owned::Int),
            prop_oneof![proptest::num::f64::NORMAL | proptest::num::f64::ZERO, -10.0..10.0]
                .prop_map(Owned::Number),
            prop_oneof![
                any::<String>(),
                "[-+0-9.e]{1,8}",
                "%[-_0^#:.]?[0-9]{0,3}[a-zA-Z]",
                "(left|right|day|week|month|year|hour)",
                "20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]",
            ]
            .prop_map(|text| Owned::Text(text.into())),
            any::<i64>().prop_map(|nanos| Owned::Time(Time(nanos))),
            any::<i64>().prop_map(|nanos| Owned::Duration(Duration(nanos))),
        ];
        leaf.prop_recursive(2, 8, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Owned::List),
                proptest::collection::vec(("[ab]".prop_map(Into::into), inner), 0..3).prop_map(Owned::Record),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_value_makes_a_function_panic(
            values in proptest::collection::vec(any_value(), 0..5), berlin in any::<bool>(),
        ) {
            let arena = Bump::new();
            let zone = TimeZone::get(if berlin { "Europe/Berlin" } else { "UTC" }).unwrap();
            let cx = Context { arena: &arena, now: Time(0), zone: &zone, index: 0 };
            let arguments: Vec<Value> = values.iter().map(|value| value.view(&arena)).collect();
            for function in ALL {
                let called = (function.call)(&arguments, &cx);
                prop_assert_eq!(called, (function.call)(&arguments, &cx));
                if let Ok(Value::Number(number)) = called {
                    prop_assert!(number.is_finite());
                }
            }
        }
    }
}
