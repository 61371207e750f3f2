//! Reads the regimes of a switch: each with a weight, where all have the switch's clock, or with its mean stay.

use super::ast::{Period, Regime};
use super::grammar::{Pair, Rule};
use super::line::Line;
use super::weights;
use crate::diagnostic::Code;
use crate::source::Span;

/// The regimes among a line's parts; `None` after a diagnostic.
pub(super) fn read(line: &mut Line, parts: Vec<Pair>) -> Option<Vec<Regime>> {
    let written = parts.iter().filter(|part| part.as_rule() == Rule::regime).count();
    let regimes: Vec<_> = parts.into_iter().filter_map(|part| read_part(line, part)).collect();
    let names: Vec<_> = regimes.iter().map(|regime| &regime.name).collect();
    let twice = |name: &str| format!("the regime `{name}` stands twice");
    line.refuse_doubles(&names, twice, "give each regime a name of its own");
    (regimes.len() == written).then_some(regimes)
}

/// Refuses weights and stays that do not fit: `every` is the switch's clock, if it has one.
pub(super) fn check(line: &mut Line, regimes: &[Regime], every: Option<Period>, span: Span) -> Option<()> {
    if every.is_none() {
        return require_stays(line, regimes, span);
    }
    weights::check(regimes.iter().map(|regime| regime.weight.as_ref()), span, line.diagnostics);
    refuse_stays(line, regimes)
}

/// A regime; `None` for the other parts, and after a diagnostic.
fn read_part(line: &mut Line, pair: Pair) -> Option<Regime> {
    let span = line.place(&pair);
    if pair.as_rule() == Rule::semicolon {
        line.semicolon(&pair, "regimes");
    }
    if pair.as_rule() != Rule::regime {
        return None;
    }
    let mut parts = pair.into_inner();
    let name = line.name(&parts.next()?);
    let rate = line.rate(parts.next()?);
    let (mut weight, mut stay) = (None, None);
    match parts.next() {
        None => {}
        Some(part) if part.as_rule() == Rule::weight => weight = Some(line.weight(part)?),
        Some(part) => {
            let place = line.place(&part);
            stay = Some(Period { nanos: line.duration(part.into_inner().next()?)?, span: place });
        }
    }
    Some(Regime { name, rate: rate?, weight, stay, span })
}

fn refuse_stays(line: &mut Line, regimes: &[Regime]) -> Option<()> {
    let Some(stay) = regimes.iter().find_map(|regime| regime.stay) else { return Some(()) };
    let help = "leave `every` out, and give each regime its mean stay; or give it a weight, such as `80%`";
    line.complain(Code::ClauseNotHere, stay.span, "with `every` a regime has no stay of its own", help);
    None
}

fn require_stays(line: &mut Line, regimes: &[Regime], span: Span) -> Option<()> {
    if regimes.iter().all(|regime| regime.stay.is_none()) {
        let message = "a `switch` needs the time after which it draws anew";
        let help = "write `switch every 1s { … }`, or give each regime its mean stay: `normal 200/s ~20m`";
        line.complain(Code::LineSyntax, span, message, help);
        return None;
    }
    let without = regimes.iter().find(|regime| regime.stay.is_none());
    if let Some(regime) = without {
        let message = format!("the regime `{}` has no mean stay", regime.name.text);
        let help = "without `every` each regime has one: `normal 200/s ~20m`";
        line.complain(Code::LineSyntax, regime.span, message, help);
        return None;
    }
    Some(())
}
