//! Stage 1: the text of a scenario -> its tree, every key and value with its place.
//!
//! In: a [`Source`]. Out: a [`Node`] as far as it can be read, and diagnostics in an analyst's words for
//! everything that YAML would read otherwise than it looks. It never gives a text a type: `007`, `True` and `NO` stay texts.

mod assignment;
mod builder;
mod bytes;
mod decode;
mod events;
mod finding;
mod frame;
mod node;
mod refusal;
mod repair;
mod scan;
#[cfg(test)]
mod tests;
mod trap;

pub use assignment::{PARTED, assignment};
pub use bytes::source_from_bytes;
pub use node::{Content, Entry, Key, Node, Scalar, Style};

use crate::diagnostic::Diagnostics;
use crate::source::{Source, Span};
use builder::Reading;
use repair::Repaired;

/// The largest file that is read.
const MOST_BYTES: usize = 10_000_000;
/// How deep lists and mappings may be nested.
const MOST_DEEP: usize = 64;
/// How many keys, values, lists and mappings a file may have.
pub const MOST_NODES: usize = 100_000;
/// Where a file has more errors than this, it is not read to its end.
const MOST_FINDINGS: usize = 100;
/// How often a text is read again with a refused piece blanked …
const MOST_READINGS: usize = 50;
/// … as long as not more than this is read altogether.
const MOST_BYTES_READ: usize = 64_000_000;

/// The tree of a file. None if it holds nothing that can be read; what cannot be read is left out of the tree,
/// and a value that YAML would cut in pieces is in it as it was meant.
pub fn parse(source: &Source, diagnostics: &mut Diagnostics) -> Option<Node> {
    if source.text.len() > MOST_BYTES {
        diagnostics.add(refusal::too_many_bytes(source.text.len()));
        return None;
    }
    if let Some(nul) = source.text.find('\0') {
        diagnostics.add(refusal::not_text(Span::new(nul, nul + 1)));
        return None;
    }
    let mut repaired = Repaired::new(&source.text);
    let mut readings = (MOST_BYTES_READ / source.text.len().max(1)).clamp(1, MOST_READINGS);
    let tree = loop {
        let Reading { tree, found, stop } = builder::read(&repaired);
        readings -= 1;
        let again = stop.is_some_and(|finding| {
            if repaired.is_mended(finding.diagnostic.span) {
                return false;
            }
            diagnostics.add(*finding.diagnostic);
            readings > 0 && repaired.apply(&finding.repair)
        });
        if !again {
            for diagnostic in found {
                diagnostics.add(diagnostic);
            }
            break tree;
        }
    };
    let empty = |node: &Node| {
        node.as_scalar().is_some_and(|scalar| scalar.style == Style::Plain && scalar.text.as_str().is_empty())
    };
    match tree {
        Some(node) if !empty(&node) => Some(node),
        _ => {
            if !diagnostics.has_errors() {
                diagnostics.add(refusal::empty_file());
            }
            None
        }
    }
}
