//! Fields of the payload and what they are compared with: `user.city`, `== 'Berlin'`, `in [1, 2]`.

use super::ast::{Constant, Path, Test};
use super::grammar::{Pair, Rule};
use super::line::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula;
use crate::formula::ast::{Expr, Kind, Name, Unary};
use crate::source::Span;
use crate::value::Owned;

impl Reader<'_> {
    pub(super) fn path(&mut self, pair: Pair) -> Option<Path> {
        // behind a path the pair holds the blanks that a further step might have followed
        let mut span: Option<Span> = None;
        let mut names = Vec::new();
        for step in pair.into_inner() {
            let place = self.place(&step);
            span = Some(span.map_or(place, |first| first.to(place)));
            names.push(match step.as_rule() {
                Rule::index => {
                    let quoted = step.into_inner().next()?;
                    let span = self.place(&quoted);
                    let text = self.constant(&quoted)?;
                    let Owned::Text(text) = text.value else { return None };
                    Name { text: text.into(), span }
                }
                _ => self.name(&step),
            });
        }
        Some(Path { names, span: span? })
    }

    pub(super) fn test(&mut self, pair: Pair) -> Option<Test> {
        let mut comparison = None;
        let mut negated = false;
        let mut test = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::kw_not => negated = true,
                Rule::operator => comparison = Some(self.comparison(&part)?),
                Rule::literal => test = Some(Test::Is(comparison?, self.constant(&part)?)),
                Rule::list => {
                    let constants = self.list(&part)?;
                    test = Some(if negated { Test::NotIn(constants) } else { Test::In(constants) });
                }
                _ => {}
            }
        }
        if let Some(Test::Is(comparison, constant)) = &test
            && comparison.asks_for_order()
            && !matches!(constant.value, Owned::Int(_) | Owned::Number(_) | Owned::Text(_))
        {
            let message = format!("`{}` compares numbers and texts", comparison.symbol());
            self.report(
                Diagnostic::new(Code::WrongType, constant.span, message)
                    .label(constant.value.ty().to_string())
                    .help("write `==` or `!=`"),
            );
            return None;
        }
        test
    }

    fn constant(&mut self, pair: &Pair) -> Option<Constant> {
        let expr = self.expr(pair)?;
        self.value(&expr)
    }

    fn list(&mut self, pair: &Pair) -> Option<Vec<Constant>> {
        let expr = self.expr(pair)?;
        match &expr.kind {
            Kind::List(items) if !items.is_empty() => {
                items.iter().map(|item| self.value(item)).collect::<Option<_>>()
            }
            _ => {
                let message = "a list of values belongs here";
                let diagnostic = Diagnostic::new(Code::WrongType, expr.span, message);
                self.report(diagnostic.help("for example `in ['view', 'cart']`"));
                None
            }
        }
    }

    fn expr(&mut self, pair: &Pair) -> Option<Expr> {
        let span = pair.as_span();
        let text = self.text.slice(span.start(), span.end());
        formula::parse(&text, self.diagnostics)
    }

    /// A literal's value.
    fn value(&mut self, expr: &Expr) -> Option<Constant> {
        let value = match &expr.kind {
            Kind::Null => Owned::Null,
            Kind::Bool(yes) => Owned::Bool(*yes),
            Kind::Int(whole) => Owned::Int(*whole),
            Kind::Number(number) => Owned::Number(*number),
            Kind::Text(text) => Owned::Text(text.as_str().into()),
            Kind::Unary(Unary::Negate, inner) => match inner.kind {
                Kind::Int(whole) => Owned::Int(-whole),
                Kind::Number(number) => Owned::Number(-number),
                _ => return self.no_literal(expr),
            },
            _ => return self.no_literal(expr),
        };
        Some(Constant { value, span: expr.span })
    }

    fn no_literal(&mut self, expr: &Expr) -> Option<Constant> {
        let message = "a field is compared with a plain value: a text, a number, `true`, `false` or `null`";
        let diagnostic = Diagnostic::new(Code::ExpectationBound, expr.span, message);
        self.report(match &expr.kind {
            Kind::Name(name) => diagnostic.help(format!("text needs quotes: `'{name}'`")),
            Kind::Duration(_) => {
                diagnostic.help("a duration has no form in JSON; compare with the number that is sent")
            }
            _ => diagnostic,
        });
        None
    }
}
