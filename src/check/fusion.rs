//! Spares a payload's values the way through slots where nothing else looks at them.
//!
//! In: the pieces of a body and the assignments behind them. Out: the same bytes from fewer operations: a cell
//! of a picked row is written from text that was prepared once for the catalog, and `text(x)` is written as `x`
//! between quotes. Never changes a value.

use super::payload::{Insert, Piece};
use super::shared::{Progress, Shared};
use crate::formula::compile::Assignment;
use crate::formula::lookups::Rendered;
use crate::formula::typed::{Node, Slot, TableId, Typed};
use crate::value::Literal;
use std::collections::HashMap;

/// What a prepared cell takes, in bytes.
const PREPARED_BYTES: u64 = size_of::<Literal>() as u64;

/// Fuses pieces with the formulas behind them. `others` are the slots that something besides these pieces
/// reads.
pub fn fuse(shared: &mut Shared, pieces: &mut [Piece], assignments: &mut Vec<Assignment>, others: &[Slot]) {
    let mut uses: HashMap<Slot, usize> = HashMap::new();
    let mut count = |slot| *uses.entry(slot).or_default() += 1;
    assignments.iter().for_each(|assignment| assignment.typed.each_slot(&mut count));
    others.iter().copied().for_each(&mut count);
    pieces.iter().filter_map(|piece| piece.insert.slot()).for_each(&mut count);
    let positions: HashMap<Slot, usize> =
        assignments.iter().enumerate().map(|(position, assignment)| (assignment.slot, position)).collect();
    let mut spared = vec![false; assignments.len()];
    for Piece { insert, .. } in pieces {
        let Insert::Value(slot) = *insert else { continue };
        let (Some(&position), Some(1)) = (positions.get(&slot), uses.get(&slot)) else { continue };
        let typed = &assignments[position].typed;
        let (inner, is_text) = match &typed.node {
            Node::Call(function, arguments) if function.signature.name == "text" => (&arguments[0], true),
            _ => (typed, false),
        };
        let cell = cell(inner, |slot| positions.get(&slot).map(|position| &assignments[*position].typed));
        if let Some((row, table, column)) = cell
            && let Some(rendered) = prepare(shared, Rendered { table, column, is_text })
        {
            *insert = Insert::Cell { row, rendered };
            spared[position] = true;
        } else if is_text {
            assignments[position].typed = inner.clone();
            assignments[position].is_wide = true;
            *insert = Insert::Quoted(slot);
        }
    }
    let mut spared = spared.into_iter();
    assignments.retain(|_| spared.next() != Some(true));
}

/// The row's slot, the catalog and the column, where a formula is a field of a row picked from a catalog.
fn cell<'a>(typed: &Typed, assigned: impl Fn(Slot) -> Option<&'a Typed>) -> Option<(Slot, TableId, usize)> {
    let Node::Field(row, column) = &typed.node else { return None };
    let Node::Slot(slot) = row.node else { return None };
    let Node::Pick(pick) = &assigned(slot)?.node else { return None };
    Some((slot, pick.table, *column))
}

/// The number of the prepared column, if the catalogs may take that much more memory.
fn prepare(shared: &mut Shared, rendered: Rendered) -> Option<usize> {
    if let Some(known) = shared.lookups.rendered.iter().position(|known| *known == rendered) {
        return Some(known);
    }
    let Progress::Done { rows, .. } = shared.progress[rendered.table.0] else { return None };
    let memory = shared.memory.saturating_add(u64::from(rows) * PREPARED_BYTES);
    if memory > shared.options.max_memory {
        return None;
    }
    shared.memory = memory;
    shared.lookups.rendered.push(rendered);
    Some(shared.lookups.rendered.len() - 1)
}
