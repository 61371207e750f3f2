//! Operators and words of other languages.

use super::{Habit, foreign};
use crate::formula::parser::scan::{piece, word_before};

/// Signs of other languages: as they begin where pest stopped or one sign before, and what is written instead.
const SIGNS: [(&str, &str); 24] = [
    ("&&", "`and`: a and b"),
    ("&", "`and`: a and b"),
    ("||", "`or`: a or b"),
    ("!==", "`!=`: a != b"),
    ("===", "`==`: a == b"),
    ("<>", "`!=`: a != b"),
    ("=<", "`<=`: a <= b"),
    ("=>", "`>=`: a >= b"),
    (":=", "`==`: a == b"),
    ("**", "pow(a, b)"),
    ("^", "pow(a, b)"),
    ("//", "floor(a / b)"),
    ("??", "coalesce(a, b)"),
    ("~", "`+`: a + b"),
    ("...", "`..`: 1..5"),
    ("++", "`+`: a + 1"),
    ("+=", "`+`: a + 1"),
    ("−", "`-`"),
    ("–", "`-`"),
    ("×", "`*`"),
    ("÷", "`/`"),
    ("≤", "`<=`"),
    ("≥", "`>=`"),
    ("≠", "`!=`"),
];

/// Words of other languages that stand between two values or after one.
const WORDS: [(&str, &str); 14] = [
    ("AND", "`and`: a and b"),
    ("OR", "`or`: a or b"),
    ("NOT", "`not`: not a"),
    ("IN", "`in`: a in [1, 2]"),
    ("is", "`==` or `!=`: a == null, a != null"),
    ("IS", "`==` or `!=`: a == null, a != null"),
    ("between", "`in` with a range: a in 1..5"),
    ("BETWEEN", "`in` with a range: a in 1..5"),
    ("contains", "`in`, the other way round: element in list"),
    ("mod", "`%`: a % b"),
    ("div", "floor(a / b)"),
    ("xor", "`!=`: a != b"),
    ("then", "if(condition, a, b)"),
    ("for", "a list key in the payload: `items[1..5]:` or `lines[line in cart]:`"),
];

/// `==` without a left side, `=` for `==`.
pub fn equals(written: &str, at: usize) -> Option<Habit> {
    let rest = &written[at..];
    if !rest.starts_with('=') || rest.starts_with("===") {
        return None;
    }
    if written[..at].trim().is_empty() {
        let length = rest.len() - rest.trim_start_matches('=').len();
        let known = foreign(written, at, length, "one `=` begins a formula: `=int(1..10)`");
        return Some(Habit { message: "the formula begins with a second `=`".to_owned(), ..known });
    }
    if rest.starts_with("=>")
        || rest.starts_with("=<")
        || rest.starts_with("==")
        || ends_in_sign(&written[..at])
    {
        return None;
    }
    let known = foreign(written, at, 1, "a comparison is written `==`: a == b");
    Some(Habit { message: "`=` does not compare".to_owned(), ..known })
}

fn ends_in_sign(before: &str) -> bool {
    before.ends_with(['=', '!', '<', '>', ':', '+', '-', '*', '/', '(', ','])
}

/// Operators.
pub fn signs(written: &str, at: usize) -> Option<Habit> {
    // Pest takes the first half of `**` or `||` for an operator and stops at the second.
    let starts =
        (0..=2).filter_map(|back| at.checked_sub(back)).filter(|start| written.is_char_boundary(*start));
    let found = starts.flat_map(|start| SIGNS.iter().map(move |sign| (start, sign)));
    let reaching =
        found.filter(|(start, (sign, _))| written[*start..].starts_with(sign) && start + sign.len() > at);
    let (start, (sign, help)) = reaching.max_by_key(|(start, (sign, _))| (sign.len(), *start))?;
    Some(foreign(written, start, sign.len(), format!("write {help}")))
}

/// `!a`
pub fn negation(written: &str, at: usize) -> Option<Habit> {
    let rest = written[at..].strip_prefix('!').filter(|rest| !rest.starts_with('='))?;
    let negated = piece(rest, 0);
    let help = if negated.starts_with(char::is_alphabetic) {
        format!("write `not {negated}`")
    } else {
        "write `not`: not a".to_owned()
    };
    Some(foreign(written, at, 1, help))
}

/// Words that are operators elsewhere.
pub fn words(written: &str, at: usize) -> Option<Habit> {
    let here = piece(written, at);
    let before = word_before(written, at);
    let before_at = written[..at].trim_end().len() - before.len();
    let (start, word) =
        if here == "not" && before == "is" || before == "NOT" { (before_at, before) } else { (at, here) };
    let (_, help) = WORDS.iter().find(|(other, _)| *other == word)?;
    Some(foreign(written, start, word.len(), format!("write {help}")))
}
