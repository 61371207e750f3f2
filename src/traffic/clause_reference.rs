//! The clauses of lines: names, what they mean, and an example of each. `describe`, the reference and the help of
//! errors read from here.

use std::fmt;

/// How a clause describes itself.
#[derive(Debug)]
pub struct ClauseReference {
    /// The word it begins with.
    pub name: &'static str,
    pub of: LineKind,
    /// With what [`super::shapes::WORDS`] explains.
    pub syntax: &'static str,
    pub about: &'static str,
    /// A whole line that is valid.
    pub example: &'static str,
}

/// The lines of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    Phase,
    Overlay,
    Change,
    Profile,
    Emit,
}

impl LineKind {
    /// A line that is valid.
    pub const fn example(self) -> &'static str {
        match self {
            Self::Phase => "hold 5/s for 10m",
            Self::Overlay => "x5 at 10m for 2m",
            Self::Change => "at 14:00 for 20m where service == 'checkout'",
            Self::Profile => "daily 09:00-18:00 x2, 18:00-24:00 x0.5",
            Self::Emit => "view 70%, cart 20%, checkout",
        }
    }
}

impl fmt::Display for LineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Phase => "a phase",
            Self::Overlay => "an overlay",
            Self::Change => "a change",
            Self::Profile => "a profile",
            Self::Emit => "`emit`",
        })
    }
}

const fn clause(
    of: LineKind,
    name: &'static str,
    syntax: &'static str,
    about: &'static str,
    example: &'static str,
) -> ClauseReference {
    ClauseReference { name, of, syntax, about, example }
}

/// Every clause, by the lines it belongs to.
pub const ALL: &[ClauseReference] = &[
    clause(LineKind::Phase, "for", "for DURATION", "How long the phase lasts.", "hold 200/s for 30m"),
    clause(
        LineKind::Phase,
        "until",
        "until TIME",
        "When the phase ends: the next such clock time after it begins, or a date with its time.",
        "hold 100/s until 11:55",
    ),
    clause(
        LineKind::Phase,
        "over",
        "over DURATION",
        "How long a ramp takes, or a burst that does not come at once.",
        "burst 250k over 20m",
    ),
    clause(
        LineKind::Phase,
        "redrawn",
        "redrawn every DURATION",
        "How often the rate of a range is drawn anew; without it, once.",
        "hold 5..15/s redrawn every 1s for 10m",
    ),
    clause(
        LineKind::Phase,
        "peak",
        "peak TIME|DURATION",
        "When a wave is highest: at a clock time, or so long after the phase begins.",
        "wave 300/s +-200/s every day peak 20:00 for 7d",
    ),
    clause(
        LineKind::Phase,
        "smooth",
        "smooth",
        "A ramp that begins and ends gently.",
        "ramp 200/s -> 1.5k/s over 5m smooth",
    ),
    clause(
        LineKind::Phase,
        "decay",
        "decay",
        "A ramp that goes fast first, then slowly.",
        "ramp 3k/s -> 100/s over 2h decay",
    ),
    clause(
        LineKind::Phase,
        "in",
        "in NUMBER steps",
        "A ramp of levels of equal length, the first and the last being its two rates.",
        "ramp 100/s -> 500/s over 10m in 5 steps",
    ),
    clause(
        LineKind::Phase,
        "arrivals",
        "arrivals SPACING",
        "How events follow each other. `even`, the rule, spaces them evenly; `random` puts their exact number anywhere; \
         `poisson` draws gaps and so the number; `gamma` draws gaps that come in clumps below 1.",
        "hold 12/min for 1h30m arrivals poisson",
    ),
    clause(
        LineKind::Phase,
        "jitter",
        "jitter PERCENT per DURATION",
        "Multiplies the rate of each such time by a factor of its own, drawn up to so much above or below one.",
        "hold 80/s for 1h jitter 10% per 30s",
    ),
    clause(
        LineKind::Phase,
        "max",
        "max RATE",
        "The rate that the phase never passes, whatever jitter and profiles make of it.",
        "wave 400/s +-300/s every 1h for 6h max 600/s",
    ),
    clause(
        LineKind::Overlay,
        "at",
        "at TIME|DURATION",
        "Begins once: at the next such clock time, then, or so long after the stream begins. Changes have it too.",
        "x5 at 10m for 2m",
    ),
    clause(
        LineKind::Overlay,
        "every",
        "every DAYS at TIME",
        "Begins again on each of these days. Changes have it too.",
        "+800/s every mon-fri at 12:30 for 20m",
    ),
    clause(
        LineKind::Overlay,
        "randomly",
        "randomly RATE",
        "Begins at drawn times, so often on average. Changes have it too.",
        "x8 randomly 3/day for 90s..4m",
    ),
    clause(
        LineKind::Overlay,
        "for",
        "for DURATION[..DURATION]",
        "How long it lasts each time; of a range it is drawn. Changes have it too.",
        "x8 randomly 3/day for 90s..4m",
    ),
    clause(
        LineKind::Overlay,
        "until",
        "until TIME",
        "When it ends: the next such clock time after it begins. Changes have it too.",
        "x0 at 14:00 until 14:20",
    ),
    clause(
        LineKind::Overlay,
        "over",
        "over DURATION",
        "How long a burst takes that does not come at once.",
        "burst 10k at 12:00 over 30s",
    ),
    clause(
        LineKind::Overlay,
        "edge",
        "edge DURATION[..DURATION]",
        "How long the effect takes to come and to go, straight, inside the window.",
        "x5 at 10m for 2m edge 15s",
    ),
    clause(
        LineKind::Change,
        "where",
        "where CONDITION",
        "Which events are altered; stands at the end of the line.",
        "at 14:00 for 20m where service == 'checkout'",
    ),
    clause(
        LineKind::Profile,
        "daily",
        "daily HOURS xNUMBER, …",
        "What the rates of all phases are multiplied with, by the time of day.",
        "daily 00:00-06:00 x0.2, 06:00-09:00 x0.7",
    ),
    clause(
        LineKind::Profile,
        "weekly",
        "weekly DAYS xNUMBER, …",
        "What the rates of all phases are multiplied with, by the day of the week.",
        "weekly mon-fri x1, sat,sun x0.5",
    ),
    clause(
        LineKind::Emit,
        "each",
        "EVENT for each NAME in CATALOG",
        "The rows of a catalog take turns; rates are those of one row.",
        "reading for each sensor in sensors",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::Text;
    use crate::traffic::{parse_change, parse_emit, parse_overlay, parse_phase, parse_profile};

    fn reads(kind: LineKind, line: &str) -> bool {
        let (text, mut diagnostics) = (Text::verbatim(line, 0), Diagnostics::default());
        let is_read = match kind {
            LineKind::Phase => parse_phase(&text, &mut diagnostics).is_some(),
            LineKind::Overlay => parse_overlay(&text, &mut diagnostics).is_some(),
            LineKind::Change => parse_change(&text, &mut diagnostics).is_some(),
            LineKind::Profile => parse_profile(&text, &mut diagnostics).is_some(),
            LineKind::Emit => parse_emit(&text, &mut diagnostics).is_some(),
        };
        is_read && diagnostics.is_empty()
    }

    #[test]
    fn every_example_holds_its_clause_and_reads() {
        for clause in ALL {
            assert!(reads(clause.of, clause.example), "{}", clause.example);
            assert!(reads(clause.of, clause.of.example()));
            let words = || clause.example.split_whitespace();
            assert!(words().any(|word| word == clause.name), "{}", clause.name);
            assert!(clause.syntax.split_whitespace().any(|word| word == clause.name));
        }
    }
}
