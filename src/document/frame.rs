//! A list or mapping that is still being read.

use super::node::{Content, Entry, Key, Node};
use super::{MOST_FINDINGS, refusal};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use std::collections::HashMap;

pub(super) struct Frame {
    pub start: usize,
    /// Inside `{ }` or `[ ]`; an `a: b` inside `[ ]` is, and has no bracket of its own.
    pub flow: bool,
    pub bracket: bool,
    pub kind: Kind,
}

pub(super) enum Kind {
    Sequence(Vec<Node>),
    Mapping { entries: Vec<Entry>, key: Option<Pending>, last_key: Option<Span> },
}

/// A key whose value has not come yet; None if it was refused and its value goes with it.
pub(super) struct Pending {
    pub key: Option<Key>,
    pub merge: bool,
}

impl Kind {
    pub fn mapping() -> Self {
        Self::Mapping { entries: Vec::new(), key: None, last_key: None }
    }

    /// What was read, and where its last value ends.
    pub fn into_content(self, found: &mut Vec<Diagnostic>) -> (Content, Option<usize>) {
        match self {
            Self::Sequence(items) => {
                let last = items.last().map(|item| item.span.end);
                (Content::Sequence(items), last)
            }
            Self::Mapping { mut entries, .. } => {
                let last = entries.last().map(|entry| entry.value.span.end);
                refuse_duplicates(&mut entries, found);
                (Content::Mapping(entries), last)
            }
        }
    }
}

fn refuse_duplicates(entries: &mut Vec<Entry>, found: &mut Vec<Diagnostic>) {
    let mut first: HashMap<String, Span> = HashMap::with_capacity(entries.len());
    entries.retain(|entry| {
        let span = entry.key.text.span();
        match first.get(entry.key.as_str()) {
            Some(earlier) => {
                if found.len() <= MOST_FINDINGS {
                    found.push(refusal::duplicate_key(entry.key.as_str(), span, *earlier));
                }
                false
            }
            None => first.insert(entry.key.as_str().to_owned(), span).is_none(),
        }
    });
}
