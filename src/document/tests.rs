//! What no file may do: make reading panic, point outside of itself, or hold it up.

use super::*;
use crate::diagnostic::{Code, Diagnostic, render_human};
use proptest::prelude::*;

const VALID: &[&str] = &[
    "scenario: demo\nlet: { a: 1, b: \"x\" }\nevents:\n  e:\n    payload:\n      t: |\n        {{ a }}\n      f: >-\n        =if(a,\n          1, 2)\n",
    "phases:\n  - a: hold 1/s # c\n    emit: view 40%, cart 60%\n  - b: 'it''s'\n  - [x, {y: z}]\n",
    "a: \"q\\u00e9\\\n   b\"\nb: =choice(a 40%,\n  b 60%)\nc: ${A:-b}\n? d\n: 5\n- é😀\n",
];

fn damage() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{", "}", "[", "]", "{{", "}}", "{%", "'", "\"", "\\", "\n", "\r\n", "\t", "\n\t", " #", "#", ": ",
        ":", "- ", "-", "? ", "&a ", "*a", "!t ", "%", "@", "`", "|", ">", ">5", "=f(", ",", "---\n", "<<: ",
        "\u{a0}", "\u{feff}", "“", "\0", "\u{7}", "é", "${", "  ",
    ]);
    let edit = (any::<prop::sample::Index>(), 0..4_usize, piece);
    (prop::sample::select(VALID), prop::collection::vec(edit, 1..6)).prop_map(|(valid, edits)| {
        let mut text = valid.to_owned();
        for (place, removed, piece) in edits {
            let start = text.floor_char_boundary(place.index(text.len() + 1));
            let end = text.ceil_char_boundary((start + removed).min(text.len()));
            text.replace_range(start..end, piece);
        }
        text
    })
}

fn read(text: &str) -> (Option<Node>, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::default();
    let tree = parse(&Source::new("case.yaml", text), &mut diagnostics);
    (tree, diagnostics.sorted())
}

fn codes(text: &str) -> Vec<Code> {
    read(text).1.iter().map(|diagnostic| diagnostic.code).collect()
}

/// Everything that points into the file.
fn spans(node: &Node, out: &mut Vec<Span>) {
    out.push(node.span);
    match &node.content {
        Content::Scalar(scalar) => {
            let text = &scalar.text;
            out.push(text.span());
            let characters = text.as_str().char_indices();
            out.extend(characters.map(|(index, c)| text.at(index, index + c.len_utf8())));
        }
        Content::Sequence(items) => items.iter().for_each(|item| spans(item, out)),
        Content::Mapping(entries) => entries.iter().for_each(|entry| {
            out.push(entry.key.text.span());
            spans(&entry.value, out);
        }),
    }
}

fn assert_sound(text: &str) -> Result<(), TestCaseError> {
    let (tree, found) = read(text);
    let mut all: Vec<Span> = Vec::new();
    if let Some(tree) = &tree {
        spans(tree, &mut all);
    }
    for diagnostic in &found {
        all.push(diagnostic.span);
        all.extend(diagnostic.related.iter().map(|(span, _)| *span));
    }
    for span in all {
        prop_assert!(text.get(span.start..span.end).is_some(), "{text:?}: {span:?} is no place in it");
    }
    prop_assert!(tree.is_some() || !found.is_empty(), "{text:?}: nothing is read and nothing is said");
    render_human(&found, &Source::new("case.yaml", text), false);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        assert_sound(&text)?;
    }

    #[test]
    fn a_damaged_scenario_is_read_or_refused(text in damage()) {
        assert_sound(&text)?;
    }
}

#[test]
fn lists_nested_too_deep_are_refused() {
    assert_eq!(codes(&format!("{}1{}", "[".repeat(65), "]".repeat(65))), [Code::TooLarge]);
    assert_eq!(codes(&format!("{}1{}", "[".repeat(64), "]".repeat(64))), []);
    assert_eq!(codes(&"- ".repeat(100_000)), [Code::TooLarge]);
}

#[test]
fn a_file_of_more_than_ten_megabytes_is_refused() {
    assert_eq!(codes(&"a".repeat(10_000_001)), [Code::TooLarge]);
}

#[test]
fn a_file_full_of_errors_is_not_read_to_its_end() {
    let found = codes(&"- \n".repeat(10_000));
    assert_eq!(found.len(), 101);
    assert!(found.contains(&Code::TooLarge));
}

#[test]
fn an_alias_bomb_is_refused_and_not_expanded() {
    let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n";
    assert!(codes(bomb).iter().all(|code| *code == Code::YamlFeature));
}

#[test]
fn a_file_without_text_is_refused() {
    assert_eq!(codes("a: \0"), [Code::NotText]);
    assert_eq!(codes(""), [Code::EmptyFile]);
    assert_eq!(codes("---\n"), [Code::EmptyFile]);
}
