//! What `rushhour check` says about scenarios with mistakes, and what the pages of the codes promise.
//!
//! Each file of `cases/check` is a scenario with mistakes; its snapshot is what a user sees.

use assert_cmd::Command;
use rushhour::check::Options;
use rushhour::diagnostic::{Code, Diagnostic, Diagnostics, Severity, render_human};
use rushhour::document::source_from_bytes;
use rushhour::pipeline::compile;
use rushhour::scenario::Environment;
use std::path::Path;

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/check");

#[test]
fn every_bad_scenario_is_answered_as_its_snapshot_says() {
    insta::glob!("cases/check/*.yaml", |path| {
        let name = path.file_name().expect("a file");
        let output = Command::new(env!("CARGO_BIN_EXE_rushhour"))
            .current_dir(CASES)
            .env_clear()
            .env("FORMULA", "1 + int(1..5)")
            .env("TEMPLATE", "{{ now }}")
            .arg("check")
            .arg(name)
            .output()
            .expect("the command runs");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(i32::from(said.contains("error["))), "{said}");
        insta::with_settings!({
            snapshot_path => "cases/check/snapshots",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { insta::assert_snapshot!("check", said) });
    });
}

#[test]
fn every_code_is_raised_by_some_bad_scenario() {
    let mut said = String::new();
    for file in std::fs::read_dir(Path::new(CASES).join("snapshots")).unwrap() {
        said.push_str(&std::fs::read_to_string(file.unwrap().path()).unwrap());
    }
    // bytes that are no text have a test of their own: a snapshot is text
    let missing = Code::ALL.iter().filter(|code| **code != Code::NotText && !said.contains(code.as_str()));
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&Code>::new());
}

#[test]
fn every_page_shows_its_mistake_and_how_to_mend_it() {
    for code in Code::ALL {
        let page = code.page();
        let (title, rest) = page.split_once("\n\n").expect("a title and a text");
        let title = title.strip_prefix("# ").expect("a title");
        let begins = title.starts_with(|first: char| first.is_lowercase() || first == '`');
        assert!(begins || title.starts_with("YAML"), "{code}: {title}");
        let [text, wrong, right] = blocks(rest);
        let sentences = text.matches(['.', ':', '?']).count();
        assert!((2..=16).contains(&sentences), "{code} needs a text of a few sentences");
        let found = diagnostics(wrong);
        assert!(
            found.iter().any(|diagnostic| diagnostic.code == *code),
            "{code} is not in\n{}",
            shown(wrong)
        );
        let others = found.iter().filter(|diagnostic| diagnostic.code != *code);
        assert_eq!(others.count(), 0, "{code} is not alone in\n{}", shown(wrong));
        assert!(diagnostics(right).is_empty(), "{code}: the right example is wrong\n{}", shown(right));
    }
}

/// The text, the wrong example and the right one.
fn blocks(page: &str) -> [&str; 3] {
    let (text, examples) = page.split_once("\n\nWrong:\n\n```yaml\n").expect("a wrong example");
    let (wrong, rest) = examples.split_once("```\n\nRight:\n\n```yaml\n").expect("a right example");
    [text, wrong, rest.strip_suffix("```\n").expect("nothing behind the right example")]
}

fn diagnostics(example: &str) -> Vec<Diagnostic> {
    let mut diagnostics = Diagnostics::default();
    // a page is text: what is not stands in it as the replacement character
    let bytes = example.replace('\u{fffd}', "\0").into_bytes();
    let bytes = bytes.into_iter().map(|byte| if byte == 0 { 0xfc } else { byte }).collect();
    let source = source_from_bytes("example.yaml", bytes, &mut diagnostics);
    if !diagnostics.has_errors() {
        let options = Options { folder: CASES.into(), constants: Vec::new(), max_memory: 1 << 31 };
        compile(&source, &Environment::default(), &options, &mut diagnostics);
    }
    diagnostics.sorted()
}

fn shown(example: &str) -> String {
    let source = rushhour::source::Source::new("example.yaml", example);
    render_human(&diagnostics(example), &source, false)
}

#[test]
fn a_code_is_a_warning_exactly_where_it_says_so() {
    for code in Code::ALL {
        assert_eq!(code.as_str().starts_with('W'), code.severity() == Severity::Warning);
    }
}
