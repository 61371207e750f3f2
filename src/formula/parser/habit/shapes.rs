//! Brackets, quotes, conditions and calls as other languages shape them.

use super::{Habit, foreign};
use crate::diagnostic::Code;
use crate::formula::parser::scan::{is_word, open_brackets, piece, unquoted, word_before};

/// Templates, variables, mappings.
pub fn braces(written: &str, at: usize) -> Option<Habit> {
    let rest = &written[at..];
    let templates = "a formula names values without braces: `=price * 2`; a template stands without `=`: \"id-{{ price }}\"";
    let variables =
        "a variable is written ${NAME} or ${NAME:-default}, and stands for a number, duration or name";
    let mappings = "write a mapping as YAML: keys below the field, each with its own formula";
    let names = "a name stands without a sign before it: `price`";
    let known = [
        ("{{", templates),
        ("{%", templates),
        ("}}", templates),
        ("${", variables),
        ("{", mappings),
        ("$", names),
        ("@", names),
        ("#", "a comment stands on a YAML line of its own, before the field"),
        (";", "a formula is one value: intermediate ones have names in `let`"),
    ];
    let (sign, help) = known.into_iter().find(|(sign, _)| rest.starts_with(sign))?;
    let end = match sign {
        "{{" => rest.find("}}").map_or(rest.len(), |end| end + 2),
        "${" | "{" => rest.find('}').map_or(sign.len(), |end| end + 1),
        _ => sign.len(),
    };
    Some(foreign(written, at, end, help))
}

/// Typographic quotes, which text programs put in.
pub fn quotes(written: &str, at: usize) -> Option<Habit> {
    let quote = written[at..].chars().next().filter(|c| "“”„‘’‚«»´`".contains(*c))?;
    let known = foreign(written, at, quote.len_utf8(), "write straight quotes: 'text' or \"text\"");
    Some(Habit { message: format!("`{quote}` is not a quote that a formula knows"), ..known })
}

/// Blanks that look like blanks and are none.
pub fn blanks(written: &str, at: usize) -> Option<Habit> {
    let blank = written[at..].chars().next().filter(|c| {
        (c.is_whitespace() && !c.is_ascii()) || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
    })?;
    Some(Habit {
        code: Code::OddCharacter,
        start: at,
        end: at + blank.len_utf8(),
        message: format!("an invisible character (U+{:04X}) stands in the formula", u32::from(blank)),
        label: "stands here",
        help: "replace it by a plain blank, or put it into quotes".to_owned(),
    })
}

/// `a ? b : c` and `a if b else c`.
pub fn conditional(written: &str, at: usize) -> Option<Habit> {
    let rest = &written[at..];
    if rest.starts_with('?') && !rest.starts_with("??") {
        let help = match rest[1..].split_once(':') {
            Some((yes, no)) if simple(written, at) => {
                format!("write if({}, {}, {})", written[..at].trim(), yes.trim(), no.trim())
            }
            _ => "write if(condition, a, b)".to_owned(),
        };
        return Some(foreign(written, at, 1, help));
    }
    let before = written[..at].trim_end();
    if piece(written, at) != "if" || before.is_empty() || before.ends_with('|') {
        return None;
    }
    let help = match rest[2..].split_once(" else ") {
        Some((condition, no)) if simple(written, at) => {
            format!("write if({}, {}, {})", condition.trim(), before.trim(), no.trim())
        }
        _ => "write if(condition, a, b)".to_owned(),
    };
    Some(foreign(written, at, 2, help))
}

/// Whether one condition is all that a text is, so that its parts can be moved: `at` stands in no bracket, and
/// nothing in it could be part of another condition.
fn simple(written: &str, at: usize) -> bool {
    let marks = unquoted(written).filter(|(_, c)| matches!(c, '?' | ':')).count();
    let words = written.matches(" else ").count();
    open_brackets(&written[..at]).is_empty() && marks <= 2 && words <= 1 && !written.contains(['\n', ','])
}

/// `name.upper()`
pub fn method(written: &str, at: usize) -> Option<Habit> {
    let name = word_before(written, at);
    let owner = written[..at].strip_suffix(name)?.strip_suffix('.')?;
    let behind = written[at..].strip_prefix('(')?;
    if name.is_empty() {
        return None;
    }
    let path = |c: char| is_word(c) || c == '.';
    let start =
        owner.char_indices().rev().take_while(|(_, c)| path(*c)).last().map_or(owner.len(), |(at, _)| at);
    let owner = if start == owner.len() { "x" } else { &owner[start..] };
    let arguments = behind.split(')').next().unwrap_or_default().trim();
    let help = if arguments.is_empty() {
        format!("values have no methods: write {name}({owner}) or {owner} | {name}")
    } else {
        format!("values have no methods: write {name}({owner}, …) or {owner} | {name}(…)")
    };
    Some(foreign(written, at - name.len(), name.len(), help))
}
