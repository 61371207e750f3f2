//! Help for lines of journeys that are none: `emit`, `actor` and `next`.
//!
//! In: the kind of line, what stands before the place that is wrong, and what stands there. Never decides whether something
//! is wrong.

use super::grammar::Rule;

const PARTED: &str = "ways on are parted by `,`: `VIEW 20%, PAY 10%, end`";

/// Help for a line that the grammar does not take; `before` is the part of it that it takes.
pub(super) fn help(rule: Rule, before: &str, found: &str) -> Option<String> {
    let before = before.trim();
    let words: Vec<&str> = before.split_whitespace().collect();
    Some(match (rule, found.trim_end_matches(',')) {
        (Rule::emit_line, "of") if matches!(words.last(), Some(&("session" | "journey" | "journeys"))) => {
            "for the sessions of a journey write `sessions of`, for single steps `steps of`".to_owned()
        }
        (Rule::emit_line, "of") if words.last() == Some(&"step") => {
            "for single steps write `steps of`".to_owned()
        }
        (Rule::emit_line, name) if matches!(words.as_slice(), ["sessions" | "steps"]) && !name.is_empty() => {
            format!("write `{before} of {name}`")
        }
        (Rule::emit_line, "") if matches!(words.as_slice(), ["sessions" | "steps", "of"]) => {
            format!("which journey? `{before} shopper`")
        }
        (Rule::emit_line, "for") if matches!(words.as_slice(), ["sessions" | "steps", "of", _]) => {
            "who takes part is said by the `actor` of the journey".to_owned()
        }
        (Rule::emit_line, _) if matches!(words.as_slice(), ["sessions" | "steps", "of", _]) => {
            "a journey stands alone; what else is sent is a stream of its own".to_owned()
        }
        (Rule::actor_line, _) if !words.contains(&"in") => "for example `actor: user in users`".to_owned(),
        (Rule::next_line, "when" | "iff" | "where" | "unless") => "a condition begins with `if`".to_owned(),
        (Rule::next_line, "->" | "=>" | "→" | "|" | "or" | "/") => PARTED.to_owned(),
        (Rule::next_line, _) if words.last().is_some_and(|weight| weight.ends_with('%')) => PARTED.to_owned(),
        (Rule::next_line, "%") => "a weight is written without a blank: `50%`".to_owned(),
        (Rule::next_line, ":") => "the weight follows the step: `VIEW 20%`".to_owned(),
        (Rule::next_line, formula) if formula.starts_with('=') => {
            "steps are named as they are: `VIEW 20%, PAY (share), end`".to_owned()
        }
        (Rule::next_line, "") if before.is_empty() => "for example `next: VIEW 70%, PAY 10%, end`".to_owned(),
        (Rule::next_line, name) if !words.is_empty() && name.starts_with(char::is_alphabetic) => {
            format!("a weight that is computed stands in brackets: `({name})`")
        }
        _ => return None,
    })
}
