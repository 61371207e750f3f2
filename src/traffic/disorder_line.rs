//! Reads lines of `disorder`: `5% by 10s..120s`, `0.1% at 14:00 for 20m where site == 'B'`.
//!
//! In: the text of one line and its kind. Out: what it says, or `None` after a diagnostic.

use super::clause_values::{keyword, read_nanos};
use super::disorder::{Kind, Written};
use super::grammar::{self, Pair, Rule};
use super::habits;
use super::line::Line;
use super::window_parts::{Part, Parts};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula;
use crate::formula::ast::Weight;
use crate::source::{Span, Text};

/// Which clause of its own a kind has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clause {
    Share,
    By,
    After,
    Release,
}

impl Clause {
    /// What stands in a line; `None` for what belongs to its window or is none of them.
    const fn of(rule: Rule) -> Option<Self> {
        match rule {
            Rule::d_share => Some(Self::Share),
            Rule::d_by => Some(Self::By),
            Rule::d_after => Some(Self::After),
            Rule::d_release => Some(Self::Release),
            _ => None,
        }
    }

    const fn belongs_to(self, kind: Kind) -> bool {
        match self {
            Self::Share => !matches!(kind, Kind::Hold),
            Self::By => matches!(kind, Kind::Late),
            Self::After => matches!(kind, Kind::Duplicate),
            Self::Release => matches!(kind, Kind::Hold),
        }
    }
}

/// Where a window may lie.
const WINDOW: [Part; 4] = [Part::At, Part::Every, Part::Randomly, Part::Stay];

/// What was read of a line so far.
#[derive(Default)]
struct Found {
    share: Option<Weight>,
    length: Option<(i64, i64)>,
    seen: Vec<(Clause, Span)>,
}

/// Reads a line of a kind; `None` after a diagnostic.
pub fn parse_disorder(kind: Kind, text: &Text, diagnostics: &mut Diagnostics) -> Option<Written> {
    let what = format!("`{}`", kind.name());
    let pair = grammar::parse(Rule::disorder_line, &what, text, diagnostics)?;
    let mut line = Line::new(text, diagnostics);
    let (span, mut sound) = (line.place(&pair), true);
    let (mut found, mut window, mut condition) = (Found::default(), Vec::new(), None);
    for part in pair.into_inner() {
        match (part.as_rule(), Clause::of(part.as_rule())) {
            (_, Some(clause)) => sound &= take(&mut line, kind, &mut found, clause, part).is_some(),
            (Rule::condition, _) => {
                let written = part.as_span();
                let text = text.slice(written.start(), written.end());
                condition = Some(formula::parse(&text, line.diagnostics));
            }
            (Rule::d_stray, _) => {
                stray(&mut line, kind, &part);
                sound = false;
            }
            _ => window.push(part),
        }
    }
    let parts = Parts::read(&mut line, &what, &WINDOW, window)?;
    let has_window = parts.start.is_some() || parts.stay.is_some() || kind == Kind::Hold;
    let when = has_window.then(|| parts.when(&mut line, &what, span));
    if !sound {
        return None;
    }
    let length = complete(&mut line, kind, &found, span)?;
    let when = when.map_or(Some(None), |when| when.map(Some))?;
    let condition = condition.map_or(Some(None), |condition| condition.map(Some))?;
    Some(Written { kind, share: found.share, length, when, condition, span })
}

fn take(line: &mut Line, kind: Kind, found: &mut Found, clause: Clause, pair: Pair) -> Option<()> {
    let span = line.place(&pair);
    if !clause.belongs_to(kind) {
        misplaced(line, kind, clause, &pair);
        return None;
    }
    if let Some((_, first)) = found.seen.iter().find(|(seen, _)| *seen == clause) {
        let diagnostic = Diagnostic::new(Code::ClauseTwice, span, "a clause stands once in a line")
            .related(*first, "the first")
            .help("leave one of the two out; several lines of a kind are a list");
        line.diagnostics.add(diagnostic);
        return None;
    }
    found.seen.push((clause, span));
    match clause {
        Clause::Share => found.share = Some(line.weight(pair.into_inner().next()?)?),
        Clause::By | Clause::After => {
            let length = line.delays(pair.into_inner().find(|part| part.as_rule() == Rule::duration)?)?;
            if clause == Clause::By && length.1 == 0 {
                let help = "write how much later, such as `by 10s..120s`";
                line.complain(Code::EmptyLength, span, "what is late by nothing is on time", help);
                return None;
            }
            found.length = Some(length);
        }
        Clause::Release => {
            if pair.clone().into_inner().all(|part| part.as_rule() != Rule::kw_over) {
                let behind = pair.as_str().trim_start_matches("release").trim();
                let help = format!("write `release over {behind}`");
                line.complain(Code::LineSyntax, span, "a release takes its time", &help);
                return None;
            }
            let over = read_nanos(line, pair)?;
            found.length = Some((over, over));
        }
    }
    Some(())
}

/// The length of a line that has all it needs.
fn complete(line: &mut Line, kind: Kind, found: &Found, span: Span) -> Option<(i64, i64)> {
    let missing = match (kind, &found.share, found.length) {
        (Kind::Hold, _, None) => "how long its release takes",
        (Kind::Hold, ..) => "",
        (_, None, _) => "the share of records that it takes",
        (Kind::Late, _, None) => "how much later its records go out",
        _ => "",
    };
    if missing.is_empty() {
        return Some(found.length.unwrap_or_default());
    }
    let help = format!("for example `{}`", kind.example());
    line.complain(Code::LineSyntax, span, format!("`{}` needs {missing}", kind.name()), &help);
    None
}

fn misplaced(line: &mut Line, kind: Kind, clause: Clause, pair: &Pair) {
    let name = kind.name();
    let word = keyword(pair);
    let behind = pair.as_str().trim().strip_prefix(word).unwrap_or_default().trim();
    let span = line.place(pair);
    let diagnostic =
        Diagnostic::new(Code::ClauseNotHere, span, format!("`{word}` does not belong to `{name}`"));
    let diagnostic = match (kind, clause) {
        (Kind::Late, Clause::After) => diagnostic.help(format!("write `by {behind}`")),
        (Kind::Duplicate, Clause::By) => diagnostic.help(format!("write `after {behind}`")),
        (Kind::Hold, Clause::Share) => {
            diagnostic.help("`hold` keeps back all records of its window; `where` says which")
        }
        _ => diagnostic,
    };
    line.diagnostics.add(diagnostic.help(format!("for example `{}`", kind.example())));
}

fn stray(line: &mut Line, kind: Kind, pair: &Pair) {
    let word = keyword(pair);
    let behind = pair.as_str().trim().strip_prefix(word).unwrap_or_default().trim();
    let message = format!("`{word}` cannot stand here");
    let diagnostic = Diagnostic::new(Code::LineSyntax, line.place(pair), message);
    let words = ["by", "after", "release", "at", "every", "randomly", "for", "until", "where"];
    let diagnostic = match (word, habits::stray(word, behind)) {
        ("if" | "when", _) => diagnostic.help(format!("write `where {behind}`")),
        ("over", _) if kind == Kind::Hold => diagnostic.help(format!("write `release over {behind}`")),
        ("to" | "->" | "→" | "-", _) if matches!(kind, Kind::Late | Kind::Duplicate) => {
            diagnostic.help("a range is written with two dots: `10s..120s`")
        }
        (part, _) if part.starts_with('/') => diagnostic.help("a share is told in percent: `0.01%`"),
        (_, Some(help)) => diagnostic.help(help),
        _ => diagnostic.suggest(word, words),
    };
    line.diagnostics.add(diagnostic.help(format!("for example `{}`", kind.example())));
}
