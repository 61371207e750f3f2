//! The stable codes of errors and warnings. A code is never reused; each has its page in `codes/`.

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    Error,
    Warning,
}

macro_rules! codes {
    ($($name:ident $code:ident,)*) => {
        /// What kind of mistake it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(
            #[doc = include_str!(concat!("codes/", stringify!($code), ".md"))]
            $name,
        )* }

        impl Code {
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code as it is printed: `E0203`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($code)),* }
            }

            /// The page that `explain` prints: a title, what it means, a wrong and a right example.
            pub const fn page(self) -> &'static str {
                match self { $(Self::$name => include_str!(concat!("codes/", stringify!($code), ".md"))),* }
            }
        }
    };
}

codes! {
    // The file and its YAML
    NotText E0101,
    EmptyFile E0102,
    YamlSyntax E0103,
    YamlFeature E0104,
    DuplicateKey E0105,
    SecondDocument E0106,
    SpecialFirstCharacter E0107,
    EmptyValue E0108,
    CutByFlow E0109,
    CutByComment E0110,
    Tab E0111,
    ColonInValue E0112,
    OddCharacter E0113,
    TooLarge E0114,
    KeyNotText E0115,
    // Formulas and templates
    FormulaSyntax E0201,
    UnknownFunction E0202,
    UnknownName E0203,
    WrongType E0204,
    Arguments E0205,
    EmptyRange E0206,
    Weights E0207,
    AmbiguousWord E0208,
    Cycle E0209,
    UniqueSpace E0210,
    ChainedComparison E0211,
    NumberForm E0212,
    DateWithoutTime E0213,
    OutOfBounds E0214,
    TooDeep E0215,
    TemplateSyntax E0216,
    TemplateName E0217,
    DrawInTemplate E0218,
    DrawInConstant E0219,
    ForeignSyntax E0220,
    NoJsonForm E0221,
    Pattern E0222,
    UnknownField E0223,
    NumberTooLarge E0224,
    // Keys and structure
    UnknownKey E0301,
    MissingKey E0302,
    WrongShape E0303,
    BadLiteral E0304,
    Extends E0305,
    ReservedName E0306,
    BadName E0307,
    UnknownReference E0308,
    AbstractEvent E0309,
    // Traffic
    LineSyntax E0401,
    UnknownShape E0402,
    ClauseTwice E0403,
    RateForm E0404,
    EmptyLength E0405,
    MixWeights E0406,
    EndlessPhase E0407,
    ClauseNotHere E0408,
    UntilBeforeStart E0409,
    // Files and catalogs
    FileUnreadable E0501,
    FileOutside E0502,
    FileData E0503,
    CatalogMemory E0504,
    // Journeys
    NotDrawnYet E0701,
    // Environment and target
    MissingVariable E0601,
    VariableForm E0602,
    // Expectations
    UnknownMetric E0801,
    ExpectationBound E0802,
    // Warnings
    LooksLikeFormula W0701,
    TemplateAlone W0702,
    FilterPrecedence W0703,
    Unused W0704,
    RateCanBeZero W0705,
    NeverReached W0706,
    WayTwice W0707,
    NoWayOn W0708,
    NeverEnds W0709,
    ThousandsPoint W0710,
    ValueNeverComes W0711,
    SharedEvenly W0712,
}

impl Code {
    pub fn severity(self) -> Severity {
        if self.as_str().starts_with('W') { Severity::Warning } else { Severity::Error }
    }

    /// The code of that number, upper or lower case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(text))
    }

    /// The first line of its page.
    pub fn title(self) -> &'static str {
        self.page().lines().next().unwrap_or_default().trim_start_matches("# ")
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
