//! What became of the expectations, for people.

use super::numbers::{count, latency, rate};
use crate::measure::Finding;
use crate::run::{Measure, Verdict};
use std::fmt::Write;

/// A line for each, those that do not hold marked; nothing where nothing was expected.
pub(super) fn expectations(verdicts: &[Verdict]) -> String {
    if verdicts.is_empty() {
        return String::new();
    }
    let held = verdicts.iter().filter(|verdict| verdict.holds).count();
    let mut out = format!("\nExpectations: {held} of {} hold\n\n", verdicts.len());
    let width = verdicts.iter().map(|verdict| verdict.expectation.chars().count()).max().unwrap_or(0);
    for verdict in verdicts {
        let mark = if verdict.holds { "ok    " } else { "FAILED" };
        let measured = verdict.measured.as_ref().map_or_else(|| "no data".to_owned(), measured);
        writeln!(out, "{mark}  {:<width$}  {measured}", verdict.expectation)
            .expect("a String takes everything");
    }
    out
}

fn measured(measure: &Measure) -> String {
    match measure {
        Measure::Latency { latency_ms } => latency(*latency_ms),
        Measure::Count { records } => count(*records),
        Measure::Rate { rate: measured, planned_rate } => {
            // without the sign of a zero
            let deviation = libm::round((measured / planned_rate - 1.0) * 1e4) / 100.0 + 0.0;
            format!("{}/s, planned {}/s ({deviation:+.2}%)", rate(*measured), rate(*planned_rate))
        }
        Measure::Field(finding) => found(finding),
    }
}

fn found(finding: &Finding) -> String {
    match finding {
        Finding::Share { passed, values } => format!("{} of {}", percent(*passed, *values), count(*values)),
        Finding::Mean { mean } => mean.map_or_else(|| "no data".to_owned(), number),
        Finding::Unique { values, repeated: 0, one_in, .. } => {
            format!("{} different{}", count(*values), watched(*one_in))
        }
        Finding::Unique { values, repeated, first, one_in } => {
            let first = first.as_deref().unwrap_or_default();
            let (repeated, values) = (count(*repeated), count(*values));
            format!("{repeated} of {values} came before, first {first}{}", watched(*one_in))
        }
        Finding::Every { values, missing: 0, one_in, .. } => {
            format!("{} found{}", count(*values), watched(*one_in))
        }
        Finding::Every { missing, first, one_in, .. } => {
            let such = first.as_deref().map(|first| format!(", such as {first}")).unwrap_or_default();
            format!("{} missing{such}{}", count(*missing), watched(*one_in))
        }
    }
}

/// What is said where there were too many values to compare all of them.
fn watched(one_in: u64) -> String {
    if one_in == 1 { String::new() } else { format!(" (1 value in {one_in} was compared)") }
}

#[expect(clippy::cast_precision_loss, reason = "a share to look at")]
pub(super) fn percent(part: u64, whole: u64) -> String {
    format!("{:.2}%", 100.0 * part as f64 / whole.max(1) as f64)
}

/// Six digits that say something.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 6")]
pub(super) fn number(number: f64) -> String {
    let whole_digits = libm::floor(libm::log10(libm::fabs(number).max(1.0))) + 1.0;
    let decimals = (6.0 - whole_digits).clamp(0.0, 6.0) as usize;
    let text = format!("{number:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(line: &str, holds: bool, measured: Option<Measure>) -> Verdict {
        Verdict { expectation: line.to_owned(), holds, measured, allows_failures: false }
    }

    #[test]
    fn what_was_measured_stands_beside_what_was_expected() {
        let unique = Finding::Unique { values: 1_200, repeated: 3, first: Some("'x'".to_owned()), one_in: 2 };
        let every = Finding::Every { values: 9, missing: 1, first: Some("7".to_owned()), one_in: 1 };
        let verdicts = [
            verdict("schedule_lag p99 < 50ms", true, Some(Measure::Latency { latency_ms: 12.34 })),
            verdict("failed == 0", false, Some(Measure::Count { records: 1_234 })),
            verdict(
                "rate of users within 2% of plan",
                true,
                Some(Measure::Rate { rate: 199.8, planned_rate: 200.0 }),
            ),
            verdict(
                "rate of cards within 2% of plan",
                true,
                Some(Measure::Rate { rate: 199.999, planned_rate: 200.0 }),
            ),
            verdict(
                "share of a == 1 < 5%",
                true,
                Some(Measure::Field(Finding::Share { passed: 1, values: 300 })),
            ),
            verdict("mean of a < 5", true, Some(Measure::Field(Finding::Mean { mean: Some(4.0) }))),
            verdict("unique id", false, Some(Measure::Field(unique))),
            verdict("every a.x in b.y", false, Some(Measure::Field(every))),
            verdict("null share of a < 5%", false, None),
        ];
        let expected = "
Expectations: 5 of 9 hold

ok      schedule_lag p99 < 50ms          12.3 ms
FAILED  failed == 0                      1,234
ok      rate of users within 2% of plan  199.8/s, planned 200.0/s (-0.10%)
ok      rate of cards within 2% of plan  200.0/s, planned 200.0/s (+0.00%)
ok      share of a == 1 < 5%             0.33% of 300
ok      mean of a < 5                    4
FAILED  unique id                        3 of 1,200 came before, first 'x' (1 value in 2 was compared)
FAILED  every a.x in b.y                 1 missing, such as 7
FAILED  null share of a < 5%             no data
";
        assert_eq!(expectations(&verdicts), expected);
        assert_eq!(expectations(&[]), "");
    }

    #[test]
    fn a_number_keeps_six_digits() {
        assert_eq!(
            [0.0, 4.0, -2.5, 1.0 / 3.0, 1_234.567_89, 12_345_678.9].map(number),
            ["0", "4", "-2.5", "0.33333", "1234.57", "12345679"]
        );
    }
}
