//! The tree of a YAML file: what is written, and where. It holds texts only; it never says what a text means.

use crate::source::{Span, Text};

/// One value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub span: Span,
    pub content: Content,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Scalar(Scalar),
    Sequence(Vec<Node>),
    Mapping(Vec<Entry>),
}

/// A key and its value, in the order of the file. No key stands twice in a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub key: Key,
    pub value: Node,
}

/// Keys are text, whatever they look like: `on`, `12` and `null` too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub text: Text,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    pub text: Text,
    pub style: Style,
}

/// How a scalar is written; `null` and `'null'` differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// After `|`.
    Literal,
    /// After `>`.
    Folded,
}

impl Key {
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }
}

impl Node {
    pub fn as_scalar(&self) -> Option<&Scalar> {
        match &self.content {
            Content::Scalar(scalar) => Some(scalar),
            Content::Sequence(_) | Content::Mapping(_) => None,
        }
    }

    pub fn as_sequence(&self) -> Option<&[Node]> {
        match &self.content {
            Content::Sequence(items) => Some(items),
            Content::Scalar(_) | Content::Mapping(_) => None,
        }
    }

    pub fn as_mapping(&self) -> Option<&[Entry]> {
        match &self.content {
            Content::Mapping(entries) => Some(entries),
            Content::Scalar(_) | Content::Sequence(_) => None,
        }
    }

    /// The value of a key, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let entry = self.as_mapping()?.iter().find(|entry| entry.key.as_str() == key)?;
        Some(&entry.value)
    }
}
