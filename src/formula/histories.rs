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

/// Bytes that are kept of all fields together.
pub const MOST_RECALLED_BYTES: usize = 256 << 20;

/// The values of each recalled field. What no longer fits is forgotten, the oldest first, and counted.
#[derive(Debug)]
pub struct Histories {
    fields: Vec<History>,
    /// Of all values.
    bytes: usize,
    most: usize,
    forgotten: u64,
}

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
        let fields = std::iter::repeat_with(History::default).take(fields).collect();
        Self { fields, bytes: 0, most: MOST_RECALLED_BYTES, forgotten: 0 }
    }

    /// Values that were forgotten because all together were too large.
    pub const fn forgotten(&self) -> u64 {
        self.forgotten
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
        let history = &mut self.fields[field];
        if history.first.is_none() {
            history.first = Some(value.clone());
        }
        self.bytes += size_of_kept(&value);
        history.values.push_back((at, value));
        let old = if history.values.len() > KEPT { history.values.pop_front() } else { None };
        self.bytes -= old.map_or(0, |(_, value)| size_of_kept(&value));
        while self.bytes > self.most {
            let Some((_, value)) = self.fields[field].values.pop_front() else { return };
            self.bytes -= size_of_kept(&value);
            self.forgotten += 1;
        }
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
        let history = &self.fields[field];
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

fn size_of_kept(value: &Owned) -> usize {
    size_of::<(Time, Owned)>() + value.heap_bytes()
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
        assert_eq!(histories.fields[0].values.len(), KEPT);
        assert_eq!(taken(&histories, Taken::First, Reach::default()), Some(0));
        assert_eq!(taken(&histories, Taken::First, Reach { since: Some(Time(0)), latest: None }), Some(1));
    }

    #[test]
    fn what_is_too_large_together_is_forgotten_and_counted() {
        let data = Data::new(0, &Lookups::default());
        let mut histories = Histories::new(2);
        let text = "x".repeat(1_000 - size_of::<(Time, Owned)>());
        histories.most = 10_000;
        for number in 0..25 {
            histories.add(number % 2, Time(0), &Value::Text(&text), &data);
        }
        assert_eq!((histories.bytes, histories.forgotten()), (10_000, 15));
        let kept: usize = histories.fields.iter().map(|history| history.values.len()).sum();
        assert_eq!(kept, 10);
    }
}
