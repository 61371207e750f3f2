//! The stages as one function: text -> a scenario without mistakes.

use crate::check::{self, Checked};
use crate::diagnostic::{Code, Diagnostics};
use crate::document;
use crate::scenario::{self, Environment};
use crate::source::Source;

/// Parses, reads and checks a scenario. Every stage goes on with what the one before it could make out, so
/// that all errors of a file come in one run; `None` where there are any.
pub fn compile(
    source: &Source,
    environment: &Environment,
    options: &check::Options,
    diagnostics: &mut Diagnostics,
) -> Option<Checked> {
    let document = document::parse(source, diagnostics)?;
    let whole = !diagnostics.has_errors();
    let scenario = scenario::read(&document, environment, diagnostics);
    if !whole {
        // what the YAML errors left out of the tree is not missing
        diagnostics.forget(Code::MissingKey);
    }
    check::check(&scenario?, options, diagnostics)
}
