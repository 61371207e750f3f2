//! Makes the tree of a formula from pest's pairs: precedence, operators, operands.

use super::{Failure, first, literal, place};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::{Binary, Expr, Kind, Name, Unary};
use crate::formula::grammar::{PRECEDENCE, Rule};
use crate::source::Text;
use pest::iterators::Pair;

/// Knows the text that the pairs were read from.
#[derive(Clone, Copy)]
pub struct Builder<'t> {
    pub text: &'t Text,
}

impl Builder<'_> {
    /// The tree of an `expr`.
    pub fn expression(self, row: Pair<Rule>) -> Result<Expr, Failure> {
        PRECEDENCE
            .map_primary(|operand| self.operand(operand))
            .map_prefix(|sign, operand| Ok(self.prefixed(&sign, operand?)))
            .map_postfix(|operand, postfix| self.postfixed(operand?, postfix))
            .map_infix(|left, operator, right| Ok(infixed(left?, &operator, right?)))
            .parse(row.into_inner())
    }

    fn operand(self, pair: Pair<Rule>) -> Result<Expr, Failure> {
        let span = place(&pair, self.text);
        let kind = match pair.as_rule() {
            Rule::choice => self.choice(pair)?,
            Rule::call => self.call(pair)?,
            Rule::date => return Err(self.date(&pair).into()),
            Rule::number | Rule::duration | Rule::bad_number => self.number(&pair)?,
            Rule::string => Kind::Text(literal::text(pair, self.text)?),
            Rule::constant => constant(pair.as_str()),
            Rule::reference => self.reference(&first(pair))?,
            Rule::list => {
                let elements = pair.into_inner().filter(|piece| piece.as_rule() == Rule::expr);
                Kind::List(elements.map(|element| self.expression(element)).collect::<Result<_, _>>()?)
            }
            Rule::group => self.inside(pair)?.kind,
            other => unreachable!("{other:?} is no operand in the grammar"),
        };
        Ok(Expr { kind, span })
    }

    /// The formula between two brackets.
    pub fn inside(self, pair: Pair<Rule>) -> Result<Expr, Failure> {
        let formula = pair.into_inner().find(|piece| piece.as_rule() == Rule::expr);
        self.expression(formula.expect("the grammar puts a formula into these brackets"))
    }

    pub fn number(self, pair: &Pair<Rule>) -> Result<Kind, Failure> {
        literal::number(pair.as_str(), place(pair, self.text), self.text.as_str(), pair.as_span().start())
    }

    pub fn name(self, pair: &Pair<Rule>) -> Name {
        Name { text: pair.as_str().to_owned(), span: place(pair, self.text) }
    }

    fn reference(self, name: &Pair<Rule>) -> Result<Kind, Failure> {
        let meant = match name.as_str() {
            "None" | "NULL" | "Null" => "null",
            "True" | "TRUE" => "true",
            "False" | "FALSE" => "false",
            other => return Ok(Kind::Name(other.to_owned())),
        };
        let message = format!("`{}` is written `{meant}` here", name.as_str());
        let error = Diagnostic::new(Code::ForeignSyntax, place(name, self.text), message);
        Err(error
            .label("not a value here")
            .help(format!("write `{meant}`, or as a text '{}'", name.as_str()))
            .into())
    }

    fn date(self, pair: &Pair<Rule>) -> Diagnostic {
        let written = pair.as_str();
        Diagnostic::new(
            Code::DateWithoutTime,
            place(pair, self.text),
            format!("`{written}` is not a date in a formula"),
        )
        .label("would be a subtraction")
        .help(format!("for the moment, write time('{}')", written.replace(' ', "T")))
        .help(format!("for the text, write '{written}'"))
    }

    fn prefixed(self, sign: &Pair<Rule>, operand: Expr) -> Expr {
        let span = place(sign, self.text).to(operand.span);
        let unary = if sign.as_rule() == Rule::not { Unary::Not } else { Unary::Negate };
        Expr { kind: Kind::Unary(unary, Box::new(operand)), span }
    }

    fn postfixed(self, operand: Expr, postfix: Pair<Rule>) -> Result<Expr, Failure> {
        let span = operand.span.to(place(&postfix, self.text));
        let kind = match postfix.as_rule() {
            Rule::filter => self.filter(operand, postfix)?,
            Rule::member => Kind::Member(Box::new(operand), self.name(&first(postfix))),
            Rule::index => match self.inside(postfix)? {
                Expr { kind: Kind::Text(text), span } => Kind::Member(Box::new(operand), Name { text, span }),
                index => Kind::Index(Box::new(operand), Box::new(index)),
            },
            other => unreachable!("{other:?} follows no operand in the grammar"),
        };
        Ok(Expr { kind, span })
    }
}

/// The value of `null`, `omit`, `true` or `false`.
pub fn constant(written: &str) -> Kind {
    match written {
        "null" => Kind::Null,
        "omit" => Kind::Omit,
        other => Kind::Bool(other == "true"),
    }
}

fn infixed(left: Expr, operator: &Pair<Rule>, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    let (left, right) = (Box::new(left), Box::new(right));
    let kind = match operator.as_rule() {
        Rule::range => Kind::Range(left, right),
        other => Kind::Binary(binary(other), left, right),
    };
    Expr { kind, span }
}

fn binary(operator: Rule) -> Binary {
    match operator {
        Rule::or => Binary::Or,
        Rule::and => Binary::And,
        Rule::eq => Binary::Equal,
        Rule::ne => Binary::NotEqual,
        Rule::lt => Binary::Less,
        Rule::le => Binary::LessOrEqual,
        Rule::gt => Binary::Greater,
        Rule::ge => Binary::GreaterOrEqual,
        Rule::is_in => Binary::In,
        Rule::not_in => Binary::NotIn,
        Rule::add => Binary::Add,
        Rule::sub => Binary::Subtract,
        Rule::mul => Binary::Multiply,
        Rule::div => Binary::Divide,
        Rule::rem => Binary::Remainder,
        other => unreachable!("{other:?} is no operator in the grammar"),
    }
}
