//! Diagnostics for people and for programs.

use super::{Diagnostic, Severity};
use crate::source::{Source, Span};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

/// The diagnostics as text: code, message, the line with carets, help.
pub fn render_human(diagnostics: &[Diagnostic], source: &Source, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&renderer.render(&report(diagnostic, source)));
        out.push_str("\n\n");
    }
    out
}

fn report<'a>(diagnostic: &'a Diagnostic, source: &'a Source) -> Vec<Group<'a>> {
    let level = match diagnostic.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let marked = AnnotationKind::Primary.span(visible(diagnostic.span, source)).label(&*diagnostic.label);
    let related = diagnostic
        .related
        .iter()
        .map(|(span, words)| AnnotationKind::Context.span(visible(*span, source)).label(&**words));
    let snippet = Snippet::source(&*source.text)
        .path(&*source.name)
        .line_start(1)
        .annotation(marked)
        .annotations(related.collect::<Vec<_>>());
    let mut group = level.primary_title(&*diagnostic.message).id(diagnostic.code.as_str()).element(snippet);
    for words in &diagnostic.help {
        group = group.element(Level::HELP.message(&**words));
    }
    vec![group]
}

/// Carets need a place inside the text.
fn visible(span: Span, source: &Source) -> std::ops::Range<usize> {
    let start = source.text.floor_char_boundary(span.start);
    start..source.text.ceil_char_boundary(span.end).max(start)
}

#[derive(Serialize)]
struct Json<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    help: &'a [String],
}

/// One diagnostic a JSON object, one a line.
pub fn render_json(diagnostics: &[Diagnostic], source: &Source) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let (start, end) = (source.position(diagnostic.span.start), source.position(diagnostic.span.end));
        let json = Json {
            file: &source.name,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            severity: match diagnostic.code.severity() {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            code: diagnostic.code.as_str(),
            message: &diagnostic.message,
            help: &diagnostic.help,
        };
        out.push_str(&serde_json::to_string(&json).expect("strings and numbers"));
        out.push('\n');
    }
    out
}
