//! Knows how other languages write things, and says how they are written here. In: a text that is no formula and
//! where pest stopped. Out: a diagnostic, if something known stands there. A text that can be read never gets here.

use super::scan::{piece, unquoted, word_before};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::number::duration_nanos;
use crate::source::Text;

/// What was recognised.
struct Habit {
    code: Code,
    start: usize,
    end: usize,
    message: String,
    help: String,
}

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

/// The diagnostic for what stands at byte `at`.
pub fn explain(text: &Text, at: usize) -> Option<Diagnostic> {
    let written = text.as_str();
    let known = equals(written, at)
        .or_else(|| braces(written, at))
        .or_else(|| quotes(written, at))
        .or_else(|| blanks(written, at))
        .or_else(|| conditional(written, at))
        .or_else(|| signs(written, at))
        .or_else(|| negation(written, at))
        .or_else(|| words(written, at))
        .or_else(|| method(written, at))
        .or_else(|| numbers(written, at))?;
    let span = text.at(known.start, known.end);
    let label = if known.code == Code::ForeignSyntax { "not written like this here" } else { "" };
    Some(Diagnostic::new(known.code, span, known.message).label(label).help(known.help))
}

fn foreign(written: &str, start: usize, length: usize, help: impl Into<String>) -> Habit {
    let end = start + length;
    let message = format!("`{}` is not part of a formula", &written[start..end]);
    Habit { code: Code::ForeignSyntax, start, end, message, help: help.into() }
}

/// `==` without a left side, `=` for `==`.
fn equals(written: &str, at: usize) -> Option<Habit> {
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

/// Templates, variables, mappings.
fn braces(written: &str, at: usize) -> Option<Habit> {
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
    // Within `choice` a sign rather belongs to a text without its quotes.
    let within_word =
        !matches!(sign, "{{" | "${" | "{" | "{%") && written[..at].ends_with(char::is_alphanumeric);
    if within_word {
        return None;
    }
    let end = match sign {
        "{{" => rest.find("}}").map_or(rest.len(), |end| end + 2),
        "${" | "{" => rest.find('}').map_or(sign.len(), |end| end + 1),
        _ => sign.len(),
    };
    Some(foreign(written, at, end, help))
}

/// Typographic quotes, which text programs put in.
fn quotes(written: &str, at: usize) -> Option<Habit> {
    let quote = written[at..].chars().next().filter(|c| "“”„‘’‚«»´`".contains(*c))?;
    let mut known = foreign(written, at, quote.len_utf8(), "write straight quotes: 'text' or \"text\"");
    known.message = format!("`{quote}` is not a quote that a formula knows");
    Some(known)
}

/// Blanks that look like blanks and are none.
fn blanks(written: &str, at: usize) -> Option<Habit> {
    let blank = written[at..].chars().next().filter(|c| {
        (c.is_whitespace() && !c.is_ascii()) || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
    })?;
    Some(Habit {
        code: Code::OddCharacter,
        start: at,
        end: at + blank.len_utf8(),
        message: format!("an invisible character (U+{:04X}) stands in the formula", u32::from(blank)),
        help: "replace it by a plain blank, or put it into quotes".to_owned(),
    })
}

/// `a ? b : c` and `a if b else c`.
fn conditional(written: &str, at: usize) -> Option<Habit> {
    let rest = &written[at..];
    if rest.starts_with('?') && !rest.starts_with("??") {
        let help = match rest[1..].split_once(':') {
            Some((yes, no)) if simple(written) => {
                format!("write if({}, {}, {})", written[..at].trim(), yes.trim(), no.trim())
            }
            _ => "write if(condition, a, b)".to_owned(),
        };
        return Some(foreign(written, at, 1, help));
    }
    if piece(written, at) != "if" || written[..at].trim().is_empty() {
        return None;
    }
    let help = match rest[2..].split_once(" else ") {
        Some((condition, no)) if simple(written) => {
            format!("write if({}, {}, {})", condition.trim(), written[..at].trim(), no.trim())
        }
        _ => "write if(condition, a, b)".to_owned(),
    };
    Some(foreign(written, at, 2, help))
}

/// Whether the parts of a text can be moved without cutting brackets or quotes.
fn simple(written: &str) -> bool {
    !written.contains(['(', '[', '\'', '"', '\n']) && written.matches(['?', ':']).count() <= 2
}

fn signs(written: &str, at: usize) -> Option<Habit> {
    // Pest takes the first half of `**` or `||` for an operator and stops at the second.
    let starts =
        (0..=2).filter_map(|back| at.checked_sub(back)).filter(|start| written.is_char_boundary(*start));
    let found = starts.flat_map(|start| SIGNS.iter().map(move |sign| (start, sign)));
    let reaching =
        found.filter(|(start, (sign, _))| written[*start..].starts_with(sign) && start + sign.len() > at);
    let (start, (sign, help)) = reaching.max_by_key(|(start, (sign, _))| (sign.len(), *start))?;
    let help = if help.starts_with('`') || help.contains('(') {
        format!("write {help}")
    } else {
        (*help).to_owned()
    };
    Some(foreign(written, start, sign.len(), help))
}

/// `!a`
fn negation(written: &str, at: usize) -> Option<Habit> {
    let rest = written[at..].strip_prefix('!').filter(|rest| !rest.starts_with('='))?;
    let negated = piece(rest, 0);
    let help = if negated.starts_with(char::is_alphabetic) {
        format!("write `not {negated}`")
    } else {
        "write `not`: not a".to_owned()
    };
    Some(foreign(written, at, 1, help))
}

fn words(written: &str, at: usize) -> Option<Habit> {
    let here = piece(written, at);
    let before = word_before(written, at);
    let before_at = written[..at].trim_end().len() - before.len();
    let (start, word) =
        if here == "not" && before == "is" || before == "NOT" { (before_at, before) } else { (at, here) };
    let (_, help) = WORDS.iter().find(|(other, _)| *other == word)?;
    Some(foreign(written, start, word.len(), format!("write {help}")))
}

/// `name.upper()`
fn method(written: &str, at: usize) -> Option<Habit> {
    let name = word_before(written, at);
    let name_at = at.checked_sub(name.len())?;
    let owner = written[..at].strip_suffix(name)?.strip_suffix('.')?;
    if !written[at..].starts_with('(') || name.is_empty() {
        return None;
    }
    let from = owner
        .rfind(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.')))
        .map_or(0, |before| before + owner[before..].chars().next().map_or(0, char::len_utf8));
    let owner = &owner[from..];
    let mut known =
        foreign(written, name_at, name.len(), "values have no methods: write upper(name) or name | upper");
    if !owner.is_empty() {
        known.help = format!("values have no methods: write {name}({owner}) or {owner} | {name}");
    }
    Some(known)
}

/// Numbers with blanks or commas inside, durations with blanks, a remainder that is read as percent.
fn numbers(written: &str, at: usize) -> Option<Habit> {
    let before = written[..at].trim_end();
    let start = unquoted(before).map(|(at, c)| (at, number_sign(c))).collect::<Vec<_>>();
    let start = start.iter().rev().take_while(|(_, sign)| *sign).last().map(|(at, _)| *at)?;
    let (left, right) = (&before[start..], piece(written, at));
    if !left.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let digits = |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    let form = |end: usize, message: String, help: String| {
        Some(Habit { code: Code::NumberForm, start, end, message, help })
    };
    if right == "," && digits(piece(written, at + 1)) {
        let thousands = piece(written, at + 1);
        let number = &written[start..at + 4];
        return form(at + 4, format!("`{number}` is not one number"), format!("write `{left}_{thousands}`"));
    }
    let end = at + right.len();
    let both = &written[start..end];
    if digits(right) {
        return form(end, format!("`{both}` is not one number"), format!("write `{left}_{right}`"));
    }
    if left.ends_with('%') {
        let amount = left.trim_end_matches('%');
        let help = format!("for the remainder, put blanks on both sides: `{amount} % {right}`");
        return form(end, format!("`{left}` is a percentage, so no value can follow it"), help);
    }
    let glued = format!("{left}{right}");
    duration_nanos(&glued).ok()?;
    form(end, format!("`{both}` is not one duration"), format!("write it without blanks: `{glued}`"))
}

fn number_sign(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '.' | '%')
}
