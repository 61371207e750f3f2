//! `disorder`: what goes wrong with a stream's records on their way, a line or a list of lines of each kind.

use super::admit::Admit;
use super::keys::Place;
use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Content, Node};
use crate::traffic::disorder::{Kind, Written};
use crate::traffic::parse_disorder;

/// What happens to a stream's records.
#[derive(Debug, Clone, Default)]
pub struct Disorder {
    /// By kind, those of a kind in their order.
    pub lines: Vec<DisorderLine>,
    /// Whether a header tells what was done.
    pub label: bool,
}

#[derive(Debug, Clone)]
pub struct DisorderLine {
    /// Its position among those of its kind.
    pub number: usize,
    pub line: Written,
}

impl DisorderLine {
    /// `disorder/late.0`: where its draws have their places, inside the stream or a component of it.
    pub fn place(&self) -> String {
        format!("disorder/{}.{}", self.line.kind.name(), self.number)
    }
}

impl Reader<'_> {
    /// `None` after a diagnostic; all lines are looked at before.
    pub(super) fn disorder(&mut self, node: &Node) -> Option<Disorder> {
        let entries = self.mapping(node, "`disorder`")?;
        self.known_keys(entries, Place::Disorder, &[]);
        let label = node.get("label").is_some_and(|flag| self.flag(flag, "`label`"));
        let of_kind = |kind: Kind| node.get(kind.name()).map(|node| (kind, node));
        let lines: Vec<Option<DisorderLine>> = Kind::ALL
            .into_iter()
            .filter_map(of_kind)
            .flat_map(|(kind, node)| self.disorder_lines(kind, node))
            .collect();
        Some(Disorder { lines: lines.into_iter().collect::<Option<_>>()?, label })
    }

    fn disorder_lines(&mut self, kind: Kind, node: &Node) -> Vec<Option<DisorderLine>> {
        let nodes = match &node.content {
            Content::Sequence(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        if nodes.is_empty() {
            let message = format!("`{}` needs at least one line", kind.name());
            let diagnostic = Diagnostic::new(Code::WrongShape, node.span, message).label("empty");
            self.report(diagnostic.help(format!("for example `{}`", kind.example())));
            return vec![None];
        }
        let mut read = |(number, node)| {
            let scalar = self.single(node, &format!("`{}`", kind.name()))?;
            let line = self.expand(&scalar.text, Admit::Line)?;
            Some(DisorderLine { number, line: parse_disorder(kind, &line, self.diagnostics)? })
        };
        nodes.iter().enumerate().map(&mut read).collect()
    }
}
