//! Every file of `cases/document` is read; its snapshot shows the tree and the errors as a user sees them.

use rushhour::diagnostic::{Diagnostics, render_human};
use rushhour::document::{Content, Node, parse};
use rushhour::source::Source;
use std::fmt::Write;

#[test]
fn every_case_reads_as_its_snapshot_says() {
    insta::glob!("cases/document/*.yaml", |path| {
        let name = path.file_name().unwrap().to_string_lossy();
        let source = Source::new(name, std::fs::read_to_string(path).unwrap());
        let mut diagnostics = Diagnostics::default();
        let tree = parse(&source, &mut diagnostics);
        let mut shown = String::new();
        match &tree {
            Some(node) => show(node, &source, 0, &mut shown),
            None => shown.push_str("nothing\n"),
        }
        write!(shown, "\n{}", render_human(&diagnostics.sorted(), &source, false)).unwrap();
        insta::with_settings!({ snapshot_path => "cases/document/snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(shown);
        });
    });
}

/// The tree, a line a key or value; in `< >` what stands at its place in the file.
fn show(node: &Node, source: &Source, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let at = source.position(node.span.start);
    match &node.content {
        Content::Scalar(scalar) => {
            let file = &source.text[node.span.start..node.span.end];
            let (style, text) = (scalar.style, scalar.text.as_str());
            writeln!(out, "{indent}{style:?} {text:?} at {}:{} <{}>", at.line, at.column, file.escape_debug())
        }
        Content::Sequence(items) => {
            writeln!(out, "{indent}list at {}:{}", at.line, at.column).unwrap();
            items.iter().for_each(|item| show(item, source, depth + 1, out));
            Ok(())
        }
        Content::Mapping(entries) => {
            writeln!(out, "{indent}mapping at {}:{}", at.line, at.column).unwrap();
            for entry in entries {
                let span = entry.key.text.span();
                writeln!(out, "{indent}  <{}>:", &source.text[span.start..span.end]).unwrap();
                show(&entry.value, source, depth + 2, out);
            }
            Ok(())
        }
    }
    .unwrap();
}
