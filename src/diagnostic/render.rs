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
    let window = Window::around(diagnostic, source);
    let marked = AnnotationKind::Primary.span(window.visible(diagnostic.span)).label(&*diagnostic.label);
    let related = diagnostic
        .related
        .iter()
        .map(|(span, words)| AnnotationKind::Context.span(window.visible(*span)).label(&**words));
    let snippet = Snippet::source(window.text)
        .path(&*source.name)
        .line_start(window.line)
        .annotation(marked)
        .annotations(related.collect::<Vec<_>>());
    let mut group = level.primary_title(&*diagnostic.message).id(diagnostic.code.as_str()).element(snippet);
    for words in &diagnostic.help {
        group = group.element(Level::HELP.message(&**words));
    }
    vec![group]
}

/// The lines that a diagnostic is about: a file may be long, and so may a line.
struct Window<'a> {
    text: &'a str,
    /// Where it begins in the file.
    begin: usize,
    /// The number of its first line.
    line: usize,
}

/// No more of a marked piece is shown than this, in bytes: a formula has at most 4,000 characters.
const LONGEST_PIECE: usize = 4_000;
/// No more of the line behind the pieces is shown than this.
const LONGEST_REST: usize = 400;

impl<'a> Window<'a> {
    fn around(diagnostic: &Diagnostic, source: &'a Source) -> Self {
        let text = source.text.as_str();
        let spans =
            || std::iter::once(diagnostic.span).chain(diagnostic.related.iter().map(|(span, _)| *span));
        let first = spans().map(|span| span.start).min().unwrap_or(0);
        let (line, begin) = source.line(text.floor_char_boundary(first));
        let last = spans().map(|span| span.end.min(span.start + LONGEST_PIECE)).max().unwrap_or(0);
        let last = text.ceil_char_boundary(last);
        let rest = &text[last..text.floor_char_boundary(last + LONGEST_REST)];
        let end = last + rest.find('\n').unwrap_or(rest.len());
        Self { text: &text[begin..end.max(begin)], begin, line }
    }

    /// Carets need a place inside the text.
    fn visible(&self, span: Span) -> std::ops::Range<usize> {
        let within = |byte: usize| byte.saturating_sub(self.begin).min(self.text.len());
        let start = self.text.floor_char_boundary(within(span.start));
        start..self.text.ceil_char_boundary(within(span.end)).max(start)
    }
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
