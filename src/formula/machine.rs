//! Runs a program's operations over a frame of slots.
//!
//! In: a program, the keys of its draws, an index. Out: the slots filled. What cannot be computed is null and
//! counted. Never allocates outside the arena, never looks a name up.

use super::arithmetic;
use super::faults::Faults;
use super::histories::{Histories, Reach, Taken};
use super::lookups::Data;
use super::pick;
use super::program::{Operation, Program, Slots, Taking};
use super::signature::Sampler;
use super::step;
use super::typed::{Site, Slot};
use crate::random::{Generator, Key, Permutation};
use crate::value::{Context, Duration, Fault, Record, Time, Value, room};
use bumpalo::collections::Vec as ArenaVec;
use std::ops::Range;

/// One program at work on one event, row or element.
pub struct Machine<'r, 'a> {
    pub program: &'a Program,
    pub data: &'a Data,
    /// One key for each of the program's sites.
    pub keys: &'r [Key],
    pub slots: &'r mut [Value<'a>],
    pub context: Context<'a>,
    /// The indexes of the lists that the current element stands in, outermost first.
    pub outer: ArenaVec<'a, u64>,
    pub faults: &'r mut Faults,
    /// What `recall` draws from.
    pub histories: &'r Histories,
}

impl<'a> Machine<'_, 'a> {
    /// Runs the whole program.
    pub fn run(&mut self) {
        self.run_range(0..self.program.operations.len());
    }

    fn run_range(&mut self, range: Range<usize>) {
        let program = self.program;
        let operations = &program.operations[..range.end];
        let mut at = range.start;
        while let Some(operation) = operations.get(at) {
            at = match operation {
                Operation::Jump { target } => *target,
                Operation::JumpUnless { condition, target } => {
                    if self.slots[condition.0] == Value::Bool(true) { at + 1 } else { *target }
                }
                Operation::JumpUnlessNull { value, target } => {
                    if self.slots[value.0].is_null() {
                        at + 1
                    } else {
                        *target
                    }
                }
                Operation::Choose { site, weights, targets } => {
                    let chosen = pick::exact(&mut self.generator(*site), weights);
                    program.targets[*targets][chosen]
                }
                Operation::ChooseComputed { site, weights, targets, to } => {
                    let mut generator = self.generator(*site);
                    let targets = &program.targets[*targets];
                    if let Some(chosen) = pick::computed(&mut generator, self.values(*weights)) {
                        targets[chosen]
                    } else {
                        self.store(at, *to, Err(Fault::NothingToChoose));
                        *targets.last().expect("the end stands behind the outcomes")
                    }
                }
                Operation::Each { over, counted, element, result, end, to } => {
                    let (over, element, result, end, to) = (*over, *element, *result, *end, *to);
                    let list = self.each(over, *counted, element, result, at + 1..end);
                    self.store(at, to, list);
                    end
                }
                Operation::Pick(pick) => {
                    match pick::row(self, pick, at + 1) {
                        Ok(row) => self.slots[pick.to.0] = Value::Row(&self.data.tables[pick.table.0], row),
                        Err(fault) => self.store(at, pick.to, Err(fault)),
                    }
                    pick.rest.as_ref().map_or(at + 1, |rest| rest.end)
                }
                Operation::Binary { operator, left, right, to } => {
                    let operands = (*left, *right);
                    let done = step::binary(self.slots, *operator, operands, *to, self.context.arena);
                    self.note(at, *to, done);
                    at + 1
                }
                Operation::Field { row, column, to } => {
                    step::field(self.slots, *row, *column, *to, self.context.arena);
                    at + 1
                }
                Operation::Round { number, places, to } => {
                    let done = step::round(self.slots, *number, *places, *to, &self.context);
                    self.note(at, *to, done);
                    at + 1
                }
                Operation::Sample { sampler, site, to } => {
                    self.sample(at, &**sampler, *site, *to);
                    at + 1
                }
                Operation::Select { site, weights, values, to } => {
                    let chosen = pick::exact(&mut self.generator(*site), weights);
                    self.slots[to.0] = self.slots[values.first + chosen];
                    at + 1
                }
                simple => {
                    self.step(at, simple);
                    at + 1
                }
            };
        }
    }

    #[inline]
    fn sample(&mut self, at: usize, sampler: &dyn Sampler, site: Site, to: Slot) {
        let mut generator = self.generator(site);
        let done = sampler.fill(&mut generator, &self.context, &mut self.slots[to.0]);
        self.note(at, to, done);
    }

    fn step(&mut self, at: usize, operation: &Operation) {
        let arena = self.context.arena;
        let (to, result) = match operation {
            Operation::Copy { from, to } => (*to, Ok(self.slots[from.0])),
            Operation::Unary { operator, value, to } => {
                (*to, arithmetic::unary(*operator, self.slots[value.0]))
            }
            Operation::Within { value, low, high, to } => {
                let [value, low, high] = [value, low, high].map(|slot| self.slots[slot.0]);
                (*to, Ok(arithmetic::within(value, low, high)))
            }
            Operation::FieldOfEach { rows, column, to } => (*to, Ok(self.field_of_each(*rows, *column))),
            Operation::Index { list, position, to } => {
                (*to, Ok(arithmetic::element(self.slots[list.0], self.slots[position.0])))
            }
            Operation::List { items, to } => (*to, Ok(Value::List(self.copied(*items)))),
            Operation::Record { names, values, to } => (*to, Ok(self.record(*names, *values))),
            Operation::Call { function, arguments, to } => {
                let apply = || super::functions::apply(function, self.values(*arguments), &self.context);
                (*to, room(arena, 0).and_then(|()| apply()))
            }
            Operation::Draw { draw, site, arguments, to } => {
                let mut generator = self.generator(*site);
                (*to, super::draws::apply(draw, &mut generator, self.values(*arguments), &self.context))
            }
            Operation::Permute { site, size, to } => (*to, self.permute(*site, *size)),
            Operation::Nth { draw, number, arguments, to } => {
                let space = draw.space.as_ref().expect("the check took draws that have one");
                let nth = |number| (space.nth)(number, self.values(*arguments), &self.context);
                (*to, numbered(self.slots[number.0], nth))
            }
            Operation::PreparedNth { sampler, number, to } => {
                let nth = |number| sampler.nth(number, &self.context);
                (*to, numbered(self.slots[number.0], nth))
            }
            Operation::PickElement { site, list, to } => {
                let mut generator = self.generator(*site);
                (*to, pick::element(&mut generator, self.slots[list.0]))
            }
            Operation::Find { table, index, value, to } => {
                (*to, Ok(pick::find(self.data, *table, *index, &self.slots[value.0], arena)))
            }
            Operation::Recall { site, history, taking, within, latest, to } => {
                (*to, Ok(self.recall(*site, *history, *taking, *within, *latest)))
            }
            Operation::Template { template, variables, to } => {
                let rendered =
                    self.program.templates[*template].render(self.values(*variables), &self.context);
                (*to, rendered.map(Value::Text))
            }
            Operation::Narrow { slot } => (*slot, arithmetic::narrow(self.slots[slot.0])),
            Operation::Jump { .. }
            | Operation::JumpUnless { .. }
            | Operation::JumpUnlessNull { .. }
            | Operation::Choose { .. }
            | Operation::ChooseComputed { .. }
            | Operation::Each { .. }
            | Operation::Pick(_)
            | Operation::Binary { .. }
            | Operation::Field { .. }
            | Operation::Round { .. }
            | Operation::Sample { .. }
            | Operation::Select { .. } => unreachable!("run_range runs these itself"),
        };
        self.store(at, to, result);
    }

    /// A value that an earlier record had; null where there is none.
    fn recall(
        &self,
        site: Site,
        history: usize,
        taking: Taking,
        within: Option<Slot>,
        latest: Option<Slot>,
    ) -> Value<'a> {
        let taken = match taking {
            Taking::First => Taken::First,
            Taking::Last => Taken::Last,
            Taking::Evenly => Taken::Evenly,
            Taking::Zipf(exponent) => match self.slots[exponent.0].as_f64() {
                Some(exponent) => Taken::Zipf(exponent),
                None => return Value::Null,
            },
        };
        let since = |slot: Slot| match self.slots[slot.0] {
            Value::Duration(Duration(nanos)) => Some(Time(self.context.now.0.saturating_sub(nanos))),
            _ => None,
        };
        let number = |slot: Slot| usize::try_from(self.slots[slot.0].as_int().unwrap_or(0)).unwrap_or(0);
        let reach = Reach { since: within.and_then(since), latest: latest.map(number) };
        let mut generator = self.generator(site);
        let (data, arena) = (self.data, self.context.arena);
        let value = self.histories.take(history, taken, reach, &mut generator, data, arena);
        value.unwrap_or(Value::Null)
    }

    /// What cannot be computed is null.
    #[inline]
    fn note(&mut self, at: usize, to: Slot, done: Result<(), Fault>) {
        if let Err(fault) = done {
            self.slots[to.0] = Value::Null;
            self.fault(at, fault);
        }
    }

    #[inline]
    fn store(&mut self, at: usize, to: Slot, result: Result<Value<'a>, Fault>) {
        match result {
            Ok(value) => self.slots[to.0] = value,
            Err(fault) => {
                self.slots[to.0] = Value::Null;
                self.fault(at, fault);
            }
        }
    }

    #[cold]
    fn fault(&mut self, at: usize, fault: Fault) {
        let index = self.outer.first().copied().unwrap_or(self.context.index);
        self.faults.count(self.program.origins[at] as usize, index, fault);
    }

    /// The generator of a draw at the current index, below the indexes of the lists around it.
    #[inline]
    pub(super) fn generator(&self, site: Site) -> Generator {
        self.key(site).generator(self.context.index)
    }

    fn key(&self, site: Site) -> Key {
        self.outer.iter().fold(self.keys[site.0], |key, index| key.inside(*index))
    }

    #[inline]
    pub(super) fn values(&self, slots: Slots) -> &[Value<'a>] {
        &self.slots[slots.first..slots.first + slots.count]
    }

    fn copied(&self, slots: Slots) -> &'a [Value<'a>] {
        self.context.arena.alloc_slice_copy(self.values(slots))
    }

    fn record(&self, names: usize, values: Slots) -> Value<'a> {
        let arena = self.context.arena;
        let names = self.program.names[names].iter().map(AsRef::as_ref);
        Value::Record(
            arena.alloc(Record { names: arena.alloc_slice_fill_iter(names), values: self.copied(values) }),
        )
    }

    fn field_of_each(&self, rows: Slot, column: usize) -> Value<'a> {
        let arena = self.context.arena;
        match self.slots[rows.0] {
            Value::List(rows) => {
                let fields = rows.iter().map(|row| row.field(column, arena));
                Value::List(arena.alloc_slice_fill_iter(fields))
            }
            _ => Value::Null,
        }
    }

    fn each(
        &mut self,
        over: Slot,
        counted: bool,
        element: Slot,
        result: Slot,
        body: Range<usize>,
    ) -> Result<Value<'a>, Fault> {
        let arena = self.context.arena;
        let (items, count): (&[Value], u64) = match self.slots[over.0] {
            Value::Null | Value::Omit => return Ok(Value::Null),
            Value::List(items) if !counted => (items, items.len() as u64),
            Value::Int(count) if counted => (&[], element_count(count)?),
            _ => return Err(Fault::WrongType),
        };
        room(arena, 0)?;
        let around = self.context.index;
        self.outer.push(around);
        let mut results = ArenaVec::new_in(arena);
        for position in 0..count {
            self.context.index = position;
            self.slots[element.0] = usize::try_from(position)
                .ok()
                .and_then(|position| items.get(position).copied())
                .unwrap_or(Value::Null);
            self.run_range(body.clone());
            results.push(self.slots[result.0]);
        }
        self.outer.pop();
        self.context.index = around;
        Ok(Value::List(results.into_bump_slice()))
    }

    fn permute(&self, site: Site, size: u64) -> Result<Value<'a>, Fault> {
        let place = Permutation::new(self.key(site), size).at(self.context.index);
        place.map(|place| Value::Int(place.into())).ok_or(Fault::NothingToChoose)
    }

    /// Whether a condition holds for one candidate row.
    pub(super) fn holds(
        &mut self,
        element: Slot,
        candidate: Value<'a>,
        holds: Slot,
        body: Range<usize>,
    ) -> bool {
        self.slots[element.0] = candidate;
        self.run_range(body);
        self.slots[holds.0] == Value::Bool(true)
    }
}

/// The value of a number that may be null.
fn numbered<'a>(
    number: Value<'a>,
    nth: impl FnOnce(u64) -> Result<Value<'a>, Fault>,
) -> Result<Value<'a>, Fault> {
    match number.as_int().and_then(|number| u64::try_from(number).ok()) {
        Some(number) => nth(number),
        None => Ok(Value::Null),
    }
}

/// The most elements that a list of one event may have.
pub const MAX_ELEMENTS: i128 = 100_000;

fn element_count(count: i128) -> Result<u64, Fault> {
    if (0..=MAX_ELEMENTS).contains(&count) {
        u64::try_from(count).map_err(|_| Fault::OutOfBounds)
    } else {
        Err(Fault::OutOfBounds)
    }
}
