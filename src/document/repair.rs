//! A copy of the file in which refused pieces are blanked, byte for byte, so that reading can go on behind them.

use super::node::{Scalar, Style};
use super::scan;
use crate::source::{Span, Text};

/// What has to change before the text can be read further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Repair {
    /// The piece was meant to be one value: it is read as if it were quoted.
    Value(Span),
    /// The pieces are overwritten with spaces.
    Blank(Vec<Span>),
    /// Nothing helps: reading ends here.
    None,
}

pub(super) struct Repaired<'t> {
    original: &'t str,
    text: String,
    values: Vec<Span>,
    /// All pieces that were overwritten.
    mended: Vec<Span>,
}

impl<'t> Repaired<'t> {
    pub fn new(original: &'t str) -> Self {
        Self { original, text: original.to_owned(), values: Vec::new(), mended: Vec::new() }
    }

    /// The text to read; every byte stands where it stands in the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn original(&self) -> &'t str {
        self.original
    }

    /// False if the repair changes nothing.
    pub fn apply(&mut self, repair: &Repair) -> bool {
        let before = self.values.len();
        let changed = match repair {
            Repair::Value(span) => {
                self.values.retain(|value| value.start < span.start || value.end > span.end);
                self.values.push(*span);
                self.overwrite(*span, 'x') || self.values.len() != before
            }
            Repair::Blank(spans) => {
                let mut changed = false;
                for span in spans {
                    changed |= self.overwrite(*span, ' ');
                }
                changed
            }
            Repair::None => false,
        };
        changed && self.text.len() == self.original.len()
    }

    /// Whether a place was mended before: a complaint about it is not the user's mistake.
    pub fn is_mended(&self, place: Span) -> bool {
        self.mended.iter().any(|mended| mended.start <= place.start && place.end <= mended.end)
    }

    /// Blanking keeps the line breaks; a value becomes one word.
    fn overwrite(&mut self, span: Span, with: char) -> bool {
        let old = &self.text[span.start..span.end];
        let new: String = old
            .bytes()
            .map(|byte| if with == ' ' && matches!(byte, b'\n' | b'\r') { char::from(byte) } else { with })
            .collect();
        let changed = old != new;
        self.text.replace_range(span.start..span.end, &new);
        self.mended.push(span);
        changed
    }

    /// The value that was meant where its placeholder stands.
    pub fn value_at(&self, span: Span) -> Option<Scalar> {
        let meant = self.values.contains(&span).then(|| &self.original[span.start..span.end])?;
        let quoted = meant.starts_with(['"', '\'']) && scan::closed(meant) == Some(meant.len());
        let (text, start) =
            if quoted { (&meant[1..meant.len() - 1], span.start + 1) } else { (meant, span.start) };
        Some(Scalar { text: Text::verbatim(text, start), style: Style::DoubleQuoted })
    }
}
