//! Gives every part of a formula its meaning and its type.
//!
//! In: an [`Expr`] and the [`Scope`] it stands in. Out: a [`Typed`] formula, or diagnostics. Never draws,
//! never computes anything but constants.

mod arguments;
mod fold;
mod names;
mod operators;

pub use arguments::Arguments;
pub use names::{Catalog, NamedCatalog, Resolved};

use super::ast::{Call, Expr, Kind, Name};
use super::number::duration_nanos;
use super::typed::{Node, Site, Slot, Typed};
use super::{draws, forms, functions};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::value::{Duration, Owned, Type};
use jiff::tz::TimeZone;
use std::cell::Cell;
use std::rc::Rc;

/// What the names around a formula mean. Resolving one may check the formula it belongs to.
pub trait Scope {
    /// The meaning of `base` followed by `members`, of which it takes as many as it knows.
    fn resolve(&mut self, base: &Name, members: &[Name]) -> Resolved;

    /// Whether a name means a value here; checks nothing.
    fn knows(&self, name: &str) -> bool;

    /// The names that may stand here, for suggestions.
    fn names(&self) -> Vec<String>;

    fn catalog(&mut self, name: &str) -> NamedCatalog;

    fn catalogs(&self) -> Vec<String>;

    /// The number of a field of an event among those that are recalled, and its type; `None` after a diagnostic.
    fn recalled(&mut self, event: &Name, path: &[Name]) -> Option<(usize, Type)>;

    /// The number of rows, in a catalog.
    fn rows(&self) -> Option<u32>;

    fn world(&mut self) -> &mut World;
}

/// What all formulas of one program share.
#[derive(Debug)]
pub struct World {
    pub diagnostics: Diagnostics,
    pub zone: TimeZone,
    /// How many slots are in use.
    pub slots: usize,
    /// The paths of the draws' places.
    pub sites: Vec<String>,
    /// How deep names and formulas lead into each other at the moment.
    pub depth: usize,
    /// How many more parts constants may have: those of the whole scenario share them.
    pub parts: Rc<Cell<usize>>,
}

/// The most parts that the constants of a scenario may have, counted wherever one is used.
pub const MOST_PARTS: usize = 1 << 20;

/// The deepest chain of formulas that lead to other formulas, with their own depth.
const MAX_DEPTH: usize = 256;

impl World {
    pub fn new(zone: TimeZone, parts: Rc<Cell<usize>>) -> Self {
        Self { diagnostics: Diagnostics::default(), zone, slots: 0, sites: Vec::new(), depth: 0, parts }
    }

    /// Counts the parts of a constant that stands at `span`, and reports where there are too many.
    pub fn take_parts(&mut self, parts: usize, span: Span) -> Option<()> {
        if parts == 1 {
            return Some(());
        }
        if let Some(left) = self.parts.get().checked_sub(parts) {
            self.parts.set(left);
            return Some(());
        }
        self.report_too_many(span);
        None
    }

    fn report_too_many(&mut self, span: Span) {
        self.diagnostics.add(
            Diagnostic::new(Code::OutOfBounds, span, "the constants of this scenario are too large")
                .label(format!("here they have more than {MOST_PARTS} parts altogether"))
                .help("make the lists and texts shorter, or compute them for each event"),
        );
    }

    pub fn slot(&mut self) -> Slot {
        self.slots += 1;
        Slot(self.slots - 1)
    }
}

/// Whether a formula may draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    Allowed,
    /// The words say where it is that draws nothing: "a condition".
    Refused(&'static str),
}

/// The place of formulas that stand for a number of a line.
pub const A_LINE: &str = "a line";

/// Checks one formula.
pub struct Checker<'s> {
    pub scope: &'s mut dyn Scope,
    /// The path of the formula's field: `payload.price`.
    place: &'s str,
    /// The ordinal of the next draw in the formula.
    ordinal: usize,
    drawing: Drawing,
    /// The rows whose fields are names in scope, innermost last.
    rows: Vec<Typed>,
}

/// Checks a formula that stands at `place`.
pub fn check(expr: &Expr, place: &str, drawing: Drawing, scope: &mut dyn Scope) -> Option<Typed> {
    Checker { scope, place, ordinal: 0, drawing, rows: Vec::new() }.expr(expr)
}

impl Checker<'_> {
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.scope.world().diagnostics.add(diagnostic);
    }

    /// Reports and gives `None`, so that `return self.refuse(…)` reads well.
    pub fn refuse<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.report(diagnostic);
        None
    }

    pub fn expr(&mut self, expr: &Expr) -> Option<Typed> {
        let world = self.scope.world();
        world.depth += 1;
        let typed = if world.depth > MAX_DEPTH {
            world.diagnostics.add(
                Diagnostic::new(Code::TooDeep, expr.span, "formulas lead to other formulas too deep")
                    .label("reached through a chain of names")
                    .help(format!("a chain of names and brackets may be {MAX_DEPTH} steps long")),
            );
            None
        } else {
            self.kind(expr)
        };
        self.scope.world().depth -= 1;
        typed
    }

    fn kind(&mut self, expr: &Expr) -> Option<Typed> {
        let constant = |value| Some(Typed::constant(value, expr.span));
        match &expr.kind {
            Kind::Null => constant(Owned::Null),
            Kind::Omit => constant(Owned::Omit),
            Kind::Bool(yes) => constant(Owned::Bool(*yes)),
            Kind::Int(whole) => constant(Owned::Int(*whole)),
            Kind::Number(number) => constant(Owned::Number(*number)),
            Kind::Text(text) => constant(Owned::Text(text.as_str().into())),
            Kind::Duration(nanos) => constant(Owned::Duration(Duration(*nanos))),
            Kind::List(items) => self.list(items, expr.span),
            Kind::Name(_) | Kind::Member(..) => self.name(expr),
            Kind::Index(list, position) => self.index(list, position, expr.span),
            Kind::Unary(operator, value) => self.unary(*operator, value, expr.span),
            Kind::Binary(operator, left, right) => self.binary(*operator, left, right, expr.span),
            Kind::Range(..) => self.refuse(
                Diagnostic::new(Code::WrongType, expr.span, "a range is no value by itself")
                    .label("a range")
                    .help("draw from it: `int(1..5)` or `uniform(1..5)`, or compare with it: `x in 1..5`"),
            ),
            Kind::Call(call) => self.call(call, expr.span),
            Kind::Choice(outcomes) => forms::choice::check(self, outcomes, expr.span),
        }
    }

    fn list(&mut self, items: &[Expr], span: Span) -> Option<Typed> {
        let items: Vec<Typed> = self.all(items)?;
        let element = items.iter().map(|item| item.ty.clone()).fold(Type::Null, Type::join);
        Some(self.fold(Typed::new(Node::List(items), Type::list(element), span)))
    }

    /// Checks every one, so that each reports its errors.
    pub fn all<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) -> Option<Vec<Typed>> {
        let checked: Vec<Option<Typed>> = exprs.into_iter().map(|expr| self.expr(expr)).collect();
        checked.into_iter().collect()
    }

    fn index(&mut self, list: &Expr, position: &Expr, span: Span) -> Option<Typed> {
        let (list, position) = (self.expr(list), self.expr(position));
        let (list, position) = (list?, position?);
        let element = match &list.ty {
            Type::List(element) => (**element).clone(),
            Type::Any | Type::Null => Type::Any,
            other => {
                let message = format!("`[…]` takes an element of a list, and this is {other}");
                return self
                    .refuse(Diagnostic::new(Code::WrongType, list.span, message).label(other.to_string()));
            }
        };
        self.expect(&position, &Type::Int, "the position in a list")?;
        Some(self.fold(Typed::new(Node::Index(Box::new(list), Box::new(position)), element, span)))
    }

    fn call(&mut self, call: &Call, span: Span) -> Option<Typed> {
        let name = call.name.text.as_str();
        if let Some(form) = forms::find(name, call) {
            return (form.check)(self, call, span);
        }
        if let Some(function) = functions::find(name) {
            return self.function(function, call, span);
        }
        if let Some(draw) = draws::find(name) {
            return self.draw(draw, call, span);
        }
        let known = super::reference().map(|signature| signature.name);
        let unknown = Diagnostic::new(
            Code::UnknownFunction,
            call.name.span,
            format!("no draw or function is called `{name}`"),
        )
        .label("unknown")
        .suggest(name, known)
        .help("`rushhour describe` lists all draws and functions");
        self.refuse(unknown)
    }

    /// The site of the draw that is being checked.
    pub fn site(&mut self, name: &Name) -> Option<Site> {
        if let Drawing::Refused(place) = self.drawing {
            let message = format!("`{}` draws, and {place} draws nothing", name.text);
            let help = if place == A_LINE {
                "a range is drawn: `hold 5..15/s`, or `every 1s..5s`"
            } else {
                "draw it in the event's `let`, and use its name"
            };
            return self.refuse(
                Diagnostic::new(Code::DrawInConstant, name.span, message).label("a draw").help(help),
            );
        }
        let path = format!("{}/{}", self.place, self.ordinal);
        self.ordinal += 1;
        let sites = &mut self.scope.world().sites;
        sites.push(path);
        Some(Site(sites.len() - 1))
    }

    /// Checks a formula in which the fields of a row are names, and which draws nothing.
    pub fn with_row(&mut self, row: Typed, place: &'static str, expr: &Expr) -> Option<Typed> {
        let drawing = std::mem::replace(&mut self.drawing, Drawing::Refused(place));
        self.rows.push(row);
        let typed = self.expr(expr);
        self.rows.pop();
        self.drawing = drawing;
        typed
    }

    /// Holds a part to a type; null and what is not known fit everywhere.
    pub fn expect(&mut self, typed: &Typed, wanted: &Type, what: &str) -> Option<()> {
        let fits = typed.ty == *wanted
            || matches!(typed.ty, Type::Any | Type::Null)
            || *wanted == Type::Any
            || (*wanted == Type::Number && typed.ty == Type::Int)
            || matches!((&typed.ty, wanted), (Type::List(_), Type::List(_)) | (Type::Row(_), Type::Row(_)));
        if fits {
            return Some(());
        }
        let message = format!("{what} is {wanted}, and this is {}", typed.ty);
        let help = match (&typed.ty, wanted) {
            (Type::Text, Type::Int | Type::Number) => Some("`number(x)` reads a number from text".to_owned()),
            (_, Type::Text) => Some("`text(x)` makes text of any value".to_owned()),
            (Type::Text, Type::Time) => Some("`time('2026-11-27T12:00')` reads a time from text".to_owned()),
            (_, Type::Duration) => Some(duration_help(typed)),
            _ => None,
        };
        let mut diagnostic =
            Diagnostic::new(Code::WrongType, typed.span, message).label(typed.ty.to_string());
        if let Some(help) = help {
            diagnostic = diagnostic.help(help);
        }
        self.refuse(diagnostic)
    }
}

/// How what is no duration becomes one.
fn duration_help(typed: &Typed) -> String {
    match &typed.node {
        Node::Constant(Owned::Int(number)) => {
            format!("a duration has a unit: `{number}s`, `{number}m`, `{number}h`")
        }
        Node::Constant(Owned::Text(text)) if duration_nanos(text).is_ok() => {
            format!("without quotes: `{text}`")
        }
        _ => "a duration has a unit: `5s`, `1h30m`, or `x * 1s`".to_owned(),
    }
}
