//! Values that own what they hold: constants of a program, cells of a table.

use super::{Record, Table, Value};
use crate::value::{Duration, Time};
use bumpalo::Bump;
use std::sync::Arc;

/// A value that borrows nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Owned {
    Null,
    Omit,
    Bool(bool),
    Int(i128),
    Number(f64),
    Text(Box<str>),
    Time(Time),
    Duration(Duration),
    List(Vec<Owned>),
    Row(Arc<Table>, u32),
    Record(Vec<(Box<str>, Owned)>),
}

impl Owned {
    /// The same value, borrowed; lists and records are laid out in the arena.
    pub fn view<'a>(&'a self, arena: &'a Bump) -> Value<'a> {
        match self {
            Self::Null => Value::Null,
            Self::Omit => Value::Omit,
            Self::Bool(yes) => Value::Bool(*yes),
            Self::Int(whole) => Value::Int(*whole),
            Self::Number(number) => Value::Number(*number),
            Self::Text(text) => Value::Text(text),
            Self::Time(time) => Value::Time(*time),
            Self::Duration(duration) => Value::Duration(*duration),
            Self::List(items) => {
                Value::List(arena.alloc_slice_fill_iter(items.iter().map(|item| item.view(arena))))
            }
            Self::Row(table, row) => Value::Row(table, *row),
            Self::Record(fields) => Value::Record(arena.alloc(Record {
                names: arena.alloc_slice_fill_iter(fields.iter().map(|(name, _)| &**name)),
                values: arena.alloc_slice_fill_iter(fields.iter().map(|(_, value)| value.view(arena))),
            })),
        }
    }
}

impl From<&str> for Owned {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}
