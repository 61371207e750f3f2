//! One complaint about the YAML itself, and how to read on behind it.

use super::repair::Repair;
use crate::diagnostic::Diagnostic;

pub(super) struct Finding {
    pub diagnostic: Box<Diagnostic>,
    pub repair: Repair,
}

impl Finding {
    pub fn new(diagnostic: Diagnostic, repair: Repair) -> Self {
        Self { diagnostic: Box::new(diagnostic), repair }
    }
}
