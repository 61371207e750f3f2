//! Emit lines: one event, or a mix of several by weight.

use super::ast::{Emit, Share};
use super::grammar::{self, Pair, Rule};
use super::line::Line;
use super::resolve::Resolver;
use super::weights::{self, Shares};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula::ast::Expr;
use crate::source::Text;

/// Reads `user_event` or `view 70%, cart 20%, checkout`; `None` after a diagnostic.
pub fn parse_emit(text: &Text, diagnostics: &mut Diagnostics) -> Option<Emit> {
    let pair = grammar::parse(Rule::emit_line, "`emit`", text, diagnostics)?;
    let mut line = Line::new(text, diagnostics);
    let pair = pair.into_inner().next()?;
    if pair.as_rule() == Rule::of_journey {
        later(&mut line, &pair, "a journey in `emit`");
        return None;
    }
    let mut shares = Vec::new();
    let mut sound = true;
    for part in pair.into_inner() {
        if part.as_rule() == Rule::share {
            let share = read_share(&mut line, part);
            sound &= share.is_some();
            shares.extend(share);
        } else if part.as_str() == ";" {
            let span = line.place(&part);
            line.complain(Code::LineSyntax, span, "events are parted by `,`", "write `,` instead of `;`");
            sound = false;
        }
    }
    if !sound {
        return None;
    }
    let names: Vec<_> = shares.iter().map(|share| &share.event).collect();
    line.refuse_doubles(&names, |name| format!("`{name}` stands twice in this mix"), "add the two weights");
    if shares.iter().any(|share| share.weight.is_some()) {
        let given = shares.iter().map(|share| share.weight.as_ref());
        weights::check(given, text.span(), line.diagnostics);
    }
    Some(Emit { shares, span: text.span() })
}

impl Emit {
    /// The weights with the value of every formula from `numbers`, which gives `None` after it added a
    /// diagnostic. In the order of `shares`.
    pub fn resolve(
        &self,
        numbers: &mut dyn FnMut(&Expr) -> Option<f64>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Shares> {
        let weights = self.shares.iter().map(|share| share.weight.as_ref());
        Shares::resolve(weights, self.span, &mut Resolver::new(numbers, diagnostics))
    }
}

fn read_share(line: &mut Line, pair: Pair) -> Option<Share> {
    let span = line.place(&pair);
    let mut parts = pair.into_inner();
    let event = line.name(&parts.next()?);
    let weight = match parts.next() {
        None => None,
        Some(part) if part.as_rule() == Rule::weight => Some(line.weight(part)?),
        Some(part) => {
            later(line, &part, "`for each`");
            return None;
        }
    };
    Some(Share { event, weight, span })
}

fn later(line: &mut Line, pair: &Pair, what: &str) {
    let span = line.place(pair);
    line.diagnostics.add(Diagnostic::new(
        Code::ClauseNotHere,
        span,
        format!("{what} comes in a later version"),
    ));
}
