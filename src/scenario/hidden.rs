//! Words that may open something: what is told is told without them.
//!
//! In: the words. Out: texts with a mark in place of each. Never decides which word is one.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::fmt;

/// Longest first: one may be part of another.
#[derive(Clone, Default)]
pub struct Hidden(Vec<String>);

impl Hidden {
    /// A shorter word stays in a text: it is part of many others.
    pub const SHORTEST: usize = 4;
    /// Stands for a hidden word.
    pub const MARK: &str = "…";

    pub fn of(words: impl IntoIterator<Item = String>) -> Self {
        let mut words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        words.sort_by(|a, b| (Reverse(a.len()), a).cmp(&(Reverse(b.len()), b)));
        words.dedup();
        Self(words)
    }

    /// A text without them.
    pub fn in_text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let long = self.0.iter().take_while(|word| word.len() >= Self::SHORTEST);
        long.fold(Cow::Borrowed(text), |text, word| {
            if text.contains(word.as_str()) { text.replace(word, Self::MARK).into() } else { text }
        })
    }

    /// Whether a word is one of them, however short.
    pub fn holds(&self, word: &str) -> bool {
        self.0.iter().any(|hidden| hidden == word)
    }
}

/// How many, and none of them.
impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hidden({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_told_without_hidden_words() {
        let hidden = Hidden::of(["ter2", "hunter2", "abc", ""].map(str::to_owned));
        for (text, told) in
            [("hunter2, hunter2!", "…, …!"), ("winter2", "win…"), ("abcd abc", "abcd abc"), ("", "")]
        {
            assert_eq!(hidden.in_text(text), told);
        }
        assert!(hidden.holds("abc") && !hidden.holds(""));
        assert_eq!(format!("{hidden:?}"), "Hidden(3)");
    }
}
