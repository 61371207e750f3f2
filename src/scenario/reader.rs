//! Reads nodes of the tree, and says what was expected where something else stands.

use super::admit::Admit;
use super::built_in::BUILT_INS;
use super::environment::{Environment, expand};
use super::keys::Place;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Content, Entry, Key, Node, PARTED, Scalar, assignment};
use crate::formula::ast::Name;
use crate::source::{Span, Text};
use crate::value::Owned;

/// What reading needs all the way down.
pub struct Reader<'r> {
    pub environment: &'r Environment,
    pub diagnostics: &'r mut Diagnostics,
}

impl Reader<'_> {
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.add(diagnostic);
    }

    pub fn expand(&mut self, text: &Text, admit: Admit) -> Option<Text> {
        expand(text, admit, self.environment, self.diagnostics)
    }

    /// The entries of a mapping. `what` names it in the error: "`events`".
    pub fn mapping<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [Entry]> {
        match &node.content {
            Content::Mapping(entries) => Some(entries),
            other => {
                let shape = "keys with values below it";
                let diagnostic = wrong_shape(node.span, what, shape, other);
                self.report(keys_help(other).into_iter().fold(diagnostic, Diagnostic::help));
                None
            }
        }
    }

    pub fn sequence<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [Node]> {
        match &node.content {
            Content::Sequence(items) => Some(items),
            other => {
                self.report(wrong_shape(node.span, what, "a list, a `- ` before each line", other));
                None
            }
        }
    }

    pub fn single<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n Scalar> {
        match &node.content {
            Content::Scalar(scalar) => Some(scalar),
            other => {
                self.report(wrong_shape(node.span, what, "a single value", other));
                None
            }
        }
    }

    /// Literal text with its variables put in.
    pub fn text(&mut self, node: &Node, what: &str) -> Option<Name> {
        let scalar = self.single(node, what)?;
        let text = self.expand(&scalar.text, Admit::Anything)?;
        self.no_formula(scalar, what)?;
        Some(Name { text: text.as_str().to_owned(), span: node.span })
    }

    /// A whole number of at least `least`.
    pub fn whole_number(&mut self, node: &Node, what: &str, least: u64) -> Option<u64> {
        let text = self.text(node, what)?;
        match text.text.parse::<u64>() {
            Ok(number) if number >= least => Some(number),
            _ => {
                let message = format!("{what} takes a whole number from {least} on");
                self.report(Diagnostic::new(Code::BadLiteral, node.span, message).label("no such number"));
                None
            }
        }
    }

    fn no_formula(&mut self, scalar: &Scalar, what: &str) -> Option<()> {
        let text = scalar.text.as_str();
        if !text.starts_with('=') && !text.contains("{{") {
            return Some(());
        }
        let message = format!("{what} takes a plain value, no formula and no template");
        self.report(
            Diagnostic::new(Code::BadLiteral, scalar.text.span(), message)
                .label("a plain value belongs here"),
        );
        None
    }

    /// Complains about keys that are not known; `later` are words of the language that this version lacks.
    pub fn known_keys(&mut self, entries: &[Entry], place: Place, later: &[&str]) {
        let known = place.keys();
        for Entry { key, .. } in entries {
            let text = key.as_str();
            if known.clone().any(|name| name == text) {
                continue;
            }
            let unknown =
                Diagnostic::new(Code::UnknownKey, key.text.span(), format!("{place} has no key `{text}`"));
            self.report(if later.contains(&text) {
                unknown.label("comes in a later version")
            } else {
                let list = known.clone().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                unknown.label("unknown key").suggest(text, known.clone()).help(format!("its keys are {list}"))
            });
        }
    }

    /// Complains that a key is missing.
    pub fn missing(&mut self, span: Span, what: &str, key: &str, example: &str) {
        let message = format!("{what} needs `{key}`");
        self.report(
            Diagnostic::new(Code::MissingKey, span, message)
                .label(format!("has no `{key}`"))
                .help(format!("for example `{example}`")),
        );
    }

    /// Complains that an entry lacks a key, unless a parent that is not known may have it.
    pub fn missing_in(&mut self, entry: &Entry, what: &str, key: &str, example: &str) {
        if matches!(entry.value.content, Content::Mapping(_)) && entry.value.get("extends").is_none() {
            self.missing(entry.key.text.span(), what, key, example);
        }
    }

    /// A name that formulas can use: letters, digits and `_`.
    pub fn identifier(&mut self, key: &Key, what: &str) -> Name {
        let name = self.name(key, what, "_");
        if BUILT_INS.contains(&name.text.as_str()) {
            let message = format!("{what} cannot be called `{}`: that name is built in", name.text);
            self.report(Diagnostic::new(Code::ReservedName, name.span, message).label("built-in name").help(
                format!("the built-in names are {}", BUILT_INS.map(|name| format!("`{name}`")).join(", ")),
            ));
        }
        name
    }

    /// A name that lines can use: letters, digits, `_` and inner `-`.
    pub fn label(&mut self, key: &Key, what: &str) -> Name {
        self.name(key, what, "_-")
    }

    fn name(&mut self, key: &Key, what: &str, marks: &str) -> Name {
        let (text, span) = (key.as_str(), key.text.span());
        let inside = |character: char| character.is_alphanumeric() || marks.contains(character);
        let begins = text.starts_with(|first: char| first.is_alphabetic() || first == '_');
        let name = Name { text: text.to_owned(), span };
        if begins && text.chars().all(inside) && !text.ends_with('-') {
            return name;
        }
        let marks = if marks.contains('-') { ", `_` and inner `-`" } else { " and `_`" };
        let message = format!("{what} cannot be called `{text}`");
        let diagnostic = Diagnostic::new(Code::BadName, span, message)
            .label(format!("a name begins with a letter and has letters, digits{marks}"));
        let usable: String = text.chars().map(|c| if inside(c) && c != '-' { c } else { '_' }).collect();
        let usable = usable.trim_matches('_');
        let begins = usable.starts_with(char::is_alphabetic);
        self.report(if begins { diagnostic.help(format!("for example `{usable}`")) } else { diagnostic });
        name
    }

    /// A literal value: null, boolean, number or text.
    pub fn plain(&mut self, node: &Node, what: &str) -> Option<Owned> {
        let scalar = self.single(node, what)?;
        self.no_formula(scalar, what)?;
        self.literal(scalar).map(|literal| literal.value)
    }
}

fn wrong_shape(span: Span, what: &str, wanted: &str, found: &Content) -> Diagnostic {
    let found = match found {
        Content::Scalar(_) => "a single value",
        Content::Mapping(_) => "a mapping",
        Content::Sequence(_) => "a list",
    };
    let message = format!("{what} takes {wanted}, and this is {found}");
    Diagnostic::new(Code::WrongShape, span, message).label(found)
}

/// What was probably meant to be keys.
fn keys_help(found: &Content) -> Option<String> {
    match found {
        Content::Scalar(scalar) => {
            let (name, value) = assignment(scalar.text.as_str())?;
            // several lines are one text by now
            let value = if value.contains('=') { "…" } else { value };
            Some(format!("{PARTED}: `{name}: ={value}`"))
        }
        Content::Sequence(items) => {
            let key = items.iter().find_map(|item| match &item.content {
                Content::Mapping(entries) => entries.first().map(|entry| entry.key.as_str()),
                _ => None,
            })?;
            Some(format!("leave out the `- ` before each key: `{key}:`"))
        }
        Content::Mapping(_) => None,
    }
}
