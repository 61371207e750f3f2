//! Events -> tree. Refuses what YAML has and a scenario does not, and goes on where it can.
//!
//! Keeps its own stack: no input makes it recurse.

use super::decode::decode;
use super::events::{Event, Events, Spanned};
use super::finding::Finding;
use super::frame::{Frame, Kind, Pending};
use super::node::{Content, Entry, Key, Node, Scalar, Style};
use super::repair::{Repair, Repaired};
use super::trap::{self, Surroundings};
use super::{MOST_DEEP, MOST_FINDINGS, MOST_NODES, refusal};
use crate::diagnostic::Diagnostic;
use crate::source::{Span, Text};

/// What one reading of the text came to.
pub(super) struct Reading {
    pub tree: Option<Node>,
    pub found: Vec<Diagnostic>,
    /// What ended the reading before the end of the text.
    pub stop: Option<Finding>,
}

pub(super) fn read(repaired: &Repaired<'_>) -> Reading {
    let mut builder = Builder {
        repaired,
        stack: Vec::new(),
        root: None,
        found: Vec::new(),
        nodes: 0,
        documents: 0,
        cursor: 0,
        latest: None,
        ended: false,
    };
    let mut ended_by = None;
    for event in Events::new(repaired.text(), repaired.original()) {
        let step = match event {
            Ok(event) => builder.take(event),
            Err(failure) => Err(trap::failure(&failure, &builder.surroundings())),
        };
        if let Err(finding) = step {
            ended_by = Some(finding);
            break;
        }
        if builder.ended {
            break;
        }
    }
    let tree = builder.finish();
    let mut found = builder.found;
    if let Some(one_too_many) = found.get(MOST_FINDINGS) {
        let place = one_too_many.span;
        found.truncate(MOST_FINDINGS);
        found.push(refusal::too_many_findings(place));
    }
    Reading { tree, found, stop: ended_by }
}

struct Builder<'r, 't> {
    repaired: &'r Repaired<'t>,
    /// The lists and mappings that are open, the innermost last.
    stack: Vec<Frame>,
    root: Option<Node>,
    found: Vec<Diagnostic>,
    nodes: usize,
    documents: usize,
    /// Where the last event ended.
    cursor: usize,
    /// The value that was last completed, unless a key came after it.
    latest: Option<Span>,
    ended: bool,
}

type Step = Result<(), Finding>;

impl<'r> Builder<'r, '_> {
    fn take(&mut self, spanned: Spanned<'_>) -> Step {
        let Spanned { event, span, tag } = spanned;
        if self.found.len() > MOST_FINDINGS {
            self.ended = true;
            return Ok(());
        }
        if let Some(tag) = tag {
            let empty = matches!(&event, Event::Scalar { value, .. } if value.is_empty());
            self.found.push(refusal::tag(&self.surroundings(), tag, empty));
        }
        match event {
            Event::DocumentStart => {
                self.document(span);
                Ok(())
            }
            Event::Scalar { value, style, anchored } => {
                self.scalar(span, style, &value, anchored || tag.is_some())
            }
            Event::SequenceStart { flow } => self.open(span, flow, Kind::Sequence(Vec::new())),
            Event::MappingStart { flow } => self.open(span, flow, Kind::mapping()),
            Event::End => {
                self.close(span);
                Ok(())
            }
            Event::Alias { defined } => self.alias(span, defined),
            Event::Anchor => {
                let empty = self.latest.is_some_and(|latest| latest.start == latest.end);
                self.found.push(refusal::anchor(&self.surroundings(), span, empty));
                Ok(())
            }
        }
    }

    fn document(&mut self, span: Span) {
        self.documents += 1;
        self.cursor = span.end;
        if self.documents > 1 {
            self.found.push(refusal::second_document(span));
            self.ended = true;
        }
    }

    fn scalar(&mut self, span: Span, style: Style, value: &str, marked: bool) -> Step {
        self.count(span)?;
        let written = span.start < span.end;
        let scalar = match self.repaired.value_at(span) {
            Some(meant) => meant,
            None if written || style != Style::Plain => {
                Scalar { text: decode(self.repaired.original(), span, style, value), style }
            }
            None => Scalar { text: Text::verbatim("", span.start), style },
        };
        let surroundings = self.surroundings();
        let is_key = surroundings.at_key;
        if !written && style == Style::Plain && !marked && !is_key && !self.is_root() {
            self.found.extend(trap::empty_value(&surroundings, span)?);
        }
        trap::scalar(&surroundings, span, &scalar, &mut self.found)?;
        let end = if matches!(style, Style::Literal | Style::Folded) {
            span.start + self.repaired.text()[span.start..span.end].trim_end().len()
        } else {
            span.end
        };
        self.cursor = span.end;
        self.place(Node { span: Span::new(span.start, end), content: Content::Scalar(scalar) });
        Ok(())
    }

    fn open(&mut self, span: Span, flow: bool, kind: Kind) -> Step {
        self.count(span)?;
        if self.stack.len() >= MOST_DEEP {
            return Err(Finding::new(refusal::too_deep(span), Repair::None));
        }
        trap::opening(&self.surroundings(), span)?;
        self.cursor = span.end;
        self.latest = None;
        self.stack.push(Frame { start: span.start, flow, bracket: flow && span.start < span.end, kind });
        Ok(())
    }

    fn close(&mut self, span: Span) {
        let Some(frame) = self.stack.pop() else { return };
        let bracket = self.repaired.text()[span.start..span.end].ends_with(['}', ']']);
        let start = frame.start;
        let (content, last) = frame.kind.into_content(&mut self.found);
        let end = if bracket { span.end } else { last.unwrap_or(start) };
        self.cursor = self.cursor.max(if bracket { span.end } else { 0 });
        self.place(Node { span: Span::new(start, end.max(start)), content });
    }

    fn alias(&mut self, span: Span, defined: bool) -> Step {
        self.count(span)?;
        let merged = matches!(self.stack.last(), Some(Frame { kind: Kind::Mapping { key: Some(key), .. }, .. }) if key.merge);
        if !merged {
            self.found.push(refusal::alias(&self.surroundings(), span, defined));
        }
        self.cursor = span.end;
        let text = Text::verbatim(&self.repaired.original()[span.start..span.end], span.start);
        self.place(Node { span, content: Content::Scalar(Scalar { text, style: Style::DoubleQuoted }) });
        Ok(())
    }

    /// Puts a finished node where it belongs: the root, an item, a key or a value.
    fn place(&mut self, node: Node) {
        let span = node.span;
        let around = self.surroundings();
        let Some(frame) = self.stack.last_mut() else {
            self.latest = Some(span);
            self.root.get_or_insert(node);
            return;
        };
        match &mut frame.kind {
            Kind::Sequence(items) => {
                items.push(node);
                self.latest = Some(span);
            }
            Kind::Mapping { entries, key: pending @ Some(_), .. } => {
                if let Some(Pending { key: Some(key), .. }) = pending.take() {
                    entries.push(Entry { key, value: node });
                }
                self.latest = Some(span);
            }
            Kind::Mapping { key: pending @ None, last_key, .. } => {
                *last_key = Some(span);
                self.latest = None;
                let (key, merge) = match node.content {
                    Content::Scalar(scalar)
                        if scalar.text.as_str() == "<<" && scalar.style == Style::Plain =>
                    {
                        self.found.push(refusal::merge_key(span));
                        (None, true)
                    }
                    Content::Scalar(scalar) if span.start < span.end => {
                        (Some(Key { text: scalar.text }), false)
                    }
                    content => {
                        self.found.push(refusal::key_not_text(&around, span, &content));
                        (None, false)
                    }
                };
                *pending = Some(Pending { key, merge });
            }
        }
    }

    fn count(&mut self, span: Span) -> Step {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(Finding::new(refusal::too_many_nodes(span), Repair::None));
        }
        Ok(())
    }

    fn is_root(&self) -> bool {
        self.stack.is_empty()
    }

    fn surroundings(&self) -> Surroundings<'r> {
        let innermost = self.stack.last();
        let (key, at_key) = match innermost.map(|frame| &frame.kind) {
            Some(Kind::Mapping { key, last_key, .. }) => (*last_key, key.is_none()),
            Some(Kind::Sequence(_)) | None => (None, false),
        };
        let brackets = self.stack.iter().filter(|frame| frame.bracket).map(|frame| frame.start);
        Surroundings {
            original: self.repaired.original(),
            text: self.repaired.text(),
            key,
            at_key,
            in_list: matches!(innermost, Some(Frame { kind: Kind::Sequence(_), .. })),
            flow: innermost.is_some_and(|frame| frame.flow),
            outermost_bracket: brackets.clone().min(),
            innermost_bracket: brackets.max(),
            latest: self.latest,
            cursor: self.cursor,
            previous_value: self.previous_value(),
        }
    }

    /// The value of the entry before the one being read, with its key.
    fn previous_value(&self) -> Option<(Span, Span)> {
        let Some(Frame { kind: Kind::Mapping { entries, .. }, .. }) = self.stack.last() else { return None };
        entries.last().map(|entry| (entry.key.text.span(), entry.value.span))
    }

    /// What was read; open lists and mappings end here.
    fn finish(&mut self) -> Option<Node> {
        let end = Span::new(self.cursor, self.cursor);
        while !self.stack.is_empty() {
            self.close(end);
        }
        self.root.take()
    }
}
