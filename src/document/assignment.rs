//! `balance = balance + 1` where YAML wants `balance: =balance + 1`.

/// What parts a name from its value.
pub const PARTED: &str = "a name and its value are parted by a colon";

/// The name and the value that a text assigns, as other languages do.
pub fn assignment(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    let begins = name.starts_with(|first: char| first.is_alphabetic() || first == '_');
    let is_name = begins && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    (is_name && !value.is_empty() && !value.starts_with('=')).then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_its_value_are_told_from_other_texts() {
        assert_eq!(assignment("balance = balance + 1"), Some(("balance", "balance + 1")));
        assert_eq!(assignment("x=5"), Some(("x", "5")));
        for other in ["a == b", "a + b = c", "a >= 1", "= 5", "a =", "a", "5 = a", ""] {
            assert_eq!(assignment(other), None, "{other}");
        }
    }
}
