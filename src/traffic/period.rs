//! How often something may be drawn anew.

use super::ast::Period;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::value::Duration;

/// Each period is a draw, also where nothing flows: finer ones would take long to pass over.
const SHORTEST: i64 = Duration::MILLISECOND;

pub(super) fn check(period: Period, diagnostics: &mut Diagnostics) -> Option<()> {
    if period.nanos >= SHORTEST {
        return Some(());
    }
    let message = format!("{} is too short to draw anew", Duration(period.nanos));
    diagnostics
        .add(Diagnostic::new(Code::OutOfBounds, period.span, message).help("the shortest time is `1ms`"));
    None
}
