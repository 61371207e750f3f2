//! What a record's body is made of: literal bytes and slots.

use super::scope::ProgramScope;
use super::tree::{Content, NodeId, State};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::typed::{Node, Slot, Typed};
use crate::scenario::Payload;
use crate::source::Span;
use crate::value::{Literal, Owned, Type, write_json, write_json_text};
use bumpalo::Bump;

/// How a record's body is written.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// A JSON object: pieces, and what comes behind the last one.
    Object(Vec<Piece>, Literal),
    /// One value: text as it is, everything else as JSON; null is a tombstone.
    Value(Slot),
    /// Always the same.
    Constant(Option<Box<[u8]>>),
}

/// A part of a JSON object: literal bytes, then what the event inserts.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    pub before: Literal,
    pub insert: Insert,
}

/// What is written anew for each event.
#[derive(Debug, Clone, PartialEq)]
pub enum Insert {
    /// A value as JSON.
    Value(Slot),
    /// A comma, unless the object has just begun.
    Comma,
    /// `"name":value` with its comma, unless the value is `omit`.
    Optional { name: Box<[u8]>, value: Slot },
    /// A value as text between quotes; null stays null.
    Quoted(Slot),
    /// A decimal number, rounded to two digits.
    Rounded(Slot),
    /// Cells of the row in that slot, written when its catalog was built.
    Cells { row: Slot, rendered: usize },
    /// One of these, by the number in that slot.
    Outcome { number: Slot, outcomes: Box<[Literal]> },
}

impl Insert {
    /// The slot that it reads.
    pub const fn slot(&self) -> Option<Slot> {
        match self {
            Self::Comma => None,
            Self::Value(slot) | Self::Quoted(slot) | Self::Rounded(slot) => Some(*slot),
            Self::Optional { value, .. } => Some(*value),
            Self::Cells { row, .. } => Some(*row),
            Self::Outcome { number, .. } => Some(*number),
        }
    }
}

/// Checks a payload whose nodes are in the tree.
pub fn body(scope: &mut ProgramScope, payload: &Payload, root: NodeId) -> Option<Body> {
    match payload {
        Payload::Broken => None,
        Payload::Fields(..) => {
            let mut pieces = Pieces::default();
            pieces.mapping(scope, root)?;
            Some(Body::Object(pieces.done, Literal::new(&pieces.open)))
        }
        Payload::Whole(_) => {
            let typed = scope.value(root)?;
            let typed = &typed;
            has_json_form(scope, typed)?;
            Some(match &typed.node {
                Node::Slot(slot) => Body::Value(*slot),
                _ => Body::Constant(typed.as_constant().and_then(constant_body)),
            })
        }
    }
}

fn constant_body(value: &Owned) -> Option<Box<[u8]>> {
    let mut out = Vec::new();
    match value {
        Owned::Null | Owned::Omit => return None,
        Owned::Text(text) => out.extend_from_slice(text.as_bytes()),
        other => write_json(&other.view(&Bump::new()), &mut out),
    }
    Some(out.into())
}

#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
    /// Literal bytes that go on.
    open: Vec<u8>,
}

impl Pieces {
    fn push(&mut self, insert: Insert) {
        self.done.push(Piece { before: Literal::new(&self.open), insert });
        self.open.clear();
    }

    /// Every member is checked, so that each reports its errors.
    fn mapping(&mut self, scope: &mut ProgramScope, id: NodeId) -> Option<()> {
        let Content::Mapping(children) = scope.tree.node(id).content.clone() else { return None };
        let mut complete = true;
        let omits = children.iter().any(|child| may_omit(scope, *child));
        self.open.push(b'{');
        for (position, child) in children.into_iter().enumerate() {
            let mut name = Vec::new();
            write_json_text(&scope.tree.node(child).name.clone(), &mut name);
            name.push(b':');
            if may_omit(scope, child) {
                complete &= self.optional(scope, child, name).is_some();
                continue;
            }
            if omits {
                self.push(Insert::Comma);
            } else if position > 0 {
                self.open.push(b',');
            }
            self.open.extend_from_slice(&name);
            complete &= self.value(scope, child).is_some();
        }
        self.open.push(b'}');
        complete.then_some(())
    }

    fn optional(&mut self, scope: &mut ProgramScope, child: NodeId, name: Vec<u8>) -> Option<()> {
        let typed = scope.value(child)?;
        has_json_form(scope, &typed)?;
        if let Node::Slot(value) = typed.node {
            self.push(Insert::Optional { name: name.into(), value });
        }
        Some(())
    }

    fn value(&mut self, scope: &mut ProgramScope, id: NodeId) -> Option<()> {
        match scope.tree.node(id).content.clone() {
            Content::Mapping(_) => self.mapping(scope, id),
            Content::List(items) => {
                let mut complete = true;
                self.open.push(b'[');
                for (position, item) in items.into_iter().enumerate() {
                    if position > 0 {
                        self.open.push(b',');
                    }
                    complete &= self.value(scope, item).is_some();
                }
                self.open.push(b']');
                complete.then_some(())
            }
            Content::Value(_) | Content::Repeat { .. } | Content::Changed { .. } | Content::Lasts { .. } => {
                let typed = scope.value(id)?;
                let place = duration_in(scope, id).unwrap_or(typed.span);
                has_json_form(scope, &Typed { span: place, ..typed.clone() })?;
                match &typed.node {
                    Node::Slot(slot) => self.push(Insert::Value(*slot)),
                    _ => {
                        let constant = typed.as_constant().unwrap_or(&Owned::Null);
                        write_json(&constant.view(&Bump::new()), &mut self.open);
                    }
                }
                Some(())
            }
        }
    }
}

/// Whether a member may be left out. Mappings and lists never are.
fn may_omit(scope: &mut ProgramScope, id: NodeId) -> bool {
    matches!(scope.tree.node(id).content, Content::Value(_) | Content::Changed { .. })
        && scope.value(id).is_some_and(|typed| typed.may_omit)
}

/// A duration stands in JSON only as a number that the scenario chose.
fn has_json_form(scope: &mut ProgramScope, typed: &Typed) -> Option<()> {
    if !holds_duration(&typed.ty) {
        return Some(());
    }
    scope.world.diagnostics.add(
        Diagnostic::new(Code::NoJsonForm, typed.span, "a duration has no form in JSON")
            .label("a duration")
            .help("`d / 1ms` is its number of milliseconds, `d / 1s` of seconds")
            .help("`text(d)` writes it as `1h30m`"),
    );
    None
}

/// The first duration among the values in an element of a list.
fn duration_in(scope: &ProgramScope, id: NodeId) -> Option<Span> {
    let node = scope.tree.node(id);
    match (&node.content, &node.state) {
        (Content::Mapping(children) | Content::List(children), _) => {
            children.iter().find_map(|child| duration_in(scope, *child))
        }
        (Content::Repeat { element, .. }, _) => duration_in(scope, *element),
        (Content::Value(_), State::Done(typed)) => holds_duration(&typed.ty).then_some(typed.span),
        (Content::Changed { before, after, .. }, _) => {
            [Some(*after), *before].into_iter().flatten().find_map(|side| duration_in(scope, side))
        }
        (Content::Value(_) | Content::Lasts { .. }, _) => None,
    }
}

fn holds_duration(ty: &Type) -> bool {
    match ty {
        Type::Duration => true,
        Type::List(element) => holds_duration(element),
        Type::Row(row) => row.fields.iter().any(|field| holds_duration(&field.ty)),
        _ => false,
    }
}
