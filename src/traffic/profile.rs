//! Profile lines: `daily 00:00-06:00 x0.2, 06:00-09:00 x0.7`, `weekly mon-fri x1, sat x0.6`.

use super::ast::Number;
use super::days::Days;
use super::decimal::Decimal;
use super::grammar::{self, Pair, Rule};
use super::line::Line;
use super::moment::Moment;
use super::overlay::{read_factor, resolve_factor};
use super::resolve::Resolver;
use super::window_parts::read_days;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula::ast::Expr;
use crate::source::{Span, Text};
use jiff::civil::Time;
use std::fmt;

/// A profile as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    parts: Vec<(Part, Number)>,
}

/// What the phases' rates are multiplied with; one where no part says anything. Displays as its line.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    pub parts: Vec<(Part, Decimal)>,
}

/// When a factor holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// From the first time of day up to the second; `None` is the day's end.
    Hours(Time, Option<Time>),
    Days(Days),
}

/// Reads one profile; `None` after a diagnostic.
pub fn parse_profile(text: &Text, diagnostics: &mut Diagnostics) -> Option<Written> {
    let pair = grammar::parse(Rule::profile_line, "a profile", text, diagnostics)?;
    let mut line = Line::new(text, diagnostics);
    let mut parts: Vec<(Part, Number, Span)> = Vec::new();
    let mut sound = true;
    for pair in pair.into_inner().next()?.into_inner() {
        let span = line.place(&pair);
        match pair.as_rule() {
            Rule::hours | Rule::weekdays => match read_part(&mut line, pair) {
                Some((part, factor)) => parts.push((part, factor, span)),
                None => sound = false,
            },
            Rule::comma if pair.as_str() == ";" => {
                line.complain(Code::LineSyntax, span, "parts of a profile are parted by `,`", "write `,`");
                sound = false;
            }
            _ => {}
        }
    }
    sound &= refuse_overlaps(&mut line, &parts).is_some();
    sound.then(|| Written { parts: parts.into_iter().map(|(part, factor, _)| (part, factor)).collect() })
}

fn read_part(line: &mut Line, pair: Pair) -> Option<(Part, Number)> {
    let mut inner = pair.into_inner();
    let (when, factor) = (inner.next()?, inner.next()?);
    let factor = read_factor(line, factor);
    let part = match when.as_rule() {
        Rule::clocks => read_hours(line, &when)?,
        _ => Part::Days(read_days(line, &when)?),
    };
    Some((part, factor?))
}

fn read_hours(line: &mut Line, pair: &Pair) -> Option<Part> {
    let written = pair.as_str();
    let clock = |text: &str| match Moment::parse(text) {
        Some(Moment::Clock(clock)) => Some(clock),
        _ => None,
    };
    let hours = written.split_once('-').and_then(|(from, to)| {
        let to = if to == "24:00" { None } else { Some(clock(to)?) };
        Some((clock(from)?, to))
    });
    match hours {
        Some((from, Some(to))) if to == from => {
            let help = "the whole day is `00:00-24:00`";
            line.complain(
                Code::EmptyLength,
                line.place(pair),
                format!("`{written}` is no time at all"),
                help,
            );
            None
        }
        Some((from, to)) => Some(Part::Hours(from, to.filter(|to| *to != Time::midnight()))),
        None => {
            let help = "hours are written `09:00-18:00`; the day ends at `24:00`";
            line.complain(Code::LineSyntax, line.place(pair), format!("`{written}` are no hours"), help);
            None
        }
    }
}

fn refuse_overlaps(line: &mut Line, parts: &[(Part, Number, Span)]) -> Option<()> {
    for (position, (part, _, span)) in parts.iter().enumerate() {
        if let Some((_, _, first)) = parts[..position].iter().find(|(other, ..)| other.overlaps(*part)) {
            let diagnostic = Diagnostic::new(Code::ClauseTwice, *span, "two parts of the profile meet here")
                .related(*first, "the first")
                .help("give each time one factor; a second profile multiplies");
            line.diagnostics.add(diagnostic);
            return None;
        }
    }
    Some(())
}

impl Part {
    fn overlaps(self, other: Self) -> bool {
        match (self, other) {
            (Self::Hours(from, _), Self::Hours(other_from, _)) => {
                self.holds_at(other_from) || other.holds_at(from)
            }
            (Self::Days(days), Self::Days(others)) => days.meets(others),
            _ => false,
        }
    }

    /// Whether it holds at a time of day; days hold all of it.
    pub fn holds_at(self, clock: Time) -> bool {
        match self {
            Self::Days(_) => true,
            Self::Hours(from, None) => clock >= from,
            Self::Hours(from, Some(to)) if from < to => (from..to).contains(&clock),
            Self::Hours(from, Some(to)) => clock >= from || clock < to,
        }
    }
}

impl Written {
    /// The profile with the value of every formula from `numbers`, which gives `None` after it added a diagnostic.
    pub fn resolve(
        &self,
        numbers: &mut dyn FnMut(&Expr) -> Option<f64>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Profile> {
        let resolver = &mut Resolver::new(numbers, diagnostics);
        let parts = self.parts.iter().map(|(part, factor)| Some((*part, resolve_factor(factor, resolver)?)));
        Some(Profile { parts: parts.collect::<Option<_>>()? })
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (part, factor)) in self.parts.iter().enumerate() {
            match (position, part) {
                (0, Part::Hours(..)) => f.write_str("daily ")?,
                (0, Part::Days(_)) => f.write_str("weekly ")?,
                _ => f.write_str(", ")?,
            }
            match part {
                Part::Hours(from, to) => {
                    let to = to.map_or_else(|| "24:00".to_owned(), |to| Moment::Clock(to).to_string());
                    write!(f, "{}-{to} x{factor}", Moment::Clock(*from))?;
                }
                Part::Days(days) => write!(f, "{days} x{factor}")?,
            }
        }
        Ok(())
    }
}
