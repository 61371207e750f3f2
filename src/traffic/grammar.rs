//! The grammar of lines, and its errors in plain words.
//!
//! In: a line. Out: pest's pairs, or one diagnostic that names what is expected where. Names of rules never
//! reach the user.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Text;
use pest::Parser;
use pest::error::{Error, ErrorVariant, InputLocation};

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/traffic.pest"]
struct Grammar;

pub(super) type Pair<'i> = pest::iterators::Pair<'i, Rule>;

/// Brackets may be nested this deep, as in formulas.
const DEPTH: usize = 64;
/// Characters of a line.
const LENGTH: usize = 4_000;

/// The pair of the rule that is a whole line. `reading` names what is being read: `a phase`.
pub(super) fn parse<'i>(
    rule: Rule,
    reading: &str,
    text: &'i Text,
    diagnostics: &mut Diagnostics,
) -> Option<Pair<'i>> {
    let line = text.as_str();
    if let Some(deep) = too_deep(line) {
        let message = format!("{reading} nests more than {DEPTH} brackets");
        diagnostics.add(Diagnostic::new(Code::TooDeep, text.at(deep, deep + 1), message));
        return None;
    }
    if line.chars().count() > LENGTH {
        let message = format!("{reading} is longer than {LENGTH} characters");
        diagnostics.add(Diagnostic::new(Code::TooDeep, text.span(), message));
        return None;
    }
    match Grammar::parse(rule, line) {
        Ok(mut pairs) => pairs.next(),
        Err(error) => {
            diagnostics.add(explain(&error, reading, text));
            None
        }
    }
}

/// Where a bracket opens that the parser should not follow: it calls itself for each.
fn too_deep(line: &str) -> Option<usize> {
    let (mut depth, mut quote, mut escaped) = (0_usize, None, false);
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (Some('"'), '\\') if !escaped => {
                escaped = true;
                continue;
            }
            (Some(open), _) if c == open && !escaped => quote = None,
            (None, '\'' | '"') if depth > 0 => quote = Some(c),
            (None, '(' | '{') => depth += 1,
            (None, ')' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        escaped = false;
        if depth > DEPTH {
            return Some(at);
        }
    }
    None
}

fn explain(error: &Error<Rule>, reading: &str, text: &Text) -> Diagnostic {
    let line = text.as_str();
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let at = at + line[at..].len() - line[at..].trim_start().len();
    let end = line[at..].find(char::is_whitespace).map_or(line.len(), |length| at + length);
    let found = match &line[at..end] {
        "" => "the line ends".to_owned(),
        piece => format!("found `{piece}`"),
    };
    let wanted = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => wanted(positives),
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    let expected = match wanted.split_last() {
        None => String::new(),
        Some((only, [])) => format!("expected {only}, "),
        Some((last, others)) => format!("expected {} or {last}, ", others.join(", ")),
    };
    let diagnostic =
        Diagnostic::new(Code::LineSyntax, text.at(at, end), format!("{reading}: {expected}{found}"));
    match habit(&line[at..end]) {
        Some(words) => diagnostic.help(words),
        None => diagnostic,
    }
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
        Rule::factor => "a factor such as `x5`",
        Rule::daily => "`daily 09:00-18:00 x2`",
        Rule::weekly => "`weekly mon-fri x1`",
        Rule::days | Rule::weekdays => "days such as `mon-fri`",
        Rule::clocks | Rule::hours => "hours such as `09:00-18:00`",
        Rule::condition => "a condition",
        Rule::kw_at => "`at`",
        Rule::regime => "a regime such as `normal 5..15/s 80%`",
        Rule::emit_line | Rule::of_journey | Rule::mix | Rule::share => "the name of an event",
        Rule::weight => "a weight such as `20%`",
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

fn habit(found: &str) -> Option<&'static str> {
    match found {
        ";" => Some("each phase is an item of its own in `phases`"),
        _ if found.starts_with('(') && found.matches('(').count() > found.matches(')').count() => {
            Some("a `(` without its `)`")
        }
        _ if found.starts_with('(') => Some("a formula in brackets stands for a number or a weight"),
        _ if found.starts_with("${") => {
            Some("a variable is put in before the line is read; this one was not found")
        }
        _ => None,
    }
}
