//! Events side by side: each operation does its work for all of them before the next one begins, so that what it needs
//! is looked up once.
//!
//! In: a straight program, the keys of its draws, a frame and a context for each event. Out: the frames filled, with the
//! values that the machine computes for one event after another.

use super::arithmetic;
use super::faults::Faults;
use super::lookups::Data;
use super::pick;
use super::program::{Operation, Program};
use super::step;
use super::typed::Slot;
use crate::random::Key;
use crate::value::{Context, Fault, Value};

/// Events side by side at most: their frames stay in the processor's nearest cache.
pub const LANES: usize = 16;
/// And at least: fewer are not worth their frames.
pub const FEWEST: usize = 4;
/// The most slots of a frame that is made for so many events.
const WIDEST: usize = 128;

/// Whether a program may compute events side by side.
pub const fn fits(program: &Program) -> bool {
    program.is_straight && program.slots <= WIDEST
}

/// The frames of one program's events, one after another.
pub struct Lanes<'r, 'a> {
    pub frames: &'r mut [Value<'a>],
    /// One for each frame that is in use.
    pub contexts: &'r [Context<'a>],
    pub faults: &'r mut Faults,
    /// Slots of a frame.
    width: usize,
    /// The formula that is being computed.
    formula: usize,
}

impl<'r, 'a> Lanes<'r, 'a> {
    /// The frames are those that [`Program::frames`] made.
    pub fn new(
        program: &Program,
        frames: &'r mut [Value<'a>],
        contexts: &'r [Context<'a>],
        faults: &'r mut Faults,
    ) -> Self {
        Self { frames, contexts, faults, width: program.slots, formula: 0 }
    }

    /// Computes a slot of each event; what cannot be computed is null and counted.
    #[inline]
    pub fn each(
        &mut self,
        to: Slot,
        mut compute: impl FnMut(&mut [Value<'a>], &Context<'a>) -> Result<(), Fault>,
    ) {
        for (frame, context) in self.frames.chunks_exact_mut(self.width).zip(self.contexts) {
            if let Err(fault) = compute(frame, context) {
                frame[to.0] = Value::Null;
                self.faults.count(self.formula, context.index, fault);
            }
        }
    }

    /// Runs a whole program, which is straight.
    pub fn run(&mut self, program: &'a Program, data: &'a Data, keys: &[Key]) {
        for (operation, formula) in program.operations.iter().zip(&program.origins) {
            self.formula = *formula as usize;
            self.step(operation, data, keys);
        }
    }

    fn step(&mut self, operation: &Operation, data: &'a Data, keys: &[Key]) {
        match operation {
            Operation::Copy { from, to } => {
                self.each(*to, |frame, _| {
                    frame[to.0] = frame[from.0];
                    Ok(())
                });
            }
            Operation::Unary { operator, value, to } => {
                self.each(*to, |frame, _| {
                    frame[to.0] = arithmetic::unary(*operator, frame[value.0])?;
                    Ok(())
                });
            }
            Operation::Binary { operator, left, right, to } => {
                let (operator, operands) = (*operator, (*left, *right));
                self.each(*to, |frame, context| step::binary(frame, operator, operands, *to, context.arena));
            }
            Operation::Within { value, low, high, to } => {
                self.each(*to, |frame, _| {
                    frame[to.0] = arithmetic::within(frame[value.0], frame[low.0], frame[high.0]);
                    Ok(())
                });
            }
            Operation::Field { row, column, to } => {
                self.each(*to, |frame, context| {
                    step::field(frame, *row, *column, *to, context.arena);
                    Ok(())
                });
            }
            Operation::Round { number, places, to } => {
                self.each(*to, |frame, context| step::round(frame, *number, *places, *to, context));
            }
            Operation::Narrow { slot } => {
                self.each(*slot, |frame, _| {
                    frame[slot.0] = arithmetic::narrow(frame[slot.0])?;
                    Ok(())
                });
            }
            Operation::Sample { sampler, site, to } => sampler.fill_lanes(keys[site.0], self, *to),
            Operation::Select { site, weights, values, to } => {
                let key = keys[site.0];
                self.each(*to, |frame, context| {
                    let chosen = pick::exact(&mut key.generator(context.index), weights);
                    frame[to.0] = frame[values.first + chosen];
                    Ok(())
                });
            }
            Operation::Pick(row) => {
                let (key, table) = (keys[row.site.0], &*data.tables[row.table.0]);
                self.each(row.to, |frame, context| {
                    let chosen = pick::any(data, row, &mut key.generator(context.index), frame)?;
                    frame[row.to.0] = Value::Row(table, chosen);
                    Ok(())
                });
            }
            other => unreachable!("{other:?} is not straight"),
        }
    }
}
