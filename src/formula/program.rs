//! A compiled formula, event or row: a flat list of operations over the slots of a frame.
//!
//! No operation looks a name up.

use super::ast::{Binary, Unary};
use super::draws::uuid7::UUID7;
use super::signature::{Draw, Function, Sampler};
use super::typed::{Render, Site, Slot, TableId};
use crate::source::Span;
use crate::value::{Owned, Value};
use bumpalo::Bump;
use std::sync::Arc;

/// Operations and what they refer to.
#[derive(Debug, Default)]
pub struct Program {
    pub(super) operations: Vec<Operation>,
    /// The formula each operation belongs to: a position in `formulas`.
    pub(super) origins: Vec<u32>,
    pub(super) constants: Vec<(Slot, Owned)>,
    pub(super) slots: usize,
    pub(super) targets: Vec<Vec<usize>>,
    pub(super) templates: Vec<Arc<dyn Render>>,
    pub(super) names: Vec<Arc<[Box<str>]>>,
    /// Whether it may compute events side by side: no operation leads elsewhere, has draws of its own for each element,
    /// looks at earlier records, or is refused where the values of its event take too much memory.
    pub(super) is_straight: bool,
    /// The places of the formulas, for the report of faults.
    pub formulas: Vec<Formula>,
    /// The places of the draws, below the place of the program; a [`Site`] is a position here.
    pub sites: Vec<String>,
}

/// Where a formula stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// The path of its field: `payload.price`.
    pub path: String,
    pub span: Span,
}

/// Consecutive slots.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slots {
    pub first: usize,
    pub count: usize,
}

/// One step. `to` is the slot that takes the result.
#[derive(Debug)]
pub(super) enum Operation {
    Copy {
        from: Slot,
        to: Slot,
    },
    Unary {
        operator: Unary,
        value: Slot,
        to: Slot,
    },
    Binary {
        operator: Binary,
        left: Slot,
        right: Slot,
        to: Slot,
    },
    Within {
        value: Slot,
        low: Slot,
        high: Slot,
        to: Slot,
    },
    Field {
        row: Slot,
        column: usize,
        to: Slot,
    },
    FieldOfEach {
        rows: Slot,
        column: usize,
        to: Slot,
    },
    Index {
        list: Slot,
        position: Slot,
        to: Slot,
    },
    List {
        items: Slots,
        to: Slot,
    },
    Record {
        names: usize,
        values: Slots,
        to: Slot,
    },
    Call {
        function: &'static Function,
        arguments: Slots,
        to: Slot,
    },
    /// Rounds to digits that are known.
    Round {
        number: Slot,
        places: i32,
        to: Slot,
    },
    Draw {
        draw: &'static Draw,
        site: Site,
        arguments: Slots,
        to: Slot,
    },
    Sample {
        sampler: Arc<dyn Sampler>,
        site: Site,
        to: Slot,
    },
    /// The index's place in a keyed permutation of the numbers below `size`.
    Permute {
        site: Site,
        size: u64,
        to: Slot,
    },
    Nth {
        draw: &'static Draw,
        number: Slot,
        arguments: Slots,
        to: Slot,
    },
    PreparedNth {
        sampler: Arc<dyn Sampler>,
        number: Slot,
        to: Slot,
    },
    Jump {
        target: usize,
    },
    /// Jumps where the condition is not true.
    JumpUnless {
        condition: Slot,
        target: usize,
    },
    JumpUnlessNull {
        value: Slot,
        target: usize,
    },
    /// Draws one of constant values.
    Select {
        site: Site,
        /// Cumulative.
        weights: Arc<[u64]>,
        values: Slots,
        to: Slot,
    },
    /// Draws one of the targets and goes there.
    Choose {
        site: Site,
        /// Cumulative.
        weights: Arc<[u64]>,
        targets: usize,
    },
    /// The same with weights in slots; `omit` stands for an outcome that shares the rest.
    ChooseComputed {
        site: Site,
        weights: Slots,
        targets: usize,
        /// Null where no outcome weighs anything.
        to: Slot,
    },
    Pick(Box<PickRow>),
    PickElement {
        site: Site,
        list: Slot,
        to: Slot,
    },
    Find {
        table: TableId,
        index: usize,
        value: Slot,
        to: Slot,
    },
    Recall {
        site: Site,
        history: usize,
        taking: Taking,
        within: Option<Slot>,
        latest: Option<Slot>,
        to: Slot,
    },
    /// Runs the operations up to `end` once for each element and collects `result`.
    Each {
        over: Slot,
        counted: bool,
        element: Slot,
        result: Slot,
        end: usize,
        to: Slot,
    },
    Template {
        template: usize,
        variables: Slots,
        to: Slot,
    },
    /// A whole number that left 64 bits becomes null.
    Narrow {
        slot: Slot,
    },
}

impl Operation {
    /// Whether it does the same for each event, whatever others hold in memory.
    pub fn is_straight(&self) -> bool {
        match self {
            Self::Copy { .. }
            | Self::Unary { .. }
            | Self::Binary { .. }
            | Self::Within { .. }
            | Self::Field { .. }
            | Self::Round { .. }
            | Self::Narrow { .. }
            | Self::Sample { .. }
            | Self::Select { .. } => true,
            Self::Pick(pick) => pick.equal.is_none() && pick.rest.is_none(),
            _ => false,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Taking {
    First,
    Last,
    Evenly,
    Zipf(Slot),
}

#[derive(Debug)]
pub(super) struct PickRow {
    pub site: Site,
    pub table: TableId,
    pub manner: Manner,
    /// A position in [`super::Lookups::indexes`] and the value to look for.
    pub equal: Option<(usize, Slot)>,
    /// The condition's operations end at `end`; its result is `holds` with the candidate in `element`.
    pub rest: Option<Condition>,
    pub to: Slot,
}

#[derive(Debug)]
pub(super) struct Condition {
    pub element: Slot,
    pub holds: Slot,
    pub end: usize,
}

#[derive(Debug)]
pub(super) enum Manner {
    Even,
    /// A position in [`super::Lookups::weights`].
    Weighted(usize),
    Zipf(Slot),
    At(Slot),
}

impl Program {
    /// A frame with the constants in their slots and null in all others.
    pub fn frame<'a>(&'a self, arena: &'a Bump) -> &'a mut [Value<'a>] {
        self.frames(1, arena)
    }

    /// Several frames, one after another.
    pub fn frames<'a>(&'a self, count: usize, arena: &'a Bump) -> &'a mut [Value<'a>] {
        let frames = arena.alloc_slice_fill_copy(count * self.slots, Value::Null);
        for (slot, constant) in &self.constants {
            let value = match constant {
                Owned::Text(text) => Value::Text(text),
                Owned::Int(whole) => Value::Int(*whole),
                other => other.view(arena),
            };
            frames.iter_mut().skip(slot.0).step_by(self.slots).for_each(|slot| *slot = value);
        }
        frames
    }

    /// How many slots a frame has.
    pub const fn slots(&self) -> usize {
        self.slots
    }

    /// The numbers of the fields that it recalls.
    pub fn recalled(&self) -> impl Iterator<Item = usize> {
        self.operations.iter().filter_map(|operation| match operation {
            Operation::Recall { history, .. } => Some(*history),
            _ => None,
        })
    }

    /// Whether a draw takes the time of its event, or of the start in a catalog.
    pub fn draws_time(&self) -> bool {
        let timed: &'static Draw = &UUID7;
        self.operations.iter().any(|operation| {
            matches!(operation, Operation::Draw { draw, .. } | Operation::Nth { draw, .. } if std::ptr::eq(*draw, timed))
        })
    }
}
