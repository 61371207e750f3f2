//! Expectations: names become positions, formulas numbers, fields paths into the payloads that may have them.

mod field;
mod outcomes;
mod scope;

use super::checked_stream::CheckedStream;
use super::constants;
use super::shared::Shared;
use crate::diagnostic::{Code, Diagnostic};
use crate::expect::ast::{Amount, Bound, Constant, Expectation, Subject, Test};
use crate::expect::metric::{Count, Latency, Statistic};
use crate::value::{Owned, Type};
use field::{NO_ROWS, is_comparable};

/// A line of `expect` without mistakes.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedExpectation {
    /// As it was written, on one line.
    pub line: String,
    pub measured: Measured,
    /// The parts of the traffic that are looked at; `None`: all of it. Of a figure of a field its [`FieldSource`]s
    /// say so as well.
    pub scope: Option<Vec<Part>>,
    /// Whether the run ends as soon as it does not hold.
    pub abort: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Measured {
    /// In nanoseconds.
    Latency(Latency, Statistic, Bound<f64>),
    Count(Count, Bound<f64>),
    /// At most so far from the plan, as a share of it.
    Rate(f64),
    Share(FieldSource, Test, Bound<f64>),
    Mean(FieldSource, Bound<f64>),
    NullShare(FieldSource, Bound<f64>),
    Unique(FieldSource),
    Every(FieldSource, FieldSource),
}

/// A stream, or a part of it, by their positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub stream: usize,
    /// A position in [`CheckedStream::parts`].
    pub phase: Option<usize>,
}

/// A field, and the events whose payload may have it.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldSource {
    /// As it was written.
    pub name: String,
    pub path: Vec<String>,
    pub events: Vec<FieldEvent>,
}

/// An event of a part of the traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldEvent {
    pub part: Part,
    /// A position in [`CheckedStream::variants`].
    pub variant: usize,
    /// A position in the variant's events.
    pub event: usize,
}

/// Checks every line; those with errors are left out.
pub fn check_all(shared: &mut Shared, streams: &[CheckedStream]) -> Vec<CheckedExpectation> {
    let scenario = shared.scenario;
    let is_checked = |name: &str| streams.iter().any(|stream| stream.written == name);
    let is_whole = scenario.streams.iter().all(|stream| is_checked(&stream.name.text));
    let checked = scenario.expectations.iter();
    checked.filter_map(|expectation| Check { shared, streams, is_whole }.expectation(expectation)).collect()
}

struct Check<'c, 's> {
    shared: &'c mut Shared<'s>,
    streams: &'c [CheckedStream],
    /// Whether no stream has errors: else nothing is known of its fields.
    is_whole: bool,
}

impl Check<'_, '_> {
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.shared.diagnostics.add(diagnostic);
    }

    fn expectation(&mut self, expectation: &Expectation) -> Option<CheckedExpectation> {
        let scope = self.scope(&expectation.scope);
        let (measured, scope) = match &expectation.subject {
            Subject::Latency(latency, statistic, bound) => {
                (Measured::Latency(*latency, *statistic, self.bound(bound)?), scope?)
            }
            Subject::Count(count, bound) => (Measured::Count(*count, self.bound(bound)?), scope?),
            Subject::Rate(stream, tolerance) => {
                let tolerance = self.number(tolerance);
                (Measured::Rate(tolerance?), Some(self.parts_of(stream, &expectation.scope)?))
            }
            Subject::Share(path, test, bound) => {
                let bound = self.share_bound(bound);
                let scope = scope?;
                let source = self.source(path, scope.as_deref(), |ty| fits(ty, test), &unfit(test))?;
                self.warn_of_other_values(&source, test);
                (Measured::Share(source, test.clone(), bound?), scope)
            }
            Subject::Mean(path, bound) => {
                let bound = self.bound(bound);
                let is_number = |ty: &Type| ty.is_numeric() || matches!(ty, Type::Any | Type::Null);
                let scope = scope?;
                let source = self.source(path, scope.as_deref(), is_number, "a mean is one of numbers")?;
                (Measured::Mean(source, bound?), scope)
            }
            Subject::NullShare(path, bound) => {
                let bound = self.share_bound(bound);
                let scope = scope?;
                let source = self.source(path, scope.as_deref(), |_| true, "")?;
                (Measured::NullShare(source, bound?), scope)
            }
            Subject::Unique(path) => {
                let scope = scope?;
                (Measured::Unique(self.source(path, scope.as_deref(), is_comparable, NO_ROWS)?), scope)
            }
            Subject::Every(left, right) => {
                let scope = scope?;
                let left_side = self.named(left, scope.as_deref());
                let right_side = self.named(right, None);
                (Measured::Every(left_side?, right_side?), scope)
            }
        };
        Some(CheckedExpectation { line: expectation.line.clone(), measured, scope, abort: expectation.abort })
    }

    fn share_bound(&mut self, bound: &Bound<Amount>) -> Option<Bound<f64>> {
        let resolved = self.bound(bound)?;
        for (number, amount) in resolved.amounts().zip(bound.amounts()) {
            if !(0.0..=1.0).contains(number) {
                let message = "a share goes from 0% to 100%";
                self.report(Diagnostic::new(Code::ExpectationBound, amount.span(), message));
                return None;
            }
        }
        Some(resolved)
    }

    fn bound(&mut self, bound: &Bound<Amount>) -> Option<Bound<f64>> {
        match bound {
            Bound::Is(comparison, limit) => Some(Bound::Is(*comparison, self.number(limit)?)),
            Bound::Within(low, high) => {
                let (first, last) = (self.number(low), self.number(high));
                let (first, last) = (first?, last?);
                if first > last {
                    let span = low.span().to(high.span());
                    self.report(
                        Diagnostic::new(Code::EmptyRange, span, "this range is empty")
                            .help("write the lower end first"),
                    );
                    return None;
                }
                Some(Bound::Within(first, last))
            }
        }
    }

    fn number(&mut self, amount: &Amount) -> Option<f64> {
        match amount {
            Amount::Number(number, _) => Some(*number),
            Amount::Formula(formula) => constants::number(self.shared, formula),
        }
    }
}

fn unfit(test: &Test) -> String {
    let constants = test.constants().iter().map(|constant| constant.value.ty().to_string());
    let mut kinds: Vec<String> = constants.collect();
    kinds.dedup();
    format!("it is never compared with {}", kinds.join(" or "))
}

/// Whether a value of that type can pass or fail the test, for any of its constants.
fn fits(ty: &Type, test: &Test) -> bool {
    let orders = matches!(test, Test::Is(comparison, _) if comparison.asks_for_order());
    let fits_one = |constant: &Constant| match (&constant.value, ty) {
        (_, Type::Any | Type::Null) => true,
        (Owned::Null, _) => !orders,
        (Owned::Bool(_), Type::Bool) => true,
        (Owned::Int(_) | Owned::Number(_), ty) => ty.is_numeric(),
        // a time stands in JSON as text
        (Owned::Text(_), Type::Text | Type::Time) => true,
        _ => false,
    };
    test.constants().iter().any(fits_one)
}
