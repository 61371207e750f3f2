//! The values that formulas compute and records carry.
//!
//! A [`Value`] is a small copy that borrows its text, lists and rows from the plan or from the arena of one
//! event; an [`Owned`] one lives as long as it likes. Never draws, never reads a clock.

mod base64;
mod compare;
mod digits;
mod json;
mod literal;
mod local;
mod owned;
mod parts;
mod table;
mod time;
mod types;

pub use base64::{read_base64, write_base64};
pub use compare::{equal, order};
pub use digits::write_hundredths;
pub use json::{
    longest_end, write_json, write_json_text, write_json_within, write_number, write_quoted,
    write_quoted_within, write_text,
};
pub use literal::{BLOCK, Literal, write_first};
pub use owned::Owned;
pub use parts::take_parts;
pub use table::{Column, Table};
pub use time::{Duration, Time};
pub use types::{Field, RowType, Type};

use bumpalo::Bump;

/// One value. Whole numbers are 128 bits wide while a formula computes and 64 bits when it is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    Null,
    /// Leaves out the field that it is given to.
    Omit,
    Bool(bool),
    Int(i128),
    /// Always finite.
    Number(f64),
    Text(&'a str),
    Time(Time),
    Duration(Duration),
    List(&'a [Value<'a>]),
    /// A row of a catalog.
    Row(&'a Table, u32),
    /// Named values made while an event is composed.
    Record(&'a Record<'a>),
}

/// Named values in the order they were written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Record<'a> {
    pub names: &'a [&'a str],
    pub values: &'a [Value<'a>],
}

/// Why a value could not be computed for one event: it is then null, and counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
pub enum Fault {
    #[error("division by zero")]
    DivisionByZero,
    #[error("an empty range")]
    EmptyRange,
    #[error("a number too large")]
    Overflow,
    #[error("text that is no number")]
    NotANumber,
    #[error("text that is no time")]
    NotATime,
    #[error("an argument outside its bounds")]
    OutOfBounds,
    #[error("a value of the wrong type")]
    WrongType,
    #[error("nothing to choose from")]
    NothingToChoose,
    #[error("more than an event may hold")]
    TooLarge,
    #[error("no name that Kafka takes for a topic")]
    Topic,
    #[error("no number of a partition")]
    Partition,
    #[error("a template that failed")]
    Template,
}

/// What the values of one event may take in memory.
const MOST_BYTES: usize = 1 << 26;

/// Refuses a value of that many bytes where the event's values would take more than they may.
pub fn room(arena: &Bump, bytes: usize) -> Result<(), Fault> {
    if arena.allocated_bytes().saturating_add(bytes) > MOST_BYTES { Err(Fault::TooLarge) } else { Ok(()) }
}

/// What an arena keeps from one event for the next.
const KEPT_BYTES: usize = 1 << 22;

/// Frees the values of an event. What a large one took is given back: it must not count for those that follow.
pub fn clear(arena: &mut Bump) {
    if arena.allocated_bytes() > KEPT_BYTES {
        *arena = Bump::new();
    } else {
        arena.reset();
    }
}

/// What a function or a draw may look at besides its arguments.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Holds the text and lists of one event.
    pub arena: &'a Bump,
    /// Event time.
    pub now: Time,
    /// The scenario's time zone.
    pub zone: &'a jiff::tz::TimeZone,
    /// The index of the draw: the event's number from 0, the row's number from 0, the element's from 0.
    pub index: u64,
}

impl<'a> Value<'a> {
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Null, or `omit` where a value was needed.
    pub const fn is_missing(&self) -> bool {
        matches!(self, Self::Null | Self::Omit)
    }

    /// A number as it is, a duration in nanoseconds.
    #[expect(clippy::cast_precision_loss, reason = "compared with bounds")]
    pub fn measure(&self) -> Option<f64> {
        match self {
            Self::Duration(Duration(nanos)) => Some(*nanos as f64),
            other => other.as_f64(),
        }
    }

    /// A decimal number, or the fault that it is none.
    ///
    /// # Errors
    /// [`Fault::Overflow`] for infinities and what is not a number.
    pub fn number(number: f64) -> Result<Self, Fault> {
        if number.is_finite() { Ok(Self::Number(number)) } else { Err(Fault::Overflow) }
    }

    /// The value as a decimal number, if it is a number at all.
    #[expect(clippy::cast_precision_loss, reason = "the nearest decimal number is what is asked for")]
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Int(whole) => Some(*whole as f64),
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The value as a whole number, if it is one.
    pub const fn as_int(&self) -> Option<i128> {
        if let Self::Int(whole) = self { Some(*whole) } else { None }
    }

    pub const fn as_text(&self) -> Option<&'a str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number of fields of a row or record, `None` for other values.
    pub fn width(&self) -> Option<usize> {
        match self {
            Self::Row(table, _) => Some(table.width()),
            Self::Record(record) => Some(record.values.len()),
            _ => None,
        }
    }

    /// Field `index` of a row or record; null for every other value.
    pub fn field(&self, index: usize, arena: &'a Bump) -> Self {
        match self {
            Self::Row(table, row) => table.cell(index, *row, arena),
            Self::Record(record) => record.values.get(index).copied().unwrap_or(Value::Null),
            _ => Value::Null,
        }
    }

    /// The name of field `index` of a row or record.
    pub fn field_name(&self, index: usize) -> Option<&'a str> {
        match self {
            Self::Row(table, _) => table.names().get(index).map(AsRef::as_ref),
            Self::Record(record) => record.names.get(index).copied(),
            _ => None,
        }
    }

    /// What the value is, in the words of the language reference.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Omit => "omit",
            Self::Bool(_) => "a boolean",
            Self::Int(_) => "a whole number",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::Time(_) => "a time",
            Self::Duration(_) => "a duration",
            Self::List(_) => "a list",
            Self::Row(..) | Self::Record(_) => "a row",
        }
    }
}
