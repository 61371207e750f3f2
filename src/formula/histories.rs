//! What `recall` draws from: the values that records had, in the order in which they were planned.

use super::lookups::Data;
use crate::random::Generator;
use crate::value::{Owned, Time, Value};
use bumpalo::Bump;
use std::collections::VecDeque;

/// How many values of a field are kept, the latest.
pub const KEPT: usize = 65_536;

/// Parts that one of them may have.
const PARTS: usize = 1 << 6;

/// The values of each recalled field.
#[derive(Debug, Default)]
pub struct Histories(Vec<History>);

#[derive(Debug, Default)]
struct History {
    /// With the times at which they went out, the latest last.
    values: VecDeque<(Time, Owned)>,
    first: Option<Owned>,
}

/// Which value is taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Taken {
    First,
    Last,
    Evenly,
    /// The latest most often: the `k`-th latest weighs `k ^ -exponent`.
    Zipf(f64),
}

/// Which values are looked at.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reach {
    /// Those since then.
    pub since: Option<Time>,
    /// That many of the latest.
    pub latest: Option<usize>,
}

impl Histories {
    pub fn new(fields: usize) -> Self {
        Self(std::iter::repeat_with(History::default).take(fields).collect())
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a value; null is none, and one that is too large is left out.
    pub fn add(&mut self, field: usize, at: Time, value: &Value, data: &Data) {
        if let Some(value) = Self::kept(value, data) {
            self.add_owned(field, at, value);
        }
    }

    /// A value as it is kept, where it is.
    pub fn kept(value: &Value, data: &Data) -> Option<Owned> {
        if value.is_missing() { None } else { data.owned(value, &mut { PARTS }).ok() }
    }

    /// The same of a value that is not null.
    pub fn add_owned(&mut self, field: usize, at: Time, value: Owned) {
        let history = &mut self.0[field];
        if history.values.len() == KEPT {
            history.values.pop_front();
        }
        if history.first.is_none() {
            history.first = Some(value.clone());
        }
        history.values.push_back((at, value));
    }

    /// One of the values within reach; `None` where there is none.
    pub fn take<'a>(
        &self,
        field: usize,
        taken: Taken,
        reach: Reach,
        generator: &mut Generator,
        data: &'a Data,
        arena: &'a Bump,
    ) -> Option<Value<'a>> {
        let history = &self.0[field];
        let all = history.values.len();
        let since = reach.since.map_or(0, |since| history.values.partition_point(|(at, _)| *at < since));
        let from = since.max(all - reach.latest.unwrap_or(all).min(all));
        let count = all - from;
        if count == 0 {
            return None;
        }
        let value = match taken {
            Taken::First if from == 0 && reach.since.is_none() => history.first.as_ref()?,
            Taken::First => &history.values[from].1,
            Taken::Last => &history.values[all - 1].1,
            Taken::Evenly => {
                let position = usize::try_from(generator.below(count as u64)).ok()?;
                &history.values[from + position].1
            }
            Taken::Zipf(exponent) => {
                let count = u32::try_from(count).ok()?;
                let back = super::pick::zipf(generator, count, Value::Number(exponent))?;
                &history.values[all - 1 - back as usize].1
            }
        };
        Some(data.placed(value, arena))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::lookups::Lookups;
    use crate::random::Key;

    fn taken(histories: &Histories, taken: Taken, reach: Reach) -> Option<i128> {
        let (data, arena) = (Data::new(0, &Lookups::default()), Bump::new());
        let mut generator = Key::of(1, "here").generator(0);
        histories.take(0, taken, reach, &mut generator, &data, &arena)?.as_int()
    }

    #[test]
    fn the_ends_of_a_history_and_of_its_reach_are_found() {
        let data = Data::new(0, &Lookups::default());
        let mut histories = Histories::new(1);
        assert_eq!(taken(&histories, Taken::Last, Reach::default()), None);
        for number in 0..10 {
            let at = Time(i64::from(number) * 10);
            histories.add(0, at, &Value::Int(number.into()), &data);
        }
        histories.add(0, Time(95), &Value::Null, &data);
        let since = Reach { since: Some(Time(45)), latest: None };
        assert_eq!(taken(&histories, Taken::First, Reach::default()), Some(0));
        assert_eq!(taken(&histories, Taken::Last, Reach::default()), Some(9));
        assert_eq!(taken(&histories, Taken::First, since), Some(5));
        assert_eq!(taken(&histories, Taken::First, Reach { latest: Some(2), ..since }), Some(8));
        assert_eq!(taken(&histories, Taken::Evenly, Reach { latest: Some(1), since: None }), Some(9));
        assert_eq!(taken(&histories, Taken::Evenly, Reach { since: Some(Time(91)), latest: None }), None);
    }

    #[test]
    fn only_the_latest_are_kept_and_the_first() {
        let data = Data::new(0, &Lookups::default());
        let mut histories = Histories::new(1);
        for number in 0..=KEPT {
            histories.add(0, Time(0), &Value::Int(number as i128), &data);
        }
        assert_eq!(histories.0[0].values.len(), KEPT);
        assert_eq!(taken(&histories, Taken::First, Reach::default()), Some(0));
        assert_eq!(taken(&histories, Taken::First, Reach { since: Some(Time(0)), latest: None }), Some(1));
    }
}
