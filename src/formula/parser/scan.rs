//! Reads a formula's characters without understanding it: what is quoted, which brackets are open. In: text.
//! Out: offsets. Linear, never recurses, so that it may look at any text before pest does.

/// The characters that stand outside quotes, with their offsets.
pub fn unquoted(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(end) = quote_end(text, at) {
            at = end?;
        }
        let character = text[at..].chars().next()?;
        at += character.len_utf8();
        Some((at - character.len_utf8(), character))
    })
}

/// Where a quote begins that never ends.
pub fn unclosed_quote(text: &str) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        at = match quote_end(text, at) {
            Some(Some(end)) => end,
            Some(None) => return Some(at),
            None => text.ceil_char_boundary(at + 1),
        };
    }
    None
}

/// If a quote begins at `start`: behind its end, or `None` inside where it has none.
#[expect(clippy::option_option, reason = "no quote here, and a quote without an end, are two answers")]
pub fn quote_end(text: &str, start: usize) -> Option<Option<usize>> {
    let quote = text[start..].chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let mut characters = text[start + 1..].char_indices().peekable();
    while let Some((offset, character)) = characters.next() {
        if character == '\\' && quote == '"' {
            characters.next();
        } else if character == quote {
            let doubled = quote == '\'' && characters.next_if(|(_, next)| *next == quote).is_some();
            if !doubled {
                return Some(Some(start + 1 + offset + 1));
            }
        }
    }
    Some(None)
}

/// An opening bracket and where it stands.
pub type Open = (usize, char);

/// The brackets that are open at the end of the text, the outermost first; a closing bracket that closes none
/// of them is passed over.
pub fn open_brackets(text: &str) -> Vec<Open> {
    let mut open: Vec<Open> = Vec::new();
    for (at, character) in unquoted(text) {
        match character {
            '(' | '[' => open.push((at, character)),
            ')' | ']' if open.last().is_some_and(|(_, bracket)| closing(*bracket) == character) => {
                open.pop();
            }
            _ => {}
        }
    }
    open
}

/// The bracket that closes this one.
pub const fn closing(open: char) -> char {
    if open == '[' { ']' } else { ')' }
}

/// The piece that begins at `at`, as a reader sees it: a word or number, a quoted text, an operator, a sign.
pub fn piece(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    if let Some(end) = quote_end(text, at) {
        return &text[at..end.unwrap_or(text.len())];
    }
    let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    if word > 0 {
        return &rest[..word];
    }
    let operators =
        ["==", "!=", "<=", ">=", "..", "&&", "||", "**", "{{", "}}", "{%", "%}", "${", "??", "->", "=>"];
    let sign = rest.chars().next().map_or(0, char::len_utf8);
    operators.into_iter().find(|operator| rest.starts_with(operator)).unwrap_or(&rest[..sign])
}

/// The word that ends right before `at`, blanks between them passed over.
pub fn word_before(text: &str, at: usize) -> &str {
    let before = text[..at].trim_end();
    let start = before.char_indices().rev().take_while(|(_, c)| is_word(*c)).last();
    start.map_or("", |(start, _)| &before[start..])
}

/// A piece as a message quotes it: on one line, its end left out where it is long.
pub fn excerpt(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line,
    }
}

/// Whether a character belongs to a word or number.
pub fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outside(text: &str) -> String {
        unquoted(text).map(|(_, character)| character).collect()
    }

    #[test]
    fn quoted_text_is_passed_over() {
        assert_eq!(outside("f('a(''b', \"c\\\"(\") + 東"), "f(, ) + 東");
        assert_eq!(outside("a 'never"), "a ");
        assert_eq!(outside("''''"), "");
    }

    #[test]
    fn an_unclosed_quote_is_found_where_it_begins() {
        assert_eq!(unclosed_quote("'a' + 'b"), Some(6));
        assert_eq!(unclosed_quote("'it''s'"), None);
        assert_eq!(unclosed_quote("ü\"\\\""), Some(2));
    }

    #[test]
    fn brackets_in_quotes_do_not_count() {
        assert_eq!(open_brackets("f(a, '(', [b]"), [(1, '(')]);
        assert_eq!(open_brackets("(a]"), [(0, '(')]);
    }

    #[test]
    fn a_piece_is_what_a_reader_sees() {
        assert_eq!(piece("a && b", 2), "&&");
        assert_eq!(piece("a münchen1 b", 2), "münchen1");
        assert_eq!(piece("'a b' c", 0), "'a b'");
        assert_eq!(piece("a", 1), "");
        assert_eq!(word_before("a.size (b)", 7), "size");
        assert_eq!(excerpt("a +\n   b"), "a + b");
        assert_eq!(excerpt(&"ü".repeat(61)), format!("{}…", "ü".repeat(60)));
    }
}
