//! The operations of most events, on the frame of one. They write their slots themselves: a value handed over on the
//! way would be read back before it has left the processor's store buffer.

use super::arithmetic;
use super::ast::Binary;
use super::functions::{self, ROUND, round_number};
use super::typed::Slot;
use crate::value::{Context, Fault, Value};
use bumpalo::Bump;

#[inline]
pub(super) fn binary<'a>(
    frame: &mut [Value<'a>],
    operator: Binary,
    (left, right): (Slot, Slot),
    to: Slot,
    arena: &'a Bump,
) -> Result<(), Fault> {
    let (left, right) = (&frame[left.0], &frame[right.0]);
    if let Some(number) = arithmetic::decimal(operator, left, right) {
        frame[to.0] = Value::Number(number);
    } else if let Some(whole) = arithmetic::whole(operator, left, right) {
        frame[to.0] = Value::Int(whole);
    } else {
        frame[to.0] = arithmetic::binary(operator, *left, *right, arena)?;
    }
    Ok(())
}

#[inline]
pub(super) fn field<'a>(frame: &mut [Value<'a>], row: Slot, column: usize, to: Slot, arena: &'a Bump) {
    if let Value::Row(table, row) = &frame[row.0] {
        let (table, row) = (*table, *row);
        table.read(column, row, arena, &mut frame[to.0]);
    } else {
        frame[to.0] = frame[row.0].field(column, arena);
    }
}

#[inline]
pub(super) fn round<'a>(
    frame: &mut [Value<'a>],
    number: Slot,
    places: i32,
    to: Slot,
    context: &Context<'a>,
) -> Result<(), Fault> {
    if let Value::Number(number) = &frame[number.0] {
        let rounded = round_number(*number, places);
        if rounded.is_finite() {
            frame[to.0] = Value::Number(rounded);
            return Ok(());
        }
    }
    let arguments = [frame[number.0], Value::Int(places.into())];
    frame[to.0] = functions::apply(&ROUND, &arguments, context)?;
    Ok(())
}
