//! Spares a payload's values the way through slots where nothing else looks at them.
//!
//! In: the pieces of a body and the assignments behind them. Out: the same bytes from fewer operations: cells of a
//! picked row that follow each other are written from text that was prepared once for the catalog, `text(x)` is written
//! as `x` between quotes, `round(x, 2)` as hundredths, and the outcomes of a choice that are known are written beforehand.
//! Never changes a value.

use super::payload::{Insert, Piece};
use super::shared::{Progress, Shared};
use crate::formula::compile::{Assignment, rounding};
use crate::formula::rendered::{Rendered, RenderedCell};
use crate::formula::typed::{Node, Slot, TableId, Typed, Weights};
use crate::value::{BLOCK, Literal, Owned, Type, write_json, write_quoted};
use bumpalo::Bump;
use std::collections::HashMap;

/// What the text of a prepared cell is taken for, in bytes.
const CELL_BYTES: usize = BLOCK;
/// The most bytes between two cells that are prepared together: they are there again for each row.
const MOST_BETWEEN: usize = BLOCK;

/// Fuses pieces with the formulas behind them. `others` are the slots that something besides these pieces
/// reads.
pub fn fuse(
    shared: &mut Shared,
    pieces: &mut Vec<Piece>,
    assignments: &mut Vec<Assignment>,
    others: &[Slot],
) {
    let mut uses: HashMap<Slot, usize> = HashMap::new();
    let mut count = |slot| *uses.entry(slot).or_default() += 1;
    assignments.iter().for_each(|assignment| assignment.typed.each_slot(&mut count));
    others.iter().copied().for_each(&mut count);
    pieces.iter().filter_map(|piece| piece.insert.slot()).for_each(&mut count);
    let positions: HashMap<Slot, usize> =
        assignments.iter().enumerate().map(|(position, assignment)| (assignment.slot, position)).collect();
    // the assignment behind a piece that alone reads it
    let behind = |piece: &Piece| match piece.insert {
        Insert::Value(slot) if uses.get(&slot) == Some(&1) => positions.get(&slot).copied(),
        _ => None,
    };
    let typed = |position: usize| &assignments[position].typed;
    let cells: Vec<Option<Cell>> = pieces
        .iter()
        .map(|piece| {
            let position = behind(piece)?;
            let (inner, is_text) = of_text(typed(position));
            let (row, table, column) = cell(inner, |slot| positions.get(&slot).copied().map(typed))?;
            Some(Cell { row, table, column, is_text, position })
        })
        .collect();
    let mut spared = vec![false; assignments.len()];
    *pieces = with_rendered(shared, std::mem::take(pieces), cells, &mut spared);
    for piece in pieces {
        if let Some(position) = behind(piece)
            && let Insert::Value(slot) = piece.insert
        {
            write_directly(&mut piece.insert, slot, &mut assignments[position]);
        }
    }
    let mut spared = spared.into_iter();
    assignments.retain(|_| spared.next() != Some(true));
}

/// A piece that is a field of a row picked from a catalog.
struct Cell {
    row: Slot,
    table: TableId,
    column: usize,
    is_text: bool,
    /// Of its assignment.
    position: usize,
}

/// The row's slot, the catalog and the column.
fn cell<'a>(typed: &Typed, assigned: impl Fn(Slot) -> Option<&'a Typed>) -> Option<(Slot, TableId, usize)> {
    let Node::Field(row, column) = &typed.node else { return None };
    let Node::Slot(slot) = row.node else { return None };
    let Node::Pick(pick) = &assigned(slot)?.node else { return None };
    Some((slot, pick.table, *column))
}

/// What `text` is made of, or the formula itself.
fn of_text(typed: &Typed) -> (&Typed, bool) {
    match &typed.node {
        Node::Call(function, arguments) if function.signature.name == "text" => (&arguments[0], true),
        _ => (typed, false),
    }
}

/// The pieces, with cells of one row that follow each other in one, and their assignments spared.
fn with_rendered(
    shared: &mut Shared,
    pieces: Vec<Piece>,
    cells: Vec<Option<Cell>>,
    spared: &mut [bool],
) -> Vec<Piece> {
    let mut done = Vec::with_capacity(pieces.len());
    let mut rest = pieces.into_iter().zip(cells).peekable();
    while let Some((piece, cell)) = rest.next() {
        let Some(first) = cell else {
            done.push(piece);
            continue;
        };
        let row = first.row;
        let mut run = vec![(piece, first)];
        let follows = |(piece, cell): &(Piece, Option<Cell>)| {
            cell.as_ref().is_some_and(|cell| cell.row == row) && piece.before.bytes().len() <= MOST_BETWEEN
        };
        while let Some((piece, Some(cell))) = rest.next_if(follows) {
            run.push((piece, cell));
        }
        match together(shared, &run) {
            Some(piece) => {
                run.iter().for_each(|(_, cell)| spared[cell.position] = true);
                done.push(piece);
            }
            None => done.extend(run.into_iter().map(|(piece, cell)| {
                let run = [(piece, cell)];
                let alone = together(shared, &run);
                let [(piece, cell)] = run;
                spared[cell.position] = alone.is_some();
                alone.unwrap_or(piece)
            })),
        }
    }
    done
}

/// One piece for some that follow each other; `None` where there is no room for what is prepared.
fn together(shared: &mut Shared, run: &[(Piece, Cell)]) -> Option<Piece> {
    let (first, Cell { row, table, .. }) = run.first()?;
    let rendered_cell = |(number, (piece, cell)): (usize, &(Piece, Cell))| RenderedCell {
        before: if number == 0 { Box::default() } else { piece.before.bytes().into() },
        column: cell.column,
        is_text: cell.is_text,
    };
    let cells = run.iter().enumerate().map(rendered_cell).collect();
    let rendered = prepare(shared, Rendered { table: *table, cells })?;
    Some(Piece { before: first.before.clone(), insert: Insert::Cells { row: *row, rendered } })
}

/// The number of the prepared cells, if the catalogs may take that much more memory.
fn prepare(shared: &mut Shared, rendered: Rendered) -> Option<usize> {
    if let Some(known) = shared.lookups.rendered.iter().position(|known| *known == rendered) {
        return Some(known);
    }
    let Progress::Done { rows, .. } = shared.progress[rendered.table.0] else { return None };
    let of_cells = rendered.cells.iter().map(|cell| cell.before.len() + CELL_BYTES);
    let of_row = of_cells.sum::<usize>() + size_of::<usize>();
    let memory = shared.memory.saturating_add(u64::from(rows).saturating_mul(of_row as u64));
    if memory > shared.options.max_memory {
        return None;
    }
    shared.memory = memory;
    shared.lookups.rendered.push(rendered);
    Some(shared.lookups.rendered.len() - 1)
}

/// Lets a piece write what its formula is made of.
fn write_directly(insert: &mut Insert, slot: Slot, assignment: &mut Assignment) {
    let (inner, is_text) = of_text(&assignment.typed);
    if let Some((outcomes, number)) = outcomes(inner, is_text) {
        assignment.typed = number;
        *insert = Insert::Outcome { number: slot, outcomes };
    } else if is_text {
        assignment.typed = inner.clone();
        *insert = Insert::Quoted(slot);
    } else if let Some(number) = rounded(inner) {
        assignment.typed = number.clone();
        *insert = Insert::Rounded(slot);
    } else {
        return;
    }
    assignment.is_wide = true;
}

/// The decimal number that is rounded to two digits.
fn rounded(typed: &Typed) -> Option<&Typed> {
    match &typed.node {
        Node::Call(function, arguments) if rounding(function, arguments) == Some(2) => {
            arguments.first().filter(|number| number.ty == Type::Number)
        }
        _ => None,
    }
}

/// The outcomes of a choice as JSON, and the same choice of their numbers; `None` where they are not all known.
fn outcomes(typed: &Typed, is_text: bool) -> Option<(Box<[Literal]>, Typed)> {
    let Node::Choice { site, weights: weights @ Weights::Exact(_), outcomes } = &typed.node else {
        return None;
    };
    let arena = Bump::new();
    let written = outcomes.iter().map(|outcome| {
        let (value, mut bytes) = (outcome.as_constant()?.view(&arena), Vec::new());
        let write = if is_text { write_quoted } else { write_json };
        write(&value, &mut bytes);
        Some(Literal::new(&bytes))
    });
    let written = written.collect::<Option<_>>()?;
    let numbers =
        (0..).zip(outcomes).map(|(number, outcome)| Typed::constant(Owned::Int(number), outcome.span));
    let (site, weights, outcomes) = (*site, weights.clone(), numbers.collect());
    Some((written, Typed::new(Node::Choice { site, weights, outcomes }, Type::Int, typed.span)))
}
