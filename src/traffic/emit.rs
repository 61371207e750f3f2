//! Emit lines: one event, a mix of several by weight, or the steps of a journey.

use super::ast::{Each, Emit, Emitted, Share, Walked};
use super::grammar::{self, Pair, Rule};
use super::line::Line;
use super::resolve::Resolver;
use super::weights::{self, Shares};
use crate::diagnostic::{Code, Diagnostics};
use crate::formula::ast::Expr;
use crate::source::Text;

/// Reads `user_event`, `view 70%, cart 20%, checkout` or `sessions of shopper`; `None` after a diagnostic.
pub fn parse_emit(text: &Text, diagnostics: &mut Diagnostics) -> Option<Emitted> {
    let pair = grammar::parse(Rule::emit_line, "`emit`", text, diagnostics)?;
    let mut line = Line::new(text, diagnostics);
    let pair = pair.into_inner().next()?;
    if pair.as_rule() == Rule::of_journey {
        let mut parts = pair.into_inner();
        let is_steps = parts.next()?.as_rule() == Rule::kw_steps;
        let journey = line.name(&parts.last()?);
        return Some(Emitted::Journey(if is_steps { Walked::Steps } else { Walked::Sessions }, journey));
    }
    let (mut shares, mut each) = (Vec::new(), None);
    let mut sound = true;
    for part in pair.into_inner() {
        if part.as_rule() == Rule::share {
            let read = read_share(&mut line, part);
            sound &= read.is_some();
            if let Some((share, rows)) = read {
                shares.push(share);
                each = each.or(rows);
            }
        } else if part.as_str() == ";" {
            let span = line.place(&part);
            line.complain(Code::LineSyntax, span, "events are parted by `,`", "write `,` instead of `;`");
            sound = false;
        }
    }
    if let (Some(each), true) = (&each, shares.len() > 1) {
        let help = "write one event: `reading for each sensor in sensors`";
        line.complain(Code::LineSyntax, each.variable.span, "a mix cannot take turns over rows", help);
        sound = false;
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
    Some(Emitted::Mix(Emit { shares, each, span: text.span() }))
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

fn read_share(line: &mut Line, pair: Pair) -> Option<(Share, Option<Each>)> {
    let span = line.place(&pair);
    let mut parts = pair.into_inner();
    let event = line.name(&parts.next()?);
    let (weight, each) = match parts.next() {
        None => (None, None),
        Some(part) if part.as_rule() == Rule::weight => (Some(line.weight(part)?), None),
        Some(part) => (None, Some(read_each(line, part)?)),
    };
    Some((Share { event, weight, span }, each))
}

/// Of the names the first two: the variable and the catalog.
fn read_each(line: &Line, pair: Pair) -> Option<Each> {
    let mut names = pair.into_inner().filter(|part| part.as_rule() == Rule::label);
    Some(Each { variable: line.name(&names.next()?), catalog: line.name(&names.next()?) })
}

/// Reads `tenant in tenants`; `None` after a diagnostic.
pub fn parse_for(text: &Text, diagnostics: &mut Diagnostics) -> Option<Each> {
    let pair = grammar::parse(Rule::for_line, "`for`", text, diagnostics)?;
    read_each(&Line::new(text, diagnostics), pair)
}
