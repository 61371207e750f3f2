//! What a template uses, and where.

use std::ops::Range;

/// Everything found in one template.
#[derive(Debug, Default)]
pub struct Found<'t> {
    pub names: Vec<Named<'t>>,
    pub calls: Vec<Call<'t>>,
    pub refused: Vec<(Refused<'t>, Range<usize>)>,
}

/// `product.name`: a name from outside and the fields asked of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Named<'t> {
    pub root: &'t str,
    pub fields: Vec<&'t str>,
    pub place: Range<usize>,
}

/// `round(x, 2)` or `x | round(2)`.
#[derive(Debug)]
pub struct Call<'t> {
    pub name: &'t str,
    pub place: Range<usize>,
    /// Whether it stands behind a `|`, where names of values do not count.
    pub filter: bool,
    /// How many arguments have no name, with the one before a `|`.
    pub positional: usize,
    pub named: Vec<(&'t str, Range<usize>)>,
}

/// What minijinja knows and a scenario's templates do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused<'t> {
    Statement(&'t str),
    /// `x is defined`
    Test,
    /// `x.upper()`
    Method(&'t str),
    /// `a ~ b`: would print by other rules than `{{ a }}{{ b }}`.
    Concat,
    /// `a ** b`: would not be the same on every processor.
    Power,
    /// `x[1:3]`
    Slice,
    /// `f(*list)`
    Splat,
    /// `{% set a.b = 1 %}`
    SetField,
    /// A name that the template sets is called like a function.
    SetAndCalled(&'t str),
    /// A bare word where the function wants one: in a template it would be a name.
    BareWord(&'t str),
}
