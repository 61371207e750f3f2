//! The types of operators.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::{Binary, Expr, Kind, Unary};
use crate::formula::typed::{Node, Typed};
use crate::source::Span;
use crate::value::Type;

impl Checker<'_> {
    pub(super) fn unary(&mut self, operator: Unary, value: &Expr, span: Span) -> Option<Typed> {
        let value = self.expr(value)?;
        let ty = match (operator, &value.ty) {
            (Unary::Not, ty) => {
                let ty = ty.clone();
                self.expect(&value, &Type::Bool, "what `not` turns round")?;
                if ty == Type::Null { Type::Null } else { Type::Bool }
            }
            (Unary::Negate, Type::Int | Type::Number | Type::Duration | Type::Any | Type::Null) => {
                value.ty.clone()
            }
            (Unary::Negate, other) => {
                let message = format!("`-` takes a number or a duration, and this is {other}");
                let label = other.to_string();
                return self.refuse(Diagnostic::new(Code::WrongType, value.span, message).label(label));
            }
        };
        Some(self.fold(Typed::new(Node::Unary(operator, Box::new(value)), ty, span)))
    }

    pub(super) fn binary(
        &mut self,
        operator: Binary,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Option<Typed> {
        if let (Binary::In | Binary::NotIn, Kind::Range(low, high)) = (operator, &right.kind) {
            return self.within(operator, left, low, high, span);
        }
        let (left, right) = (self.expr(left), self.expr(right));
        let (left, right) = (left?, right?);
        let Some(ty) = result(operator, &left.ty, &right.ty) else {
            return self.mismatch(operator, &left, &right, span);
        };
        Some(self.fold(Typed::new(Node::Binary(operator, Box::new(left), Box::new(right)), ty, span)))
    }

    fn within(
        &mut self,
        operator: Binary,
        value: &Expr,
        low: &Expr,
        high: &Expr,
        span: Span,
    ) -> Option<Typed> {
        let parts = self.all([value, low, high])?;
        let [value, low, high] = <[Typed; 3]>::try_from(parts).expect("three parts");
        for end in [&low, &high] {
            if result(Binary::Less, &value.ty, &end.ty).is_none() {
                return self.mismatch(operator, &value, end, span);
            }
        }
        self.range_is_not_empty(&low, &high, low.span.to(high.span))?;
        let node = Node::Within { value: Box::new(value), low: Box::new(low), high: Box::new(high) };
        let within = self.fold(Typed::new(node, Type::Bool, span));
        if operator == Binary::In {
            return Some(within);
        }
        Some(self.fold(Typed::new(Node::Unary(Unary::Not, Box::new(within)), Type::Bool, span)))
    }

    fn mismatch<T>(&mut self, operator: Binary, left: &Typed, right: &Typed, span: Span) -> Option<T> {
        let symbol = operator.symbol();
        let message = format!("`{symbol}` does not take {} and {}", left.ty, right.ty);
        let mut diagnostic = Diagnostic::new(Code::WrongType, span, message)
            .related(left.span, left.ty.to_string())
            .related(right.span, right.ty.to_string());
        if let Some(help) = advice(operator, &left.ty, &right.ty) {
            diagnostic = diagnostic.help(help);
        }
        self.refuse(diagnostic)
    }
}

/// How such operands may be brought together.
fn advice(operator: Binary, left: &Type, right: &Type) -> Option<&'static str> {
    let either = |ty: &Type| left == ty || right == ty;
    let numeric = left.is_numeric() || right.is_numeric();
    Some(match operator {
        Binary::Or | Binary::And => "a condition belongs on both sides, such as `x > 0`",
        Binary::In | Binary::NotIn => "a list or a range belongs behind it: `x in [1, 2]`, `x in 1..5`",
        _ if either(&Type::Time) && either(&Type::Text) => {
            "`time('2026-11-27T12:00')` reads a time from text"
        }
        _ if either(&Type::Time) && numeric => "a duration has a unit: `now + 5s`",
        Binary::Add if either(&Type::Text) => "`+` joins two texts: `text(x)` makes text of the other side",
        Binary::Add if matches!(left, Type::List(_)) => "`append(list, x)` is the list with one more element",
        _ if either(&Type::Text) => "`number(x)` reads a number from text",
        _ if either(&Type::Duration) && numeric => {
            "a duration has a unit, `5s`; `d / 1s` is its number of seconds"
        }
        _ => return None,
    })
}

/// The type of an operator's result, `None` where it does not take such operands.
fn result(operator: Binary, left: &Type, right: &Type) -> Option<Type> {
    use Type::{Any, Bool, Duration, Int, List, Null, Number, Text, Time};
    let numbers = || if *left == Int && *right == Int { Int } else { Number };
    Some(match operator {
        Binary::Or | Binary::And => match (left, right) {
            (Bool | Any | Null, Bool | Any | Null) => Bool,
            _ => return None,
        },
        Binary::Equal | Binary::NotEqual => match (left, right) {
            (Any | Null, _) | (_, Any | Null) => Bool,
            (a, b) if a == b || (a.is_numeric() && b.is_numeric()) => Bool,
            (List(_), List(_)) | (Type::Row(_), Type::Row(_)) => Bool,
            _ => return None,
        },
        Binary::Less | Binary::LessOrEqual | Binary::Greater | Binary::GreaterOrEqual => {
            match (left, right) {
                (Any | Null, _) | (_, Any | Null) | (Text, Text) | (Time, Time) | (Duration, Duration) => {
                    Bool
                }
                (a, b) if a.is_numeric() && b.is_numeric() => Bool,
                _ => return None,
            }
        }
        Binary::In | Binary::NotIn => match right {
            List(_) | Any | Null => Bool,
            Text if matches!(left, Text | Any | Null) => Bool,
            _ => return None,
        },
        _ => match (operator, left, right) {
            (_, Null, _) | (_, _, Null) => Null,
            (_, Any, _) | (_, _, Any) => Any,
            (Binary::Divide, Duration, Duration) => Number,
            (Binary::Divide | Binary::Multiply, Duration, Int | Number) => Duration,
            (Binary::Multiply, Int | Number, Duration) => Duration,
            (Binary::Add | Binary::Subtract | Binary::Remainder, Duration, Duration) => Duration,
            (Binary::Add | Binary::Subtract, Time, Duration) | (Binary::Add, Duration, Time) => Time,
            (Binary::Subtract, Time, Time) => Duration,
            (Binary::Add, Text, Text) => Text,
            (Binary::Divide, a, b) if a.is_numeric() && b.is_numeric() => Number,
            (_, a, b) if a.is_numeric() && b.is_numeric() => numbers(),
            _ => return None,
        },
    })
}
