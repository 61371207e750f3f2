//! How many parts a value has. Lists that share their elements have more of them than memory shows, and every
//! copy that owns what it holds has them all.

use super::{Fault, Owned, Value};

/// What one part stands for of a text, in bytes.
const TEXT_BYTES: usize = 64;

/// Takes the parts of a value from those that are left.
///
/// # Errors
/// [`Fault::TooLarge`] where the value has more: none are taken then, and it is looked at no further.
pub fn take_parts(value: &Value, left: &mut usize) -> Result<(), Fault> {
    let mut rest = *left;
    take(value, &mut rest)?;
    *left = rest;
    Ok(())
}

fn take(value: &Value, left: &mut usize) -> Result<(), Fault> {
    let text = value.as_text().map_or(0, |text| text.len() / TEXT_BYTES);
    *left = left.checked_sub(1 + text).ok_or(Fault::TooLarge)?;
    match *value {
        Value::List(items) => items.iter().try_for_each(|item| take(item, left)),
        Value::Record(record) => record.values.iter().try_for_each(|field| take(field, left)),
        _ => Ok(()),
    }
}

impl Owned {
    /// How many parts it has.
    pub fn parts(&self) -> usize {
        match self {
            Self::Text(text) => 1 + text.len() / TEXT_BYTES,
            Self::List(items) => 1 + items.iter().map(Self::parts).sum::<usize>(),
            Self::Record(fields) => 1 + fields.iter().map(|(_, value)| value.parts()).sum::<usize>(),
            _ => 1,
        }
    }
}
