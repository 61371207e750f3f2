//! Stand-in for the formula parser: a number or a name.

use super::ast::{Expr, Kind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Text;

pub fn parse(text: &Text, diagnostics: &mut Diagnostics) -> Option<Expr> {
    let written = text.as_str().trim();
    let span = text.span();
    if let Ok(number) = written.parse::<f64>() {
        return Some(Expr { kind: Kind::Number(number), span });
    }
    if !written.is_empty() && written.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.') {
        return Some(Expr { kind: Kind::Name(written.to_owned()), span });
    }
    diagnostics.add(Diagnostic::new(Code::FormulaSyntax, span, "this is not a formula"));
    None
}
