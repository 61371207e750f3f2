//! Numbers with blanks or commas inside, durations with blanks, a remainder that is read as percent.

use super::Habit;
use crate::diagnostic::Code;
use crate::formula::number::duration_meant;
use crate::formula::parser::scan::{is_word, piece};

/// What the number right before byte `at` and the piece there were meant to be together.
pub fn numbers(written: &str, at: usize) -> Option<Habit> {
    let before = written[..at].trim_end();
    let number = |c: char| is_word(c) || matches!(c, '.' | '%');
    let start = before.char_indices().rev().take_while(|(_, c)| number(*c)).last().map(|(at, _)| at)?;
    let (left, right) = (&before[start..], piece(written, at));
    if !left.starts_with(|c: char| c.is_ascii_digit()) || right.is_empty() {
        return None;
    }
    let end = at + right.len();
    let (end, what, label, help) = if let Some((end, number)) = thousands(written, before.len(), left) {
        (end, "one number", "digits are grouped with `_`", format!("write `{number}`"))
    } else if let Some(amount) = left.strip_suffix('%').filter(|_| right.starts_with(is_word)) {
        let help = format!("for the remainder, put blanks on both sides: `{amount} % {right}`");
        (end, "a remainder", "`%` glued to digits is percent", help)
    } else {
        let duration = duration_meant(&format!("{left}{right}"))?;
        (end, "one duration", "an amount and its unit are one word", format!("write `{duration}`"))
    };
    let message = format!("`{}` is not {what}", &written[start..end]);
    Some(Habit { code: Code::NumberForm, start, end, message, label, help })
}

/// Groups of three digits behind `first`, which ends at byte `end`: where they end, and the number with `_`.
fn thousands(written: &str, mut end: usize, first: &str) -> Option<(usize, String)> {
    let mut number = first.to_owned();
    while let Some(group) = written[end..].strip_prefix([' ', ',']).map(|rest| piece(rest, 0)) {
        if group.len() != 3 || !group.bytes().all(|byte| byte.is_ascii_digit()) {
            break;
        }
        number = format!("{number}_{group}");
        end += 1 + group.len();
    }
    (number != first && first.bytes().all(|byte| byte.is_ascii_digit())).then_some((end, number))
}
