//! The keys of one line, read without a tree.
//!
//! In: a line, however broken. Out: its keys, each with the place of its value. Never looks at another line.

/// A key in a line: where it begins, its name, where its value begins, and where that goes on behind its quotes.
pub(super) struct Key<'l> {
    pub start: usize,
    pub name: &'l str,
    pub value: usize,
    pub behind: usize,
}

/// Those of a line: its first one, and in braces those that follow.
pub(super) fn keys(line: &str) -> Vec<Key<'_>> {
    let mut keys: Vec<Key<'_>> = Vec::new();
    let brace = line.find('{');
    for (colon, _) in line.match_indices(':') {
        let before = line[..colon].trim_end();
        let bare = before.strip_suffix(['"', '\'']).unwrap_or(before);
        let is_quoted = bare.len() < before.len();
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
        let rest = bare.trim_end_matches(is_name);
        let name = bare[rest.len()..].trim_start_matches('-');
        // Of a login, the space is only forgotten.
        let is_login = ["sasl.", "ssl."].iter().any(|prefix| name.starts_with(prefix));
        let has_space = line[colon + 1..].starts_with(char::is_whitespace) || colon + 1 == line.len();
        if !is_quoted && !has_space && !is_login {
            continue;
        }
        let rest = bare[..bare.len() - name.len()].trim_end_matches(['"', '\'']);
        let start = rest.len();
        let rest = rest.trim_end();
        let may_follow = match keys.last() {
            None => rest.is_empty() || rest.ends_with(['-', '{', '[', ',', '?']),
            Some(last) => {
                brace.is_some_and(|brace| brace < start)
                    && start >= last.behind
                    && rest.ends_with(['{', '[', ','])
            }
        };
        if !name.is_empty() && may_follow {
            let value = colon + 1;
            keys.push(Key { start, name, value, behind: value + behind_quotes(&line[value..]) });
        }
    }
    keys
}

/// How a value begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    None,
    /// The quotes end before this byte of it.
    Closed(usize),
    /// They do not end in this line.
    Open(char),
}

pub(super) fn quotes(value: &str) -> Quotes {
    let start = value.len() - value.trim_start().len();
    let Some(quote) = value[start..].chars().next().filter(|first| "\"'".contains(*first)) else {
        return Quotes::None;
    };
    let mut letters = value.char_indices().skip_while(|(at, _)| *at <= start);
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' && quote == '"' {
            letters.next();
        } else if letter == quote {
            return Quotes::Closed(at + 1);
        }
    }
    Quotes::Open(quote)
}

/// Where a value goes on behind its quotes: at its beginning where it has none, at its end where they stay open.
fn behind_quotes(value: &str) -> usize {
    match quotes(value) {
        Quotes::None => 0,
        Quotes::Closed(end) => end,
        Quotes::Open(_) => value.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_first_or_in_braces() {
        for (line, names) in [
            ("a: b", &["a"][..]),
            ("a: b, c: d", &["a"]),
            ("- { \"a\":1, b: 'x, c: d', e: [{ f: 1 }] }", &["a", "b", "e", "f"]),
            ("{ a: \"x\\\", c: d\", e: 1 }", &["a", "e"]),
            ("{ a: \"x, c: d", &["a"]),
            ("a b", &[]),
        ] {
            let found: Vec<&str> = keys(line).iter().map(|key| key.name).collect();
            assert_eq!(found, names, "{line}");
        }
    }

    #[test]
    fn quotes_end_where_they_are_written_again() {
        for (value, found) in [
            ("\"a", Quotes::Open('"')),
            (" 'a\n", Quotes::Open('\'')),
            ("\"", Quotes::Open('"')),
            ("\"a\\\"", Quotes::Open('"')),
            (" \"a\" # it's", Quotes::Closed(4)),
            ("'ä\\'", Quotes::Closed(5)),
            ("\"\"", Quotes::Closed(2)),
            ("a'b", Quotes::None),
            ("", Quotes::None),
        ] {
            assert_eq!(quotes(value), found, "{value}");
        }
    }
}
