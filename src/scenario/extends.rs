//! `extends:` — an event, stream or catalog that takes over another's keys.
//!
//! Works on the tree, before anything is read: mappings merge deep, lists and single values are replaced,
//! inherited keys keep their place, `omit` removes one. `abstract` is never inherited.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Content, Entry, Node};

/// The entries with their parents' keys merged in and `extends` gone. Those whose parents cannot be found
/// are left as they are, and reported.
pub fn merged(entries: &[Entry], what: &str, diagnostics: &mut Diagnostics) -> Vec<Entry> {
    entries
        .iter()
        .map(|entry| {
            let chain = chain(entry, entries, what, diagnostics);
            let ancestors = chain.iter().skip(1).rev().map(|ancestor| without(&ancestor.value, "abstract"));
            let inherited = ancestors.reduce(|older, younger| merge(&older, &younger));
            let value = inherited.map_or_else(|| entry.value.clone(), |older| merge(&older, &entry.value));
            Entry { key: entry.key.clone(), value: without(&value, "extends") }
        })
        .collect()
}

/// The entry, its parent, its parent's parent …
fn chain<'e>(
    entry: &'e Entry,
    entries: &'e [Entry],
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<&'e Entry> {
    let mut chain = vec![entry];
    while let Some(parent) = chain.last().and_then(|last| last.value.get("extends")) {
        let Some(name) = parent.as_scalar().map(|scalar| scalar.text.as_str()) else {
            let message = format!("`extends` takes the name of one other {what}");
            diagnostics.add(Diagnostic::new(Code::Extends, parent.span, message).label("not a name"));
            break;
        };
        let known = entries.iter().find(|other| other.key.as_str() == name);
        let Some(known) = known else {
            let names = entries.iter().map(|other| other.key.as_str());
            diagnostics.add(
                Diagnostic::new(Code::Extends, parent.span, format!("no {what} is called `{name}`"))
                    .label("unknown parent")
                    .suggest(name, names),
            );
            break;
        };
        if chain.iter().any(|member| member.key.as_str() == name) {
            let members = chain.iter().map(|member| format!("`{}`", member.key.as_str()));
            let ring = members.collect::<Vec<_>>().join(" extends ");
            let message = format!("a {what} cannot extend itself: {ring} extends `{name}`");
            diagnostics.add(Diagnostic::new(Code::Extends, parent.span, message).label("closes the ring"));
            break;
        }
        chain.push(known);
    }
    chain
}

fn merge(parent: &Node, child: &Node) -> Node {
    let (Content::Mapping(inherited), Content::Mapping(own)) = (&parent.content, &child.content) else {
        return child.clone();
    };
    let mut entries = Vec::with_capacity(inherited.len() + own.len());
    for entry in inherited {
        match own.iter().find(|other| other.key.as_str() == entry.key.as_str()) {
            None => entries.push(entry.clone()),
            Some(changed) if removes(&changed.value) => {}
            Some(changed) => {
                let value = merge(&entry.value, &changed.value);
                entries.push(Entry { key: changed.key.clone(), value });
            }
        }
    }
    let is_new = |entry: &&Entry| inherited.iter().all(|other| other.key.as_str() != entry.key.as_str());
    entries.extend(own.iter().filter(is_new).cloned());
    Node { span: child.span, content: Content::Mapping(entries) }
}

fn removes(node: &Node) -> bool {
    node.as_scalar().is_some_and(|scalar| matches!(scalar.text.as_str(), "omit" | "=omit"))
}

fn without(node: &Node, key: &str) -> Node {
    let mut node = node.clone();
    if let Content::Mapping(entries) = &mut node.content {
        entries.retain(|entry| entry.key.as_str() != key);
    }
    node
}
