//! What people write by habit, and what an expectation has for it.
//!
//! In: a piece that is no metric, statistic or operator. Out: a help. Never decides whether it is one.

use super::ast::Comparison;
use super::metric;

/// The metric that is called otherwise elsewhere.
pub(super) fn metric(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "lag" | "lateness" => "schedule_lag",
        "latency" | "ack_latency" | "acknowledgement" => "broker_latency",
        "end_to_end_latency" | "e2e_latency" => "delivery_latency",
        "errors" | "failures" | "lost" => "failed",
        "dropped" => "skipped",
        "count" | "total" | "planned" => "events",
        "acked" => "acknowledged",
        "throughput" => "rate",
        "average" | "avg" => "mean",
        "nulls" | "missing" => "null",
        "distinct" => "unique",
        "all" | "each" => "every",
        _ => return None,
    })
}

/// Help for a line that breaks off or goes wrong behind `before`.
pub(super) fn helps(before: &str, found: &str) -> Vec<String> {
    let words: Vec<&str> = before.split_whitespace().collect();
    let slip = match words[..] {
        [first] if is_latency(first) && found.ends_with('%') => {
            Some(format!("a percentile is written `p{}`", found.trim_end_matches('%')))
        }
        [.., "in", low] if found.starts_with(['-', '–']) => {
            Some(range(low, found.trim_start_matches(['-', '–'])))
        }
        ["rate", .., "within", _] => Some("the rate is held against the plan: end with `of plan`".to_owned()),
        ["rate", .., "within", _, "of"] => Some("the rate is held against the plan: write `plan`".to_owned()),
        ["rate"] if found == "within" => Some("a rate is one of a stream: `rate of users`".to_owned()),
        ["rate"] => Some(format!("a rate is one of a stream: `rate of {found}`")).filter(|_| is_name(found)),
        ["share" | "mean"] => Some(format!("write `of {found}`")).filter(|_| is_name(found)),
        _ => None,
    };
    let metric = words.first().and_then(|word| metric::ALL.iter().find(|metric| metric.name == *word));
    let form =
        metric.map(|metric| format!("it is written `{}`, for example `{}`", metric.syntax, metric.example));
    slip.into_iter().chain(form).collect()
}

/// `5-15%` as `5%..15%`.
fn range(low: &str, high: &str) -> String {
    let percent = if high.ends_with('%') && !low.ends_with('%') { "%" } else { "" };
    format!("a range is written with two dots: `{low}{percent}..{high}`")
}

fn is_latency(word: &str) -> bool {
    metric::Latency::ALL.iter().any(|latency| latency.name() == word)
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// How the statistic is written.
pub(super) fn statistic(word: &str) -> String {
    let lower = word.to_lowercase();
    let known = metric::Statistic::ALL.map(metric::Statistic::name);
    let meant = match lower.as_str() {
        "median" | "p500" => Some("p50"),
        "maximum" => Some("max"),
        "average" | "avg" => Some("mean"),
        "p999" => Some("p99.9"),
        same => known.into_iter().find(|name| *name == same),
    };
    match meant {
        Some(meant) => format!("write `{meant}`"),
        None => format!("the statistics are {}", known.map(|name| format!("`{name}`")).join(", ")),
    }
}

/// How the operator is written.
pub(super) fn operator(sign: &str) -> String {
    let meant = match sign {
        "=" | "===" | "~" => Some("=="),
        "≤" | "=<" => Some("<="),
        "≥" | "=>" => Some(">="),
        "≠" | "<>" | "!" | "!==" => Some("!="),
        _ => None,
    };
    match meant {
        Some(meant) => format!("write `{meant}`"),
        None => {
            let known = Comparison::ALL.map(|comparison| format!("`{}`", comparison.symbol()));
            format!("the comparisons are {}", known.join(", "))
        }
    }
}

/// How the number is written; `None` where the number's own words say it.
pub(super) fn number(written: &str) -> Option<String> {
    let bare: String = written.chars().filter(|c| *c != ',').collect();
    if bare != written && bare.chars().all(|c| c.is_ascii_digit()) {
        return Some(format!("digits are not grouped by commas: write `{bare}`"));
    }
    let begins = written.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    (!begins)
        .then(|| "a bound is a number, a percentage or a duration; a formula stands in brackets".to_owned())
}
