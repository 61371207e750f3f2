//! Every file of `cases/document` is read; its snapshot shows the tree and the errors as a user sees them.

use rushhour::diagnostic::{Diagnostics, render_human};
use rushhour::document::{Content, Node, parse};
use rushhour::source::Source;

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
        shown.push('\n');
        shown.push_str(&render_human(&diagnostics.sorted(), &source, false));
        insta::with_settings!({ snapshot_path => "cases/document/snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(shown);
        });
    });
}

/// The tree, a line a key or value; in `< >` what stands at its place in the file.
fn show(node: &Node, source: &Source, depth: usize, out: &mut String) {
    let at = source.position(node.span.start);
    let place = format!("at {}:{}", at.line, at.column);
    match &node.content {
        Content::Scalar(scalar) => {
            let file = &source.text[node.span.start..node.span.end];
            let (style, text) = (scalar.style, scalar.text.as_str());
            line(out, depth, &format!("{style:?} {text:?} {place} <{}>", file.escape_debug()));
        }
        Content::Sequence(items) => {
            line(out, depth, &format!("list {place}"));
            for item in items {
                show(item, source, depth + 1, out);
            }
        }
        Content::Mapping(entries) => {
            line(out, depth, &format!("mapping {place}"));
            for entry in entries {
                let span = entry.key.text.span();
                line(out, depth + 1, &format!("<{}>:", &source.text[span.start..span.end]));
                show(&entry.value, source, depth + 2, out);
            }
        }
    }
}

fn line(out: &mut String, depth: usize, text: &str) {
    out.push_str(&"  ".repeat(depth));
    out.push_str(text);
    out.push('\n');
}
