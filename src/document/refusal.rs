//! The words for what YAML has and a scenario does not: anchors, tags, second documents, and too much of anything.

use super::node::Content;
use super::trap::{Surroundings, quote};
use super::{MOST_BYTES, MOST_DEEP, MOST_FINDINGS, MOST_NODES};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

pub(super) fn anchor(around: &Surroundings<'_>, span: Span, empty: bool) -> Diagnostic {
    let name = around.written(span);
    if empty {
        return Diagnostic::new(
            Code::SpecialFirstCharacter,
            first_byte(span),
            format!(
                "{} begins with `&`, which YAML takes for the name of an anchor",
                around.of_latest().subject()
            ),
        )
        .label("`&` has a meaning of its own here")
        .help(around.of_latest().quoted(span));
    }
    Diagnostic::new(Code::YamlFeature, span, format!("`{name}` is a YAML anchor, and a scenario has none"))
        .label("an anchor")
        .help("share a value through `let:`, and the keys of an event, stream or catalog through `extends:`")
        .help("a text that begins with `&` needs quotes")
}

pub(super) fn alias(around: &Surroundings<'_>, span: Span, defined: bool) -> Diagnostic {
    let name = around.written(span);
    if !defined {
        return Diagnostic::new(
            Code::SpecialFirstCharacter,
            first_byte(span),
            format!("{} begins with `*`, which YAML takes for a reference to an anchor", around.subject()),
        )
        .label("`*` has a meaning of its own here")
        .help(around.quoted(span));
    }
    Diagnostic::new(Code::YamlFeature, span, format!("`{name}` is a YAML alias, and a scenario has none"))
        .label("an alias")
        .help("share a value through `let:`, and the keys of an event, stream or catalog through `extends:`")
}

pub(super) fn merge_key(span: Span) -> Diagnostic {
    Diagnostic::new(Code::YamlFeature, span, "`<<` is YAML's merge key, and a scenario has none")
        .label("a merge key")
        .help("`extends: name` takes over the keys of another event, stream, journey or catalog")
}

pub(super) fn tag(around: &Surroundings<'_>, span: Span, empty: bool) -> Diagnostic {
    let name = around.written(span);
    if empty {
        return Diagnostic::new(
            Code::SpecialFirstCharacter,
            first_byte(span),
            format!("{} begins with `!`, which YAML takes for a tag", around.subject()),
        )
        .label("`!` has a meaning of its own here")
        .help(around.quoted(span));
    }
    Diagnostic::new(Code::YamlFeature, span, format!("`{name}` is a YAML tag, and a scenario has none"))
        .label("a tag")
        .help("what a value is, its text says: `12` is a number, `'12'` and `=text(12)` are texts")
        .help("a text that begins with `!` needs quotes")
}

fn first_byte(span: Span) -> Span {
    Span::new(span.start, span.end.min(span.start + 1))
}

pub(super) fn directive(span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::YamlFeature,
        span,
        "a line that begins with `%` is a YAML directive, and a scenario has none",
    )
    .label("a directive")
    .help("remove the line")
}

pub(super) fn second_document(span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::SecondDocument,
        span,
        "a second YAML document begins here; a file holds one scenario",
    )
    .label("what follows is not read")
    .help("remove this line, or move what follows it into a file of its own")
}

pub(super) fn duplicate_key(key: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::DuplicateKey, span, format!("the key `{key}` stands twice in the same mapping"))
        .label("again here")
        .related(first, "first here")
        .help("rename or remove one of the two")
}

pub(super) fn key_not_text(around: &Surroundings<'_>, span: Span, content: &Content) -> Diagnostic {
    let quoted = || format!("put the key in quotes: `{}: value`", quote::quoted(&around.written(span)));
    let (what, advice) = match content {
        Content::Scalar(_) => ("nothing stands before the `:`", "write the key: `name: value`".to_owned()),
        Content::Sequence(_) => ("a list stands where a key is expected", quoted()),
        Content::Mapping(_) => ("a mapping stands where a key is expected", quoted()),
    };
    Diagnostic::new(Code::KeyNotText, span, format!("{what}; a key is a text"))
        .label("not a text")
        .help(advice)
}

pub(super) fn empty_file() -> Diagnostic {
    Diagnostic::new(
        Code::EmptyFile,
        Span::default(),
        "the file holds no scenario: there is nothing in it but white space and comments",
    )
    .help("`rushhour explain E0102` shows the smallest scenario")
}

pub(super) fn not_text(span: Span) -> Diagnostic {
    Diagnostic::new(Code::NotText, span, "the file is not a text in UTF-8")
        .label("this byte is not text")
        .help("save the file as UTF-8")
}

pub(super) fn too_deep(span: Span) -> Diagnostic {
    let message = format!("lists and mappings are nested more than {MOST_DEEP} deep");
    Diagnostic::new(Code::TooLarge, span, message).label("one level too many; what follows is not read")
}

pub(super) fn too_many_nodes(span: Span) -> Diagnostic {
    Diagnostic::new(Code::TooLarge, span, format!("the file holds more than {MOST_NODES} keys and values"))
        .label("what follows is not read")
        .help("large tables belong into a CSV or JSON Lines file: `from: data/users.csv`")
}

pub(super) fn too_many_bytes(length: usize) -> Diagnostic {
    let message = format!("the file has {length} bytes; at most {MOST_BYTES} are read");
    Diagnostic::new(Code::TooLarge, Span::default(), message)
        .help("large tables belong into a CSV or JSON Lines file: `from: data/users.csv`")
}

pub(super) fn too_many_findings(span: Span) -> Diagnostic {
    Diagnostic::new(Code::TooLarge, span, format!("the file has more than {MOST_FINDINGS} YAML errors"))
        .label("what follows is not read")
}
