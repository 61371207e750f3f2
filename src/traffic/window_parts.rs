//! The parts of a line that say when it lasts: any order, none twice, only those that belong to it.
//!
//! In: the pairs behind the first words of a line. Out: what they say, or `None` after a diagnostic.

use super::ast::{self, EndKind, Period};
use super::clause_values::{keyword, read_end, read_moment};
use super::days::Days;
use super::grammar::{Pair, Rule};
use super::habits;
use super::line::Line;
use super::moment::Moment;
use super::window::{Edge, Start, Stay, When};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::number::duration_nanos;
use crate::source::Span;

/// What may stand in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    At,
    Every,
    Randomly,
    Stay,
    Over,
    Edge,
}

impl Part {
    const fn example(self) -> &'static str {
        match self {
            Self::At => "`at 12:30`",
            Self::Every => "`every mon-fri at 12:30`",
            Self::Randomly => "`randomly 3/day`",
            Self::Stay => "`for 20m` or `until 14:00`",
            Self::Over => "`over 30s`",
            Self::Edge => "`edge 15s`",
        }
    }

    /// Those that say when it begins: one of them is enough.
    const fn is_start(self) -> bool {
        matches!(self, Self::At | Self::Every | Self::Randomly)
    }
}

/// What the parts of a line say.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) start: Option<Start<ast::Rate>>,
    pub(super) stay: Option<Stay>,
    pub(super) over: Option<Period>,
    pub(super) edge: Option<(Edge, Span)>,
}

impl Parts {
    /// `None` after a diagnostic; all are looked at before. `what` is what the line is: `an overlay`.
    pub(super) fn read<'i>(
        line: &mut Line,
        what: &str,
        accepted: &[Part],
        pairs: impl IntoIterator<Item = Pair<'i>>,
    ) -> Option<Self> {
        let mut out = Self::default();
        let mut seen: Vec<(Part, Span)> = Vec::new();
        let mut sound = true;
        for pair in pairs {
            let span = line.place(&pair);
            let part = match pair.as_rule() {
                Rule::w_at => Part::At,
                Rule::w_every => Part::Every,
                Rule::w_randomly => Part::Randomly,
                Rule::c_for | Rule::c_until => Part::Stay,
                Rule::c_over => Part::Over,
                Rule::w_edge => Part::Edge,
                Rule::w_stray => {
                    stray(line, accepted, &pair);
                    sound = false;
                    continue;
                }
                _ => continue,
            };
            let rival =
                seen.iter().find(|(other, _)| *other == part || (other.is_start() && part.is_start()));
            if !accepted.contains(&part) {
                misplaced(line, what, accepted, part, &pair);
                sound = false;
            } else if let Some((_, first)) = rival {
                twice(line, what, part, span, *first);
                sound = false;
            } else {
                seen.push((part, span));
                sound &= out.take(line, part, pair, span).is_some();
            }
        }
        sound.then_some(out)
    }

    fn take(&mut self, line: &mut Line, part: Part, pair: Pair, span: Span) -> Option<()> {
        match part {
            Part::At => self.start = Some(read_at(line, pair)?),
            Part::Every => self.start = Some(read_every(line, pair)?),
            Part::Randomly => {
                let rate = pair.into_inner().find(|part| part.as_rule() == Rule::rate)?;
                self.start = Some(Start::Randomly(line.rate(rate)?));
            }
            Part::Stay => self.stay = Some(read_stay(line, pair)?),
            Part::Over => {
                let duration = pair.into_inner().find(|part| part.as_rule() == Rule::duration)?;
                self.over = Some(Period { nanos: line.duration(duration)?, span });
            }
            Part::Edge => self.edge = Some((read_edge(line, pair)?, span)),
        }
        Some(())
    }

    /// When the line lasts; `None` after a diagnostic where a part is missing.
    pub(super) fn when(&self, line: &mut Line, what: &str, span: Span) -> Option<When<ast::Rate>> {
        let Some(start) = self.start.clone() else {
            let help = "say when: `at 10m`, `at 12:30`, `every mon-fri at 12:30` or `randomly 3/day`";
            line.complain(Code::LineSyntax, span, format!("{what} needs its time"), help);
            return None;
        };
        let Some(stay) = self.stay else {
            let help = "say how long it lasts: `for 20m` or `until 14:00`";
            line.complain(Code::LineSyntax, span, format!("{what} needs its end"), help);
            return None;
        };
        if let (Start::Every(..) | Start::Randomly(_), Stay::Until(Moment::Date(_))) = (&start, stay) {
            let help = "say how long it lasts each time: `for 20m`, or until a time of day";
            line.complain(Code::LineSyntax, span, "what comes again cannot end on a date", help);
            return None;
        }
        Some(When { start, stay })
    }
}

fn read_at(line: &mut Line, pair: Pair) -> Option<Start<ast::Rate>> {
    let mut inner = pair.into_inner();
    let moment = inner.find(|part| part.as_rule() == Rule::moment)?;
    match duration_nanos(moment.as_str()) {
        Ok(offset) => Some(Start::Offset(offset)),
        Err(_) => read_moment(line, &moment, inner.next().as_ref()).map(Start::At),
    }
}

fn read_every(line: &mut Line, pair: Pair) -> Option<Start<ast::Rate>> {
    let span = line.place(&pair);
    let mut inner = pair.into_inner();
    let days = inner.find(|part| part.as_rule() == Rule::days)?;
    let clock = inner.find(|part| part.as_rule() == Rule::moment);
    let days = read_days(line, &days);
    let Some(clock) = clock else {
        line.complain(
            Code::LineSyntax,
            span,
            "the time of day is missing",
            "for example `every day at 12:30`",
        );
        return None;
    };
    match read_moment(line, &clock, None)? {
        Moment::Clock(clock) => Some(Start::Every(days?, clock)),
        Moment::Date(_) => {
            let help = "a day that comes again has a time of day: `every day at 12:30`";
            line.complain(Code::LineSyntax, line.place(&clock), "a date comes once", help);
            None
        }
    }
}

pub(super) fn read_days(line: &mut Line, pair: &Pair) -> Option<Days> {
    let days = Days::parse(pair.as_str());
    if days.is_none() {
        let message = format!("`{}` names no days", pair.as_str());
        let help = match Days::meant(pair.as_str()) {
            Some(days) => format!("write `{days}`"),
            None => "days are written `day`, `mon-fri`, `sat` or `sat,sun`".to_owned(),
        };
        line.complain(Code::LineSyntax, line.place(pair), message, &help);
    }
    days
}

fn read_stay(line: &mut Line, pair: Pair) -> Option<Stay> {
    if pair.as_rule() == Rule::c_for {
        let duration = pair.into_inner().find(|part| part.as_rule() == Rule::duration)?;
        let (low, high) = line.durations(duration)?;
        return Some(Stay::For(low, high.unwrap_or(low)));
    }
    match read_end(line, pair)? {
        EndKind::Until(moment) => Some(Stay::Until(moment)),
        EndKind::For(nanos) => Some(Stay::For(nanos, nanos)),
    }
}

fn read_edge(line: &mut Line, pair: Pair) -> Option<Edge> {
    let duration = pair.into_inner().find(|part| part.as_rule() == Rule::duration)?;
    let (rise, fall) = line.two_durations(duration)?;
    Some(Edge { rise, fall: fall.unwrap_or(rise) })
}

fn misplaced(line: &mut Line, what: &str, accepted: &[Part], part: Part, pair: &Pair) {
    let word = keyword(pair);
    let written = pair.as_str().trim();
    let behind = written.strip_prefix(word).unwrap_or_default().trim();
    let message = format!("`{word}` does not belong to {what}");
    let diagnostic = Diagnostic::new(Code::ClauseNotHere, line.place(pair), message);
    let diagnostic = match part {
        Part::Stay if accepted.contains(&Part::Over) => diagnostic.help(format!("write `over {behind}`")),
        Part::Over if accepted.contains(&Part::Stay) => diagnostic.help(format!("write `for {behind}`")),
        _ => diagnostic,
    };
    line.diagnostics.add(diagnostic.help(takes(accepted)));
}

fn twice(line: &mut Line, what: &str, part: Part, span: Span, first: Span) {
    let message = match part {
        Part::Stay => format!("{what} has one end"),
        _ if part.is_start() => format!("{what} begins in one way"),
        _ => "a clause stands once in a line".to_owned(),
    };
    let diagnostic = Diagnostic::new(Code::ClauseTwice, span, message).related(first, "the first");
    line.diagnostics.add(diagnostic.help("leave one of the two out"));
}

fn stray(line: &mut Line, accepted: &[Part], pair: &Pair) {
    let word = keyword(pair);
    let behind = pair.as_str().trim().strip_prefix(word).unwrap_or_default().trim();
    let diagnostic =
        Diagnostic::new(Code::LineSyntax, line.place(pair), format!("`{word}` cannot stand here"))
            .suggest(word, ["at", "every", "randomly", "for", "until", "over", "edge", "where"]);
    line.diagnostics.add(
        match habits::stray_in_window(word, behind).or_else(|| habits::stray(word, behind)) {
            Some(words) => diagnostic.help(words),
            None => diagnostic.help(takes(accepted)),
        },
    );
}

fn takes(accepted: &[Part]) -> String {
    let examples: Vec<&str> = accepted.iter().map(|part| part.example()).collect();
    format!("here may stand {}", examples.join(", "))
}
