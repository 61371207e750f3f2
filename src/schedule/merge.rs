//! Several components as one sequence: by due time, then by component, then by number.

use super::Arrival;
use super::arrivals::{Arrivals, Begin};
use super::component::Component;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::sync::Arc;

/// The arrivals of all components. Holds one arrival of each; infinite components are fine.
pub struct Merge {
    /// The only component, where nothing has to be merged.
    single: Option<Arrivals>,
    arrivals: Vec<Arrivals>,
    /// The next arrival of each component that has one.
    heads: Vec<Arrival>,
    order: BinaryHeap<Reverse<(i64, u32)>>,
}

impl Merge {
    /// The events due at or after `from` and before `limit`, nanoseconds from the start. A component's number
    /// is its position.
    pub fn new(components: &[Arc<Component>], from: i64, limit: Option<i64>) -> Self {
        if let [only] = components {
            return Self {
                single: Some(only.arrivals(0, Begin::Time(from), limit)),
                arrivals: Vec::new(),
                heads: Vec::new(),
                order: BinaryHeap::new(),
            };
        }
        let mut merge = Self {
            single: None,
            arrivals: Vec::with_capacity(components.len()),
            heads: Vec::with_capacity(components.len()),
            order: BinaryHeap::with_capacity(components.len()),
        };
        for (number, component) in (0..).zip(components) {
            let mut arrivals = component.arrivals(number, Begin::Time(from), limit);
            let head = arrivals.next();
            merge.order.extend(head.map(|head| Reverse((head.due, number))));
            merge.heads.push(head.unwrap_or(Arrival::NONE));
            merge.arrivals.push(arrivals);
        }
        merge
    }
}

impl Iterator for Merge {
    type Item = Arrival;

    #[inline]
    fn next(&mut self) -> Option<Arrival> {
        if let Some(single) = &mut self.single {
            return single.next();
        }
        let mut first = self.order.peek_mut()?;
        let Reverse((_, number)) = *first;
        let component = number as usize;
        let arrival = self.heads[component];
        match self.arrivals[component].next() {
            Some(next) => {
                self.heads[component] = next;
                *first = Reverse((next.due, number));
            }
            None => {
                PeekMut::pop(first);
            }
        }
        Some(arrival)
    }
}
