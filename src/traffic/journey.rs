//! The lines of a journey: who walks it, and where a step leads.

use super::ast::Number;
use super::grammar::{self, Pair, Rule};
use super::line::Line;
use super::weights;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula;
use crate::formula::ast::{Expr, Kind, Name, Weight};
use crate::formula::weights::WHOLE;
use crate::source::{Span, Text};

/// `user in users by weight where active`
#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    pub variable: Name,
    pub catalog: Name,
    pub taking: Taking,
    /// For all rows where there is none.
    pub condition: Option<Expr>,
}

/// How rows are chosen.
#[derive(Debug, Clone, PartialEq)]
pub enum Taking {
    Evenly,
    /// By a weight column.
    By(Name),
    /// By Zipf's law, with that exponent.
    Zipf(Expr),
    /// Each in its turn.
    InTurn,
}

/// The ways on from a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Next {
    pub ways: Vec<Way>,
    pub span: Span,
}

/// `CHECKOUT 10% if size(cart) > 0`
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// A step, or [`END`].
    pub to: Name,
    pub weight: Option<Weight>,
    pub condition: Option<Expr>,
}

/// The way that leads out of a journey.
pub const END: &str = "end";

/// Reads `user in users by weight`; `None` after a diagnostic.
pub fn parse_actor(text: &Text, diagnostics: &mut Diagnostics) -> Option<Actor> {
    let pair = grammar::parse(Rule::actor_line, "`actor`", text, diagnostics)?;
    let mut line = Line::new(text, diagnostics);
    let mut labels = Vec::new();
    let (mut manners, mut condition) = (Vec::new(), None);
    for part in pair.into_inner() {
        let span = line.place(&part);
        match part.as_rule() {
            Rule::label => labels.push(line.name(&part)),
            Rule::kw_each => manners.push((span, Taking::InTurn)),
            Rule::a_by => {
                let column = part.into_inner().find(|part| part.as_rule() == Rule::label)?;
                manners.push((span, Taking::By(line.name(&column))));
            }
            Rule::a_zipf => manners.push((span, Taking::Zipf(exponent(&mut line, part)?))),
            Rule::condition => condition = Some(formula_at(&mut line, &part)?),
            _ => {}
        }
    }
    if let [(first, _), (second, _), ..] = manners.as_slice() {
        let message = "an actor is chosen in one way";
        let diagnostic = Diagnostic::new(Code::ClauseTwice, *second, message).related(*first, "the first");
        line.diagnostics.add(diagnostic.help("`each`, `by WEIGHT` or `zipf 1.1`, or none of them: evenly"));
        return None;
    }
    let taking = manners.pop().map_or(Taking::Evenly, |(_, taking)| taking);
    if let (Taking::InTurn, Some(condition)) = (&taking, &condition) {
        let help = "write the rows that take part as a catalog of their own, or leave `each` out";
        let message = "rows that take turns have no condition";
        line.complain(Code::ClauseNotHere, condition.span, message, help);
        return None;
    }
    let mut labels = labels.into_iter();
    Some(Actor { variable: labels.next()?, catalog: labels.next()?, taking, condition })
}

fn exponent(line: &mut Line, pair: Pair) -> Option<Expr> {
    let number = pair.into_inner().find(|part| part.as_rule() != Rule::kw_zipf)?;
    if number.as_str().starts_with('-') {
        let span = line.place(&number);
        line.complain(Code::OutOfBounds, span, "an exponent is above zero", "for example `zipf 1.1`");
        return None;
    }
    Some(match line.number(number, "an exponent")? {
        Number::Formula(expr) => expr,
        Number::Digits(number, span) => Expr { kind: Kind::Number(number.as_f64()), span },
    })
}

fn formula_at(line: &mut Line, pair: &Pair) -> Option<Expr> {
    let written = pair.as_span();
    formula::parse(&line.text.slice(written.start(), written.end()), line.diagnostics)
}

/// Reads `VIEW 55%, CHECKOUT 10% if size(cart) > 0, end`; `None` after a diagnostic.
pub fn parse_next(text: &Text, diagnostics: &mut Diagnostics) -> Option<Next> {
    let pair = grammar::parse(Rule::next_line, "`next`", text, diagnostics)?;
    let mut line = Line::new(text, diagnostics);
    let mut ways = Vec::new();
    let mut sound = true;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::way => {
                let way = read_way(&mut line, part);
                sound &= way.is_some();
                ways.extend(way);
            }
            Rule::comma if part.as_str() == ";" => {
                let span = line.place(&part);
                line.complain(Code::LineSyntax, span, "ways are parted by `,`", "write `,` instead of `;`");
                sound = false;
            }
            _ => {}
        }
    }
    if !sound {
        return None;
    }
    warn_of_doubles(&mut line, &ways);
    warn_of_no_else(&mut line, &ways);
    // what an unmet condition leaves goes to others, and computed weights are scaled: they may pass 100 % together
    let is_computed = |way: &Way| matches!(way.weight, Some(Weight::Formula(_)));
    let is_open = |way: &Way| way.condition.is_some() || is_computed(way);
    if !ways.iter().any(is_open) && ways.iter().any(|way| way.weight.is_some()) {
        weights::check(ways.iter().map(|way| way.weight.as_ref()), text.span(), line.diagnostics);
    }
    Some(Next { ways, span: text.span() })
}

fn read_way(line: &mut Line, pair: Pair) -> Option<Way> {
    let mut parts = pair.into_inner();
    let to = line.name(&parts.next()?);
    let (mut weight, mut condition) = (None, None);
    for part in parts {
        match part.as_rule() {
            Rule::weight => weight = Some(share(line, part)?),
            Rule::only_if => condition = Some(formula_at(line, &part)?),
            _ => {}
        }
    }
    Some(Way { to, weight, condition })
}

/// A weight of at most 100 %.
fn share(line: &mut Line, pair: Pair) -> Option<Weight> {
    let weight = line.weight(pair)?;
    if let Weight::Percent(millionths, span) = weight
        && millionths > WHOLE
    {
        let message = "a way is taken in 100 % of all cases at most";
        line.complain(Code::MixWeights, span, message, "write `100%`");
        return None;
    }
    Some(weight)
}

fn warn_of_doubles(line: &mut Line, ways: &[Way]) {
    for (position, way) in ways.iter().enumerate() {
        if let Some(first) = ways[..position].iter().find(|other| other.to.text == way.to.text) {
            let message = format!("`{}` stands twice among the ways on", way.to.text);
            let diagnostic = Diagnostic::new(Code::WayTwice, way.to.span, message);
            line.diagnostics.add(diagnostic.label("again").related(first.to.span, "the first"));
        }
    }
}

/// A last way without anything looks like what is left where no condition holds.
fn warn_of_no_else(line: &mut Line, ways: &[Way]) {
    let Some((last, others)) = ways.split_last() else { return };
    let is_shared = |way: &&Way| way.weight.is_none() && way.condition.is_some();
    let is_bare = last.weight.is_none() && last.condition.is_none();
    if let (true, Some(first)) = (is_bare, others.iter().find(is_shared)) {
        let (name, to) = (&first.to.text, &last.to.text);
        let message =
            format!("`{to}` is taken as often as `{name}`, also where the condition of `{name}` holds");
        let help = format!(
            "ways without a weight share evenly; for `{to}` only where no condition holds: `{name} 100% if ...`"
        );
        let diagnostic = Diagnostic::new(Code::SharedEvenly, last.to.span, message).label("no weight");
        line.diagnostics.add(diagnostic.help(help));
    }
}
