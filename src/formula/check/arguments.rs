//! Arguments of a call against the signature of what is called.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::{self, Call, Expr};
use crate::formula::signature::{Draw, Function, Kind, Need, Parameter, Prepared, Signature};
use crate::formula::typed::{Node, Typed};
use crate::source::Span;
use crate::value::{Owned, Type, Value, order};
use bumpalo::Bump;

/// Checked arguments, in the order in which the sampler or function takes them.
#[derive(Debug)]
pub struct Arguments {
    pub values: Vec<Typed>,
    /// One type for each parameter, further ones of a `Rest` behind them.
    pub types: Vec<Type>,
}

impl Checker<'_> {
    pub(super) fn function(&mut self, function: &'static Function, call: &Call, span: Span) -> Option<Typed> {
        let arguments = self.arguments(&function.signature, call, span)?;
        let ty = (function.signature.returns)(&arguments.types);
        Some(self.fold(Typed::new(Node::Call(function, arguments.values), ty, span)))
    }

    pub(super) fn draw(&mut self, draw: &'static Draw, call: &Call, span: Span) -> Option<Typed> {
        let site = self.site(&call.name)?;
        let arguments = self.arguments(&draw.signature, call, span)?;
        let ty = (draw.signature.returns)(&arguments.types);
        let Some(prepared) = self.prepared(draw, &arguments, span) else {
            return Some(Typed::new(Node::Draw { draw, site, arguments: arguments.values }, ty, span));
        };
        let sampler = prepared?;
        let ty = sampler.returns().unwrap_or(ty);
        Some(Typed::new(Node::Prepared { sampler, site }, ty, span))
    }

    /// The sampler of a draw that prepares one and whose arguments are all constant; the inner `None` is an
    /// error, already reported.
    pub fn prepared(&mut self, draw: &Draw, arguments: &Arguments, span: Span) -> Option<Option<Prepared>> {
        let prepare = draw.prepare?;
        let arena = Bump::new();
        let constants = arguments.values.iter().map(|value| Some(value.as_constant()?.view(&arena)));
        let constants: Vec<Value> = constants.collect::<Option<_>>()?;
        Some(match prepare(&constants) {
            Ok(sampler) => Some(sampler),
            Err(words) => {
                let code = match draw.signature.name {
                    "pattern" => Code::Pattern,
                    "fake" => Code::UnknownReference,
                    _ => Code::OutOfBounds,
                };
                let given = arguments.values.iter().map(|value| value.span).filter(|place| *place != span);
                let place = given.reduce(Span::to).unwrap_or(span);
                self.refuse(Diagnostic::new(code, place, words).help(example(&draw.signature)))
            }
        })
    }

    /// Checks the arguments of a call against a signature.
    pub fn arguments(&mut self, signature: &Signature, call: &Call, span: Span) -> Option<Arguments> {
        let given = self.place_arguments(signature, call, span)?;
        let mut arguments = Arguments { values: Vec::new(), types: Vec::new() };
        let mut complete = true;
        for (parameter, exprs) in signature.parameters.iter().zip(given) {
            if exprs.is_empty() {
                let width = if parameter.need == Need::Rest { 0 } else { parameter.kind.width() };
                let missing = Typed::constant(Owned::Null, span);
                arguments.values.extend(std::iter::repeat_n(missing, width));
                arguments.types.push(Type::Null);
            }
            for expr in exprs {
                complete &= self.argument(signature, parameter, expr, &mut arguments).is_some();
            }
        }
        complete.then_some(arguments)
    }

    /// The formulas for each parameter.
    fn place_arguments<'c>(
        &mut self,
        signature: &Signature,
        call: &'c Call,
        span: Span,
    ) -> Option<Vec<Vec<&'c Expr>>> {
        let parameters = signature.parameters;
        let mut given: Vec<Vec<&Expr>> = vec![Vec::new(); parameters.len()];
        let mut next = 0;
        for argument in &call.arguments {
            let position = match argument.name() {
                None => {
                    let position = next;
                    if parameters.get(position).is_some_and(|parameter| parameter.need != Need::Rest) {
                        next += 1;
                    }
                    position
                }
                Some(key) => match parameters.iter().position(|parameter| parameter.name == key.text) {
                    Some(position) if given[position].is_empty() => position,
                    Some(_) => {
                        let message = format!("`{}` is given twice", key.text);
                        return self
                            .refuse(Diagnostic::new(Code::Arguments, key.span, message).label("again"));
                    }
                    None => return self.unknown_key(signature, key),
                },
            };
            match given.get_mut(position) {
                Some(list) => list.push(&argument.value),
                None => return self.wrong_number(signature, argument.value.span),
            }
        }
        let missing = parameters
            .iter()
            .zip(&given)
            .find(|(parameter, list)| parameter.need != Need::Optional && list.is_empty());
        match missing {
            Some(_) => self.wrong_number(signature, span),
            None => Some(given),
        }
    }

    fn unknown_key<T>(&mut self, signature: &Signature, key: &ast::Name) -> Option<T> {
        let names = signature.parameters.iter().map(|parameter| parameter.name);
        let message = format!("`{}` takes no argument called `{}`", signature.name, key.text);
        self.refuse(
            Diagnostic::new(Code::Arguments, key.span, message)
                .label("unknown argument")
                .suggest(&key.text, names)
                .help(format!("it is written `{}`", signature.usage()))
                .help(example(signature)),
        )
    }

    fn wrong_number<T>(&mut self, signature: &Signature, span: Span) -> Option<T> {
        let message = format!("`{}` is written `{}`", signature.name, signature.usage());
        self.refuse(
            Diagnostic::new(Code::Arguments, span, message)
                .label("wrong number of arguments")
                .help(example(signature)),
        )
    }

    fn argument(
        &mut self,
        signature: &Signature,
        parameter: &Parameter,
        expr: &Expr,
        arguments: &mut Arguments,
    ) -> Option<()> {
        match parameter.kind {
            Kind::IntRange | Kind::Range => {
                let (low, high) = self.range(signature, parameter, expr)?;
                arguments.types.push(low.ty.clone().join(high.ty.clone()));
                arguments.values.extend([low, high]);
            }
            Kind::Word => {
                let Some(word) = word(expr) else {
                    let message = format!("`{}` takes a bare word as `{}`", signature.name, parameter.name);
                    return self.refuse(
                        Diagnostic::new(Code::Arguments, expr.span, message)
                            .label("a word without quotes belongs here")
                            .help(example(signature)),
                    );
                };
                self.known_word(signature, parameter, &word, expr.span)?;
                arguments.types.push(Type::Text);
                arguments.values.push(Typed::constant(Owned::Text(word.into()), expr.span));
            }
            _ => {
                let value = self.expr(expr)?;
                self.known_beforehand(signature, parameter, &value)?;
                self.expect_kind(signature, parameter, &value)?;
                self.bounded(signature, parameter, &value)?;
                arguments.types.push(value.ty.clone());
                arguments.values.push(value);
            }
        }
        Some(())
    }

    fn known_word(
        &mut self,
        signature: &Signature,
        parameter: &Parameter,
        word: &str,
        span: Span,
    ) -> Option<()> {
        if parameter.words.is_empty() || parameter.words.contains(&word) {
            return Some(());
        }
        let list = parameter.words.join(", ");
        let message = format!("`{}` of `{}` is one of {list}", parameter.name, signature.name);
        self.refuse(
            Diagnostic::new(Code::Arguments, span, message)
                .label("none of them")
                .suggest(word, parameter.words.iter().copied()),
        )
    }

    fn known_beforehand(
        &mut self,
        signature: &Signature,
        parameter: &Parameter,
        value: &Typed,
    ) -> Option<()> {
        if !parameter.constant || value.as_constant().is_some() {
            return Some(());
        }
        let message =
            format!("`{}` of `{}` must be known before anything runs", parameter.name, signature.name);
        self.refuse(
            Diagnostic::new(Code::Arguments, value.span, message)
                .label("changes from event to event")
                .help(example(signature)),
        )
    }

    fn range(&mut self, signature: &Signature, parameter: &Parameter, expr: &Expr) -> Option<(Typed, Typed)> {
        let ast::Kind::Range(low, high) = &expr.kind else {
            let message = format!("`{}` takes a range `a..b` as `{}`", signature.name, parameter.name);
            return self.refuse(
                Diagnostic::new(Code::WrongType, expr.span, message)
                    .label("no range")
                    .help(example(signature)),
            );
        };
        let ends = self.all([&**low, &**high])?;
        let [low, high] = <[Typed; 2]>::try_from(ends).expect("two ends");
        for end in [&low, &high] {
            let fits = match parameter.kind {
                Kind::IntRange => matches!(end.ty, Type::Int | Type::Any | Type::Null),
                _ => !matches!(end.ty, Type::Text | Type::Bool | Type::List(_) | Type::Row(_)),
            };
            if !fits {
                let wanted = if parameter.kind == Kind::IntRange {
                    "whole numbers"
                } else {
                    "numbers, durations or times"
                };
                let message =
                    format!("`{}` takes a range of {wanted}, and this is {}", signature.name, end.ty);
                let diagnostic =
                    Diagnostic::new(Code::WrongType, end.span, message).label(end.ty.to_string());
                let decimal = parameter.kind == Kind::IntRange && end.ty == Type::Number;
                let help = decimal.then_some("`uniform(a..b)` draws decimal numbers");
                return self.refuse(help.map_or(diagnostic.clone(), |help| diagnostic.help(help)));
            }
        }
        self.range_is_not_empty(&low, &high, expr.span)?;
        Some((low, high))
    }

    pub(super) fn range_is_not_empty(&mut self, low: &Typed, high: &Typed, span: Span) -> Option<()> {
        let (Some(a), Some(b)) = (low.as_constant(), high.as_constant()) else {
            return self.same_kind(low, high, span);
        };
        let arena = Bump::new();
        match order(&a.view(&arena), &b.view(&arena)) {
            Some(std::cmp::Ordering::Greater) => self.refuse(
                Diagnostic::new(Code::EmptyRange, span, "the range is empty: it begins above its end")
                    .label("nothing lies in it")
                    .help("write the smaller end first"),
            ),
            None => self.same_kind(low, high, span),
            Some(_) => Some(()),
        }
    }

    fn same_kind(&mut self, low: &Typed, high: &Typed, span: Span) -> Option<()> {
        let same = low.ty == high.ty
            || (low.ty.is_numeric() && high.ty.is_numeric())
            || [&low.ty, &high.ty].iter().any(|ty| matches!(ty, Type::Any | Type::Null));
        if same {
            return Some(());
        }
        let message = format!("a range from {} to {} has no values", low.ty, high.ty);
        self.refuse(
            Diagnostic::new(Code::WrongType, span, message)
                .related(low.span, low.ty.to_string())
                .related(high.span, high.ty.to_string()),
        )
    }

    fn expect_kind(&mut self, signature: &Signature, parameter: &Parameter, value: &Typed) -> Option<()> {
        let what = format!("`{}` of `{}`", parameter.name, signature.name);
        let wanted = match parameter.kind {
            Kind::Bool => Type::Bool,
            Kind::Int => Type::Int,
            Kind::Number => Type::Number,
            Kind::Text => Type::Text,
            Kind::Time => Type::Time,
            Kind::Duration => Type::Duration,
            Kind::List => Type::list(Type::Any),
            Kind::Row => Type::Row(std::sync::Arc::default()),
            Kind::Measure if value.ty == Type::Duration => Type::Duration,
            Kind::Measure => Type::Number,
            Kind::Any | Kind::IntRange | Kind::Range | Kind::Word => return Some(()),
        };
        self.expect(value, &wanted, &what)
    }

    fn bounded(&mut self, signature: &Signature, parameter: &Parameter, value: &Typed) -> Option<()> {
        let arena = Bump::new();
        let Some(number) = value.as_constant().and_then(|value| value.view(&arena).measure()) else {
            return Some(());
        };
        if parameter.bounds.admit(number) {
            return Some(());
        }
        let message = format!("`{}` of `{}` must be {}", parameter.name, signature.name, parameter.bounds);
        self.refuse(
            Diagnostic::new(Code::OutOfBounds, value.span, message)
                .label("out of bounds")
                .help(example(signature)),
        )
    }
}

/// `internet.email` or `de`.
fn word(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ast::Kind::Name(name) => Some(name.clone()),
        ast::Kind::Member(base, member) => Some(format!("{}.{}", word(base)?, member.text)),
        _ => None,
    }
}

fn example(signature: &Signature) -> String {
    format!("for example `={}`", signature.example)
}
