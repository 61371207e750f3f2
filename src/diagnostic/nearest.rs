//! The known name that was probably meant.

/// The nearest of the known names, if one is within a third of its length (at least one, at most three
/// edits; none in two letters). Case does not count, nor does `-` against `_`.
pub fn nearest<'n>(wrong: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let wrong = fold(wrong);
    let letters = wrong.chars().count();
    let edits = |name: &str| {
        let (name, most) = (fold(name), allowed(name.chars().count()));
        // it takes no fewer
        let least = name.chars().count().abs_diff(letters);
        (least <= most).then(|| strsim::damerau_levenshtein(&wrong, &name)).filter(|edits| *edits <= most)
    };
    known.into_iter().filter_map(|name| Some((edits(name)?, name))).min().map(|(_, name)| name)
}

fn allowed(letters: usize) -> usize {
    if letters < 3 { 0 } else { (letters / 3).min(3) }
}

fn fold(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_finds_its_name_and_nonsense_finds_none() {
        assert_eq!(nearest("prduct", ["price", "product"]), Some("product"));
        assert_eq!(nearest("USER-ID", ["user_id"]), Some("user_id"));
        assert_eq!(nearest("xyz", ["product", "price"]), None);
    }
}
