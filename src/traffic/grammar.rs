//! The grammar of lines, and its errors in plain words.
//!
//! In: a line. Out: pest's pairs, or one diagnostic that names what is expected where. Names of rules never
//! reach the user.

use super::{reading, slips};
use crate::diagnostic::Diagnostics;
use crate::source::Text;

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/traffic.pest"]
struct Grammar;

pub(super) type Pair<'i> = pest::iterators::Pair<'i, Rule>;

/// The pair of the rule that is a whole line. `reading` names what is being read: `a phase`.
pub(super) fn parse<'i>(
    rule: Rule,
    reading: &str,
    text: &'i Text,
    diagnostics: &mut Diagnostics,
) -> Option<Pair<'i>> {
    let helps = |before: &str, found: &str| slips::helps(rule, before, found);
    reading::parse::<Grammar, Rule>(rule, reading, wanted, helps, text, diagnostics)
}

/// What pest could have gone on with, each once, the order kept.
fn wanted(rules: &[Rule]) -> Vec<&'static str> {
    let mut out: Vec<&'static str> = Vec::new();
    let at_end = rules.contains(&Rule::EOI);
    for rule in rules {
        let words = match rule {
            // a duration is no place for a formula; a number is
            Rule::figure if !rules.contains(&Rule::formula) => words(Rule::duration),
            // what could follow a whole line says nothing about what is wrong with its end
            Rule::kw_for | Rule::kw_every if at_end => None,
            // one of the words that a phase begins with, all named by the first
            Rule::kw_every if rules.contains(&Rule::kw_hold) => None,
            rule => words(*rule),
        };
        if let Some(words) = words
            && !out.contains(&words)
        {
            out.push(words);
        }
    }
    out
}

/// `None` for what would only lengthen the sentence.
fn words(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::rate | Rule::level => "a rate such as `200/s`",
        Rule::ahead => "`->`",
        Rule::plus_minus => "`+-`",
        Rule::kw_per => "`per`",
        Rule::path => "a file such as `curves/day.csv`",
        Rule::figure | Rule::formula | Rule::count => "a number such as `200`",
        Rule::kw_hold => "a phase such as `hold 5/s for 10m`",
        Rule::kw_times => "`times`",
        Rule::per => "`s`, `min`, `h` or `day`",
        Rule::span | Rule::duration => "a duration such as `30m`",
        Rule::moment => "a time such as `11:55`",
        Rule::label => "a name",
        Rule::overlay_line | Rule::overlay | Rule::o_factor => "an overlay such as `x5 at 10m for 2m`",
        Rule::factor | Rule::times => "a factor such as `x5`",
        Rule::daily | Rule::kw_daily => "`daily 09:00-18:00 x2`",
        Rule::weekly | Rule::kw_weekly => "`weekly mon-fri x1`",
        Rule::days | Rule::weekdays => "days such as `mon-fri`",
        Rule::clocks | Rule::hours => "hours such as `09:00-18:00`",
        Rule::condition => "a condition",
        Rule::kw_at => "`at`",
        Rule::regime => "a regime such as `normal 5..15/s 80%`",
        Rule::emit_line | Rule::of_journey | Rule::mix | Rule::share => "the name of an event",
        Rule::weight => "a weight such as `20%`",
        Rule::actor_line => "a name and its catalog, such as `user in users`",
        Rule::next_line | Rule::way => "a step and its weight, such as `VIEW 55%`",
        Rule::a_by | Rule::kw_by => "`by`",
        Rule::a_zipf | Rule::kw_zipf => "`zipf`",
        Rule::kw_where => "`where`",
        Rule::kw_if => "`if`",
        Rule::only_if => "a condition",
        Rule::for_line => "a name and its catalog, such as `tenant in tenants`",
        Rule::semicolon => "`;`",
        Rule::comma => "`,`",
        Rule::brace => "`{`",
        Rule::unbrace => "`}`",
        Rule::kw_every => "`every`",
        Rule::kw_each => "`each`",
        Rule::kw_in => "`in`",
        Rule::c_for | Rule::kw_for => "`for`",
        Rule::EOI => "the end of the line",
        Rule::inside => "a formula and `)`",
        _ => return None,
    })
}
