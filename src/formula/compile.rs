//! From typed formulas to a flat list of operations.
//!
//! In: assignments in the order in which they are computed. Out: a [`Program`]. Never fails: the check left
//! nothing to find.

use super::ast::Binary;
use super::functions::ROUND;
use super::lookups::Lookups;
use super::program::{Condition, Formula, Manner, Operation, PickRow, Program, Slots, Taking};
use super::signature::Function;
use super::typed::{
    self, Block, Countable, Each, Node, Over, Recall, RecallManner, Site, Slot, Typed, Weights,
};
use crate::source::Span;
use crate::value::{Owned, Type};
use std::sync::Arc;

/// A formula and the slot that takes its value.
#[derive(Debug, Clone)]
pub struct Assignment {
    pub slot: Slot,
    pub typed: Typed,
    /// Whether a whole number may keep its 128 bits: only digits are made of it.
    pub is_wide: bool,
    pub formula: Formula,
}

/// Compiles assignments over a frame whose first `slots` slots they use. `sites` are the paths of the places
/// of their draws.
pub fn compile(
    assignments: &[Assignment],
    slots: usize,
    sites: Vec<String>,
    lookups: &mut Lookups,
) -> Program {
    let program = Program { slots, sites, is_straight: true, ..Program::default() };
    let mut compiler = Compiler { program, lookups };
    for assignment in assignments {
        compiler.program.formulas.push(assignment.formula.clone());
        if assignment.is_wide {
            compiler.compute(&assignment.typed, assignment.slot);
        } else {
            compiler.assign(&assignment.typed, assignment.slot);
        }
    }
    let mut program = compiler.program;
    program.is_straight &= program.operations.iter().all(Operation::is_straight);
    program
}

struct Compiler<'l> {
    program: Program,
    lookups: &'l mut Lookups,
}

impl Compiler<'_> {
    fn push(&mut self, operation: Operation) -> usize {
        let formula = self.program.formulas.len().saturating_sub(1);
        self.program.operations.push(operation);
        self.program.origins.push(u32::try_from(formula).expect("fewer formulas than bytes in a file"));
        self.program.operations.len() - 1
    }

    /// The position of the operation that comes next.
    const fn here(&self) -> usize {
        self.program.operations.len()
    }

    fn fresh(&mut self, count: usize) -> Slots {
        let first = self.program.slots;
        self.program.slots += count;
        Slots { first, count }
    }

    fn fresh_slot(&mut self) -> Slot {
        Slot(self.fresh(1).first)
    }

    /// Computes into a slot and holds whole numbers to 64 bits.
    fn assign(&mut self, typed: &Typed, to: Slot) {
        self.compute(typed, to);
        let computes = matches!(typed.node, Node::Unary(..) | Node::Binary(..) | Node::Call(..));
        let branches = matches!(
            typed.node,
            Node::If { .. } | Node::Match { .. } | Node::Coalesce(_) | Node::Choice { .. }
        );
        if (computes || branches) && matches!(typed.ty, Type::Int | Type::Any) {
            self.push(Operation::Narrow { slot: to });
        }
    }

    fn block(&mut self, block: &Block) {
        for (slot, typed) in &block.assignments {
            self.assign(typed, *slot);
        }
    }

    /// The slot where a part's value is, computed there if need be.
    fn operand(&mut self, typed: &Typed) -> Slot {
        match &typed.node {
            Node::Slot(slot) => *slot,
            Node::Constant(value) => self.constant(value),
            _ => {
                let slot = self.fresh_slot();
                self.compute(typed, slot);
                slot
            }
        }
    }

    fn constant(&mut self, value: &Owned) -> Slot {
        if let Some((slot, _)) = self.program.constants.iter().find(|(_, known)| known == value) {
            return *slot;
        }
        let slot = self.fresh_slot();
        self.program.constants.push((slot, value.clone()));
        slot
    }

    /// Consecutive slots that hold the parts' values. Constants are there from the start, and one part that
    /// has a slot stays in it.
    fn operands(&mut self, parts: &[Typed]) -> Slots {
        if let [Typed { node: Node::Slot(slot), .. }] = parts {
            return Slots { first: slot.0, count: 1 };
        }
        let slots = self.fresh(parts.len());
        for (position, part) in parts.iter().enumerate() {
            let slot = Slot(slots.first + position);
            match part.as_constant() {
                Some(value) => self.program.constants.push((slot, value.clone())),
                None => self.compute(part, slot),
            }
        }
        slots
    }

    /// Constants side by side, where all are.
    fn constants(&mut self, values: &[Typed]) -> Option<Slots> {
        let constants: Option<Vec<&Owned>> = values.iter().map(Typed::as_constant).collect();
        constants.map(|_| self.operands(values))
    }

    /// Emits the operations that put the part's value into a slot.
    fn compute(&mut self, typed: &Typed, to: Slot) {
        match &typed.node {
            Node::Slot(_) | Node::Constant(_) => {
                let from = self.operand(typed);
                self.push(Operation::Copy { from, to });
            }
            Node::Unary(operator, value) => {
                let value = self.operand(value);
                self.push(Operation::Unary { operator: *operator, value, to });
            }
            Node::Binary(operator, left, right) => {
                // what joined texts take in memory is held within bounds
                let joins = *operator == Binary::Add && may_be_text(left) && may_be_text(right);
                self.program.is_straight &= !joins;
                let (left, right) = (self.operand(left), self.operand(right));
                self.push(Operation::Binary { operator: *operator, left, right, to });
            }
            Node::Within { value, low, high } => {
                let (value, low, high) = (self.operand(value), self.operand(low), self.operand(high));
                self.push(Operation::Within { value, low, high, to });
            }
            Node::Field(row, column) => {
                let row = self.operand(row);
                self.push(Operation::Field { row, column: *column, to });
            }
            Node::FieldOfEach(rows, column) => {
                let rows = self.operand(rows);
                self.push(Operation::FieldOfEach { rows, column: *column, to });
            }
            Node::Index(list, position) => {
                let (list, position) = (self.operand(list), self.operand(position));
                self.push(Operation::Index { list, position, to });
            }
            Node::List(items) => {
                let items = self.operands(items);
                self.push(Operation::List { items, to });
            }
            Node::Record(names, values) => {
                let values = self.operands(values);
                self.program.names.push(Arc::clone(names));
                self.push(Operation::Record { names: self.program.names.len() - 1, values, to });
            }
            Node::Call(function, arguments) if let Some(places) = rounding(function, arguments) => {
                let number = self.operand(&arguments[0]);
                self.push(Operation::Round { number, places, to });
            }
            Node::Call(function, arguments) => {
                let arguments = self.operands(arguments);
                self.push(Operation::Call { function, arguments, to });
            }
            Node::Draw { draw, site, arguments } => {
                let arguments = self.operands(arguments);
                self.push(Operation::Draw { draw, site: *site, arguments, to });
            }
            Node::Prepared { sampler, site } => {
                self.push(Operation::Sample { sampler: Arc::clone(sampler), site: *site, to });
            }
            Node::Unique { site, size, values } => self.unique(*site, *size, values, to),
            Node::If { condition, then, otherwise } => self.branch(condition, then, otherwise, to),
            Node::Match { subject, arms, otherwise } => self.arms(subject, arms, otherwise, to),
            Node::Coalesce(values) => self.coalesce(values, to),
            Node::Choice { site, weights, outcomes } => self.choice(*site, weights, outcomes, to),
            Node::Pick(pick) => self.pick(pick, to),
            Node::PickElement { site, list } => {
                let list = self.operand(list);
                self.push(Operation::PickElement { site: *site, list, to });
            }
            Node::Find { table, column, value } => {
                let value = self.operand(value);
                let index = self.lookups.index_of(*table, *column);
                self.push(Operation::Find { table: *table, index, value, to });
            }
            Node::Recall(recall) => self.recall(recall, to),
            Node::Each(each) => self.each(each, to),
            Node::Template { template, variables } => {
                let variables = self.operands(variables);
                self.program.templates.push(Arc::clone(template));
                let template = self.program.templates.len() - 1;
                self.push(Operation::Template { template, variables, to });
            }
        }
    }

    fn unique(&mut self, site: Site, size: u64, values: &Countable, to: Slot) {
        let number = self.fresh_slot();
        self.push(Operation::Permute { site, size, to: number });
        match values {
            Countable::Drawn(draw, arguments) => {
                let arguments = self.operands(arguments);
                self.push(Operation::Nth { draw, number, arguments, to });
            }
            Countable::Prepared(sampler) => {
                self.push(Operation::PreparedNth { sampler: Arc::clone(sampler), number, to });
            }
        }
    }

    fn branch(&mut self, condition: &Typed, then: &Typed, otherwise: &Typed, to: Slot) {
        let condition = self.operand(condition);
        let skip = self.push(Operation::JumpUnless { condition, target: 0 });
        self.compute(then, to);
        let leave = self.push(Operation::Jump { target: 0 });
        self.land(skip);
        self.compute(otherwise, to);
        self.land(leave);
    }

    fn arms(&mut self, subject: &Typed, arms: &[(Typed, Typed)], otherwise: &Typed, to: Slot) {
        let subject = self.operand(subject);
        let mut leaves = Vec::new();
        for (value, result) in arms {
            let value = self.operand(value);
            let same = self.fresh_slot();
            self.push(Operation::Binary { operator: Binary::Equal, left: subject, right: value, to: same });
            let skip = self.push(Operation::JumpUnless { condition: same, target: 0 });
            self.compute(result, to);
            leaves.push(self.push(Operation::Jump { target: 0 }));
            self.land(skip);
        }
        self.compute(otherwise, to);
        leaves.into_iter().for_each(|leave| self.land(leave));
    }

    fn coalesce(&mut self, values: &[Typed], to: Slot) {
        let mut leaves = Vec::new();
        for value in values {
            self.compute(value, to);
            leaves.push(self.push(Operation::JumpUnlessNull { value: to, target: 0 }));
        }
        leaves.into_iter().for_each(|leave| self.land(leave));
    }

    fn choice(&mut self, site: Site, weights: &Weights, outcomes: &[Typed], to: Slot) {
        let operation = match weights {
            Weights::Exact(cumulative) => {
                let weights = Arc::clone(cumulative);
                if let Some(values) = self.constants(outcomes) {
                    self.push(Operation::Select { site, weights, values, to });
                    return;
                }
                Operation::Choose { site, weights, targets: self.program.targets.len() }
            }
            Weights::Computed(weights) => {
                let parts: Vec<Typed> = weights.iter().map(Option::as_ref).map(shared_or_given).collect();
                let weights = self.operands(&parts);
                Operation::ChooseComputed { site, weights, targets: self.program.targets.len(), to }
            }
        };
        let targets = self.program.targets.len();
        self.program.targets.push(Vec::new());
        self.push(operation);
        let mut leaves = Vec::new();
        for outcome in outcomes {
            let here = self.here();
            self.program.targets[targets].push(here);
            self.compute(outcome, to);
            leaves.push(self.push(Operation::Jump { target: 0 }));
        }
        leaves.into_iter().for_each(|leave| self.land(leave));
        let end = self.here();
        self.program.targets[targets].push(end);
    }

    fn pick(&mut self, pick: &typed::Pick, to: Slot) {
        let table = pick.table;
        let manner = match &pick.by {
            typed::Manner::Even => Manner::Even,
            typed::Manner::Weighted(column) => Manner::Weighted(self.lookups.weights_of(table, *column)),
            typed::Manner::Zipf(exponent) => Manner::Zipf(self.operand(exponent)),
            typed::Manner::At(position) => Manner::At(self.operand(position)),
        };
        let filter = pick.filter.as_ref();
        let equal = filter.and_then(|filter| filter.equal.as_ref());
        let equal = equal.map(|(column, value)| (self.lookups.index_of(table, *column), self.operand(value)));
        let rest = filter.and_then(|filter| Some((filter.element, filter.rest.as_deref()?)));
        let rest = rest.map(|(element, condition)| (element, condition, self.fresh_slot()));
        let row = PickRow { site: pick.site, table, manner, equal, rest: None, to };
        let at = self.push(Operation::Pick(Box::new(row)));
        if let Some((element, condition, holds)) = rest {
            self.compute(condition, holds);
            let end = self.here();
            if let Operation::Pick(row) = &mut self.program.operations[at] {
                row.rest = Some(Condition { element, holds, end });
            }
        }
    }

    fn recall(&mut self, recall: &Recall, to: Slot) {
        let taking = match &recall.manner {
            RecallManner::First => Taking::First,
            RecallManner::Last => Taking::Last,
            RecallManner::Evenly => Taking::Evenly,
            RecallManner::Zipf(exponent) => Taking::Zipf(self.operand(exponent)),
        };
        let within = recall.within.as_deref().map(|within| self.operand(within));
        let latest = recall.latest.as_deref().map(|latest| self.operand(latest));
        let (site, history) = (recall.site, recall.history);
        self.push(Operation::Recall { site, history, taking, within, latest, to });
    }

    fn each(&mut self, each: &Each, to: Slot) {
        let (over, counted) = match &each.over {
            Over::List(list) => (self.operand(list), false),
            Over::Count(count) => (self.operand(count), true),
        };
        let result = self.fresh_slot();
        let at = self.push(Operation::Jump { target: 0 });
        self.block(&each.body);
        self.assign(&each.result, result);
        let (element, end) = (each.element, self.here());
        self.program.operations[at] = Operation::Each { over, counted, element, result, end, to };
    }

    /// Lets a jump land at the operation that comes next.
    fn land(&mut self, jump: usize) {
        let here = self.here();
        match &mut self.program.operations[jump] {
            Operation::Jump { target }
            | Operation::JumpUnless { target, .. }
            | Operation::JumpUnlessNull { target, .. } => *target = here,
            _ => unreachable!("only jumps land"),
        }
    }
}

const fn may_be_text(typed: &Typed) -> bool {
    matches!(typed.ty, Type::Text | Type::Any)
}

/// A computed weight; `omit` stands for a share of the rest.
fn shared_or_given(weight: Option<&Typed>) -> Typed {
    weight.cloned().unwrap_or_else(|| Typed::constant(Owned::Omit, Span::default()))
}

/// The digits of a call of `round` that names them.
pub fn rounding(function: &'static Function, arguments: &[Typed]) -> Option<i32> {
    let Owned::Int(places) = arguments.get(1)?.as_constant()? else { return None };
    let places = i32::try_from(*places).ok().filter(|places| places.abs() <= 1_000)?;
    std::ptr::eq(function, &raw const ROUND).then_some(places)
}
