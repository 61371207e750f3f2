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
    /// When each is due, and its position.
    order: BinaryHeap<Reverse<(i64, usize)>>,
}

impl Merge {
    /// The events due at or after `from` and before `limit`, nanoseconds from the start. A component's number
    /// is its position.
    pub fn new(components: &[Arc<Component>], from: i64, limit: Option<i64>) -> Self {
        Self::of((0..).zip(components.iter().cloned()), from, limit)
    }

    /// The same of some components with their numbers, which rise.
    pub fn of(
        components: impl IntoIterator<Item = (u32, Arc<Component>)>,
        from: i64,
        limit: Option<i64>,
    ) -> Self {
        let arrivals =
            |(number, component): (u32, Arc<Component>)| component.arrivals(number, Begin::Time(from), limit);
        let mut arrivals: Vec<Arrivals> = components.into_iter().map(arrivals).collect();
        if arrivals.len() == 1 {
            let (heads, order) = (Vec::new(), BinaryHeap::new());
            return Self { single: arrivals.pop(), arrivals, heads, order };
        }
        let heads: Vec<Option<Arrival>> = arrivals.iter_mut().map(Iterator::next).collect();
        let order =
            (0..).zip(&heads).filter_map(|(position, head)| Some(Reverse((head.as_ref()?.due, position))));
        let order = order.collect();
        let heads = heads.into_iter().map(|head| head.unwrap_or(Arrival::NONE)).collect();
        Self { single: None, arrivals, heads, order }
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
        let Reverse((_, position)) = *first;
        let arrival = self.heads[position];
        match self.arrivals[position].next() {
            Some(next) => {
                self.heads[position] = next;
                *first = Reverse((next.due, position));
            }
            None => {
                PeekMut::pop(first);
            }
        }
        Some(arrival)
    }
}
