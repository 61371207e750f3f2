//! The bytes of a file -> its text.

use super::refusal;
use crate::diagnostic::Diagnostics;
use crate::source::{Source, Span};

/// A file's text. Bytes that are not UTF-8 are an error; they are replaced, so that it can be shown.
pub fn source_from_bytes(name: impl Into<String>, bytes: Vec<u8>, diagnostics: &mut Diagnostics) -> Source {
    match String::from_utf8(bytes) {
        Ok(text) => Source::new(name, text),
        Err(error) => {
            let bad = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            diagnostics.add(refusal::not_text(Span::new(bad, bad + char::REPLACEMENT_CHARACTER.len_utf8())));
            Source::new(name, text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    #[test]
    fn bytes_that_are_not_utf8_are_refused_where_they_stand() {
        let mut diagnostics = Diagnostics::default();
        let source = source_from_bytes("a.yaml", b"name: M\xfcller".to_vec(), &mut diagnostics);
        let found = diagnostics.sorted();
        assert_eq!((found[0].code, found[0].span), (Code::NotText, Span::new(7, 10)));
        assert_eq!(source.text, "name: M\u{fffd}ller");
    }
}
