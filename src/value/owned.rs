//! Values that own what they hold: constants of a program, cells of a table.

use super::{Duration, Field, Record, RowType, Table, Time, Type, Value};
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

impl Owned {
    /// Bytes that it takes beside itself; a row is its catalog's.
    pub fn heap_bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::List(items) => {
                size_of_val(items.as_slice()) + items.iter().map(Self::heap_bytes).sum::<usize>()
            }
            Self::Record(fields) => {
                let inside = fields.iter().map(|(name, value)| name.len() + value.heap_bytes());
                size_of_val(fields.as_slice()) + inside.sum::<usize>()
            }
            _ => 0,
        }
    }

    pub fn ty(&self) -> Type {
        match self {
            Self::Null | Self::Omit => Type::Null,
            Self::Bool(_) => Type::Bool,
            Self::Int(_) => Type::Int,
            Self::Number(_) => Type::Number,
            Self::Text(_) => Type::Text,
            Self::Time(_) => Type::Time,
            Self::Duration(_) => Type::Duration,
            Self::List(items) => Type::list(items.iter().map(Self::ty).fold(Type::Null, Type::join)),
            Self::Record(fields) => Type::Row(Arc::new(RowType {
                fields: fields
                    .iter()
                    .map(|(name, value)| Field { name: name.to_string(), ty: value.ty() })
                    .collect(),
            })),
            Self::Row(..) => Type::Any,
        }
    }
}

impl Value<'_> {
    /// The same value, owning what it holds. A row of a catalog becomes a record of its cells.
    pub fn to_owned(&self) -> Owned {
        match self {
            Self::Null => Owned::Null,
            Self::Omit => Owned::Omit,
            Self::Bool(yes) => Owned::Bool(*yes),
            Self::Int(whole) => Owned::Int(*whole),
            Self::Number(number) => Owned::Number(*number),
            Self::Text(text) => Owned::Text((*text).into()),
            Self::Time(time) => Owned::Time(*time),
            Self::Duration(duration) => Owned::Duration(*duration),
            Self::List(items) => Owned::List(items.iter().map(Value::to_owned).collect()),
            Self::Record(record) => Owned::Record(
                record
                    .names
                    .iter()
                    .zip(record.values)
                    .map(|(name, value)| ((*name).into(), value.to_owned()))
                    .collect(),
            ),
            Self::Row(table, row) => {
                let arena = Bump::new();
                let cells = (0..table.width()).map(|column| table.cell(column, *row, &arena).to_owned());
                Owned::Record(table.names().iter().cloned().zip(cells).collect())
            }
        }
    }
}

impl From<&str> for Owned {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}
