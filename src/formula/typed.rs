//! A formula after its check: names are slots, every part has a type, draws know their sites.
//!
//! A [`Block`] lists assignments in the order in which they are computed; the compiler turns it into operations.

use super::ast::{Binary, Unary};
use super::signature::{Draw, Function, Sampler};
use crate::source::Span;
use crate::value::{Context, Fault, Owned, Type, Value};
use std::fmt;
use std::sync::Arc;

/// A cell of the frame that one event, row or element is computed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(pub usize);

/// A draw's number within its program: its key is found by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site(pub usize);

/// A catalog's number within the scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableId(pub usize);

#[derive(Debug, Clone)]
pub struct Typed {
    pub node: Node,
    pub ty: Type,
    pub span: Span,
    /// Whether the result may be `omit`.
    pub may_omit: bool,
}

#[derive(Debug, Clone)]
pub enum Node {
    Constant(Owned),
    Slot(Slot),
    Unary(Unary, Box<Typed>),
    Binary(Binary, Box<Typed>, Box<Typed>),
    /// `value in low..high`
    Within {
        value: Box<Typed>,
        low: Box<Typed>,
        high: Box<Typed>,
    },
    Field(Box<Typed>, usize),
    /// The field of every row of a list.
    FieldOfEach(Box<Typed>, usize),
    Index(Box<Typed>, Box<Typed>),
    List(Vec<Typed>),
    Record(Arc<[Box<str>]>, Vec<Typed>),
    Call(&'static Function, Vec<Typed>),
    Draw {
        draw: &'static Draw,
        site: Site,
        arguments: Vec<Typed>,
    },
    /// A draw whose constant arguments were looked at once, when it was checked.
    Prepared {
        sampler: Arc<dyn Sampler>,
        site: Site,
    },
    /// One of `size` values, a different one for each index below it.
    Unique {
        site: Site,
        size: u64,
        values: Countable,
    },
    If {
        condition: Box<Typed>,
        then: Box<Typed>,
        otherwise: Box<Typed>,
    },
    /// The first arm whose value equals the subject.
    Match {
        subject: Box<Typed>,
        arms: Vec<(Typed, Typed)>,
        otherwise: Box<Typed>,
    },
    Coalesce(Vec<Typed>),
    Choice {
        site: Site,
        weights: Weights,
        outcomes: Vec<Typed>,
    },
    Pick(Pick),
    PickElement {
        site: Site,
        list: Box<Typed>,
    },
    Find {
        table: TableId,
        column: usize,
        value: Box<Typed>,
    },
    Recall(Recall),
    Each(Each),
    Template {
        template: Arc<dyn Render>,
        variables: Vec<Typed>,
    },
}

/// The values of a draw by their numbers.
#[derive(Debug, Clone)]
pub enum Countable {
    Drawn(&'static Draw, Vec<Typed>),
    Prepared(Arc<dyn Sampler>),
}

/// Assignments in the order in which they are computed.
#[derive(Debug, Clone, Default)]
pub struct Block {
    pub assignments: Vec<(Slot, Typed)>,
}

/// A list computed element by element. Draws inside have the element's position as their last index.
#[derive(Debug, Clone)]
pub struct Each {
    pub over: Over,
    /// Holds the element; unused when only a count is given.
    pub element: Slot,
    pub body: Block,
    pub result: Box<Typed>,
}

#[derive(Debug, Clone)]
pub enum Over {
    List(Box<Typed>),
    Count(Box<Typed>),
}

/// A value that an earlier record had.
#[derive(Debug, Clone)]
pub struct Recall {
    pub site: Site,
    /// The field's number among those that are recalled.
    pub history: usize,
    pub manner: RecallManner,
    /// How recent it is at most.
    pub within: Option<Box<Typed>>,
    /// Of how many of the latest it is one.
    pub latest: Option<Box<Typed>>,
}

#[derive(Debug, Clone)]
pub enum RecallManner {
    First,
    Last,
    Evenly,
    Zipf(Box<Typed>),
}

/// How a row of a catalog is picked.
#[derive(Debug, Clone)]
pub struct Pick {
    pub site: Site,
    pub table: TableId,
    pub by: Manner,
    pub filter: Option<Filter>,
}

#[derive(Debug, Clone)]
pub enum Manner {
    Even,
    /// In proportion to a numeric column.
    Weighted(usize),
    /// The first row most often.
    Zipf(Box<Typed>),
    /// In order, wrapping.
    At(Box<Typed>),
}

/// Which rows may be picked.
#[derive(Debug, Clone)]
pub struct Filter {
    /// `column == value` with a value that no row changes: found by a sorted index.
    pub equal: Option<(usize, Box<Typed>)>,
    /// The rest of the condition, computed for each candidate, whose row is put into `element`.
    pub rest: Option<Box<Typed>>,
    pub element: Slot,
}

/// The weights of outcomes.
#[derive(Debug, Clone)]
pub enum Weights {
    /// Cumulative whole weights; the last is the total.
    Exact(Arc<[u64]>),
    /// Shares from 0 to 1, `None` where the outcome shares the rest.
    Computed(Vec<Option<Typed>>),
}

/// A text template that the layer above compiled.
pub trait Render: Send + Sync + fmt::Debug {
    /// # Errors
    /// [`Fault::Template`] when it ran out of fuel or a function in it failed.
    fn render<'a>(&self, variables: &[Value<'a>], context: &Context<'a>) -> Result<&'a str, Fault>;
}

impl Typed {
    pub const fn new(node: Node, ty: Type, span: Span) -> Self {
        Self { node, ty, span, may_omit: false }
    }

    pub fn constant(value: Owned, span: Span) -> Self {
        let ty = value.ty();
        let may_omit = value == Owned::Omit;
        Self { node: Node::Constant(value), ty, span, may_omit }
    }

    pub const fn omitting(mut self, may_omit: bool) -> Self {
        self.may_omit = may_omit;
        self
    }

    /// Calls with every slot that it is computed from, each time it comes.
    pub fn each_slot(&self, visit: &mut impl FnMut(Slot)) {
        if let Node::Slot(slot) = self.node {
            visit(slot);
        }
        self.parts().into_iter().for_each(|part| part.each_slot(visit));
    }

    /// Whether a slot is among what it is computed from.
    pub fn mentions(&self, slot: Slot) -> bool {
        matches!(self.node, Node::Slot(own) if own == slot)
            || self.parts().iter().any(|part| part.mentions(slot))
    }

    /// The formulas directly inside this one.
    pub fn parts(&self) -> Vec<&Self> {
        match &self.node {
            Node::Constant(_) | Node::Slot(_) | Node::Prepared { .. } => Vec::new(),
            Node::Unique { values: Countable::Prepared(_), .. } => Vec::new(),
            Node::Unary(_, value) | Node::Field(value, _) | Node::FieldOfEach(value, _) => vec![value],
            Node::PickElement { list: value, .. } | Node::Find { value, .. } => vec![value],
            Node::Binary(_, left, right) | Node::Index(left, right) => vec![left, right],
            Node::Within { value, low, high } => vec![value, low, high],
            Node::If { condition, then, otherwise } => vec![condition, then, otherwise],
            Node::List(parts) | Node::Record(_, parts) | Node::Call(_, parts) | Node::Coalesce(parts) => {
                parts.iter().collect()
            }
            Node::Draw { arguments, .. } | Node::Unique { values: Countable::Drawn(_, arguments), .. } => {
                arguments.iter().collect()
            }
            Node::Template { variables, .. } => variables.iter().collect(),
            Node::Match { subject, arms, otherwise } => {
                let arms = arms.iter().flat_map(|(value, result)| [value, result]);
                arms.chain([&**subject, &**otherwise]).collect()
            }
            Node::Choice { weights, outcomes, .. } => {
                let computed = match weights {
                    Weights::Exact(_) => &[][..],
                    Weights::Computed(weights) => weights,
                };
                outcomes.iter().chain(computed.iter().flatten()).collect()
            }
            Node::Pick(pick) => {
                let manner = match &pick.by {
                    Manner::Even | Manner::Weighted(_) => None,
                    Manner::Zipf(part) | Manner::At(part) => Some(&**part),
                };
                let filter = pick.filter.iter();
                let filter = filter.flat_map(|filter| {
                    filter.equal.iter().map(|(_, value)| &**value).chain(filter.rest.as_deref())
                });
                manner.into_iter().chain(filter).collect()
            }
            Node::Recall(recall) => {
                let exponent = match &recall.manner {
                    RecallManner::Zipf(exponent) => Some(&**exponent),
                    RecallManner::First | RecallManner::Last | RecallManner::Evenly => None,
                };
                exponent.into_iter().chain(recall.within.as_deref()).chain(recall.latest.as_deref()).collect()
            }
            Node::Each(each) => {
                let over = match &each.over {
                    Over::List(over) | Over::Count(over) => &**over,
                };
                let body = each.body.assignments.iter().map(|(_, typed)| typed);
                body.chain([over, &*each.result]).collect()
            }
        }
    }

    /// The value, where it is known without computing anything.
    pub const fn as_constant(&self) -> Option<&Owned> {
        if let Node::Constant(value) = &self.node { Some(value) } else { None }
    }
}
