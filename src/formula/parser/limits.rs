//! How long and how deep a formula may be. Pest and every later stage recurse into brackets and operands, so the
//! text is measured before pest sees it, and the tree before anybody walks it.

use super::Failure;
use super::scan::unquoted;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Expr;
use crate::source::{Span, Text};

const CHARACTERS: usize = 4_000;
const DEPTH: usize = 64;

/// Refuses a text that is too long or has too many brackets inside each other.
pub fn check_text(text: &Text) -> Result<(), Failure> {
    let written = text.as_str();
    let characters = written.chars().count();
    if characters > CHARACTERS {
        let message = format!("this formula has {characters} characters; at most {CHARACTERS} are read");
        let error = Diagnostic::new(Code::TooDeep, text.span(), message);
        return Err(error.label("too long").help("give parts of it names in `let`").into());
    }
    let mut depth = 0_usize;
    for (at, character) in unquoted(written) {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH {
            return Err(too_deep(text.at(at, at + 1)).into());
        }
    }
    Ok(())
}

/// Refuses so many signs in one row that making a tree of them would recurse too far.
pub fn check_signs(count: usize, span: Span) -> Result<(), Failure> {
    if count > DEPTH { Err(too_deep(span).into()) } else { Ok(()) }
}

/// Refuses a tree that is too deep: each operator in a row is one level more.
pub fn check_tree(root: &Expr) -> Result<(), Failure> {
    let mut unseen = vec![(root, 0)];
    while let Some((node, depth)) = unseen.pop() {
        if depth > DEPTH {
            return Err(too_deep(root.span).into());
        }
        unseen.extend(node.children().into_iter().map(|child| (child, depth + 1)));
    }
    Ok(())
}

/// The error for a formula that pest gave up on.
pub fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(Code::TooDeep, span, format!("this formula is more than {DEPTH} levels deep"))
        .label("too deep")
        .help(
            "each bracket, each sign and each operator in a row is a level: give parts of it names in `let`",
        )
}
