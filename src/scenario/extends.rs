//! `extends:` — an event, stream or catalog that takes over another's keys.
//!
//! Works on the tree, before anything is read: mappings merge deep, lists and single values are replaced,
//! inherited keys keep their place, `omit` removes one. `abstract` is never inherited.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Content, Entry, MOST_NODES, Node, Style};
use std::collections::HashMap;

/// The entries with their parents' keys merged in and `extends` gone. Those whose parents cannot be found
/// are reported and keep it: what they lack may be inherited.
pub fn merged(entries: &[Entry], what: &str, diagnostics: &mut Diagnostics) -> Vec<Entry> {
    let by_name: HashMap<&str, &Entry> = entries.iter().map(|entry| (entry.key.as_str(), entry)).collect();
    let mut left = Some(MOST_NODES);
    entries
        .iter()
        .map(|entry| {
            let chain = chain(entry, &by_name, what, diagnostics);
            let ancestors = || chain.known.iter().skip(1).rev();
            let had_room = left.is_some();
            left = left.and_then(|left| ancestors().try_fold(left, |left, entry| rest(&entry.value, left)));
            if had_room && left.is_none() {
                diagnostics.add(too_many(entry));
            }
            let value = match left {
                Some(_) => {
                    let ancestors = ancestors().map(|ancestor| without(&ancestor.value, "abstract"));
                    let inherited = ancestors.reduce(|older, younger| merge(&older, &younger));
                    inherited.map_or_else(|| entry.value.clone(), |older| merge(&older, &entry.value))
                }
                None => entry.value.clone(),
            };
            let complete = chain.complete && (left.is_some() || chain.known.len() == 1);
            let value = if complete { without(&value, "extends") } else { value };
            Entry { key: entry.key.clone(), value }
        })
        .collect()
}

/// What is left of so many keys and values without those of a node; `None` where it has more.
fn rest(node: &Node, left: usize) -> Option<usize> {
    let left = left.checked_sub(1)?;
    match &node.content {
        Content::Scalar(_) => Some(left),
        Content::Sequence(items) => items.iter().try_fold(left, |left, item| rest(item, left)),
        Content::Mapping(entries) => {
            entries.iter().try_fold(left, |left, entry| rest(&entry.value, left.checked_sub(1)?))
        }
    }
}

fn too_many(entry: &Entry) -> Diagnostic {
    let message = format!("more than {MOST_NODES} keys and values are inherited altogether");
    Diagnostic::new(Code::TooLarge, entry.key.text.span(), message)
        .label("inherits one too many; what follows inherits nothing")
        .help("let large payloads stand in one event, and let fewer others extend it")
}

/// How long a chain of parents may be.
const MOST_PARENTS: usize = 32;

/// The entry, its parent, its parent's parent …
struct Chain<'e> {
    known: Vec<&'e Entry>,
    /// Every parent was found.
    complete: bool,
}

fn chain<'e>(
    entry: &'e Entry,
    by_name: &HashMap<&str, &'e Entry>,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Chain<'e> {
    let mut chain = vec![entry];
    while let Some(parent) = chain.last().and_then(|last| last.value.get("extends")) {
        let Some(name) = parent.as_scalar().map(|scalar| scalar.text.as_str()) else {
            let message = format!("`extends` takes the name of one other {what}");
            diagnostics.add(Diagnostic::new(Code::Extends, parent.span, message).label("not a name"));
            return Chain { known: chain, complete: false };
        };
        let Some(known) = by_name.get(name).copied() else {
            let mut names: Vec<&str> = by_name.keys().copied().collect();
            names.sort_unstable();
            diagnostics.add(
                Diagnostic::new(Code::Extends, parent.span, format!("no {what} is called `{name}`"))
                    .label("unknown parent")
                    .suggest(name, names),
            );
            return Chain { known: chain, complete: false };
        };
        if let Some(begin) = chain.iter().position(|member| member.key.as_str() == name) {
            let ring = &chain[begin..];
            // each of its members meets the ring; the first one in the file reports it
            if ring.iter().all(|member| entry.key.text.span() <= member.key.text.span()) && begin == 0 {
                diagnostics.add(closed(ring, parent));
            }
            return Chain { known: chain, complete: false };
        }
        chain.push(known);
        if chain.len() > MOST_PARENTS {
            let message = format!("more than {MOST_PARENTS} parents follow each other here");
            diagnostics.add(Diagnostic::new(Code::Extends, parent.span, message).label("one too many"));
            return Chain { known: chain, complete: false };
        }
    }
    Chain { known: chain, complete: true }
}

fn closed(ring: &[&Entry], parent: &Node) -> Diagnostic {
    let members = ring.iter().chain(ring.first()).map(|member| format!("`{}`", member.key.as_str()));
    let message = match ring {
        [only] => format!("`{}` extends itself", only.key.as_str()),
        _ => format!("these extend each other: {}", members.collect::<Vec<_>>().join(" extends ")),
    };
    Diagnostic::new(Code::Extends, parent.span, message).label("closes the ring")
}

fn merge(parent: &Node, child: &Node) -> Node {
    let (Content::Mapping(inherited), Content::Mapping(own)) = (&parent.content, &child.content) else {
        return child.clone();
    };
    let mut added: HashMap<&str, &Entry> = own.iter().map(|entry| (entry.key.as_str(), entry)).collect();
    let mut entries = Vec::with_capacity(inherited.len() + own.len());
    for entry in inherited {
        match added.remove(entry.key.as_str()) {
            None => entries.push(entry.clone()),
            Some(changed) if removes(&changed.value) => {}
            Some(changed) => {
                let value = merge(&entry.value, &changed.value);
                entries.push(Entry { key: changed.key.clone(), value });
            }
        }
    }
    entries.extend(own.iter().filter(|entry| added.contains_key(entry.key.as_str())).cloned());
    Node { span: child.span, content: Content::Mapping(entries) }
}

fn removes(node: &Node) -> bool {
    node.as_scalar().is_some_and(|scalar| match scalar.text.as_str() {
        "omit" => scalar.style == Style::Plain,
        text => text == "=omit",
    })
}

fn without(node: &Node, key: &str) -> Node {
    let mut node = node.clone();
    if let Content::Mapping(entries) = &mut node.content {
        entries.retain(|entry| entry.key.as_str() != key);
    }
    node
}
