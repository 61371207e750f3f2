//! Our values as minijinja's, and back unchanged.
//!
//! Null, booleans, numbers and text have a counterpart there; times, durations, rows and lists are objects.

use crate::value::{Duration, Fault, Record, Time, Value, room};
use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use minijinja::value::{DynObject, Enumerator, Object, ObjectRepr, Value as Foreign, ValueKind};
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// How deep lists and rows may nest in what a template computes.
const DEEPEST: usize = 64;

/// The most parts that the values of a template may have altogether: minijinja copies each.
pub const MOST_PARTS: usize = 1 << 20;

/// A value for minijinja, which keeps it for as long as it likes.
pub fn lend(value: &Value) -> Foreign {
    match *value {
        Value::Null | Value::Omit => Foreign::from(()),
        Value::Bool(yes) => Foreign::from(yes),
        Value::Int(whole) => i64::try_from(whole).map_or_else(|_| Foreign::from(whole), Foreign::from),
        Value::Number(number) => Foreign::from(number),
        Value::Text(text) => Foreign::from(text),
        Value::Time(time) => Foreign::from_object(Instant(time)),
        Value::Duration(duration) => Foreign::from_object(Length(duration)),
        Value::List(items) => Foreign::from_object(Items(items.iter().map(lend).collect())),
        Value::Row(..) | Value::Record(_) => {
            let arena = Bump::new();
            Foreign::from_object(Row(fields(*value, &arena)))
        }
    }
}

/// The fields of a row, without those that are left out.
fn fields<'v>(row: Value<'v>, arena: &'v Bump) -> Vec<(Box<str>, Foreign)> {
    let named = |index| row.field_name(index).zip(Some(row.field(index, arena)));
    (0..row.width().unwrap_or_default())
        .filter_map(named)
        .filter(|(_, value)| *value != Value::Omit)
        .map(|(name, value)| (name.into(), lend(&value)))
        .collect()
}

/// A value back from minijinja, its texts and lists copied into the arena.
pub fn take_back<'a>(value: &Foreign, arena: &'a Bump) -> Result<Value<'a>, Fault> {
    take(value, arena, DEEPEST)
}

fn take<'a>(value: &Foreign, arena: &'a Bump, depth: usize) -> Result<Value<'a>, Fault> {
    let inner = depth.checked_sub(1).ok_or(Fault::Template)?;
    room(arena, 0)?;
    match value.kind() {
        ValueKind::None => Ok(Value::Null),
        ValueKind::Bool => Ok(Value::Bool(value.is_true())),
        ValueKind::Number if value.is_integer() => {
            i128::try_from(value.clone()).map(Value::Int).map_err(|_| Fault::Overflow)
        }
        ValueKind::Number => Value::number(f64::try_from(value.clone()).map_err(|_| Fault::Overflow)?),
        ValueKind::String => Ok(Value::Text(arena.alloc_str(value.as_str().unwrap_or_default()))),
        ValueKind::Seq | ValueKind::Iterable => {
            let mut items = ArenaVec::new_in(arena);
            for item in value.try_iter().map_err(|_| Fault::Template)? {
                items.push(take(&item, arena, inner)?);
            }
            Ok(Value::List(items.into_bump_slice()))
        }
        ValueKind::Map => take_row(value, arena, inner),
        ValueKind::Plain => {
            let time = value.downcast_object_ref::<Instant>().map(|time| Value::Time(time.0));
            let duration = value.downcast_object_ref::<Length>().map(|length| Value::Duration(length.0));
            time.or(duration).ok_or(Fault::Template)
        }
        _ => Err(Fault::Template),
    }
}

fn take_row<'a>(value: &Foreign, arena: &'a Bump, depth: usize) -> Result<Value<'a>, Fault> {
    let (mut names, mut values) = (ArenaVec::new_in(arena), ArenaVec::new_in(arena));
    for key in value.try_iter().map_err(|_| Fault::Template)? {
        let field = value.get_item(&key).map_err(|_| Fault::Template)?;
        let name = key.as_str().ok_or(Fault::Template)?;
        names.push(&*arena.alloc_str(name));
        values.push(take(&field, arena, depth)?);
    }
    let record = Record { names: names.into_bump_slice(), values: values.into_bump_slice() };
    Ok(Value::Record(arena.alloc(record)))
}

#[derive(Debug)]
struct Instant(Time);

impl Object for Instant {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        other.downcast_ref::<Self>().map(|other| self.0.cmp(&other.0))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[derive(Debug)]
struct Length(Duration);

impl Object for Length {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        other.downcast_ref::<Self>().map(|other| self.0.cmp(&other.0))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// A list; a field asked of it is the list of its elements' fields, as in a formula.
#[derive(Debug)]
struct Items(Vec<Foreign>);

impl Object for Items {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Foreign) -> Option<Foreign> {
        if let Some(name) = key.as_str() {
            let column: Option<Vec<Foreign>> = self.0.iter().map(|item| field(item, name)).collect();
            return column.map(|column| Foreign::from_object(Self(column)));
        }
        self.0.get(key.as_usize()?).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.0.len())
    }
}

fn field(item: &Foreign, name: &str) -> Option<Foreign> {
    if item.is_none() {
        return Some(item.clone());
    }
    item.get_attr(name).ok().filter(|field| !field.is_undefined())
}

/// Named values in their order.
#[derive(Debug)]
pub struct Row(pub Vec<(Box<str>, Foreign)>);

impl Object for Row {
    fn get_value(self: &Arc<Self>, key: &Foreign) -> Option<Foreign> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Foreign> {
        self.0.iter().find(|(name, _)| **name == *key).map(|(_, value)| value.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.iter().map(|(name, _)| Foreign::from(&**name)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Column, Owned, Table, equal, write_json};

    fn there_and_back(value: Value) {
        let arena = Bump::new();
        let back = take_back(&lend(&value), &arena).unwrap();
        let (mut before, mut after) = (Vec::new(), Vec::new());
        write_json(&value, &mut before);
        write_json(&back, &mut after);
        assert_eq!(String::from_utf8(before).unwrap(), String::from_utf8(after).unwrap());
        assert!(equal(&value, &back), "{value:?} {back:?}");
    }

    #[test]
    fn values_come_back_unchanged() {
        let record = Record { names: &["z", "a"], values: &[Value::Int(1), Value::Null] };
        let table = Table::new(1, vec![("city".into(), Column::pack(vec![Owned::from("Bonn")]))]);
        for value in [
            Value::Null,
            Value::Bool(true),
            Value::Int(i128::MAX),
            Value::Int(i128::MIN),
            Value::Int(7),
            Value::Number(7.0),
            Value::Number(-0.1),
            Value::Text("ä 'quoted' and longer than twenty-two bytes"),
            Value::Time(Time(1_234_567_891)),
            Value::Duration(Duration(-5)),
            Value::List(&[Value::Int(1), Value::List(&[]), Value::Text("b")]),
            Value::Record(&record),
            Value::Row(&table, 0),
        ] {
            there_and_back(value);
        }
    }

    #[test]
    fn a_field_that_is_left_out_is_not_there() {
        let record = Record { names: &["a", "b"], values: &[Value::Omit, Value::Int(1)] };
        let lent = lend(&Value::Record(&record));
        assert_eq!(lent.len(), Some(1));
    }
}
