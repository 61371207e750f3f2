//! Change lines: `at 14:00 for 20m where service == 'checkout'`.

use super::ast;
use super::grammar::{self, Rule};
use super::line::Line;
use super::resolve::{Rate, Resolver};
use super::window::When;
use super::window_parts::{Part, Parts};
use crate::diagnostic::{Code, Diagnostics};
use crate::formula;
use crate::formula::ast::Expr;
use crate::source::Text;

/// A change as it is written: when it lasts, and for which events.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    when: When<ast::Rate>,
    /// For all events where there is none.
    pub condition: Option<Expr>,
}

const WHAT: &str = "a change";

/// Reads one change; `None` after a diagnostic.
pub fn parse_change(text: &Text, diagnostics: &mut Diagnostics) -> Option<Change> {
    let pair = grammar::parse(Rule::change_line, WHAT, text, diagnostics)?;
    let mut line = Line::new(text, diagnostics);
    let span = line.place(&pair);
    let parts: Vec<_> = pair.into_inner().collect();
    let condition = parts.iter().find(|part| part.as_rule() == Rule::condition).map(|part| {
        let written = part.as_span();
        if part.as_str().trim().is_empty() {
            let help = "for example `at 14:00 for 20m where service == 'checkout'`";
            line.complain(Code::LineSyntax, line.place(part), "`where` needs a condition", help);
            return None;
        }
        formula::parse(&text.slice(written.start(), written.end()), line.diagnostics)
    });
    let parts = Parts::read(&mut line, WHAT, &[Part::At, Part::Every, Part::Randomly, Part::Stay], parts)?;
    let when = parts.when(&mut line, WHAT, span)?;
    Some(Change { when, condition: condition.map_or(Some(None), |condition| condition.map(Some))? })
}

impl Change {
    /// When it lasts, with the value of every formula from `numbers`.
    pub fn resolve(
        &self,
        numbers: &mut dyn FnMut(&Expr) -> Option<f64>,
        diagnostics: &mut Diagnostics,
    ) -> Option<When<Rate>> {
        self.when.resolve(&mut Resolver::new(numbers, diagnostics))
    }
}
