//! The clauses behind a shape: in any order, none twice, only those that belong to it.

use super::ast::{Common, Cycle, End, Peak, Period};
use super::clause_values as values;
use super::grammar::{Pair, Rule};
use super::habits;
use super::line::Line;
use super::shapes::Form;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

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
            Clause::End => self.end = Some(End { kind: values::read_end(line, pair)?, span }),
            Clause::Redrawn => self.redrawn = Some(Period { nanos: values::read_nanos(line, pair)?, span }),
            Clause::Every => match values::read_cycle(line, pair)? {
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
            Clause::Cycle => self.cycle = Some((values::read_cycle(line, pair)?, span)),
            Clause::Peak => self.peak = Some((values::read_peak(line, &pair)?, span)),
            Clause::Over => self.over = Some(Period { nanos: values::read_nanos(line, pair)?, span }),
            Clause::Form => self.form = Some(values::read_form(line, pair)?),
            Clause::Arrivals => self.common.arrivals = Some((values::read_arrivals(line, pair)?, span)),
            Clause::Jitter => self.common.jitter = Some(values::read_jitter(line, pair, span)?),
            Clause::Max => self.common.max = Some(line.rate(pair.into_inner().nth(1)?)?),
        }
        Some(())
    }
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
    let word = values::keyword(pair);
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

fn stray(line: &mut Line, shape: &str, accepted: &[Clause], pair: &Pair) {
    let span = line.place(pair);
    let word = values::keyword(pair);
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
