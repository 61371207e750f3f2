//! `extends:` — an event, stream or catalog that takes over another's keys.
//!
//! Works on the tree, before anything is read: mappings merge deep, lists and single values are replaced,
//! inherited keys keep their place, `omit` removes one. `abstract` is never inherited.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Content, Entry, Node, Style};

/// The entries with their parents' keys merged in and `extends` gone. Those whose parents cannot be found
/// are reported and keep it: what they lack may be inherited.
pub fn merged(entries: &[Entry], what: &str, diagnostics: &mut Diagnostics) -> Vec<Entry> {
    entries
        .iter()
        .map(|entry| {
            let chain = chain(entry, entries, what, diagnostics);
            let ancestors = chain.known.iter().skip(1).rev();
            let ancestors = ancestors.map(|ancestor| without(&ancestor.value, "abstract"));
            let inherited = ancestors.reduce(|older, younger| merge(&older, &younger));
            let value = inherited.map_or_else(|| entry.value.clone(), |older| merge(&older, &entry.value));
            let value = if chain.complete { without(&value, "extends") } else { value };
            Entry { key: entry.key.clone(), value }
        })
        .collect()
}

/// How long a chain of parents may be.
const MOST_PARENTS: usize = 32;

/// The entry, its parent, its parent's parent …
struct Chain<'e> {
    known: Vec<&'e Entry>,
    /// Every parent was found.
    complete: bool,
}

fn chain<'e>(entry: &'e Entry, entries: &'e [Entry], what: &str, diagnostics: &mut Diagnostics) -> Chain<'e> {
    let mut chain = vec![entry];
    while let Some(parent) = chain.last().and_then(|last| last.value.get("extends")) {
        let Some(name) = parent.as_scalar().map(|scalar| scalar.text.as_str()) else {
            let message = format!("`extends` takes the name of one other {what}");
            diagnostics.add(Diagnostic::new(Code::Extends, parent.span, message).label("not a name"));
            return Chain { known: chain, complete: false };
        };
        let Some(known) = entries.iter().find(|other| other.key.as_str() == name) else {
            let names = entries.iter().map(|other| other.key.as_str());
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
