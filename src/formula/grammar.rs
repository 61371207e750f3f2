//! The pest parser of formulas and the precedence of their operators. In: text. Out: pairs of pest's, which
//! only `parser` reads. Never says what a mistake means.

use pest::pratt_parser::{Assoc, ConstPrattParser, Op};
use pest::pratt_precedence;

#[derive(pest_derive::Parser)]
#[grammar = "grammar/formula.pest"]
pub struct FormulaParser;

/// Operators by precedence, the loosest first.
pub static PRECEDENCE: ConstPrattParser<Rule, 21> = ConstPrattParser::new_const(pratt_precedence![
    Op::infix(Rule::or, Assoc::Left),
    Op::infix(Rule::and, Assoc::Left),
    Op::prefix(Rule::not),
    Op::infix(Rule::eq, Assoc::Left)
        | Op::infix(Rule::ne, Assoc::Left)
        | Op::infix(Rule::lt, Assoc::Left)
        | Op::infix(Rule::le, Assoc::Left)
        | Op::infix(Rule::gt, Assoc::Left)
        | Op::infix(Rule::ge, Assoc::Left)
        | Op::infix(Rule::is_in, Assoc::Left)
        | Op::infix(Rule::not_in, Assoc::Left),
    Op::infix(Rule::range, Assoc::Left),
    Op::infix(Rule::add, Assoc::Left) | Op::infix(Rule::sub, Assoc::Left),
    Op::infix(Rule::mul, Assoc::Left) | Op::infix(Rule::div, Assoc::Left) | Op::infix(Rule::rem, Assoc::Left),
    Op::postfix(Rule::filter),
    Op::prefix(Rule::neg),
    Op::postfix(Rule::member) | Op::postfix(Rule::index),
]);
