//! Tabs: YAML forbids them as indentation and hides them elsewhere.

use super::super::finding::Finding;
use super::super::repair::Repair;
use super::super::scan;
use super::Surroundings;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// A tab between a `:` or `-` and what follows on the same line.
pub(super) fn before(around: &Surroundings<'_>, scalar: Span) -> Option<Diagnostic> {
    let gap = around.text.get(around.cursor..scalar.start)?;
    let line = &gap[gap.rfind(['\n', '\r']).map_or(0, |line_end| line_end + 1)..];
    let tab = scalar.start - line.len() + line.find('\t')?;
    let behind =
        if scan::line_start(around.text, tab) == tab { "begins a line" } else { "stands before a value" };
    Some(complaint(around, tab, &format!("a tab {behind}")).help("replace the tab with a space"))
}

/// A tab in a plain value or key.
pub(super) fn inside(around: &Surroundings<'_>, scalar: Span) -> Option<Diagnostic> {
    let tab = scalar.start + around.text[scalar.start..scalar.end].find('\t')?;
    let help = "replace the tab with a space, or put the text in double quotes and write `\\t`";
    Some(complaint(around, tab, "a tab stands in a text without quotes").help(help))
}

/// The parser gave up because of a tab. All lines from here on that are indented with tabs are mended at once.
pub(super) fn failure(around: &Surroundings<'_>, at: usize) -> Finding {
    let line = scan::line_start(around.text, at);
    let tab = around.text[line..].find('\t').map_or(at, |tab| line + tab);
    let tabs = tabs_of_indentation(around.text, line);
    let lines = tabs.len();
    if lines == 0 {
        let repair =
            if around.text[tab..].starts_with('\t') { vec![Span::new(tab, tab + 1)] } else { Vec::new() };
        let finding = complaint(around, tab, "a tab stands where YAML allows only spaces");
        return Finding::new(finding.help("replace the tab with a space"), Repair::Blank(repair));
    }
    let first = tabs[0];
    let mut finding =
        Diagnostic::new(Code::Tab, first, "a line is indented with a tab; YAML allows only spaces")
            .label("a tab")
            .help("indent with two spaces for each level; most editors can convert a whole file");
    if lines > 1 {
        finding = finding.help(format!("{lines} lines from here on are indented with tabs"));
    }
    Finding::new(finding, Repair::Blank(tabs))
}

/// The white space with tabs at the beginning of each line.
fn tabs_of_indentation(text: &str, from: usize) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = from;
    for line in text[from..].split_inclusive('\n') {
        let white = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let (Some(first), Some(last)) = (line[..white].find('\t'), line[..white].rfind('\t')) {
            spans.push(Span::new(start + first, start + last + 1));
        }
        start += line.len();
    }
    spans
}

fn complaint(around: &Surroundings<'_>, tab: usize, message: &str) -> Diagnostic {
    Diagnostic::new(Code::Tab, scan::character(around.original, tab), message).label("a tab")
}
