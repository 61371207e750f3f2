//! What a value is: its text in the file tells.

use super::admit::Admit;
use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Content, Entry, Node, Scalar, Style};
use crate::formula;
use crate::formula::ast::{Binary, Expr, KeyForm, Kind, Name};
use crate::formula::number::duration_nanos;
use crate::source::{Span, Text};
use crate::template;
use crate::value::Owned;

/// A value as it is written.
#[derive(Debug, Clone)]
pub enum Written {
    Literal(Literal),
    Formula(Expr),
    Template(Text),
    Mapping(Vec<Member>, Span),
    List(Vec<Written>, Span),
    /// Has errors, already reported: whatever uses it is not complained about again.
    Broken(Span),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Literal {
    pub value: Owned,
    pub span: Span,
}

/// A field of a mapping.
#[derive(Debug, Clone)]
pub struct Member {
    pub name: Name,
    pub repeat: Option<Repeat>,
    pub value: Written,
}

/// A field that is a list, computed element by element.
#[derive(Debug, Clone)]
pub enum Repeat {
    /// `items[1..5]`, `items[(poisson(2))]`
    Count(Expr),
    /// `lines[line in cart]`
    Each { element: Name, list: Expr },
}

impl Written {
    pub fn span(&self) -> Span {
        match self {
            Self::Literal(literal) => literal.span,
            Self::Formula(expr) => expr.span,
            Self::Template(text) => text.span(),
            Self::Mapping(_, span) | Self::List(_, span) | Self::Broken(span) => *span,
        }
    }
}

impl Reader<'_> {
    /// A value that may be a literal, a formula or a template, or hold such. Warns where only its text counts
    /// and a number may be meant.
    pub fn written(&mut self, node: &Node) -> Written {
        if let Content::Scalar(scalar) = &node.content
            && let Some(warning) = template::alone(&scalar.text)
        {
            self.report(warning);
        }
        self.text_value(node)
    }

    /// The same in a place that takes text: a key, a header, a topic.
    pub fn text_value(&mut self, node: &Node) -> Written {
        match &node.content {
            Content::Scalar(scalar) => self.scalar(scalar).unwrap_or(Written::Broken(node.span)),
            Content::Mapping(entries) => Written::Mapping(self.members(entries), node.span),
            Content::Sequence(items) => {
                let items = items.iter().map(|item| self.written(item)).collect();
                Written::List(items, node.span)
            }
        }
    }

    /// The fields of a payload.
    pub fn members(&mut self, entries: &[Entry]) -> Vec<Member> {
        entries.iter().filter_map(|entry| self.member(entry)).collect()
    }

    fn member(&mut self, entry: &Entry) -> Option<Member> {
        let form = formula::parse_key(&entry.key.text, self.diagnostics);
        let value = self.written(&entry.value);
        let (name, repeat) = match form? {
            KeyForm::Plain(name) => (name, None),
            KeyForm::Count(name, count) => (name, Some(Repeat::Count(count))),
            KeyForm::Each { name, element, list } => (name, Some(Repeat::Each { element, list })),
        };
        Some(Member { name, repeat, value })
    }

    fn scalar(&mut self, scalar: &Scalar) -> Option<Written> {
        let text = scalar.text.as_str();
        if text.starts_with('=') {
            let text = self.expand(&scalar.text, Admit::Formula)?;
            return formula::parse(&text.skip(1), self.diagnostics).map(Written::Formula);
        }
        if text.contains("{{") || text.contains("{%") {
            return self.expand(&scalar.text, Admit::Template).map(Written::Template);
        }
        self.warn_of_forgotten_equals(scalar);
        self.literal(scalar).map(Written::Literal)
    }

    /// A literal with its variables put in.
    pub fn literal(&mut self, scalar: &Scalar) -> Option<Literal> {
        let span = scalar.text.span();
        if scalar.text.as_str().contains("${") {
            let text = self.expand(&scalar.text, Admit::Anything)?;
            return Some(Literal { value: text.as_str().into(), span });
        }
        if scalar.style != Style::Plain {
            return Some(Literal { value: scalar.text.as_str().into(), span });
        }
        if let Some(value) = literal(scalar.text.as_str()) {
            return Some(Literal { value, span });
        }
        self.diagnostics.add(
            Diagnostic::new(Code::NumberTooLarge, span, "the number is larger than 64 bits hold")
                .label("too large")
                .help("in quotes it is text, with all its digits"),
        );
        None
    }

    fn warn_of_forgotten_equals(&mut self, scalar: &Scalar) {
        let text = scalar.text.as_str();
        let is_plain = scalar.style == Style::Plain;
        if is_plain && (calls_known(text) || computes(&scalar.text)) {
            self.diagnostics.add(
                Diagnostic::new(
                    Code::LooksLikeFormula,
                    scalar.text.span(),
                    "this reads like a formula, and is text",
                )
                .label("sent as it stands")
                .help(format!("a formula begins with an equals sign: `={text}`")),
            );
        }
    }
}

/// Whether the whole text calls a function that there is.
fn calls_known(text: &str) -> bool {
    let called = text.split_once('(').filter(|_| text.ends_with(')'));
    called.is_some_and(|(name, _)| formula::reference().any(|signature| signature.name == name))
}

/// Whether text is a formula that computes, and hardly anything else: with a field of something, with the result of a
/// function that there is, or with a name and a number; blanks stand around its operator.
fn computes(text: &Text) -> bool {
    if ![" + ", " - ", " * ", " / "].iter().any(|operator| text.as_str().contains(operator)) {
        return false;
    }
    let is_one = |side: &Expr| match &side.kind {
        Kind::Member(..) => true,
        Kind::Call(call) => formula::reference().any(|signature| signature.name == call.name.text),
        _ => false,
    };
    let is_number = |side: &Expr| matches!(side.kind, Kind::Int(_) | Kind::Number(_));
    let is_name = |side: &Expr| matches!(side.kind, Kind::Name(_));
    match formula::parse(text, &mut Diagnostics::default()).map(|formula| formula.kind) {
        Some(Kind::Binary(operator, left, right)) => match operator {
            Binary::Multiply if is_name(&left) && is_number(&right) => true,
            Binary::Add | Binary::Subtract | Binary::Multiply | Binary::Divide => {
                is_one(&left) || is_one(&right)
            }
            _ => false,
        },
        _ => false,
    }
}

impl Reader<'_> {
    /// Warns of a value that is used in formulas and has no `=`, where it reads like a duration or a percentage.
    pub(super) fn warn_of_text_amount(&mut self, written: &Written) {
        let Written::Literal(Literal { value: Owned::Text(text), span }) = written else { return };
        let is_amount = duration_nanos(text).is_ok() || text.strip_suffix('%').is_some_and(is_json_number);
        if is_amount {
            let kind = if text.ends_with('%') { "a percentage" } else { "a duration" };
            let message = format!("this reads like {kind}, and is text");
            let diagnostic =
                Diagnostic::new(Code::LooksLikeFormula, *span, message).label("text in formulas");
            self.diagnostics.add(diagnostic.help(format!("a value begins with an equals sign: `={text}`")));
        }
    }
}

/// What plain text is: `null`, `true`, `false`, a number as JSON writes it, else text. `None` where it is a
/// number that 64 bits do not hold.
pub fn literal(text: &str) -> Option<Owned> {
    match text {
        "null" => Some(Owned::Null),
        "true" => Some(Owned::Bool(true)),
        "false" => Some(Owned::Bool(false)),
        _ if !is_json_number(text) => Some(text.into()),
        _ if text.contains(['.', 'e', 'E']) => {
            text.parse().ok().filter(|number: &f64| number.is_finite()).map(Owned::Number)
        }
        _ => text.parse::<i64>().ok().map(|whole| Owned::Int(whole.into())),
    }
}

fn is_json_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let exponent = exponent.map(|exponent| exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    digits(whole)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_json_writes_is_a_number() {
        for text in ["007", "1_000", "0x1F", ".5", "+5", "1.", "NO", "True", "~", "1e", "-"] {
            assert_eq!(literal(text), Some(text.into()), "{text}");
        }
        assert_eq!(literal("-12"), Some(Owned::Int(-12)));
        assert_eq!(literal("1.10"), Some(Owned::Number(1.1)));
        assert_eq!(literal("1E5"), Some(Owned::Number(100_000.0)));
        assert_eq!(literal("12345678901234567890"), None);
        assert_eq!(literal("1e400"), None);
    }
}
