//! What is known of a value before it is computed. Every type includes null.

use std::fmt;
use std::sync::Arc;

/// The type of a formula's result. Whatever cannot be computed is null, so null belongs to every type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// Only null.
    Null,
    Bool,
    Int,
    /// A decimal number; a whole number fits wherever one is asked for.
    Number,
    Text,
    Time,
    Duration,
    List(Arc<Type>),
    Row(Arc<RowType>),
    /// Known only when it is computed.
    Any,
}

/// The fields of a row, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowType {
    pub fields: Vec<Field>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub ty: Type,
}

impl RowType {
    /// The index and type of a field.
    pub fn find(&self, name: &str) -> Option<(usize, &Type)> {
        let index = self.fields.iter().position(|field| field.name == name)?;
        Some((index, &self.fields[index].ty))
    }
}

impl Type {
    pub fn list(element: Self) -> Self {
        Self::List(Arc::new(element))
    }

    pub const fn is_numeric(&self) -> bool {
        matches!(self, Self::Int | Self::Number)
    }

    /// The narrowest type that holds both.
    pub fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::Null, ty) | (ty, Self::Null) => ty,
            (a, b) if a == b => a,
            (a, b) if a.is_numeric() && b.is_numeric() => Self::Number,
            (Self::List(a), Self::List(b)) => Self::list((*a).clone().join((*b).clone())),
            _ => Self::Any,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool => f.write_str("a boolean"),
            Self::Int => f.write_str("a whole number"),
            Self::Number => f.write_str("a number"),
            Self::Text => f.write_str("text"),
            Self::Time => f.write_str("a time"),
            Self::Duration => f.write_str("a duration"),
            Self::List(_) => f.write_str("a list"),
            Self::Row(_) => f.write_str("a row"),
            Self::Any => f.write_str("a value"),
        }
    }
}
