//! The one file that knows the YAML crate.
//!
//! In: text. Out: its events with byte spans, or the [`Failure`] at which reading ends. Never gives a scalar a type.

use super::node::Style;
use crate::source::Span;
use serde_saphyr::granit_parser as yaml;
use std::borrow::Cow;
use yaml::{ErrorKind, ScalarStyle, StructureStyle};

pub(super) enum Event<'t> {
    DocumentStart,
    Scalar {
        value: Cow<'t, str>,
        style: Style,
        anchored: bool,
    },
    /// A list or a mapping begins; `flow` if it is written with brackets.
    SequenceStart {
        flow: bool,
    },
    MappingStart {
        flow: bool,
    },
    /// The innermost list or mapping ends.
    End,
    /// `*name`, and whether there is an `&name` before it.
    Alias {
        defined: bool,
    },
    /// The `&name` of the node that was announced just before.
    Anchor,
}

pub(super) struct Spanned<'t> {
    pub event: Event<'t>,
    pub span: Span,
    /// The `!name` that stands before a node.
    pub tag: Option<Span>,
}

/// Where and why the text stops being YAML.
pub(super) struct Failure {
    pub at: usize,
    pub fault: Fault,
}

/// The parser's many errors, as few as a reader of the file needs to tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Tab,
    /// A comment inside a value of several lines.
    CommentInside,
    CommentGlued,
    /// A character that nothing may begin with.
    Character(char),
    Directive,
    Nesting,
    UnclosedQuote,
    Escape,
    AfterQuote,
    BlockHeader,
    BlockIndentation,
    /// A `:` where no key can be.
    Colon,
    Bracket,
    MissingColon,
    Dash,
    /// A key or `-` was expected in a block, often because of wrong indentation.
    EntryExpected,
    SeparatorExpected,
    /// An anchor, alias or tag that is not well formed.
    Property,
    UnexpectedEnd,
    Other,
}

/// The events of a text, up to its end or its first failure.
pub(super) struct Events<'t> {
    parser: yaml::Parser<'t, yaml::StrInput<'t>>,
    /// The file; a mended text has no character boundaries where this one has none.
    original: &'t str,
}

impl<'t> Events<'t> {
    pub fn new(text: &'t str, original: &'t str) -> Self {
        let options = yaml::options! {
            disallow_directives: true,
            emit_unresolved_aliases: true,
            emit_anchor_events: true,
            emit_comments: false,
        };
        Self { parser: yaml::Parser::new_from_str_with_options(text, options), original }
    }

    fn span(&self, span: &yaml::Span) -> Span {
        let range = span.byte_range().unwrap_or_default();
        // mended pieces, and a byte order mark inside a document, let tokens begin inside a character
        let end = self.original.ceil_char_boundary(range.end.min(self.original.len()));
        Span::new(self.original.floor_char_boundary(range.start.min(end)), end)
    }
}

impl<'t> Iterator for Events<'t> {
    type Item = Result<Spanned<'t>, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (event, place) = match self.parser.next_event()? {
                Ok(next) => next,
                Err(error) => {
                    let at =
                        self.original.floor_char_boundary(error.marker().byte_offset().unwrap_or_default());
                    return Some(Err(Failure { at, fault: fault(error.kind()) }));
                }
            };
            let span = self.span(&place);
            let tag = place.tag_span().map(|tag| self.span(&tag));
            if let Some(event) = translate(event) {
                return Some(Ok(Spanned { event, span, tag }));
            }
        }
    }
}

fn translate(event: yaml::Event<'_>) -> Option<Event<'_>> {
    Some(match event {
        yaml::Event::DocumentStart(..) => Event::DocumentStart,
        yaml::Event::Scalar(value, style, anchor, _) => {
            Event::Scalar { value, style: self::style(style), anchored: anchor != 0 }
        }
        yaml::Event::SequenceStart(style, ..) => Event::SequenceStart { flow: style == StructureStyle::Flow },
        yaml::Event::MappingStart(style, ..) => Event::MappingStart { flow: style == StructureStyle::Flow },
        yaml::Event::SequenceEnd | yaml::Event::MappingEnd => Event::End,
        yaml::Event::Alias(_) => Event::Alias { defined: true },
        yaml::Event::UnresolvedAlias(_) => Event::Alias { defined: false },
        yaml::Event::Anchor(..) => Event::Anchor,
        _ => return None,
    })
}

fn style(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    }
}

fn fault(kind: &ErrorKind) -> Fault {
    use ErrorKind as E;
    match kind {
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabInPlainScalar
        | E::TabAtBlockScalarStart => Fault::Tab,
        E::CommentInterceptedScalar => Fault::CommentInside,
        E::CommentNotSeparated => Fault::CommentGlued,
        E::UnexpectedCharacter { character } => Fault::Character(*character),
        E::BomInsideDocument => Fault::Character('\u{feff}'),
        E::DirectiveDisallowed => Fault::Directive,
        E::RecursionLimitExceeded => Fault::Nesting,
        E::UnclosedQuotedScalar | E::InvalidQuotedScalarIndent | E::DocumentIndicatorInQuotedScalar => {
            Fault::UnclosedQuote
        }
        E::UnknownQuotedScalarEscape
        | E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => Fault::Escape,
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => Fault::AfterQuote,
        E::InvalidBlockScalarHeader | E::ZeroBlockScalarIndent => Fault::BlockHeader,
        E::InvalidBlockScalarIndent => Fault::BlockIndentation,
        E::MappingValueNotAllowed
        | E::InvalidColonPlacement
        | E::InvalidMappingValueWhitespace
        | E::FlowMappingValueAdjacentCollection => Fault::Colon,
        E::MisplacedFlowCollectionEnd
        | E::MismatchedFlowCollectionEnd { .. }
        | E::UnclosedFlowCollection { .. } => Fault::Bracket,
        E::SimpleKeyExpected | E::InvalidSimpleKey => Fault::MissingColon,
        E::BlockSequenceEntryNotAllowed
        | E::BlockEntryInFlowCollection
        | E::InvalidBlockEntryWhitespace
        | E::PlainScalarStartsWithDashFlowIndicator
        | E::MappingKeyNotAllowed => Fault::Dash,
        E::ExpectedBlockMappingKey | E::ExpectedBlockSequenceEntry | E::InvalidIndentation => {
            Fault::EntryExpected
        }
        E::ExpectedFlowMappingSeparator | E::ExpectedFlowSequenceSeparator | E::InvalidFlowScalarIndent => {
            Fault::SeparatorExpected
        }
        E::MissingAnchorOrAliasName
        | E::ExpectedTagBang
        | E::InvalidTagTerminator
        | E::InvalidGlobalTagCharacter
        | E::UndeclaredTagHandle
        | E::MissingTagUri
        | E::UnclosedVerbatimTag
        | E::InvalidTagEscape
        | E::InvalidTagUtf8LeadingByte
        | E::InvalidTagUtf8TrailingByte
        | E::InvalidTagUtf8
        | E::ExpectedNodeContent => Fault::Property,
        E::UnexpectedEofFlowSequence
        | E::UnexpectedEofFlowMapping
        | E::UnexpectedEofImplicitFlowMapping
        | E::UnexpectedEofBlockSequence
        | E::UnexpectedEofBlockMapping
        | E::UnexpectedEof => Fault::UnexpectedEnd,
        _ => Fault::Other,
    }
}
