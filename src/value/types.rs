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

    /// Whether both have fields of the same names in the same order: then a field has one index in both.
    fn has_names_of(&self, other: &Self) -> bool {
        self.fields.iter().map(|field| &field.name).eq(other.fields.iter().map(|field| &field.name))
    }

    fn join(&self, other: &Self) -> Self {
        let fields = self
            .fields
            .iter()
            .zip(&other.fields)
            .map(|(a, b)| Field { name: a.name.clone(), ty: a.ty.clone().join(b.ty.clone()) });
        Self { fields: fields.collect() }
    }
}

impl Type {
    pub fn list(element: Self) -> Self {
        Self::List(Arc::new(element))
    }

    /// How many lists and rows stand inside of each other.
    pub fn depth(&self) -> usize {
        match self {
            Self::List(element) => 1 + element.depth(),
            Self::Row(row) => 1 + row.fields.iter().map(|field| field.ty.depth()).max().unwrap_or(0),
            _ => 0,
        }
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
            (Self::Row(a), Self::Row(b)) if a.has_names_of(&b) => Self::Row(Arc::new(a.join(&b))),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(fields: &[(&str, Type)]) -> Type {
        let fields = fields.iter().map(|(name, ty)| Field { name: (*name).to_owned(), ty: ty.clone() });
        Type::Row(Arc::new(RowType { fields: fields.collect() }))
    }

    #[test]
    fn rows_of_the_same_names_are_joined_field_by_field() {
        let (whole, decimal) =
            (row(&[("a", Type::Int), ("b", Type::Null)]), row(&[("a", Type::Number), ("b", Type::Text)]));
        assert_eq!(whole.clone().join(decimal.clone()), decimal);
        let swapped = row(&[("b", Type::Text), ("a", Type::Int)]);
        assert_eq!(whole.join(swapped), Type::Any);
    }
}
