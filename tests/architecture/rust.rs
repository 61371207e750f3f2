//! What a Rust file names, without being a Rust parser.
//!
//! In: a file's path below `src` and its text. Out: every path of two names or more (and those of one in a
//! `use`), `use` braces unfolded and `self` and `super` resolved to `crate`, and the places of `.unwrap()` outside
//! tests. Comments and literals are skipped; macros are not expanded.

use std::iter;
use std::ops::Range;

pub struct Scan {
    pub paths: Vec<NamedPath>,
    /// The lines of `.unwrap()` outside `#[cfg(test)]` and files called `tests` or `testing`.
    pub unwraps: Vec<usize>,
}

pub struct NamedPath {
    pub line: usize,
    pub names: Vec<String>,
}

pub fn scan(path: &str, text: &str) -> Scan {
    let tokens = tokens(text);
    let module =
        path.trim_end_matches(".rs").split('/').filter(|name| !matches!(*name, "mod" | "lib" | "main"));
    let reader = Reader { tokens: &tokens, file: module.map(str::to_owned).collect() };
    let tests = test_items(&tokens);
    let of_tests = path.split(['/', '.']).any(|name| matches!(name, "tests" | "testing"));
    let is_test = |position: &usize| of_tests || tests.iter().any(|test| test.contains(position));
    let unwraps = (0..tokens.len())
        .filter(|position| starts_with(&tokens[*position..], &[".", "unwrap", "(", ")"]))
        .filter(|position| !is_test(position))
        .map(|position| tokens[position].line)
        .collect();
    Scan { paths: reader.paths(), unwraps }
}

/// A word, `::`, or one other character; a literal is its first quote.
struct Token<'t> {
    text: &'t str,
    line: usize,
}

impl Token<'_> {
    fn is_name(&self) -> bool {
        self.text.starts_with(is_word)
    }
}

fn is_word(letter: char) -> bool {
    letter == '_' || letter.is_alphanumeric()
}

fn starts_with(tokens: &[Token], texts: &[&str]) -> bool {
    tokens.len() >= texts.len() && iter::zip(tokens, texts).all(|(token, text)| token.text == *text)
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let (length, kept) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), 0)
        } else if rest.starts_with("/*") {
            (block_comment(rest), 0)
        } else if first.is_whitespace() {
            (first.len_utf8(), 0)
        } else if let Some(length) = raw_string(rest).or_else(|| quoted(rest)) {
            (length, 1)
        } else if is_word(first) {
            let length = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
            (length, length)
        } else if rest.starts_with("::") {
            (2, 2)
        } else {
            (first.len_utf8(), first.len_utf8())
        };
        if kept > 0 {
            tokens.push(Token { text: &rest[..kept], line });
        }
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    tokens
}

/// The length of a block comment; they nest.
fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    for (at, _) in text.char_indices() {
        if text[at..].starts_with("/*") {
            depth += 1;
        } else if text[..at].ends_with("*/") {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    text.len()
}

/// The length of `r"…"`, `r#"…"#`, `br"…"`, if the text begins with one.
fn raw_string(text: &str) -> Option<usize> {
    let after = ["r", "br", "cr"].iter().find_map(|prefix| text.strip_prefix(prefix))?;
    let inner = after.trim_start_matches('#');
    let hashes = &after[..after.len() - inner.len()];
    let body = inner.strip_prefix('"')?;
    let end = format!("\"{hashes}");
    Some(text.len() - body.len() + body.find(&end).map_or(body.len(), |at| at + end.len()))
}

/// The length of a string or character literal, if the text begins with one; a lifetime is none.
fn quoted(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let mut letters = text.char_indices().skip(1);
    if quote == '\'' && !text.starts_with(r"'\") && text.chars().nth(2) != Some('\'') {
        return None;
    }
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' {
            letters.next();
        } else if letter == quote {
            return Some(at + 1);
        }
    }
    Some(text.len())
}

/// Where the items behind `#[cfg(test)]` stand.
fn test_items(tokens: &[Token]) -> Vec<Range<usize>> {
    let attribute = ["#", "[", "cfg", "(", "test", ")", "]"];
    let starts = (0..tokens.len()).filter(|start| starts_with(&tokens[*start..], &attribute));
    starts.map(|start| start..item_end(tokens, start + attribute.len())).collect()
}

/// Behind the `;` or the closing brace that ends an item.
fn item_end(tokens: &[Token], start: usize) -> usize {
    let mut depth = 0;
    for (position, token) in tokens.iter().enumerate().skip(start) {
        match token.text {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 && matches!(token.text, "}" | ";") {
            return position + 1;
        }
    }
    tokens.len()
}

struct Reader<'t> {
    tokens: &'t [Token<'t>],
    /// The names of the file's own module.
    file: Vec<String>,
}

impl Reader<'_> {
    fn text(&self, position: usize) -> &str {
        self.tokens.get(position).map_or("", |token| token.text)
    }

    fn paths(&self) -> Vec<NamedPath> {
        let mut paths = Vec::new();
        let mut module = self.file.clone();
        let mut ends = Vec::new(); // of the inline modules around this position
        let (mut position, mut in_use) = (0, false);
        while position < self.tokens.len() {
            while ends.last().is_some_and(|end| *end <= position) {
                ends.pop();
                module.pop();
            }
            match self.text(position) {
                "use" => in_use = true,
                ";" => in_use = false,
                "mod" if self.text(position + 2) == "{" => {
                    module.push(self.text(position + 1).to_owned());
                    ends.push(item_end(self.tokens, position));
                }
                _ if self.begins_path(position) => {
                    let mut found = Vec::new();
                    position = self.follow(position, &[], &mut found);
                    found.retain(|path| in_use || path.names.len() > 1);
                    paths.extend(found.into_iter().map(|path| path.resolved(&module)));
                    continue;
                }
                _ => {}
            }
            position += 1;
        }
        paths
    }

    /// A method and the end of `<T as Trait>::CONST` begin none; what stands behind a range's `..` does.
    fn begins_path(&self, position: usize) -> bool {
        let before = |steps| position.checked_sub(steps).map_or("", |at| self.text(at));
        self.tokens[position].is_name()
            && !matches!((before(2), before(1)), (">", "::"))
            && (before(1) != "." || before(2) == ".")
    }

    /// Reads the path at `position` behind `prefix`, or all of them where it branches; tells where it ends.
    fn follow(&self, mut position: usize, prefix: &[String], found: &mut Vec<NamedPath>) -> usize {
        let line = self.tokens[position].line;
        let mut names = prefix.to_vec();
        loop {
            names.push(self.text(position).to_owned());
            position += 1;
            if self.text(position) != "::" {
                break;
            }
            position += 1;
            if self.text(position) == "{" {
                return self.branches(position + 1, &names, found);
            }
            if !self.tokens.get(position).is_some_and(Token::is_name) {
                break;
            }
        }
        found.push(NamedPath { line, names });
        position
    }

    fn branches(&self, mut position: usize, prefix: &[String], found: &mut Vec<NamedPath>) -> usize {
        while position < self.tokens.len() {
            match self.text(position) {
                "}" => return position + 1,
                "as" => position += 2,
                _ if self.tokens[position].is_name() => position = self.follow(position, prefix, found),
                _ => position += 1,
            }
        }
        position
    }
}

impl NamedPath {
    /// The path from the crate's root, for one that stands in `module`.
    fn resolved(mut self, module: &[String]) -> Self {
        let ups = self.names.iter().filter(|name| *name == "super").count();
        if matches!(&*self.names[0], "self" | "super") {
            let parents = &module[..module.len().saturating_sub(ups)];
            let rest = self.names.into_iter().filter(|name| !matches!(&**name, "self" | "super"));
            self.names = iter::once("crate".to_owned()).chain(parents.iter().cloned()).chain(rest).collect();
        }
        self
    }
}
