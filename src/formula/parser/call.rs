//! Calls, filters and their arguments.

use super::build::{Builder, constant};
use super::{Failure, first, first_of, literal, place};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::{Argument, Call, Expr, Key, Kind, Name, Unary};
use crate::formula::grammar::Rule;
use crate::source::Span;
use pest::iterators::Pair;

impl Builder<'_> {
    /// `f(a, key=b)`
    pub fn call(self, pair: Pair<Rule>) -> Result<Kind, Failure> {
        let mut pieces = pair.into_inner();
        let name = self.name(&first_of(&mut pieces));
        let arguments = self.arguments(&name, first_of(pieces), Vec::new())?;
        Ok(Kind::Call(Call { name, arguments }))
    }

    /// `x | f(a)`
    pub fn filter(self, operand: Expr, pair: Pair<Rule>) -> Result<Kind, Failure> {
        let mut pieces = pair.into_inner();
        let name = self.name(&first_of(&mut pieces));
        if name.text == "choice" {
            let message = "`choice` cannot take its first outcome from before a `|`";
            let error = Diagnostic::new(Code::FormulaSyntax, name.span, message);
            return Err(error.label("not a filter").help("write choice(view 40%, cart, checkout)").into());
        }
        let taken = vec![Argument { key: None, value: operand }];
        let arguments = match pieces.next() {
            Some(arguments) => self.arguments(&name, arguments, taken)?,
            None => taken,
        };
        Ok(Kind::Call(Call { name, arguments }))
    }

    fn arguments(
        self,
        name: &Name,
        pair: Pair<Rule>,
        mut known: Vec<Argument>,
    ) -> Result<Vec<Argument>, Failure> {
        for argument in pair.into_inner().filter(|piece| piece.as_rule() == Rule::arg) {
            let argument = self.argument(argument)?;
            check_order(name, &known, &argument)?;
            known.push(argument);
        }
        Ok(known)
    }

    fn argument(self, pair: Pair<Rule>) -> Result<Argument, Failure> {
        let mut pieces = pair.into_inner();
        let piece = first_of(&mut pieces);
        if piece.as_rule() == Rule::key {
            let key = Some(self.key(first(piece))?);
            Ok(Argument { key, value: self.expression(first_of(pieces))? })
        } else {
            Ok(Argument { key: None, value: self.expression(piece)? })
        }
    }

    fn key(self, pair: Pair<Rule>) -> Result<Key, Failure> {
        let span = place(&pair, self.text);
        let kind = match pair.as_rule() {
            Rule::word => return Ok(Key::Name(self.name(&pair))),
            Rule::string => return Ok(Key::Name(Name { text: literal::text(pair, self.text)?, span })),
            Rule::constant => constant(pair.as_str()),
            _ => self.key_number(pair)?,
        };
        Ok(Key::Constant(Expr { kind, span }))
    }

    fn key_number(self, pair: Pair<Rule>) -> Result<Kind, Failure> {
        let negative = pair.as_str().starts_with('-');
        let number = pair.into_inner().next_back().expect("the grammar ends a number key with a number");
        let kind = self.number(&number)?;
        if !negative {
            return Ok(kind);
        }
        let number = Expr { kind, span: place(&number, self.text) };
        Ok(Kind::Unary(Unary::Negate, Box::new(number)))
    }
}

/// Named arguments come last, each once; only `match` names them by other constants than text.
fn check_order(call: &Name, known: &[Argument], new: &Argument) -> Result<(), Failure> {
    let Some(key) = &new.key else {
        return match known.iter().find_map(|argument| argument.key.as_ref()) {
            Some(named) => Err(behind_named(call, named.span(), new.value.span).into()),
            None => Ok(()),
        };
    };
    if call.text == "if" {
        let error = Diagnostic::new(
            Code::ForeignSyntax,
            key.span(),
            "`=` does not compare; `if` has no named arguments",
        );
        return Err(error.label("is this a comparison?").help("write `==`, as in if(a == 1, b, c)").into());
    }
    if let (Key::Constant(constant), true) = (key, call.text != "match") {
        let message = format!("`{}` cannot name its arguments by a number or constant", call.text);
        let error = Diagnostic::new(Code::Arguments, constant.span, message);
        return Err(error
            .label("not a name")
            .help("only `match` does: match(status, 200='ok', else='failed')")
            .into());
    }
    match known.iter().filter_map(|argument| argument.key.as_ref()).find(|other| same(other, key)) {
        None => Ok(()),
        Some(other) => Err(Diagnostic::new(Code::Arguments, key.span(), "this argument is given twice")
            .label("the second time")
            .related(other.span(), "the first time")
            .help("keep one of them")
            .into()),
    }
}

fn behind_named(call: &Name, named: Span, value: Span) -> Diagnostic {
    let error = Diagnostic::new(Code::Arguments, value, "a value without a name follows one that has a name");
    let example = match call.text.as_str() {
        "match" => "what is left over has the name `else`: match(plan, free=1, else=2)",
        _ => "values without a name come first: pick(products, by=weight)",
    };
    error.label("has no name").related(named, "has a name").help(example)
}

fn same(one: &Key, other: &Key) -> bool {
    match (one, other) {
        (Key::Name(one), Key::Name(other)) => one.text == other.text,
        (Key::Constant(one), Key::Constant(other)) => one.to_string() == other.to_string(),
        _ => false,
    }
}
