//! Text of others, as it is shown.

/// A text whose every character is seen: none moves the cursor or hides what stands around it.
pub fn visible(text: &str) -> String {
    let seen = |letter: char| match letter {
        '"' | '\'' | '\\' => letter.to_string(),
        _ => letter.escape_debug().to_string(),
    };
    text.chars().map(seen).collect()
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_is_not_seen_by_itself_is_spelt() {
        assert_eq!(visible("it's a \"topic\""), "it's a \"topic\"");
        assert_eq!(visible("a\u{1b}[2Jb\r"), "a\\u{1b}[2Jb\\r");
    }
}
