//! Choosing: outcomes by weight, rows of a catalog, elements of a list.

use super::lookups::Data;
use super::machine::Machine;
use super::program::{Manner, PickRow};
use super::typed::TableId;
use crate::random::Generator;
use crate::value::{Fault, Table, Value};
use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;

/// The outcome that a uniform draw below the total of cumulative whole weights falls on.
#[inline]
pub(super) fn exact(generator: &mut Generator, cumulative: &[u64]) -> usize {
    let drawn = generator.below(cumulative.last().copied().unwrap_or(1));
    if cumulative.len() <= 16 {
        cumulative.iter().filter(|end| **end <= drawn).count()
    } else {
        cumulative.partition_point(|end| *end <= drawn)
    }
}

/// The same for weights that were computed: shares held to 0..1; `omit` shares what the others leave. Where
/// they pass 1 together, or leave a rest that nobody takes, they are scaled. `None` where none weighs anything.
pub(super) fn computed(generator: &mut Generator, weights: &[Value]) -> Option<usize> {
    let given = |weight: &Value| weight.as_f64().unwrap_or(0.0).clamp(0.0, 1.0);
    let sharing = weights.iter().filter(|weight| **weight == Value::Omit).count();
    let sum: f64 = weights.iter().filter(|weight| **weight != Value::Omit).map(given).sum();
    #[expect(clippy::cast_precision_loss, reason = "a formula has few outcomes")]
    let share = if sharing == 0 { 0.0 } else { (1.0 - sum).max(0.0) / sharing as f64 };
    let total = if sharing == 0 || sum > 1.0 { sum } else { 1.0 };
    let drawn = generator.fraction() * total;
    let mut reached = 0.0;
    let mut last = None;
    for (position, weight) in weights.iter().enumerate() {
        let weight = if *weight == Value::Omit { share } else { given(weight) };
        reached += weight;
        if weight > 0.0 {
            last = Some(position);
            if drawn < reached {
                break;
            }
        }
    }
    last
}

/// An even pick from a list.
pub(super) fn element<'a>(generator: &mut Generator, list: Value<'a>) -> Result<Value<'a>, Fault> {
    match list {
        Value::List([]) => Err(Fault::NothingToChoose),
        Value::List(items) => {
            let position = generator.below(items.len() as u64);
            Ok(usize::try_from(position).map_or(Value::Null, |position| items[position]))
        }
        Value::Null => Ok(Value::Null),
        _ => Err(Fault::WrongType),
    }
}

/// The first row with that value in the indexed column, or null.
pub(super) fn find<'a>(
    data: &'a Data,
    table: TableId,
    index: usize,
    value: &Value<'a>,
    arena: &'a Bump,
) -> Value<'a> {
    let rows = &data.tables[table.0];
    let (sorted, column) = data.index(index);
    if value.is_missing() {
        return Value::Null;
    }
    sorted.equal(rows, column, *value, arena).next().map_or(Value::Null, |row| Value::Row(rows, row))
}

/// A row of a catalog. `body` is where the operations of its condition begin.
pub(super) fn row(machine: &mut Machine<'_, '_>, pick: &PickRow, body: usize) -> Result<u32, Fault> {
    let data = machine.data;
    let table = &*data.tables[pick.table.0];
    if pick.equal.is_some() || pick.rest.is_some() {
        let candidates = candidates(machine, pick, table, body);
        return among(machine, pick, &candidates);
    }
    any(data, pick, &mut machine.generator(pick.site), machine.slots)
}

/// A row of a whole catalog.
#[inline]
pub(super) fn any(
    data: &Data,
    pick: &PickRow,
    generator: &mut Generator,
    frame: &[Value],
) -> Result<u32, Fault> {
    let rows = data.tables[pick.table.0].rows();
    let row = match &pick.manner {
        Manner::Even => jump(generator, rows),
        Manner::Weighted(weights) => data.weights[*weights].draw(generator),
        Manner::Zipf(exponent) => zipf(generator, rows, frame[exponent.0]),
        Manner::At(position) => at(frame[position.0], rows),
    };
    row.ok_or(Fault::NothingToChoose)
}

/// The rows for which the condition holds, in their order.
fn candidates<'a>(
    machine: &mut Machine<'_, 'a>,
    pick: &PickRow,
    table: &'a Table,
    body: usize,
) -> ArenaVec<'a, u32> {
    let arena = machine.context.arena;
    let mut rows = ArenaVec::new_in(arena);
    match pick.equal {
        Some((index, value)) => {
            let (sorted, column) = machine.data.index(index);
            rows.extend(sorted.equal(table, column, machine.slots[value.0], arena));
        }
        None => rows.extend(0..table.rows()),
    }
    if let Some(rest) = &pick.rest {
        rows.retain(|row| machine.holds(rest.element, Value::Row(table, *row), rest.holds, body..rest.end));
    }
    rows
}

fn among(machine: &Machine, pick: &PickRow, rows: &[u32]) -> Result<u32, Fault> {
    let mut generator = machine.generator(pick.site);
    let count = u32::try_from(rows.len()).expect("no more rows than the catalog has");
    let position = match &pick.manner {
        Manner::Even => jump(&mut generator, count),
        Manner::Zipf(exponent) => zipf(&mut generator, count, machine.slots[exponent.0]),
        Manner::At(position) => at(machine.slots[position.0], count),
        Manner::Weighted(weights) => {
            let weights = &machine.data.weights[*weights].weights;
            let weight = |row: &u32| weights[*row as usize];
            let mut left = generator.fraction() * rows.iter().map(weight).sum::<f64>();
            let mut last = None;
            for row in rows.iter().copied().filter(|row| weight(row) > 0.0) {
                last = Some(row);
                left -= weight(&row);
                if left < 0.0 {
                    break;
                }
            }
            return last.ok_or(Fault::NothingToChoose);
        }
    };
    position.map(|position| rows[position as usize]).ok_or(Fault::NothingToChoose)
}

/// A jump consistent hash (Lamping and Veach, 2014): of `rows + 1` rows each pick stays where it was among
/// `rows`, but for the share that the new row takes.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "as the paper computes it")]
fn jump(generator: &mut Generator, rows: u32) -> Option<u32> {
    let mut state = generator.bits();
    let (mut row, mut next) = (None, 0_i64);
    while next < i64::from(rows) {
        row = u32::try_from(next).ok();
        state = state.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(1);
        let divisor = ((state >> 33) + 1) as f64;
        next = ((next + 1) as f64 * ((1_i64 << 31) as f64 / divisor)) as i64;
    }
    row
}

pub(super) fn zipf(generator: &mut Generator, rows: u32, exponent: Value) -> Option<u32> {
    let rank = super::draws::zipf::rank(generator, rows, exponent.as_f64()?).ok()?;
    Some(rank - 1)
}

/// The row of that number, from 1 as `row` counts and `event.index` does; beyond the last it begins again.
fn at(position: Value, rows: u32) -> Option<u32> {
    let rows = i128::from(rows);
    let row = position.as_int()?.checked_sub(1)?.checked_rem_euclid(rows)?;
    u32::try_from(row).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Key;

    #[test]
    fn computed_weights_are_scaled_share_the_rest_and_may_weigh_nothing() {
        let share = |weights: &[Value], outcome: usize| {
            let key = Key::of(1, "weights");
            (0..10_000).filter(|index| computed(&mut key.generator(*index), weights) == Some(outcome)).count()
        };
        let (half, most) = (Value::Number(0.5), Value::Number(3.0));
        assert!((4_800..5_200).contains(&share(&[half, Value::Omit], 1)));
        assert!((3_100..3_600).contains(&share(&[half, most], 0)));
        assert_eq!(computed(&mut Key::of(1, "w").generator(0), &[Value::Int(0), Value::Null]), None);
    }
}
