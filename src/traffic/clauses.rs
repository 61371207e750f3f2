//! The clauses behind a shape: in any order, none twice, only those that belong to it.

use super::ast::{Common, Cycle, End, EndKind, Jitter, Number, Peak, Period, Spacing};
use super::decimal::Decimal;
use super::grammar::{Pair, Rule};
use super::habits;
use super::incline::Easing;
use super::line::Line;
use super::moment::Moment;
use super::shapes::Form;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::number::duration_nanos;
use crate::source::Span;
use std::ops::RangeInclusive;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clause {
    /// `for` or `until`: a phase has one end.
    End,
    Redrawn,
    Every,
    /// The period of a wave: as `Every`, or a day.
    Cycle,
    Peak,
    Over,
    /// How a ramp goes.
    Form,
    Arrivals,
    Jitter,
    Max,
}

impl Clause {
    const ALL: [Self; 10] = [
        Self::End,
        Self::Redrawn,
        Self::Every,
        Self::Cycle,
        Self::Peak,
        Self::Over,
        Self::Form,
        Self::Arrivals,
        Self::Jitter,
        Self::Max,
    ];

    const fn example(self) -> &'static str {
        match self {
            Self::End => "`for 30m` or `until 11:55`",
            Self::Redrawn => "`redrawn every 1s`",
            Self::Every => "`every 1s`",
            Self::Cycle => "`every 1h` or `every day`",
            Self::Peak => "`peak 20:00` or `peak 6h`",
            Self::Over => "`over 20m`",
            Self::Form => "`smooth`, `decay` or `in 5 steps`",
            Self::Arrivals => "`arrivals poisson`",
            Self::Jitter => "`jitter 10% per 30s`",
            Self::Max => "`max 600/s`",
        }
    }
}

/// What the clauses of one line say.
#[derive(Debug, Default)]
pub(super) struct Clauses {
    pub(super) end: Option<End>,
    pub(super) redrawn: Option<Period>,
    pub(super) every: Option<Period>,
    pub(super) cycle: Option<(Cycle, Span)>,
    pub(super) peak: Option<(Peak, Span)>,
    pub(super) over: Option<Period>,
    pub(super) form: Option<Form>,
    pub(super) common: Common,
}

impl Clauses {
    /// Reads the pairs that are clauses and leaves the others. `None` after a diagnostic; all clauses are
    /// looked at before.
    pub(super) fn read<'i>(
        line: &mut Line,
        shape: &str,
        accepted: &[Clause],
        pairs: impl IntoIterator<Item = Pair<'i>>,
    ) -> Option<Self> {
        let mut out = Self::default();
        let mut seen: Vec<(Clause, Span)> = Vec::new();
        let mut sound = true;
        for pair in pairs {
            let span = line.place(&pair);
            let clause = match pair.as_rule() {
                Rule::c_for | Rule::c_until => Clause::End,
                Rule::c_redrawn => Clause::Redrawn,
                Rule::c_every if accepted.contains(&Clause::Cycle) => Clause::Cycle,
                Rule::c_every => Clause::Every,
                Rule::c_peak => Clause::Peak,
                Rule::c_over => Clause::Over,
                Rule::c_form => Clause::Form,
                Rule::c_arrivals => Clause::Arrivals,
                Rule::c_jitter => Clause::Jitter,
                Rule::c_max => Clause::Max,
                Rule::c_later => {
                    later(line, &pair);
                    sound = false;
                    continue;
                }
                Rule::stray => {
                    stray(line, shape, accepted, &pair);
                    sound = false;
                    continue;
                }
                _ => continue,
            };
            if !accepted.contains(&clause) {
                misplaced(line, shape, accepted, clause, &pair);
                sound = false;
            } else if let Some((_, first)) = seen.iter().find(|(other, _)| *other == clause) {
                twice(line, clause, span, *first);
                sound = false;
            } else {
                seen.push((clause, span));
                sound &= out.take(line, clause, pair, span).is_some();
            }
        }
        sound.then_some(out)
    }

    fn take(&mut self, line: &mut Line, clause: Clause, pair: Pair, span: Span) -> Option<()> {
        match clause {
            Clause::End => self.end = Some(End { kind: read_end(line, pair)?, span }),
            Clause::Redrawn => self.redrawn = Some(Period { nanos: read_nanos(line, pair)?, span }),
            Clause::Every => match read_cycle(line, pair)? {
                Cycle::Nanos(nanos) => self.every = Some(Period { nanos, span }),
                Cycle::Day => {
                    line.complain(
                        Code::LineSyntax,
                        span,
                        "`every day` is the period of a wave",
                        "write `every 24h`",
                    );
                    return None;
                }
            },
            Clause::Cycle => self.cycle = Some((read_cycle(line, pair)?, span)),
            Clause::Peak => self.peak = Some((read_peak(line, &pair)?, span)),
            Clause::Over => self.over = Some(Period { nanos: read_nanos(line, pair)?, span }),
            Clause::Form => self.form = Some(read_form(line, pair)?),
            Clause::Arrivals => self.common.arrivals = Some((read_arrivals(line, pair)?, span)),
            Clause::Jitter => self.common.jitter = Some(read_jitter(line, pair, span)?),
            Clause::Max => self.common.max = Some(line.rate(pair.into_inner().nth(1)?)?),
        }
        Some(())
    }
}

fn read_nanos(line: &mut Line, pair: Pair) -> Option<i64> {
    line.duration(pair.into_inner().find(|part| part.as_rule() == Rule::duration)?)
}

fn read_arrivals(line: &mut Line, pair: Pair) -> Option<Spacing> {
    let mut inner = pair.into_inner().skip(1);
    let (kind, shape) = (inner.next()?, inner.next());
    let span = line.place(&kind);
    match (kind.as_str(), shape) {
        ("even", None) => Some(Spacing::Even),
        ("random", None) => Some(Spacing::Random),
        ("poisson", None) => Some(Spacing::Poisson),
        ("gamma", Some(shape)) => read_shape(line, shape).map(Spacing::Gamma),
        ("gamma", None) => {
            let help = "write `gamma(0.3)`: below 1 events come in clumps, above it they are more regular";
            line.complain(Code::LineSyntax, span, "gamma gaps need their shape", help);
            None
        }
        (other @ ("even" | "random" | "poisson"), Some(shape)) => {
            let place = line.place(&shape);
            let message = format!("`arrivals {other}` has nothing in brackets");
            line.complain(Code::LineSyntax, place, message, &format!("write `arrivals {other}`"));
            None
        }
        (other, _) => {
            let message = format!("`{other}` is no way to arrive");
            let diagnostic = Diagnostic::new(Code::LineSyntax, span, message)
                .suggest(other, ["even", "random", "poisson", "gamma"])
                .help("arrivals are `even`, `random`, `poisson` or `gamma(0.3)`");
            line.diagnostics.add(diagnostic);
            None
        }
    }
}

/// `(0.3)`, `(clumps)`
fn read_shape(line: &mut Line, pair: Pair) -> Option<Number> {
    let span = line.place(&pair);
    let written = pair.as_str().trim_start_matches('(').trim_end_matches(')').trim();
    match Decimal::parse(written) {
        Ok(number) => Some(Number::Digits(number, span)),
        Err(_) => line.number(pair, "a shape"),
    }
}

fn read_jitter(line: &mut Line, pair: Pair, span: Span) -> Option<Jitter> {
    let mut inner = pair.into_inner().skip(1);
    let share = line.weight(inner.next()?);
    let nanos = line.duration(inner.nth(1)?);
    Some(Jitter { share: share?, every: Period { nanos: nanos?, span } })
}

fn read_cycle(line: &mut Line, pair: Pair) -> Option<Cycle> {
    if pair.clone().into_inner().any(|part| part.as_rule() == Rule::kw_day) {
        return Some(Cycle::Day);
    }
    read_nanos(line, pair).map(Cycle::Nanos)
}

fn read_peak(line: &mut Line, pair: &Pair) -> Option<Peak> {
    let mut inner = pair.clone().into_inner().skip(1);
    let when = inner.next()?;
    if when.as_rule() == Rule::moment {
        return read_moment(line, &when, inner.next().as_ref()).map(Peak::At);
    }
    if duration_nanos(when.as_str().trim()) == Ok(0) {
        return Some(Peak::After(0));
    }
    line.duration(when).map(Peak::After)
}

pub(super) fn read_end(line: &mut Line, pair: Pair) -> Option<EndKind> {
    if pair.as_rule() == Rule::c_for {
        return read_nanos(line, pair).map(EndKind::For);
    }
    let mut inner = pair.into_inner();
    let moment = inner.find(|part| part.as_rule() == Rule::moment)?;
    read_moment(line, &moment, inner.next().as_ref()).map(EndKind::Until)
}

/// Levels of a ramp: each is a segment of its own.
const STEPS: RangeInclusive<u32> = 2..=10_000;

fn read_form(line: &mut Line, pair: Pair) -> Option<Form> {
    let span = line.place(&pair);
    let word = keyword(&pair);
    let Some(figure) = pair.into_inner().find(|part| part.as_rule() == Rule::figure) else {
        let easing = if word == "smooth" { Easing::Smooth } else { Easing::Decay };
        return Some(Form::Eased(easing));
    };
    let steps = figure.as_str().parse().ok().filter(|steps| STEPS.contains(steps));
    if steps.is_none() {
        let (least, most) = STEPS.into_inner();
        let message = format!("`{}` is no number of steps", figure.as_str());
        line.complain(Code::OutOfBounds, span, message, &format!("a ramp has {least} to {most} steps"));
    }
    steps.map(Form::Steps)
}

pub(super) fn read_moment(line: &mut Line, pair: &Pair, behind: Option<&Pair>) -> Option<Moment> {
    let written = pair.as_str();
    let moment = Moment::parse(written);
    if behind.is_none() && moment.is_some() {
        return moment;
    }
    let span = behind.map_or(line.place(pair), |clock| line.place(pair).to(line.place(clock)));
    let help = match behind {
        Some(clock) => format!("a date and a time are joined by a T: `{written}T{}`", clock.as_str()),
        None => "times are written `11:55` or `2026-11-27T12:00`, in the scenario's time zone".to_owned(),
    };
    line.complain(Code::LineSyntax, span, format!("`{written}` is no time"), &help);
    None
}

/// The word a clause begins with.
pub(super) fn keyword<'i>(pair: &Pair<'i>) -> &'i str {
    pair.as_str().split_whitespace().next().unwrap_or_default()
}

fn takes(shape: &str, accepted: &[Clause]) -> String {
    let known = Clause::ALL.iter().filter(|clause| accepted.contains(clause));
    match known.map(|clause| clause.example()).collect::<Vec<_>>() {
        none if none.is_empty() => format!("nothing follows `{shape}` and its length"),
        known => format!("behind `{shape}` may stand {}", known.join(", ")),
    }
}

fn misplaced(line: &mut Line, shape: &str, accepted: &[Clause], clause: Clause, pair: &Pair) {
    let span = line.place(pair);
    let word = keyword(pair);
    let written = pair.as_str().trim();
    let behind = written.strip_prefix(word).unwrap_or_default().trim();
    let mut diagnostic =
        Diagnostic::new(Code::ClauseNotHere, span, format!("`{word}` does not belong to `{shape}`"));
    diagnostic = match clause {
        Clause::Every if accepted.contains(&Clause::Redrawn) => {
            diagnostic.help(format!("to draw the rate anew write `redrawn {written}`"))
        }
        Clause::Redrawn if accepted.contains(&Clause::Every) => {
            diagnostic.help(format!("write `{behind}`; the rates are drawn with the regime"))
        }
        Clause::Over if accepted.contains(&Clause::End) => diagnostic.help(format!("write `for {behind}`")),
        Clause::End if word == "for" && accepted.contains(&Clause::Over) => {
            diagnostic.help(format!("write `over {behind}`"))
        }
        _ => diagnostic,
    };
    line.diagnostics.add(diagnostic.help(takes(shape, accepted)));
}

fn twice(line: &mut Line, clause: Clause, span: Span, first: Span) {
    let message = match clause {
        Clause::End => "a phase has one end",
        Clause::Form => "a ramp goes one way",
        _ => "a clause stands once in a line",
    };
    let diagnostic = Diagnostic::new(Code::ClauseTwice, span, message)
        .related(first, "the first")
        .help("leave one of the two out");
    line.diagnostics.add(diagnostic);
}

fn later(line: &mut Line, pair: &Pair) {
    let span = line.place(pair);
    let message = format!("`{}` comes in a later version", keyword(pair));
    line.diagnostics.add(Diagnostic::new(Code::ClauseNotHere, span, message));
}

fn stray(line: &mut Line, shape: &str, accepted: &[Clause], pair: &Pair) {
    let span = line.place(pair);
    let word = keyword(pair);
    let behind = pair.as_str().trim().strip_prefix(word).unwrap_or_default().trim();
    let diagnostic = Diagnostic::new(Code::LineSyntax, span, format!("`{word}` cannot stand here")).suggest(
        word,
        ["for", "until", "redrawn", "every", "over", "smooth", "decay", "peak", "arrivals", "jitter", "max"],
    );
    let diagnostic = match habits::stray(word, behind) {
        Some(words) => diagnostic.help(words),
        None => diagnostic.help(takes(shape, accepted)),
    };
    line.diagnostics.add(diagnostic);
}
