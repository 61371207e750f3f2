//! The lines of `expect` as a user sees them: what is accepted, what it means, and what is said otherwise.
//!
//! Each line of the files of `cases/expect` is an expectation; its snapshot shows what was read, or the
//! diagnostics.

#![expect(clippy::unwrap_used, reason = "in a test it is an assertion")]

use rushhour::diagnostic::{Diagnostics, render_human};
use rushhour::expect::ast::{Amount, Bound, Constant, Expectation, Path, Subject, Test};
use rushhour::expect::{metric, parse_expectation};
use rushhour::source::{Source, Text};
use std::fmt::Write;

#[test]
fn every_line_of_the_corpus_means_what_its_snapshot_says() {
    insta::glob!("cases/expect/*.txt", |path| {
        let cases = std::fs::read_to_string(path).unwrap();
        let mut out = String::new();
        for line in cases.lines().filter(|line| !line.is_empty() && !line.starts_with("##")) {
            writeln!(out, "{line}").unwrap();
            for shown in answer(line).lines() {
                writeln!(out, "    {shown}").unwrap();
            }
        }
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!("expect", out);
        });
    });
}

#[test]
fn every_metric_reads_its_own_example_and_says_rightly_whether_it_aborts() {
    for metric in metric::ALL {
        let (_, errors) = read(metric.example);
        assert_eq!(errors, "", "{}", metric.name);
        let aborting = format!("{} abort", metric.example.trim_end_matches(" abort"));
        assert_eq!(read(&aborting).1.is_empty(), metric.aborts, "{aborting}");
    }
}

fn read(line: &str) -> (Option<Expectation>, String) {
    let mut diagnostics = Diagnostics::default();
    let read = parse_expectation(&Text::verbatim(line, 0), &mut diagnostics);
    let found = diagnostics.sorted();
    assert!(read.is_some() || !found.is_empty(), "nothing was said about `{line}`");
    (read, render_human(&found, &Source::new("line", line), false).replace("\n\n\n", "\n"))
}

fn answer(line: &str) -> String {
    let (read, errors) = read(line);
    match read {
        Some(expectation) if errors.is_empty() => show(&expectation),
        _ => errors,
    }
}

fn show(expectation: &Expectation) -> String {
    let mut out = match &expectation.subject {
        Subject::Latency(latency, statistic, limit) => {
            format!("{} {} {} ns", latency.name(), statistic.name(), bound(limit))
        }
        Subject::Count(count, limit) => format!("{} {}", count.name(), bound(limit)),
        Subject::Rate(stream, tolerance) => format!("rate of {} within {}", stream.text, amount(tolerance)),
        Subject::Share(field, is, limit) => {
            format!("share of {} {}: {}", path(field), test(is), bound(limit))
        }
        Subject::Mean(field, limit) => format!("mean of {}: {}", path(field), bound(limit)),
        Subject::NullShare(field, limit) => format!("nulls of {}: {}", path(field), bound(limit)),
        Subject::Unique(field) => format!("unique {}", path(field)),
        Subject::Every(left, right) => format!("every {} in {}", path(left), path(right)),
    };
    for (name, value) in [("stream", &expectation.scope.stream), ("phase", &expectation.scope.phase)] {
        if let Some(value) = value {
            write!(out, ", {name} {}", value.text).unwrap();
        }
    }
    if expectation.abort {
        out.push_str(", abort");
    }
    out
}

fn amount(amount: &Amount) -> String {
    match amount {
        Amount::Number(number, _) => number.to_string(),
        Amount::Formula(formula) => format!("({formula})"),
    }
}

fn bound(limit: &Bound<Amount>) -> String {
    match limit {
        Bound::Is(comparison, limit) => format!("{} {}", comparison.symbol(), amount(limit)),
        Bound::Within(low, high) => format!("from {} to {}", amount(low), amount(high)),
    }
}

fn test(is: &Test) -> String {
    let list = |constants: &[Constant]| {
        let values = constants.iter().map(|constant| format!("{:?}", constant.value));
        values.collect::<Vec<_>>().join(" ")
    };
    match is {
        Test::Is(comparison, constant) => format!("{} {:?}", comparison.symbol(), constant.value),
        Test::In(constants) => format!("one of {}", list(constants)),
        Test::NotIn(constants) => format!("none of {}", list(constants)),
    }
}

fn path(path: &Path) -> String {
    path.names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(" / ")
}

mod noise {
    use super::read;
    use proptest::prelude::*;

    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "schedule_lag",
            "failed",
            "rate",
            "share",
            "mean",
            "null",
            "unique",
            "every",
            "of",
            "in",
            "within",
            "plan",
            "p99",
            "p99.9",
            "max",
            "<",
            "<=",
            "==",
            "=",
            "≤",
            "50ms",
            "5%",
            "-3",
            "1k",
            "(x)",
            "(",
            ")",
            "..",
            "30%..37%",
            "'a'",
            "'",
            "\"",
            "['a', 2]",
            "[",
            "]",
            "[stream=a]",
            "[phase=",
            "user.city",
            "['first name']",
            "abort",
            "é",
            "\u{a0}",
            ",",
            "not",
            "null",
            "true",
        ]);
        prop::collection::vec(piece, 0..10).prop_map(|pieces| pieces.join(" "))
    }

    proptest! {
        #[test]
        fn any_text_is_an_expectation_or_a_diagnostic_inside_the_text(line in prop_oneof![pieces(), ".{0,60}"]) {
            for head in ["", "failed ", "share of a == ", "every a.b in "] {
                read(&format!("{head}{line}"));
            }
        }
    }
}
