//! YAML's traps: text that an analyst means as one value and YAML cuts, renames or refuses.
//!
//! Some are seen in what the parser makes of them, some only where it gives up. Each has its own words, the
//! piece that was meant, and the line as it should be written.

mod comment;
mod first;
mod flow;
mod odd;
pub(super) mod quote;
mod syntax;
mod tab;

use super::events::{Failure, Fault};
use super::finding::Finding;
use super::node::{Scalar, Style};
use super::repair::Repair;
use super::{refusal, scan};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// What is known about a place while the tree is built.
pub(super) struct Surroundings<'t> {
    /// The file.
    pub original: &'t str,
    /// The file as it is read, with earlier findings blanked.
    pub text: &'t str,
    /// The latest key of the innermost mapping.
    pub key: Option<Span>,
    /// A key is expected next, not a value.
    pub at_key: bool,
    pub in_list: bool,
    /// Inside `{ }` or `[ ]`.
    pub flow: bool,
    pub outermost_bracket: Option<usize>,
    pub innermost_bracket: Option<usize>,
    /// The value that was completed last, if no key came after it.
    pub latest: Option<Span>,
    /// Where the last thing that was read ends.
    pub cursor: usize,
    /// Key and value of the entry before this one.
    pub previous_value: Option<(Span, Span)>,
}

impl Surroundings<'_> {
    /// The same place, seen as part of the value that was completed last.
    pub fn of_latest(&self) -> Self {
        Self { at_key: self.at_key && self.latest.is_none(), ..*self }
    }

    /// A piece of the file, on one line and not too long for a message.
    pub fn written(&self, span: Span) -> String {
        let piece = &self.original[span.start..span.end];
        let line = piece.lines().next().unwrap_or_default().trim_end();
        if line.len() == piece.len() && line.chars().count() <= quote::LONGEST {
            return line.to_owned();
        }
        let short: String = line.chars().take(quote::LONGEST).collect();
        format!("{short} …")
    }

    /// Whose value it is, to begin a sentence with.
    pub fn subject(&self) -> String {
        quote::subject(
            self.key.filter(|_| !self.at_key).map(|key| self.written(key)).as_deref(),
            self.in_list,
        )
    }

    /// How to write the piece in quotes.
    pub fn quoted(&self, piece: Span) -> String {
        let key = self.key.filter(|_| !self.at_key).map(|key| self.written(key));
        quote::advice(key.as_deref(), self.in_list && !self.flow, &self.original[piece.start..piece.end])
    }
}

/// A list or mapping begins.
pub(super) fn opening(around: &Surroundings<'_>, span: Span) -> Result<(), Finding> {
    let rest = &around.text[span.start..];
    let template = span.start < span.end && first::TEMPLATES.iter().any(|mark| rest.starts_with(mark));
    if template && around.at_key {
        return Err(first::key(around, span.start));
    }
    if template {
        return Err(if around.flow {
            flow::template(around, span.start)
        } else {
            first::block(around, span.start)
        });
    }
    Ok(())
}

/// A scalar was read: a key or a value.
pub(super) fn scalar(
    around: &Surroundings<'_>,
    span: Span,
    scalar: &Scalar,
    found: &mut Vec<Diagnostic>,
) -> Result<(), Finding> {
    found.extend(tab::before(around, span));
    match scalar.style {
        Style::Plain => {
            if !around.at_key {
                odd::behind_key(around, span)?;
                comment::dropped(around, span)?;
                comment::cut(around, span)?;
                if around.flow {
                    flow::cut(around, span, found)?;
                }
            }
            found.extend(tab::inside(around, span));
            found.extend(odd::plain(around, span));
        }
        Style::Literal | Style::Folded if scalar.text.as_str().is_empty() => first::empty_block(around)?,
        _ => {}
    }
    if !around.at_key && scalar.style != Style::Plain {
        found.extend(odd::formula(around, &scalar.text));
    }
    Ok(())
}

/// A value was left out.
pub(super) fn empty_value(around: &Surroundings<'_>, span: Span) -> Result<Option<Diagnostic>, Finding> {
    let Some(key) = around.key else { return empty_item(around, span).map(Some) };
    if key.start == key.end {
        return Ok(None); // the missing key is complaint enough
    }
    if let Some(alone) = if around.flow { flow::key_alone(around, key)? } else { None } {
        return Ok(Some(alone));
    }
    let behind = key.end + around.text[key.end..].find(':').map_or(0, |colon| colon + 1);
    comment::instead_of_value(around, behind)?;
    let name = around.written(key);
    let advice =
        format!("write `{name}: null` for no value, `{name}: ''` for an empty text, or remove the key");
    Ok(Some(
        Diagnostic::new(Code::EmptyValue, key, format!("`{name}` has no value"))
            .label("nothing follows")
            .help(advice),
    ))
}

fn empty_item(around: &Surroundings<'_>, span: Span) -> Result<Diagnostic, Finding> {
    let dash = scan::skip_white(around.text, around.cursor);
    let mut place = span;
    if around.text[dash..].starts_with('-') {
        place = Span::new(dash, dash + 1);
        comment::instead_of_value(around, place.end)?;
    }
    Ok(Diagnostic::new(Code::EmptyValue, place, "this list item is empty")
        .label("nothing follows")
        .help("write `null` for no value, `''` for an empty text, or remove the item"))
}

/// The parser gave up.
pub(super) fn failure(failure: &Failure, around: &Surroundings<'_>) -> Finding {
    let at = failure.at;
    match failure.fault {
        Fault::Tab => return tab::failure(around, at),
        Fault::Nesting => return Finding::new(refusal::too_deep(Span::new(at, at)), Repair::None),
        Fault::Directive => {
            let line = Span::new(scan::line_start(around.text, at), scan::line_end(around.text, at));
            return Finding::new(refusal::directive(line), Repair::Blank(vec![line]));
        }
        Fault::CommentInside => {
            let start = around.latest.map_or(at, |latest| latest.start);
            return comment::inside(around, start, at);
        }
        Fault::Character(c) if odd::is_odd(c) => return odd::failure(around, at, c),
        Fault::MissingColon | Fault::EntryExpected | Fault::Colon => {
            if let Some(finding) = odd::on_line(around, at) {
                return finding;
            }
        }
        _ => {}
    }
    match around.innermost_bracket {
        Some(bracket) if around.flow => flow::failure(failure.fault, around, at, bracket),
        _ => syntax::block(failure.fault, around, at),
    }
}
