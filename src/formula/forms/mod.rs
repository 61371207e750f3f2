//! What looks like a function but checks its arguments in a way of its own: branches that are not taken,
//! catalogs, conditions over rows, draws inside draws. One self-describing file each.

pub mod choice;
mod coalesce;
mod count;
mod find;
mod if_;
mod match_;
mod pick;
pub mod recall;
mod sum;
mod times;
mod unique;
mod with;

use super::ast::Call;
use super::check::Checker;
use super::signature::Signature;
use super::typed::Typed;
use crate::source::Span;

/// A special form.
#[derive(Debug)]
pub struct Form {
    pub signature: Signature,
    pub check: fn(&mut Checker, &Call, Span) -> Option<Typed>,
    /// Whether a call with that many arguments is this form, where a function has the same name.
    pub takes: fn(usize) -> bool,
}

/// All forms by name; `choice` is here for its signature, the grammar knows it by itself.
pub static ALL: &[&Form] = &[
    &choice::FORM,
    &coalesce::FORM,
    &count::FORM,
    &find::FORM,
    &if_::FORM,
    &match_::FORM,
    &pick::FORM,
    &recall::FORM,
    &sum::FORM,
    &times::FORM,
    &unique::FORM,
    &with::FORM,
];

/// The form that a call is, if it is one.
pub fn find(name: &str, call: &Call) -> Option<&'static Form> {
    ALL.iter().copied().find(|form| form.signature.name == name && (form.takes)(call.arguments.len()))
}

const fn always(_: usize) -> bool {
    true
}
