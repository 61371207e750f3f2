//! `expect`: the lines that say what must hold of a run.

use super::admit::Admit;
use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Content, Node};
use crate::expect::ast::Expectation;
use crate::expect::parse_expectation;

impl Reader<'_> {
    pub fn expectations(&mut self, node: &Node) -> Vec<Expectation> {
        let Some(items) = self.sequence(node, "`expect`") else { return Vec::new() };
        if items.is_empty() {
            let diagnostic = Diagnostic::new(Code::WrongShape, node.span, "`expect` needs at least one line");
            self.report(diagnostic.label("empty").help("for example `- failed == 0`"));
        }
        items.iter().filter_map(|item| self.expectation(item)).collect()
    }

    fn expectation(&mut self, node: &Node) -> Option<Expectation> {
        if let Content::Mapping(entries) = &node.content {
            let span = entries.first().map_or(node.span, |entry| entry.key.text.span());
            self.report(
                Diagnostic::new(Code::WrongShape, span, "an expectation has no name: it is one line")
                    .label("a name")
                    .help("for example `- schedule_lag p99 < 50ms`"),
            );
            return None;
        }
        let scalar = self.single(node, "an expectation")?;
        let line = self.expand(&scalar.text, Admit::Line)?;
        parse_expectation(&line, self.diagnostics)
    }
}
