//! Constants are computed once, when they are checked.

use super::Checker;
use crate::formula::compile::{Assignment, compile};
use crate::formula::faults::Faults;
use crate::formula::histories::Histories;
use crate::formula::lookups::{Data, Lookups};
use crate::formula::machine::Machine;
use crate::formula::program::Formula;
use crate::formula::typed::{Node, Slot, Typed};
use crate::value::{Context, Fault, Owned, Time, take_parts};
use bumpalo::Bump;
use jiff::tz::TimeZone;

impl Checker<'_> {
    /// The same formula as a constant, where all its parts are constants and it can be computed.
    pub fn fold(&mut self, typed: Typed) -> Typed {
        let world = self.scope.world();
        match constant(&typed, &world.zone, world.parts.get()) {
            Some(Ok(value)) => {
                let node = world.take_parts(value.parts(), typed.span).map_or(Owned::Null, |()| value);
                Typed { node: Node::Constant(node), ..typed }
            }
            Some(Err(_)) => {
                world.report_too_many(typed.span);
                Typed { node: Node::Constant(Owned::Null), ..typed }
            }
            None => typed,
        }
    }
}

/// The value, where it can be known; a fault where it has more parts than are left.
fn constant(typed: &Typed, zone: &TimeZone, left: usize) -> Option<Result<Owned, Fault>> {
    if !parts_are_constant(&typed.node) {
        return None;
    }
    let formula = Formula { path: String::new(), span: typed.span };
    let assignment = Assignment { slot: Slot(0), typed: typed.clone(), is_wide: false, formula };
    let program = compile(&[assignment], 1, Vec::new(), &mut Lookups::default());
    let (arena, data, mut faults) = (Bump::new(), Data::default(), Faults::default());
    let mut machine = Machine {
        program: &program,
        data: &data,
        keys: &[],
        slots: program.frame(&arena),
        context: Context { arena: &arena, now: Time::default(), zone, index: 0 },
        outer: bumpalo::collections::Vec::new_in(&arena),
        histories: &Histories::new(0),
        faults: &mut faults,
    };
    machine.run();
    let value = machine.slots[0];
    let mut left = left.max(1);
    faults.iter().next().is_none().then(|| take_parts(&value, &mut left).map(|()| value.to_owned()))
}

fn parts_are_constant(node: &Node) -> bool {
    let known = |part: &Typed| part.as_constant().is_some();
    match node {
        Node::Unary(_, value) | Node::Field(value, _) => known(value),
        Node::Binary(_, left, right) | Node::Index(left, right) => known(left) && known(right),
        Node::Within { value, low, high } => known(value) && known(low) && known(high),
        Node::List(items) | Node::Call(_, items) => items.iter().all(known),
        _ => false,
    }
}
