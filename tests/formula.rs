//! Every formula of tests/cases/formula, read: its tree in canonical form, or what the user is told.
//!
//! A case is a line; `⏎` stands for a line end within it, `##` and a blank begin a heading. In `keys.txt` the lines
//! are keys of a payload.

use rushhour::diagnostic::{Diagnostics, render_human};
use rushhour::formula::ast::KeyForm;
use rushhour::formula::{parse, parse_key};
use rushhour::source::{Source, Text};

#[test]
fn formulas_are_read_as_their_snapshots_show() {
    insta::glob!("cases/formula/*.txt", |path| {
        let cases = std::fs::read_to_string(path).unwrap();
        let keys = path.file_stem() == Some("keys".as_ref());
        let shown: String = cases.lines().map(|line| show(&line.replace('⏎', "\n"), keys)).collect();
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!("formula", shown);
        });
    });
}

fn show(case: &str, is_key: bool) -> String {
    if case.starts_with("## ") {
        return format!("\n{case}\n\n");
    }
    let mut diagnostics = Diagnostics::default();
    let (file, start) = if is_key { (format!("{case}:"), 0) } else { (format!("x: ={case}"), 4) };
    let text = Text::verbatim(case, start);
    let tree = if is_key {
        parse_key(&text, &mut diagnostics).map(|key| show_key(&key))
    } else {
        parse(&text, &mut diagnostics).map(|tree| tree.to_string())
    };
    let found = render_human(&diagnostics.sorted(), &Source::new("demo.yaml", file), false);
    let case = case.replace('\n', "⏎");
    let answer = tree.into_iter().chain(found.trim_end().lines().map(str::to_owned));
    let lines: Vec<String> = answer.map(|line| format!("    {line}")).collect();
    format!("{case}\n{}\n", lines.join("\n"))
}

fn show_key(key: &KeyForm) -> String {
    match key {
        KeyForm::Plain(name) => format!("plain {}", name.text),
        KeyForm::Count(name, count) => format!("{} times {count}", name.text),
        KeyForm::Each { name, element, list } => format!("{} for each {} in {list}", name.text, element.text),
    }
}
