//! Texts, trees and names without measure.

use crate::answer::{accepted, answer, answer_for, each, refused, scenario};

#[test]
fn what_is_no_text_is_refused() {
    refused("E0101", b"scenario: M\xfcller\n");
    refused("E0101", &vec![0xff; 100_000]);
    let noise: Vec<u8> = (0..250_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    refused("E0101", &noise);
    refused("E0101", b"scenario: a\0b\n");
}

#[test]
fn what_holds_nothing_is_refused() {
    for nothing in ["", "\n\n", "# only\n# comments\n", "\u{feff}", "---\n", " "] {
        refused("E0102", nothing.as_bytes());
    }
}

#[test]
fn a_folder_without_scenarios_and_a_missing_file_are_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let (exit, said) = answer_for(&["check"], folder.path());
    assert_eq!(exit, 2, "{said}");
    let (exit, said) = answer_for(&["plan"], folder.path());
    assert_eq!(exit, 3, "{said}");
    let (exit, said) = answer_for(&["check"], &folder.path().join("missing.yaml"));
    assert_eq!(exit, 3, "{said}");
}

#[test]
fn a_large_scalar_is_read_and_a_larger_file_is_refused() {
    let (exit, said) =
        answer(&["check"], &scenario("", "", &format!("      a: {}\n", "x".repeat(9_900_000))));
    assert_eq!(exit, 0, "{}", said.get(..1000).unwrap_or(&said));
    refused("E0114", &scenario("", "", &format!("      a: {}\n", "x".repeat(11_000_000))));
    refused("E0114", &b"a: 1\n".repeat(3_000_000));
}

#[test]
fn nesting_is_limited() {
    let mut deep = String::new();
    for level in 0..10_000 {
        deep.push_str(&" ".repeat(level % 900 + 6));
        deep.push_str("a:\n");
    }
    assert_eq!(answer(&["check"], &scenario("", "", &deep)).0, 1);
    let mut deep = String::new();
    for level in 0..3_000 {
        deep.push_str(&" ".repeat(level + 6));
        deep.push_str("a:\n");
    }
    refused("E0114", &scenario("", "", &deep));
    refused(
        "E0114",
        &scenario("", "", &format!("      a: {}{}\n", "[".repeat(100_000), "]".repeat(100_000))),
    );
    refused("E0114", &scenario("", "", &format!("      a: {}\n", "{a: ".repeat(100_000))));
    refused("E0114", &scenario("", "", &format!("      {}a\n", "- ".repeat(100_000))));
}

#[test]
fn an_alias_bomb_does_not_go_off() {
    let bomb = ('a'..='y').zip('b'..='z').map(|(from, to)| {
        let alias = format!("*{from}");
        format!("{to}: &{to} [{}]\n", [alias.as_str(); 9].join(", "))
    });
    let bomb =
        format!("scenario: bomb\na: &a [x, x, x, x, x, x, x, x, x]\n{}", bomb.collect::<Vec<_>>().concat());
    refused("E0104", bomb.as_bytes());
}

#[test]
fn long_chains_of_names_are_limited() {
    let upwards = each(1..10_000, |n| format!("      n{n}: =n{} + 1\n", n - 1));
    accepted(&scenario("", &format!("      n0: =int(1..3)\n{upwards}"), "      id: =n9999\n"));
    let downwards = each((1..10_000).rev(), |n| format!("      n{n}: =n{} + 1\n", n - 1));
    refused("E0215", &scenario("", &format!("{downwards}      n0: =int(1..3)\n"), "      id: =n9999\n"));
    let doubled = each(1..200, |n| format!("      n{n}: =[n{0}, n{0}]\n", n - 1));
    let (exit, said) =
        answer(&["check"], &scenario("", &format!("      n0: =int(1..3)\n{doubled}"), "      id: =1\n"));
    assert!(exit <= 1, "{said}");
    let extends = each(1..2_000, |n| format!("  e{n}: {{ extends: e{}, payload: {{ a{n}: 1 }} }}\n", n - 1));
    let file = format!(
        "scenario: x\nevents:\n  e0: {{ payload: {{ a: 1 }} }}\n{extends}traffic: {{ s: {{ emit: e9, topic: t, phases: [ {{ p: hold 1/s }} ] }} }}\n"
    );
    let (exit, said) = answer(&["check"], file.as_bytes());
    assert!(exit <= 1, "{}", said.get(..1000).unwrap_or(&said));
}

#[test]
fn what_is_inherited_is_limited() {
    let fields = each(0..10_000, |n| format!("      f{n}: {n}\n"));
    let children = each(0..10_000, |n| format!("  e{n}: {{ extends: e }}\n"));
    let content = scenario("", "", &fields);
    let content = String::from_utf8(content).unwrap().replace("traffic:", &format!("{children}traffic:"));
    refused("E0114", content.as_bytes());
    let same = fields.replace("      ", "        ");
    let content = format!(
        "scenario: x\nevents:\n  p:\n    abstract: true\n    payload:\n{fields}  e:\n    extends: p\n    payload:\n{same}\
         traffic: {{ s: {{ emit: e, topic: t, phases: [ {{ p: hold 1/s for 1s }} ] }} }}\n"
    );
    let (exit, said) = answer(&["check"], content.as_bytes());
    assert_eq!(exit, 0, "{}", said.get(..2000).unwrap_or(&said));
}

#[test]
fn many_fields_are_taken_and_too_many_refused() {
    let fields = each(0..20_000, |n| format!("      f{n}: =int(1..3)\n"));
    let (exit, said) = answer(&["check"], &scenario("", "", &fields));
    assert_eq!(exit, 0, "{}", said.get(..1000).unwrap_or(&said));
    let fields = each(0..100_000, |n| format!("      f{n}: =int(1..3)\n"));
    refused("E0114", &scenario("", "", &fields));
    refused("E0114", &scenario("", "", &format!("      a: [{}1]\n", "1,".repeat(1_000_000))));
}
