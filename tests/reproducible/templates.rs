//! A formula and a template never disagree: about no value of any type, and about no function.

use crate::harness::{arrivals, compose, records, try_plan};
use crate::model::config;
use proptest::prelude::*;
use rushhour::formula::functions;
use rushhour::formula::signature::{Kind, Need, Parameter, Signature};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A value as a `let` is written, of each type.
fn value() -> impl Strategy<Value = String> {
    let number = any::<f64>().prop_filter("JSON writes it", |number| number.is_finite());
    prop_oneof![
        any::<i64>().prop_map(|whole| whole.to_string()),
        (-1_000..1_000_i64).prop_map(|whole| format!("'=uniform({whole}..{})'", whole + 1)),
        number.prop_map(|number| format!("{number:?}")),
        (0..10_000_u32).prop_map(|part| format!("{}.{:02}", part / 100, part % 100)),
        "[^={$]{0,12}".prop_map(|text| quoted(&text)),
        "\\PC{0,8}".prop_map(|text| quoted(&text.replace(['=', '{', '$'], ""))),
        (0..10_000_000_i64).prop_map(|millis| format!("'={millis}ms'")),
        (0..10_000_000_i64, 1..9_i64).prop_map(|(seconds, part)| format!("'=now + {seconds}s / {part}'")),
        any::<bool>().prop_map(|yes| yes.to_string()),
        Just("null".to_owned()),
        (any::<i32>(), 0..100_u8).prop_map(|(a, b)| format!("'=[{a}, {b}.5, ''x\"y'', null, [true]]'")),
        (0..100_i32).prop_map(|at| format!("'=pick(goods, at={at})'")),
        (0..100_i32).prop_map(|price| format!("'=with(pick(goods), price={price}.25, more=[now])'")),
        "[a-z<>&\"\\\\/]{1,6}".prop_map(|text| quoted(&text)),
    ]
}

/// Text in double quotes; what YAML does not let into a file is left out.
fn quoted(text: &str) -> String {
    let fits = |letter: &char| !matches!(letter, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}');
    serde_json::to_string(&text.chars().filter(fits).collect::<String>()).unwrap()
}

const CATALOG: &str = "{ rows: 9, fields: { id: =row, name: 'a ''{{ row }}''', price: '=uniform(1..9)' } }";

/// The payload of one event with these `let`s and fields.
fn payload(lets: &[(String, String)], fields: &str) -> BTreeMap<String, Value> {
    records(&scenario(lets, fields)).remove(0).fields()
}

fn scenario(lets: &[(String, String)], fields: &str) -> String {
    let lets = lets.iter().fold(String::new(), |mut out, (name, value)| {
        writeln!(out, "      {name}: {value}").unwrap();
        out
    });
    format!(
        "scenario: agreed\ntimezone: Europe/Berlin\ncatalogs:\n  goods: {CATALOG}\nevents:\n  e:\n    let:\n{lets}    \
         payload:\n{fields}traffic:\n  s: {{ emit: e, topic: t, phases: [ {{ all: burst 3 }} ] }}\n"
    )
}

/// What a template prints for null, or where a function in it could not compute: nothing.
fn printed(value: &Value) -> &str {
    if value.is_null() { "" } else { value.as_str().expect("text") }
}

proptest! {
    #![proptest_config(config(30))]

    #[test]
    fn text_and_template_write_every_value_alike(values in prop::collection::vec(value(), 25)) {
        let name = |number: usize| format!("x{number}");
        let lets: Vec<_> = values.iter().enumerate().map(|(n, value)| (name(n), value.clone())).collect();
        let mut fields = String::new();
        for (name, _) in &lets {
            writeln!(fields, "      f_{name}: =text({name})\n      t_{name}: '{{{{ {name} }}}}'").unwrap();
            writeln!(fields, "      a_{name}: '<{{{{ {name} }}}}{{{{ text({name}) }}}}>'").unwrap();
            writeln!(fields, "      j_{name}: =join([{name}], '')").unwrap();
        }
        let payload = payload(&lets, &fields);
        for (name, value) in &lets {
            let [formula, template] = [format!("f_{name}"), format!("t_{name}")].map(|field| printed(&payload[&field]));
            prop_assert_eq!(formula, template, "{}", value);
            prop_assert_eq!(printed(&payload[&format!("a_{name}")]), format!("<{formula}{formula}>"), "{}", value);
            prop_assert_eq!(printed(&payload[&format!("j_{name}")]), formula, "{}", value);
        }
    }
}

/// `let`s of each kind; the first letter of a name says which.
const LETS: &[(&str, &str)] = &[
    ("n0", "12"),
    ("n1", "-7"),
    ("n2", "0"),
    ("n3", "3"),
    ("n4", "9007199254740993"),
    ("d0", "2.675"),
    ("d1", "-1.5"),
    ("d2", "1e300"),
    ("d3", "'=uniform(0..9)'"),
    ("d4", "0.1"),
    ("t0", "'home and garden'"),
    ("t1", "'ÄÖÜ ß o''neil'"),
    ("t2", "'12.50'"),
    ("t3", "'a,b,,c'"),
    ("t4", "''"),
    ("t5", "','"),
    ("t6", "'%Y-%m-%d %H:%M:%S %Z %j'"),
    ("t7", "'2026-11-27T12:00'"),
    ("t8", "'a'"),
    ("m0", "=now"),
    ("m1", "'=time(''2026-03-29T02:30'')'"),
    ("m2", "=now - 1000d + 1ms"),
    ("s0", "=90s"),
    ("s1", "=-1.5h"),
    ("s2", "=0s"),
    ("b0", "true"),
    ("b1", "false"),
    ("l0", "'=[3, 1, 2, null]'"),
    ("l1", "'=[''b'', ''a'']'"),
    ("l2", "'=[]'"),
    ("l3", "'=[1.5, 2, 1.5]'"),
    ("r0", "=pick(goods)"),
    ("z0", "null"),
];

fn names(parameter: &Parameter) -> Vec<String> {
    let kinds = match parameter.kind {
        Kind::Any => "ndtmsblrz",
        Kind::Bool => "bz",
        Kind::Int => "nz",
        Kind::Number => "ndz",
        Kind::Measure => "ndsz",
        Kind::Text => "tz",
        Kind::Time => "mz",
        Kind::Duration => "sz",
        Kind::List => "lz",
        Kind::Row => "rz",
        Kind::Word => return parameter.words.iter().map(|word| (*word).to_owned()).collect(),
        Kind::IntRange | Kind::Range => panic!("a function takes no range"),
    };
    let fits = |(name, _): &&(&str, &str)| name.starts_with(|kind: char| kinds.contains(kind));
    LETS.iter().filter(fits).map(|(name, _)| (*name).to_owned()).collect()
}

/// Argument lists of a function: its parameters each with one of the names, and how each is written.
fn calls(signature: &Signature) -> Vec<Vec<(&'static Parameter, String, bool)>> {
    let required = signature.parameters.iter().filter(|parameter| parameter.need == Need::Required).count();
    let pools: Vec<Vec<String>> = signature.parameters.iter().map(names).collect();
    let longest = pools.iter().map(Vec::len).max().unwrap_or(0);
    let mut calls = Vec::new();
    for turn in 0..longest + 4 {
        for count in required.max(1)..=signature.parameters.len() {
            for named in [false, true] {
                let parameters = signature.parameters.iter().zip(&pools).take(count).enumerate();
                let call = parameters.map(|(n, (parameter, pool))| {
                    let pick = turn / if n == 0 { 1 } else { n + 1 } + n * (turn % 3);
                    let named = named && parameter.need == Need::Optional;
                    (parameter, pool[pick % pool.len()].clone(), named)
                });
                calls.push(call.collect());
            }
        }
    }
    calls
}

fn written(arguments: &[(&'static Parameter, String, bool)], template: bool) -> String {
    let one = |(parameter, name, named): &(&Parameter, String, bool)| {
        let word = template && parameter.kind == Kind::Word;
        let name = if word { format!("''{name}''") } else { name.clone() };
        if *named { format!("{}={name}", parameter.name) } else { name }
    };
    arguments.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[test]
fn every_function_gives_the_same_in_a_formula_and_in_a_template() {
    let lets: Vec<(String, String)> =
        LETS.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let mut wrong = Vec::new();
    for function in functions::ALL {
        let name = function.signature.name;
        let mut compared = 0;
        let mut computed = 0;
        for arguments in calls(&function.signature) {
            let (formula, template) = (written(&arguments, false), written(&arguments, true));
            let (_, first, _) = &arguments[0];
            let rest = written(&arguments[1..], true);
            let fields = format!(
                "      a: '=text({name}({formula}))'\n      b: '{{{{ {name}({template}) }}}}'\n      \
                 c: '{{{{ {first} | {name}({rest}) }}}}'\n"
            );
            let Ok(plan) = try_plan(&scenario(&lets, &fields), Vec::new()) else { continue };
            for record in compose(&plan, &arrivals(&plan)) {
                let fields = record.fields();
                let [a, b, c] = ["a", "b", "c"].map(|field| printed(&fields[field]));
                compared += 1;
                computed += usize::from(!a.is_empty());
                if a != b || a != c {
                    wrong.push(format!(
                        "{name}({formula}) is `{a}`, {name}({template}) `{b}`, `{c}` as a filter"
                    ));
                }
            }
        }
        assert!(compared >= 3 && computed >= 3, "{name}: {compared} compared, {computed} computed");
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Operators on whole and decimal numbers, and what a formula's operands are called.
const OPERATORS: &[&str] =
    &["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in [1, 2.5, y]", "and x ==", "or y <"];

#[test]
fn operators_compute_the_same_in_a_formula_and_in_a_template() {
    let numbers = [
        "0",
        "1",
        "-1",
        "7",
        "-7",
        "3",
        "-3",
        "2.5",
        "-2.5",
        "0.1",
        "1e300",
        "1e-300",
        "4503599627370497",
        "1.0",
        "-0.0",
    ];
    let mut wrong = Vec::new();
    for operator in OPERATORS {
        let mut fields = String::new();
        let mut lets = Vec::new();
        for (n, (x, y)) in numbers.iter().flat_map(|x| numbers.iter().map(move |y| (x, y))).enumerate() {
            lets.push((format!("x{n}"), (*x).to_owned()));
            lets.push((format!("y{n}"), (*y).to_owned()));
            let right = if operator.contains('[') { String::new() } else { format!("y{n}") };
            let operator = operator.replace('y', &format!("y{n}")).replace(" x ", &format!(" x{n} "));
            let operator =
                operator.replace("and", &format!("== y{n} and")).replace("or", &format!("< y{n} or"));
            let text = format!("x{n} {operator} {right}");
            writeln!(fields, "      f{n}: '=text({text})'\n      t{n}: '{{{{ {text} }}}}'").unwrap();
        }
        let payload = payload(&lets, &fields);
        for n in 0..numbers.len() * numbers.len() {
            let [formula, template] =
                [format!("f{n}"), format!("t{n}")].map(|field| printed(&payload[&field]));
            if formula != template {
                let (x, y) = (&lets[2 * n].1, &lets[2 * n + 1].1);
                wrong.push(format!(
                    "{x} {operator} {y} is `{formula}` in a formula and `{template}` in a template"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
