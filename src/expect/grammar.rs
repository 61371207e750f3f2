//! The grammar of expectations, and what could have stood where a line is wrong.

use super::habits;
use crate::diagnostic::Diagnostics;
use crate::source::Text;
use crate::traffic::reading;

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/expect.pest"]
struct Grammar;

pub(super) type Pair<'i> = pest::iterators::Pair<'i, Rule>;

/// The pair of a whole line.
pub(super) fn parse<'i>(text: &'i Text, diagnostics: &mut Diagnostics) -> Option<Pair<'i>> {
    reading::parse::<Grammar, Rule>(
        Rule::expect_line,
        "an expectation",
        wanted,
        habits::helps,
        text,
        diagnostics,
    )
}

/// What pest could have gone on with, each once, the order kept.
fn wanted(rules: &[Rule]) -> Vec<&'static str> {
    let mut out: Vec<&'static str> = Vec::new();
    for words in rules.iter().filter_map(|rule| words(*rule)) {
        if !out.contains(&words) {
            out.push(words);
        }
    }
    out
}

/// `None` for what would only lengthen the sentence.
fn words(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::kw_latency => "a metric such as `schedule_lag`",
        Rule::statistic => "a statistic such as `p99` or `max`",
        Rule::bound => "a bound such as `< 50ms`, `== 0` or `in 30%..37%`",
        Rule::test => "a test such as `== 'purchase'`",
        Rule::operator => "`==`, `!=`, `<`, `<=`, `>` or `>=`",
        Rule::literal => "a value such as `'purchase'` or `100`",
        Rule::list => "a list such as `['a', 'b']`",
        Rule::amount | Rule::figure | Rule::formula => "a number, a percentage or a duration",
        Rule::dots => "`..`",
        Rule::scope => "a scope such as `[stream=NAME]`",
        Rule::pair => "`stream=NAME` or `phase=NAME`",
        Rule::equals => "`=`",
        Rule::path | Rule::step => "a field such as `price` or `user.city`",
        Rule::name => "a name",
        Rule::quoted => "a name in quotes",
        Rule::kw_share => "`share`",
        Rule::kw_of => "`of`",
        Rule::kw_within => "`within`",
        Rule::kw_plan => "`plan`",
        Rule::kw_in => "`in`",
        Rule::kw_abort => "`abort`",
        Rule::inside => "a formula and `)`",
        Rule::EOI => "the end of the line",
        _ => return None,
    })
}
