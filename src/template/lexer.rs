//! The words of a template and where they stand.
//!
//! In: the text of a template that minijinja has compiled. Out: its tags, cut into tokens. Text outside tags,
//! comments and `raw` blocks leave nothing. Never fails: what is wrong was found by minijinja before.

use std::ops::Range;

/// One `{{ … }}` or `{% … %}`.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag<'t> {
    pub kind: TagKind,
    pub tokens: Vec<Token<'t>>,
    /// With its braces.
    pub place: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagKind {
    /// `{{ … }}`
    Print,
    /// `{% … %}`
    Statement,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'t> {
    pub kind: Kind,
    pub text: &'t str,
    pub place: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Word,
    Number,
    /// With its quotes.
    Text,
    /// An operator, bracket or comma.
    Mark,
}

impl Token<'_> {
    pub fn is_mark(&self, mark: &str) -> bool {
        self.kind == Kind::Mark && self.text == mark
    }

    pub fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text == word
    }

    /// What stands between the quotes, if nothing in there is escaped.
    pub fn plain_text(&self) -> Option<&str> {
        let inside = (self.kind == Kind::Text).then(|| self.text.get(1..self.text.len() - 1))??;
        (!inside.contains('\\')).then_some(inside)
    }
}

/// The tags of a template in their order.
pub fn tags(source: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some((start, opening)) = next_opening(source, from) {
        let (kind, closing) = match opening {
            "{#" => {
                from = behind(source, start, "#}");
                continue;
            }
            "{{" => (TagKind::Print, "}}"),
            _ => (TagKind::Statement, "%}"),
        };
        let tag = tag(source, start, kind, closing);
        from = tag.place.end;
        if tag.tokens.first().is_some_and(|word| word.is_word("raw")) {
            from = end_of_raw(source, from);
        } else {
            tags.push(tag);
        }
    }
    tags
}

fn next_opening(source: &str, from: usize) -> Option<(usize, &str)> {
    let rest = source.get(from..)?;
    let opens = |start: &usize| matches!(rest.as_bytes().get(start + 1), Some(b'{' | b'%' | b'#'));
    let start = rest.match_indices('{').map(|(start, _)| start).find(opens)?;
    Some((from + start, &rest[start..start + 2]))
}

/// The place behind the next `end`, or the end of the text.
fn behind(source: &str, from: usize, end: &str) -> usize {
    source[from..].find(end).map_or(source.len(), |offset| from + offset + end.len())
}

fn end_of_raw(source: &str, from: usize) -> usize {
    let mut from = from;
    while from < source.len() {
        let start = behind(source, from, "{%");
        let word = source[start..].trim_start_matches(['-', '+']).trim_start();
        from = behind(source, start, "%}");
        if word.starts_with("endraw") {
            break;
        }
    }
    from
}

fn tag<'t>(source: &'t str, start: usize, kind: TagKind, closing: &str) -> Tag<'t> {
    let mut tokens: Vec<Token> = Vec::new();
    let (mut at, mut depth) = (start + 2, 0_usize);
    if matches!(source.as_bytes().get(at), Some(b'-' | b'+')) {
        at += 1;
    }
    while let Some(first) = source[at..].chars().next() {
        let rest = &source[at..];
        if depth == 0 && rest.strip_prefix(['-', '+']).unwrap_or(rest).starts_with(closing) {
            return Tag { kind, tokens, place: start..behind(source, at, closing) };
        }
        let (kind, length) = match first {
            _ if first.is_whitespace() => {
                at += first.len_utf8();
                continue;
            }
            '\'' | '"' => (Kind::Text, quoted(rest, first)),
            _ if first.is_ascii_digit() => (Kind::Number, number(rest, tokens.last())),
            _ if first == '_' || first.is_ascii_alphabetic() => (Kind::Word, word(rest)),
            _ => (Kind::Mark, mark(rest, first)),
        };
        match &rest[..length] {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        tokens.push(Token { kind, text: &rest[..length], place: at..at + length });
        at += length;
    }
    Tag { kind, tokens, place: start..source.len() }
}

fn word(rest: &str) -> usize {
    rest.find(|letter: char| letter != '_' && !letter.is_ascii_alphanumeric()).unwrap_or(rest.len())
}

/// The length of a number; behind a dot it is the position of an element, which has no fraction.
fn number(rest: &str, before: Option<&Token>) -> usize {
    let whole = word(rest);
    let fraction = rest[whole..].strip_prefix('.').filter(|fraction| {
        fraction.starts_with(|digit: char| digit.is_ascii_digit())
            && !before.is_some_and(|token| token.is_mark("."))
    });
    fraction.map_or(whole, |fraction| whole + 1 + word(fraction))
}

/// The length of a text with both its quotes.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (offset, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return offset + letter.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

fn mark(rest: &str, first: char) -> usize {
    let double = ["==", "!=", "<=", ">=", "**", "//"].iter().any(|mark| rest.starts_with(mark));
    if double { 2 } else { first.len_utf8() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str) -> Vec<Vec<&str>> {
        tags(source).into_iter().map(|tag| tag.tokens.into_iter().map(|token| token.text).collect()).collect()
    }

    #[test]
    fn tags_are_cut_into_their_tokens() {
        assert_eq!(
            words("a {{- x.y|f('}}', 1.5) -}} b {% if a>=1 %}{%- endif +%}"),
            [
                vec!["x", ".", "y", "|", "f", "(", "'}}'", ",", "1.5", ")"],
                vec!["if", "a", ">=", "1"],
                vec!["endif"]
            ]
        );
    }

    #[test]
    fn braces_inside_a_tag_do_not_end_it() {
        assert_eq!(words("{{ {'a': {'b': 1}} }}x")[0].len(), 9);
        assert_eq!(words(r"{{ 'it\'s }}' }}"), [[r"'it\'s }}'"]]);
        assert_eq!(words("{{ a.0.1 }}"), [["a", ".", "0", ".", "1"]]);
    }

    #[test]
    fn comments_and_raw_blocks_hold_no_tags() {
        assert_eq!(words("{# {{ a }} #}{% raw %}{{ b }}{% if %}{%- endraw %}{{ c }}"), [["c"]]);
    }

    #[test]
    fn places_are_those_of_the_text() {
        let source = "ä {{ name }}";
        let tag = &tags(source)[0];
        assert_eq!(&source[tag.tokens[0].place.clone()], "name");
        assert_eq!(&source[tag.place.clone()], "{{ name }}");
    }
}
