//! How short a period may be.

use super::ast::Period;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::value::Duration;

/// Each period is a piece of its own, also where nothing flows: finer ones would take long to pass over.
const SHORTEST: i64 = Duration::MILLISECOND;

/// Refuses one that is too short for its `purpose`.
pub(super) fn check(period: Period, purpose: &str, diagnostics: &mut Diagnostics) -> Option<()> {
    if period.nanos >= SHORTEST {
        return Some(());
    }
    let message = format!("{} is too short {purpose}", Duration(period.nanos));
    diagnostics
        .add(Diagnostic::new(Code::OutOfBounds, period.span, message).help("the shortest time is `1ms`"));
    None
}
