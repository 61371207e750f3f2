//! What is wrong with a scenario, where, and what to do about it.
//!
//! Stages add [`Diagnostic`]s to a [`Diagnostics`] list and go on, so that one run reports all of them.
//! Words live here and in the stages; how they are drawn lives in `render`.

mod code;
mod nearest;
mod render;
mod visible;

pub use code::{Code, Severity};
pub use nearest::nearest;
pub use render::{render_human, render_json};
pub use visible::visible;

use crate::source::Span;

/// One error or warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    /// One sentence: what was being read and what is wrong.
    pub message: String,
    /// The exact piece.
    pub span: Span,
    /// A few words under the carets; may be empty.
    pub label: String,
    /// Other places that belong to it, each with its words.
    pub related: Vec<(Span, String)>,
    /// What is accepted, an example, the nearest known name.
    pub help: Vec<String>,
}

impl Diagnostic {
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            span,
            label: String::new(),
            related: Vec::new(),
            help: Vec::new(),
        }
    }

    pub fn label(mut self, words: impl Into<String>) -> Self {
        self.label = words.into();
        self
    }

    pub fn help(mut self, words: impl Into<String>) -> Self {
        self.help.push(words.into());
        self
    }

    pub fn related(mut self, span: Span, words: impl Into<String>) -> Self {
        self.related.push((span, words.into()));
        self
    }

    /// Adds "did you mean" when one of the known names is near.
    pub fn suggest<'n>(self, wrong: &str, known: impl IntoIterator<Item = &'n str>) -> Self {
        match nearest(wrong, known) {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }
}

/// The errors and warnings of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    pub fn add(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    pub fn append(&mut self, mut others: Self) {
        self.list.append(&mut others.list);
    }

    /// Takes those of one code back.
    pub fn forget(&mut self, code: Code) {
        self.list.retain(|diagnostic| diagnostic.code != code);
    }

    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.code.severity() == Severity::Error)
    }

    /// How many errors there are so far.
    pub fn errors(&self) -> usize {
        self.list.iter().filter(|diagnostic| diagnostic.code.severity() == Severity::Error).count()
    }

    /// All of them by place. Of several complaints about the same piece that of the earliest stage counts, and
    /// a warning about a piece with an error in it is left out.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        let place = |diagnostic: &Diagnostic| (diagnostic.span, diagnostic.code, diagnostic.message.clone());
        self.list.sort_by_cached_key(place);
        self.list.dedup();
        // codes are in the order of the stages; what is missing has no place of its own
        self.list.dedup_by(|later, first| later.span == first.span && later.code != Code::MissingKey);
        let is_error = |diagnostic: &Diagnostic| diagnostic.code.severity() == Severity::Error;
        let errors: Vec<Span> =
            self.list.iter().filter(|found| is_error(found)).map(|found| found.span).collect();
        let holds_error = |span: Span| {
            let behind = errors.partition_point(|error| error.start < span.start);
            errors.get(behind).is_some_and(|error| error.end <= span.end)
        };
        self.list.retain(|diagnostic| is_error(diagnostic) || !holds_error(diagnostic.span));
        self.list
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
