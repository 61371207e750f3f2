//! How a value is written so that YAML leaves it alone.

/// A longer piece is not repeated in a message.
pub(super) const LONGEST: usize = 120;

/// Whose value it is, to begin a sentence with.
pub(super) fn subject(key: Option<&str>, in_list: bool) -> String {
    match key {
        Some(key) => format!("the value of `{key}`"),
        None if in_list => "this list item".to_owned(),
        None => "this line".to_owned(),
    }
}

/// The entry with its value in quotes, or in a block if it has several lines.
pub(super) fn advice(key: Option<&str>, dash: bool, piece: &str) -> String {
    let head = match key {
        Some(key) => format!("{key}: "),
        None if dash => "- ".to_owned(),
        None => String::new(),
    };
    if piece.contains('\n') {
        return format!("write `{head}>-` and put the value on the lines below it, indented");
    }
    if piece.chars().count() > LONGEST {
        return "put the whole value in quotes".to_owned();
    }
    format!("put it in quotes: `{head}{}`", quoted(piece))
}

/// Double quotes, unless the text has double quotes or backslashes of its own.
pub(in crate::document) fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) { format!("'{}'", text.replace('\'', "''")) } else { format!("\"{text}\"") }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_text_gets_the_quotes_that_leave_it_as_it_is() {
        assert_eq!(quoted("{{ row }}"), r#""{{ row }}""#);
        assert_eq!(quoted(r"=pattern('\d')"), r"'=pattern(''\d'')'");
        assert_eq!(quoted(r#"=if(a, "b: c", d)"#), r#"'=if(a, "b: c", d)'"#);
    }
}
