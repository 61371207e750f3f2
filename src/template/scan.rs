//! What a template uses: names from outside, functions, and what templates of a scenario do not have.
//!
//! In: the text of a template that minijinja has compiled. Out: places and words; what is wrong with them is
//! said by `check`. Names that the template itself sets are followed, so that they are not asked for.

use super::found::{Call, Found, Named, Refused};
use super::lexer::{Kind, Tag, TagKind, Token, tags};
use crate::formula::functions;
use crate::formula::signature;

pub fn scan(source: &str) -> Found<'_> {
    let mut scan = Scan { found: Found::default(), scopes: vec![Vec::new()], blocks: Vec::new() };
    for tag in tags(source) {
        match tag.kind {
            TagKind::Print => scan.expression(&tag.tokens),
            TagKind::Statement => scan.statement(&tag),
        }
    }
    scan.found
}

struct Scan<'t> {
    found: Found<'t>,
    /// The names set so far, innermost block last.
    scopes: Vec<Vec<&'t str>>,
    blocks: Vec<Block<'t>>,
}

enum Block<'t> {
    For,
    If,
    /// Its targets are known behind its end.
    Set(Vec<&'t str>),
}

/// An open bracket.
enum Bracket {
    /// The index of the call, and whether its next argument is yet to begin.
    Call(usize, bool),
    Square,
    Other,
}

impl<'t> Scan<'t> {
    fn statement(&mut self, tag: &Tag<'t>) {
        let Some((keyword, rest)) = tag.tokens.split_first() else { return };
        match keyword.text {
            "if" => {
                self.expression(rest);
                self.open(Block::If, Vec::new());
            }
            "elif" => {
                self.expression(rest);
                self.scopes.pop();
                self.scopes.push(Vec::new());
            }
            "else" => {
                self.scopes.pop();
                self.scopes.push(Vec::new());
            }
            "for" => self.for_loop(rest),
            "set" => self.set(rest),
            "endif" | "endfor" | "endset" => {
                self.scopes.pop();
                if let Some(Block::Set(targets)) = self.blocks.pop() {
                    self.assign(targets);
                }
            }
            statement => self.found.refused.push((Refused::Statement(statement), keyword.place.clone())),
        }
    }

    fn open(&mut self, block: Block<'t>, names: Vec<&'t str>) {
        self.blocks.push(block);
        self.scopes.push(names);
    }

    fn assign(&mut self, names: Vec<&'t str>) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.extend(names);
        }
    }

    /// `for a, b in list if condition`: the condition knows the targets, the list does not.
    fn for_loop(&mut self, tokens: &[Token<'t>]) {
        let (targets, rest) = split(tokens, |token| token.is_word("in"));
        let (list, condition) = split(rest, |token| token.is_word("if"));
        self.expression(list);
        let mut names = self.targets(targets);
        names.push("loop");
        self.open(Block::For, names);
        self.expression(condition);
    }

    /// `set a = x` and `set a` … `endset`
    fn set(&mut self, tokens: &[Token<'t>]) {
        let (targets, rest) = split(tokens, |token| token.is_mark("=") || token.is_mark("|"));
        let names = self.targets(targets);
        if tokens.get(targets.len()).is_some_and(|token| token.is_mark("=")) {
            self.expression(rest);
            self.assign(names);
        } else {
            self.expression(&tokens[targets.len()..]);
            self.open(Block::Set(names), Vec::new());
        }
    }

    fn targets(&mut self, tokens: &[Token<'t>]) -> Vec<&'t str> {
        if let Some(dot) = tokens.iter().find(|token| token.is_mark(".")) {
            self.found.refused.push((Refused::SetField, dot.place.clone()));
        }
        tokens.iter().filter(|token| token.kind == Kind::Word).map(|token| token.text).collect()
    }

    fn expression(&mut self, tokens: &[Token<'t>]) {
        let mut brackets: Vec<Bracket> = Vec::new();
        let mut next = 0;
        while let Some(token) = tokens.get(next) {
            let mut keyword = false;
            if let Some(Bracket::Call(call, begins @ true)) = brackets.last_mut()
                && !token.is_mark(")")
            {
                *begins = false;
                keyword = self.argument(*call, &tokens[next..]);
            }
            next += match token.kind {
                _ if keyword => 2,
                Kind::Word => self.word(tokens, next, &mut brackets),
                Kind::Mark => {
                    self.mark(token, &mut brackets);
                    1
                }
                Kind::Number | Kind::Text => 1,
            };
        }
    }

    /// Notes an argument by its first tokens; true for `key=`.
    fn argument(&mut self, call: usize, tokens: &[Token<'t>]) -> bool {
        let call = &mut self.found.calls[call];
        match tokens {
            [key, equals, ..] if key.kind == Kind::Word && equals.is_mark("=") => {
                call.named.push((key.text, key.place.clone()));
                return true;
            }
            [star, ..] if star.is_mark("*") || star.is_mark("**") => {
                self.found.refused.push((Refused::Splat, star.place.clone()));
            }
            _ => call.positional += 1,
        }
        false
    }

    fn mark(&mut self, token: &Token<'t>, brackets: &mut Vec<Bracket>) {
        match token.text {
            "(" | "{" => brackets.push(Bracket::Other),
            "[" => brackets.push(Bracket::Square),
            ")" | "]" | "}" => {
                brackets.pop();
            }
            "," => {
                if let Some(Bracket::Call(_, begins)) = brackets.last_mut() {
                    *begins = true;
                }
            }
            ":" if matches!(brackets.last(), Some(Bracket::Square)) => self.refuse(Refused::Slice, token),
            "~" => self.refuse(Refused::Concat, token),
            "**" => self.refuse(Refused::Power, token),
            _ => {}
        }
    }

    fn refuse(&mut self, what: Refused<'t>, token: &Token<'t>) {
        self.found.refused.push((what, token.place.clone()));
    }

    /// Reads on from the word at `at` and tells how many tokens it took.
    fn word(&mut self, tokens: &[Token<'t>], at: usize, brackets: &mut Vec<Bracket>) -> usize {
        let token = &tokens[at];
        let before = at.checked_sub(1).map(|index| &tokens[index]);
        let calls = |index: usize| tokens.get(index).is_some_and(|token| token.is_mark("("));
        if before.is_some_and(|before| before.is_mark("|")) {
            return self.call(token, true, calls(at + 1), brackets);
        }
        if before.is_some_and(|before| before.is_mark(".")) {
            if calls(at + 1) {
                self.refuse(Refused::Method(token.text), token);
            }
            return 1;
        }
        match token.text {
            "is" => {
                self.refuse(Refused::Test, token);
                let negated = tokens.get(at + 1).is_some_and(|token| token.is_word("not"));
                return if negated { 3 } else { 2 };
            }
            "if" if calls(at + 1) && before.is_none_or(|before| starts_a_value(before)) => {}
            "and" | "or" | "not" | "in" | "if" | "else" | "true" | "false" | "True" | "False" | "none"
            | "None" | "null" | "recursive" => return 1,
            _ => {}
        }
        let local = self.scopes.iter().any(|scope| scope.contains(&token.text));
        if calls(at + 1) && token.text != "loop" {
            if local {
                self.refuse(Refused::SetAndCalled(token.text), token);
            }
            return self.call(token, false, true, brackets);
        }
        let (fields, length) = fields(&tokens[at + 1..]);
        if local {
            // `loop.cycle(…)` is the loop's own.
            let method = token.text == "loop" && calls(at + length + 3);
            return 1 + length + if method { 2 } else { 0 };
        }
        if fields.is_empty() && self.is_bare_word(tokens.get(at + 1), brackets) {
            self.refuse(Refused::BareWord(token.text), token);
            return 1;
        }
        let end = tokens[at + length].place.end;
        self.found.names.push(Named { root: token.text, fields, place: token.place.start..end });
        1 + length
    }

    fn call(
        &mut self,
        name: &Token<'t>,
        filter: bool,
        brackets_follow: bool,
        brackets: &mut Vec<Bracket>,
    ) -> usize {
        self.found.calls.push(Call {
            name: name.text,
            place: name.place.clone(),
            filter,
            positional: usize::from(filter),
            named: Vec::new(),
        });
        if brackets_follow {
            brackets.push(Bracket::Call(self.found.calls.len() - 1, true));
        }
        1 + usize::from(brackets_follow)
    }

    /// Whether a word that stands alone as an argument is given where the function takes a bare word.
    fn is_bare_word(&self, behind: Option<&Token>, brackets: &[Bracket]) -> bool {
        let Some(Bracket::Call(call, _)) = brackets.last() else { return false };
        if !behind.is_some_and(|token| token.is_mark(",") || token.is_mark(")")) {
            return false;
        }
        let call = &self.found.calls[*call];
        let Some(function) = functions::find(call.name) else { return false };
        let parameters = function.signature.parameters;
        let parameter = match call.named.last() {
            Some((key, _)) => parameters.iter().find(|parameter| parameter.name == *key),
            None => call.positional.checked_sub(1).and_then(|position| parameters.get(position)),
        };
        parameter.is_some_and(|parameter| parameter.kind == signature::Kind::Word)
    }
}

/// Whether a value, and no operator, comes behind this token.
fn starts_a_value(before: &Token) -> bool {
    before.kind == Kind::Mark && !matches!(before.text, ")" | "]" | "}")
}

/// The tokens before the first one outside brackets that `ends`, and those behind it.
fn split<'s, 't>(
    tokens: &'s [Token<'t>],
    ends: impl Fn(&Token) -> bool,
) -> (&'s [Token<'t>], &'s [Token<'t>]) {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ if depth == 0 && ends(token) => return (&tokens[..index], &tokens[index + 1..]),
            _ => {}
        }
    }
    (tokens, &[])
}

/// The fields asked of a name, `.name` and `['first name']`, and how many tokens they take. A field that is
/// called is a method, and not among them.
fn fields<'t>(tokens: &[Token<'t>]) -> (Vec<&'t str>, usize) {
    let (mut fields, mut taken) = (Vec::new(), 0);
    loop {
        let rest = &tokens[taken..];
        let (field, length) = match rest {
            [dot, field, ..] if dot.is_mark(".") && field.kind == Kind::Word => (field.text, 2),
            [open, field, close, ..] if open.is_mark("[") && close.is_mark("]") => {
                let Some(inside) = field.plain_text() else { break };
                (&field.text[1..=inside.len()], 3)
            }
            _ => break,
        };
        if rest.get(length).is_some_and(|token| token.is_mark("(")) {
            break;
        }
        fields.push(field);
        taken += length;
    }
    (fields, taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(source: &str) -> Vec<String> {
        let path =
            |named: Named| std::iter::once(named.root).chain(named.fields).collect::<Vec<_>>().join(".");
        scan(source).names.into_iter().map(path).collect()
    }

    #[test]
    fn names_come_with_the_fields_asked_of_them() {
        assert_eq!(
            names("{{ a }} {{ b.c.d }} {{ e['f g'].h }} {{ i[0].j }}"),
            ["a", "b.c.d", "e.f g.h", "i"]
        );
        assert_eq!(names("{{ f(x, digits=y) | round(z) if not q else none }}"), ["x", "y", "z", "q"]);
        assert_eq!(names("{{ [a, (b), {'k': c}, d[e]] }}"), ["a", "b", "c", "d", "e"]);
    }

    #[test]
    fn names_that_the_template_sets_are_not_asked_for() {
        assert_eq!(
            names("{% for a, b in rows if a > low %}{{ a.x }}{{ loop.index }}{% endfor %}{{ a }}"),
            ["rows", "low", "a"]
        );
        assert_eq!(names("{% set t = t2 %}{{ t }}{% set u %}{{ v }}{% endset %}{{ u }}"), ["t2", "v"]);
        assert_eq!(names("{% set t = t %}"), ["t"]);
        assert_eq!(
            names("{% if c %}{% set x = 1 %}{% elif d %}{{ x }}{% else %}{{ y }}{% endif %}"),
            ["c", "d", "x", "y"]
        );
        assert_eq!(names("{% for x in [] %}{% else %}{{ x }}{% endfor %}"), ["x"]);
    }

    #[test]
    fn calls_come_with_their_arguments() {
        let found = scan("{{ x | pad(3, side='left') | upper }}{{ now() }}{{ min([a, b], c) }}");
        let calls: Vec<_> =
            found.calls.iter().map(|call| (call.name, call.positional, call.named.len())).collect();
        assert_eq!(calls, [("pad", 2, 1), ("upper", 1, 0), ("now", 0, 0), ("min", 2, 0)]);
        assert_eq!(scan("{{ if(a, b, c) }}").calls[0].name, "if");
        assert!(scan("{{ a if (b) else (c) }}").calls.is_empty());
    }

    #[test]
    fn what_a_scenario_does_not_have_is_found() {
        let refused = |source| scan(source).refused.first().map(|(what, _)| *what);
        assert_eq!(refused("{% include 'x' %}"), Some(Refused::Statement("include")));
        assert_eq!(refused("{{ x is not defined }}"), Some(Refused::Test));
        assert_eq!(refused("{{ x.upper() }}"), Some(Refused::Method("upper")));
        assert_eq!(refused("{{ 'a'.upper() }}"), Some(Refused::Method("upper")));
        assert_eq!(refused("{{ a ~ b }}"), Some(Refused::Concat));
        assert_eq!(refused("{{ a ** b }}"), Some(Refused::Power));
        assert_eq!(refused("{{ a[1:] }}"), Some(Refused::Slice));
        assert_eq!(refused("{{ f(*a) }}"), Some(Refused::Splat));
        assert_eq!(refused("{% set a.b = 1 %}"), Some(Refused::SetField));
        assert_eq!(refused("{{ start_of(t, day) }}"), Some(Refused::BareWord("day")));
        assert_eq!(refused("{{ pad(t, 3, side=left) }}"), Some(Refused::BareWord("left")));
        assert_eq!(refused("{% for x in y %}{{ loop.cycle('a', 'b') }}{% endfor %}"), None);
        assert_eq!(refused("{{ {'a': b} }}{{ a * b }}"), None);
    }
}
