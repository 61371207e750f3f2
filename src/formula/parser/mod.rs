//! From the text of a formula to its tree. In: a text that knows its place in the file. Out: the tree with file
//! spans, or diagnostics. Never looks a name up, never types anything.

mod build;
mod call;
mod choice;
mod habit;
mod limits;
mod literal;
mod row;
mod scan;
mod syntax;
#[cfg(test)]
mod tests;

use super::ast::{Expr, KeyForm, Name};
use super::grammar::{FormulaParser, Rule};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Span, Text};
use build::Builder;
use pest::Parser;
use pest::iterators::Pair;
use std::num::NonZeroUsize;
use std::sync::Once;

/// The error that ends the reading of a formula: one is enough.
type Failure = Box<Diagnostic>;

/// Reads a formula without its leading `=`. Without a tree there is at least one error.
pub fn parse(text: &Text, diagnostics: &mut Diagnostics) -> Option<Expr> {
    settle(read_formula(text, diagnostics), diagnostics)
}

/// Reads a key of a payload: `name`, `items[1..5]`, `items[(poisson(2))]`, `lines[line in cart]`. Only a key that
/// ends in `]` and has a name right before its first `[` is more than a plain name.
pub fn parse_key(text: &Text, diagnostics: &mut Diagnostics) -> Option<KeyForm> {
    let written = text.as_str();
    let Some((name, bracketed)) = written.split_once('[') else {
        return Some(plain_key(text));
    };
    if !bracketed.ends_with(']') || name.is_empty() || name.ends_with(char::is_whitespace) {
        return Some(plain_key(text));
    }
    let inner = text.slice(name.len() + 1, written.len() - 1);
    let name = Name { text: name.to_owned(), span: text.at(0, name.len()) };
    settle(read_list_key(name, &inner, diagnostics), diagnostics)
}

fn plain_key(text: &Text) -> KeyForm {
    KeyForm::Plain(Name { text: text.as_str().to_owned(), span: text.span() })
}

fn settle<T>(result: Result<T, Failure>, diagnostics: &mut Diagnostics) -> Option<T> {
    result.map_err(|failure| diagnostics.add(*failure)).ok()
}

fn read_formula(text: &Text, diagnostics: &mut Diagnostics) -> Result<Expr, Failure> {
    let formula = read(Rule::formula, text, diagnostics)?;
    let root = Builder { text }.expression(first(formula))?;
    limits::check_tree(&root)?;
    Ok(root)
}

fn read_list_key(name: Name, inner: &Text, diagnostics: &mut Diagnostics) -> Result<KeyForm, Failure> {
    if inner.as_str().trim().is_empty() {
        let error = Diagnostic::new(
            Code::FormulaSyntax,
            name.span,
            "this list does not say how many elements it has",
        );
        return Err(error.label("nothing in its brackets").help(LIST_KEYS).into());
    }
    let content = first(read(Rule::list_key, inner, diagnostics)?);
    let builder = Builder { text: inner };
    let (form, formula) = if content.as_rule() == Rule::each {
        let mut pieces = content.into_inner();
        let element = builder.name(&pieces.next().expect("`each` begins with a name"));
        let list = builder.expression(pieces.next_back().expect("`each` ends with a formula"))?;
        (Some(element), list)
    } else {
        (None, builder.expression(content)?)
    };
    limits::check_tree(&formula)?;
    Ok(match form {
        Some(element) => KeyForm::Each { name, element, list: formula },
        None => KeyForm::Count(name, formula),
    })
}

const LIST_KEYS: &str = "write `items[3]`, `items[1..5]`, `items[(poisson(2))]` or `lines[line in cart]`";

/// The pair of a whole rule, with every row of operands in it checked.
fn read<'t>(rule: Rule, text: &'t Text, diagnostics: &mut Diagnostics) -> Result<Pair<'t, Rule>, Failure> {
    limits::check_text(text)?;
    limit_calls();
    let pairs = FormulaParser::parse(rule, text.as_str()).map_err(|error| syntax::explain(&error, text))?;
    for row in pairs.clone().flatten().filter(|pair| pair.as_rule() == Rule::expr) {
        row::check(&row, text, diagnostics)?;
    }
    Ok(first_of(pairs))
}

/// A second guard besides the limits on length and depth: the densest formula needs an eighth of it.
fn limit_calls() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| pest::set_call_limit(NonZeroUsize::new(2_000_000)));
}

fn first(pair: Pair<Rule>) -> Pair<Rule> {
    first_of(pair.into_inner())
}

fn first_of<'i>(mut pairs: impl Iterator<Item = Pair<'i, Rule>>) -> Pair<'i, Rule> {
    pairs.next().expect("the grammar puts a pair here")
}

/// The place of a pair without the blanks that pest may have read behind it.
fn place(pair: &Pair<Rule>, text: &Text) -> Span {
    let start = pair.as_span().start();
    text.at(start, start + pair.as_str().trim_end().len())
}
