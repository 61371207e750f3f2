//! Help for a line that is none: the slip that was probably made, and a line that is right.
//!
//! In: the kind of line, what stands before the place that is wrong, and what stands there. Out: lines of help. Never
//! decides whether something is wrong.

use super::clause_reference::{self, LineKind};
use super::grammar::Rule;
use super::{habits, journey_slips, shapes};

/// The lines of help, the last with an example.
pub(super) fn helps(rule: Rule, before: &str, found: &str) -> Vec<String> {
    let of_journey = match rule {
        Rule::emit_line => journey_slips::help(rule, before, found),
        Rule::actor_line | Rule::next_line => {
            return journey_slips::help(rule, before, found).into_iter().collect();
        }
        _ => None,
    };
    if let Some(help) = of_journey {
        return vec![help];
    }
    let kind = match rule {
        Rule::disorder_line => return Vec::new(),
        Rule::overlay_line => LineKind::Overlay,
        Rule::change_line => LineKind::Change,
        Rule::profile_line => LineKind::Profile,
        Rule::emit_line => LineKind::Emit,
        Rule::for_line => return vec!["for example `for: tenant in tenants`".to_owned()],
        _ => LineKind::Phase,
    };
    let words: Vec<&str> = words(before).collect();
    let slip = match kind {
        LineKind::Emit => emit(&words, found),
        LineKind::Overlay if words.is_empty() => Some(effect(found)),
        LineKind::Overlay if before.trim_start() == "x " => {
            Some(format!("write `x{found}`, without a blank"))
        }
        LineKind::Profile => profile(&words, found),
        LineKind::Phase if let ["ramp", from] = words[..] => ramp(from, found),
        _ => number(before, found),
    };
    slip.into_iter().chain([format!("for example `{}`", example(kind, before, found))]).collect()
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| c.is_whitespace() || matches!(c, '{' | ';')).filter(|word| !word.is_empty())
}

/// Of the clause that has begun, of the shape, or of the kind of line.
fn example(kind: LineKind, before: &str, found: &str) -> &'static str {
    let words: Vec<&str> = words(before).collect();
    let clauses = || clause_reference::ALL.iter().filter(|clause| clause.of == kind);
    let begun = words.iter().enumerate().rev().find_map(|(place, word)| {
        let clause = clauses().find(|clause| clause.name == *word)?;
        Some((clause, words.len() - place))
    });
    if let Some((clause, written)) = begun
        && written < clause.syntax.split_whitespace().count()
    {
        return clause.example;
    }
    let heads = before.split(['{', ';']).filter_map(|part| part.split_whitespace().next());
    let mut shapes = heads.filter_map(|head| shapes::ALL.iter().find(|shape| shape.name == head));
    // at the end of a line what is missing belongs to the shape it began with
    let shape = if found.is_empty() { shapes.next() } else { shapes.next_back() };
    match (kind, shape) {
        (LineKind::Phase, Some(shape)) => shape.example,
        _ => kind.example(),
    }
}

/// Words that people put before a number.
const FILLERS: [&str; 10] = ["at", "of", "from", "about", "with", "by", "is", "to", "each", "around"];

/// Where a number belongs, and a word stands.
fn number(before: &str, found: &str) -> Option<String> {
    let before = before.trim_end();
    let awaits_rate =
        ["hold", "ramp", "wave", "max", "->", "+-", "randomly", "+"].iter().any(|end| before.ends_with(end));
    let awaits_number = awaits_rate || before.ends_with("burst");
    let length = found.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')).unwrap_or(found.len());
    let (word, behind) = found.split_at(length);
    if !awaits_number || !word.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return None;
    }
    if FILLERS.contains(&word) && (awaits_rate || word != "at") {
        return Some(format!("leave `{word}` out"));
    }
    if behind.is_empty() && clause_reference::ALL.iter().any(|clause| clause.name == word) {
        return None;
    }
    let behind = if awaits_rate && behind.is_empty() { "/s" } else { behind };
    Some(format!("a name stands in brackets: `({word}){behind}`"))
}

/// Behind the first rate of a ramp, where an arrow belongs.
fn ramp(from: &str, found: &str) -> Option<String> {
    if let Some((low, high)) = from.split_once("..") {
        let per = high.find('/').filter(|_| !low.contains('/')).map_or("", |slash| &high[slash..]);
        return Some(format!("a ramp goes from one rate to another: `ramp {low}{per} -> {high}`"));
    }
    let is_arrow = ["-", "–", "=>", "→", "..", ">"].iter().any(|arrow| found.starts_with(arrow));
    is_arrow.then(|| "a ramp goes from rate to rate with `->`".to_owned())
}

/// How an overlay begins.
fn effect(found: &str) -> String {
    if let Some(digits) = found.strip_suffix(['x', '×']).filter(|digits| habits::is_number(digits)) {
        return format!("write `x{digits}`");
    }
    if found.starts_with(['-', '−']) {
        return "what is cut is told by a factor below one: `x0.5`".to_owned();
    }
    if found.starts_with(|c: char| c.is_ascii_digit()) && found.contains('/') {
        return format!("a rate that is added begins with a plus: `+{found}`");
    }
    "an overlay begins with `x5`, `+800/s` or `burst 10k`; then it says when".to_owned()
}

fn profile(words: &[&str], found: &str) -> Option<String> {
    let Some(first) = words.first() else {
        return Some("a profile begins with `daily` or `weekly`".to_owned());
    };
    if let Some(digits) = found.strip_suffix('%').and_then(habits::hundredth) {
        return Some(format!("a factor is written `x{digits}`"));
    }
    if habits::is_number(found) {
        return Some(format!("a factor begins with an x: `x{found}`"));
    }
    match (*first, found) {
        ("daily", "-" | "–") => Some("hours stand without blanks: `00:00-06:00`".to_owned()),
        ("weekly", "-" | "–") => Some("days stand without blanks: `mon-fri`".to_owned()),
        _ => None,
    }
}

fn emit(words: &[&str], found: &str) -> Option<String> {
    if found.starts_with('[') {
        return Some(
            "a list sends each of its events at every arrival; a mix stands without brackets".to_owned(),
        );
    }
    if ["and", "&", "+", "plus"].contains(&found) {
        return Some(
            "events of a mix are parted by `,`; to send several at once write a list: `[view, cart]`"
                .to_owned(),
        );
    }
    if found.starts_with(':') {
        return Some("the weight stands behind the name: `view 80%`".to_owned());
    }
    if found.starts_with(|c: char| c.is_ascii_digit()) {
        return Some("the name stands before its weight: `view 80%`".to_owned());
    }
    if words.last().is_some_and(|last| last.ends_with('%')) && !found.is_empty() {
        return Some("events of a mix are parted by `,`".to_owned());
    }
    let takes_turns = |word: &&str| ["for", "each", "per"].contains(word);
    if words.iter().any(takes_turns) || takes_turns(&found) {
        return Some("rows take turns with `for each`: `reading for each sensor in sensors`".to_owned());
    }
    None
}
