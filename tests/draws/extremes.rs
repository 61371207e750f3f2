//! No argument makes a draw panic, hang, or give what a value cannot be.

use crate::{Drawer, cases, context};
use bumpalo::Bump;
use proptest::prelude::*;
use rushhour::formula::draws;
use rushhour::formula::signature::{Draw, Kind};
use rushhour::random::Key;
use rushhour::value::{Duration, Time, Value};

/// Draws a few times, from the arguments and from what is prepared of them: both must say the same.
fn check(draw: &Draw, arguments: &[Value<'static>]) {
    let drawer = Drawer::new(draw, arguments, "extremes");
    let plain = Drawer { prepared: None, ..Drawer::new(draw, arguments, "extremes") };
    let arena = Bump::new();
    for index in [0, 1, 2, u64::MAX] {
        let drawn = plain.at(index, &arena);
        assert_eq!(drawer.at(index, &arena), drawn, "{}{arguments:?}", draw.signature.name);
        match drawn {
            Ok(Value::Number(number)) => assert!(number.is_finite(), "{}{arguments:?}", draw.signature.name),
            Ok(Value::Null | Value::Omit) => panic!("{}{arguments:?} draws nothing", draw.signature.name),
            _ => {}
        }
    }
    if let Some(space) = &draw.space
        && let Some(size) = (space.size)(arguments)
        && let Some(last) = size.checked_sub(1)
    {
        let cx = context(0, &arena);
        assert!((space.nth)(last, arguments, &cx).is_ok(), "{}{arguments:?}", draw.signature.name);
        if let Some(sampler) = &drawer.prepared {
            assert_eq!(sampler.nth(last, &cx), (space.nth)(last, arguments, &cx));
        }
    }
}

fn extremes() -> Vec<Value<'static>> {
    let numbers = [0.0, 1e-300, 1e-16, 1e-9, 0.5, 1.0 - 1e-16, 1.0, 1.0 + 1e-15, 3.7, 1e9, 1e300, f64::MAX];
    let wholes = [0, 1, 2, 1_000_000_000_000, i64::MAX.into(), i128::from(i64::MAX) + 1, i128::MAX];
    let lengths = [0, 1, i64::MAX];
    let mut all = vec![Value::Null, Value::Bool(true), Value::Text("x")];
    all.extend(numbers.iter().flat_map(|number| [Value::Number(*number), Value::Number(-number)]));
    all.extend(wholes.iter().flat_map(|whole| [Value::Int(*whole), Value::Int(-whole)]));
    all.extend(lengths.iter().flat_map(|length| {
        { [-length, *length].map(|length| [Value::Duration(Duration(length)), Value::Time(Time(length))]) }
            .concat()
    }));
    all
}

/// How many arguments the sampler takes.
fn arity(draw: &Draw) -> usize {
    let range = |kind| usize::from(matches!(kind, Kind::Range | Kind::IntRange));
    draw.signature.parameters.iter().map(|parameter| 1 + range(parameter.kind)).sum()
}

#[test]
fn no_extreme_argument_makes_a_draw_panic_or_hang() {
    let extremes = extremes();
    for draw in draws::ALL {
        let mut lists: Vec<Vec<Value>> = vec![Vec::new()];
        for _ in 0..arity(draw) {
            lists = lists
                .iter()
                .flat_map(|list| extremes.iter().map(|value| [list.as_slice(), &[*value]].concat()))
                .collect();
        }
        for arguments in &lists {
            check(draw, arguments);
        }
    }
}

#[test]
fn too_few_arguments_are_a_fault_and_no_panic() {
    for case in cases::all() {
        let draw = draws::find(case.draw).expect("a draw");
        for count in 0..case.arguments.len() {
            check(draw, &case.arguments[..count]);
        }
    }
}

fn value() -> impl Strategy<Value = Value<'static>> {
    prop_oneof![
        any::<f64>().prop_filter("values are finite", |number| number.is_finite()).prop_map(Value::Number),
        (-10.0..10.0).prop_map(Value::Number),
        any::<i64>().prop_map(|whole| Value::Int(whole.into())),
        (-10..1_000_i128).prop_map(Value::Int),
        any::<i64>().prop_map(|length| Value::Duration(Duration(length))),
        any::<i64>().prop_map(|instant| Value::Time(Time(instant))),
    ]
}

proptest! {
    #[test]
    fn no_argument_makes_a_draw_panic(which in 0..draws::ALL.len(), arguments in prop::collection::vec(value(), 3)) {
        let draw = draws::ALL[which];
        check(draw, &arguments[..arity(draw)]);
    }

    /// Texts that look like patterns, so that many of them are.
    #[test]
    fn no_pattern_makes_a_draw_panic(text in r"([a-cé\\(){}\[\]|*+?.^$,0-9-]|\\[dwsDWSbpP]|\{[0-9]{1,4}\}|\(\?i\)|\[\^?a-f\]){0,12}") {
        let pattern = draws::find("pattern").expect("a draw");
        let arguments = [Value::Text(&text)];
        let Ok(sampler) = (pattern.prepare.expect("prepares"))(&arguments) else { return Ok(()) };
        let arena = Bump::new();
        let cx = context(0, &arena);
        let size = (pattern.space.as_ref().expect("a space").size)(&arguments);
        for index in 0..20 {
            let drawn = sampler.sample(&mut Key::of(1, "p").generator(index), &cx);
            prop_assert!(drawn.is_ok_and(|value| value.as_text().is_some_and(|text| text.chars().count() <= 10_000)));
            if let Some(number) = size.map(|size| index % size) {
                prop_assert!(sampler.nth(number, &cx).is_ok());
            }
        }
    }
}
