//! What a pattern may be: in goes its text, out comes an expression that `rand_regex` can draw from without
//! failing, or a sentence about what is wrong. A checker of patterns has other wishes than a maker of texts,
//! so three things differ from matching:
//!
//! - `\d`, `\w` and `\s` stand for their ASCII characters, `.` and `[^…]` for printable ASCII: nobody who
//!   writes `\d{3}` wants Bengali digits. Other letters come from classes that name them (`[äöü]`, `\p{Greek}`).
//! - `*`, `+` and `{3,}` repeat at most [`MOST_REPEATS`] times more than they must.
//! - No text may grow longer than [`MOST_CHARACTERS`].

use regex_syntax::ast::{self, Ast, ClassPerl, ClassPerlKind, ClassSetItem};
use regex_syntax::hir::translate::Translator;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition};

pub(super) const MOST_REPEATS: u32 = 32;
pub(super) const MOST_CHARACTERS: u64 = 10_000;
/// Brackets inside brackets: more than anyone can read.
const DEEPEST: u32 = 50;

pub(super) fn parse(text: &str) -> Result<Hir, String> {
    if text.is_empty() {
        return Err("an empty pattern draws nothing; write `''` for an empty text".to_owned());
    }
    let ascii = with_ascii_shorthands(text, &syntax(text)?);
    let hir = Translator::new()
        .translate(&ascii, &syntax(&ascii)?)
        .map_err(|error| place(error.kind(), text, error.span()))?;
    let hir = tame(&hir)?;
    match longest(&hir) {
        0 => Err("this pattern matches only the empty text".to_owned()),
        length if length > MOST_CHARACTERS => Err(format!(
            "the text could grow up to {length} characters long; at most {MOST_CHARACTERS} may be"
        )),
        _ => Ok(hir),
    }
}

fn syntax(text: &str) -> Result<Ast, String> {
    let mut parser = ast::parse::ParserBuilder::new().nest_limit(DEEPEST).build();
    parser.parse(text).map_err(|error| place(error.kind(), text, error.span()))
}

fn place(what: impl std::fmt::Display, text: &str, span: &ast::Span) -> String {
    let before = text.get(..span.start.offset).unwrap_or(text).chars().count();
    format!("{what}, at character {} of the pattern", before + 1)
}

/// The pattern with its shorthands written out.
fn with_ascii_shorthands(text: &str, ast: &Ast) -> String {
    let found = ast::visit(ast, Shorthands(Vec::new())).unwrap_or_else(|never| match never {});
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for (span, ascii) in found {
        out.push_str(&text[copied..span.start.offset]);
        out.push_str(ascii);
        copied = span.end.offset;
    }
    out.push_str(&text[copied..]);
    out
}

/// Collects the shorthands of a pattern from left to right.
struct Shorthands(Vec<(ast::Span, &'static str)>);

impl Shorthands {
    fn add(&mut self, class: &ClassPerl) {
        let ascii = match (&class.kind, class.negated) {
            (ClassPerlKind::Digit, false) => "[0-9]",
            (ClassPerlKind::Digit, true) => "[^0-9]",
            (ClassPerlKind::Space, false) => r"[\x20\t]",
            (ClassPerlKind::Space, true) => "[!-~]",
            (ClassPerlKind::Word, false) => "[0-9A-Za-z_]",
            (ClassPerlKind::Word, true) => "[^0-9A-Za-z_]",
        };
        self.0.push((class.span, ascii));
    }
}

impl ast::Visitor for Shorthands {
    type Output = Vec<(ast::Span, &'static str)>;
    type Err = std::convert::Infallible;

    fn finish(self) -> Result<Self::Output, Self::Err> {
        Ok(self.0)
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), Self::Err> {
        if let Ast::ClassPerl(class) = ast {
            self.add(class);
        }
        Ok(())
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), Self::Err> {
        if let ClassSetItem::Perl(class) = item {
            self.add(class);
        }
        Ok(())
    }
}

/// The same expression with bounded repeats and keyboard characters.
fn tame(hir: &Hir) -> Result<Hir, String> {
    let all = |parts: &[Hir]| parts.iter().map(tame).collect::<Result<Vec<Hir>, String>>();
    Ok(match hir.kind() {
        HirKind::Look(_) => {
            return Err("the pattern is always the whole text: leave out `^`, `$` and `\\b`".to_owned());
        }
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(Class::Bytes(_)) => hir.clone(),
        HirKind::Class(Class::Unicode(class)) => Hir::class(Class::Unicode(typable(class))),
        HirKind::Capture(capture) => tame(&capture.sub)?,
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            min: repetition.min,
            max: repetition.max.or(Some(repetition.min.saturating_add(MOST_REPEATS))),
            greedy: true,
            sub: Box::new(tame(&repetition.sub)?),
        }),
        HirKind::Concat(parts) => Hir::concat(all(parts)?),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)?),
    })
}

/// A class without what nobody meant. Only `.`, a negation and `\P` reach the last character there is. Without
/// regard to case, `s` also folds to the long s and `k` to the Kelvin sign.
fn typable(class: &ClassUnicode) -> ClassUnicode {
    let one = |letter| ClassUnicodeRange::new(letter, letter);
    let mut kept = class.clone();
    if class.ranges().last().is_some_and(|range| range.end() == char::MAX) {
        kept.intersect(&ClassUnicode::new([ClassUnicodeRange::new(' ', '~')]));
    } else if class.ranges().iter().any(|range| range.end().is_ascii()) {
        kept.difference(&ClassUnicode::new([one('\u{17f}'), one('\u{212a}')]));
    }
    if kept.ranges().is_empty() { class.clone() } else { kept }
}

/// How many characters (bytes, for literals) the longest text has; as large as numbers go if more.
fn longest(hir: &Hir) -> u64 {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => literal.0.len() as u64,
        HirKind::Class(_) => 1,
        HirKind::Capture(capture) => longest(&capture.sub),
        HirKind::Repetition(repetition) => {
            longest(&repetition.sub).saturating_mul(repetition.max.map_or(u64::MAX, u64::from))
        }
        HirKind::Concat(parts) => parts.iter().map(longest).fold(0, u64::saturating_add),
        HirKind::Alternation(parts) => parts.iter().map(longest).max().unwrap_or(0),
    }
}
