//! Looks at the operands and operators of one formula while they still stand in a row, before precedence hides
//! how they were written. In: pest's `expr` pair. Out: errors for chains, warnings for filters that reach less
//! far than they seem to.

use super::scan::excerpt;
use super::{Failure, limits, place};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula::grammar::Rule;
use crate::source::{Span, Text};
use pest::iterators::Pair;

/// Checks one row; rows inside its brackets are looked at on their own.
pub fn check(row: &Pair<Rule>, text: &Text, diagnostics: &mut Diagnostics) -> Result<(), Failure> {
    let tokens: Vec<Pair<Rule>> = row.clone().into_inner().collect();
    let signs = tokens.iter().filter(|token| matches!(token.as_rule(), Rule::not | Rule::neg)).count();
    limits::check_signs(signs, place(row, text))?;
    for clause in tokens.split(|token| matches!(token.as_rule(), Rule::or | Rule::and | Rule::not)) {
        let clause = Row { tokens: clause, text };
        clause.refuse_chain()?;
        for side in clause.split(is_comparison) {
            side.refuse_second_range()?;
            for sum in side.split(|rule| rule == Rule::range) {
                if let Some(warning) = sum.loose_filter() {
                    diagnostics.add(warning);
                }
            }
        }
    }
    Ok(())
}

fn is_comparison(rule: Rule) -> bool {
    use Rule::{eq, ge, gt, is_in, le, lt, ne, not_in};
    matches!(rule, eq | ne | lt | le | gt | ge | is_in | not_in)
}

fn is_arithmetic(rule: Rule) -> bool {
    matches!(rule, Rule::add | Rule::sub | Rule::mul | Rule::div | Rule::rem)
}

/// Tokens that follow each other.
#[derive(Clone, Copy)]
struct Row<'p, 'i> {
    tokens: &'p [Pair<'i, Rule>],
    text: &'p Text,
}

impl<'p> Row<'p, '_> {
    fn split(self, at: impl Fn(Rule) -> bool) -> impl Iterator<Item = Self> {
        let parts = self.tokens.split(move |token| at(token.as_rule()));
        parts.map(move |tokens| Self { tokens, text: self.text })
    }

    /// The text from the first token to the last, empty without tokens.
    fn written(self) -> &'p str {
        let (Some(first), Some(last)) = (self.tokens.first(), self.tokens.last()) else {
            return "";
        };
        self.text.as_str()[first.as_span().start()..last.as_span().end()].trim_end()
    }

    fn span(self) -> Span {
        let start = self.tokens.first().map_or(0, |token| token.as_span().start());
        self.text.at(start, start + self.written().len())
    }

    /// `a < b < c` is read differently from language to language, so it is refused.
    fn refuse_chain(self) -> Result<(), Failure> {
        let signs: Vec<&Pair<Rule>> =
            self.tokens.iter().filter(|token| is_comparison(token.as_rule())).collect();
        let operands: Vec<String> = self.split(is_comparison).map(|side| excerpt(side.written())).collect();
        let ([first, second, ..], [a, b, c, ..]) = (signs.as_slice(), operands.as_slice()) else {
            return Ok(());
        };
        let within = match (first.as_rule(), second.as_rule()) {
            (Rule::lt | Rule::le, Rule::lt | Rule::le) => Some(format!("{b} in {a}..{c}")),
            (Rule::gt | Rule::ge, Rule::gt | Rule::ge) => Some(format!("{b} in {c}..{a}")),
            _ => None,
        };
        let both = format!("{a} {} {b} and {b} {} {c}", first.as_str(), second.as_str());
        let error = Diagnostic::new(Code::ChainedComparison, self.span(), "comparisons cannot be chained")
            .label(format!("`{}` and `{}` in a row", first.as_str(), second.as_str()));
        let error = match within {
            Some(within) => error.help(format!("write `{within}` (both ends belong to it) or `{both}`")),
            None => error.help(format!("write `{both}`, or put one comparison in brackets")),
        };
        Err(error.into())
    }

    fn refuse_second_range(self) -> Result<(), Failure> {
        if self.tokens.iter().filter(|token| token.as_rule() == Rule::range).count() < 2 {
            return Ok(());
        }
        let error = Diagnostic::new(Code::FormulaSyntax, self.span(), "a range has two ends");
        Err(error
            .label("more than one `..`")
            .help("write a range such as `1..5`; both ends belong to it")
            .into())
    }

    /// In `a * b | f` the filter takes `b` alone.
    fn loose_filter(self) -> Option<Diagnostic> {
        let arithmetic = self.tokens.iter().position(|token| is_arithmetic(token.as_rule()))?;
        let filter = self.tokens.iter().skip(arithmetic).position(|token| token.as_rule() == Rule::filter)?;
        let filter = arithmetic + filter;
        let (left, right) = (self.tokens.get(..filter)?, self.tokens.get(filter)?);
        let left = Self { tokens: left, ..self };
        let last = left.tokens.rsplit(|token| is_arithmetic(token.as_rule())).next()?;
        let operand = Self { tokens: last, ..self };
        let (whole, applied) = (left.written(), operand.written());
        let before = excerpt(&whole[..whole.len() - applied.len()]);
        let (whole, applied, filter) = (excerpt(whole), excerpt(applied), excerpt(right.as_str()));
        let message = format!("`{filter}` takes `{applied}` alone, not `{whole}`");
        Some(
            Diagnostic::new(Code::FilterPrecedence, left.span(), message)
                .label(format!("only `{applied}` goes into the filter"))
                .help(format!("for the whole, write `({whole}) {filter}`"))
                .help(format!("for the last part, write `{before} ({applied} {filter})`")),
        )
    }
}
