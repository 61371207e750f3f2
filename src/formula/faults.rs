//! Values that could not be computed: they are null, and counted here.

use crate::value::Fault;

/// The values that could not be computed: how many for each operation, and the first.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    counts: Vec<u64>,
    first: Vec<Option<(u64, Fault)>>,
}

/// A formula some of whose values could not be computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultCount {
    /// A position in [`super::program::Program::formulas`].
    pub formula: usize,
    pub count: u64,
    /// The index of the first event or row, and what happened to it.
    pub first: (u64, Fault),
}

impl Faults {
    #[cold]
    pub fn count(&mut self, formula: usize, index: u64, fault: Fault) {
        if self.counts.len() <= formula {
            self.counts.resize(formula + 1, 0);
            self.first.resize(formula + 1, None);
        }
        self.counts[formula] += 1;
        self.first[formula].get_or_insert((index, fault));
    }

    pub fn iter(&self) -> impl Iterator<Item = FaultCount> + '_ {
        self.counts.iter().zip(&self.first).enumerate().filter_map(|(formula, (count, first))| {
            Some(FaultCount { formula, count: *count, first: (*first)? })
        })
    }
}
