//! The scenario's constants: the top-level `let`, and numbers in lines that are formulas over it.

use super::scope::{ProgramScope, Subject};
use super::shared::{Constant, Shared};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Expr;
use crate::formula::check::{A_LINE, Drawing, check as check_formula};
use crate::formula::typed::Typed;
use crate::scenario::{Literal, Written};
use crate::source::Span;
use crate::value::Owned;

/// Computes every constant; those of the command line replace the file's.
pub fn check(shared: &mut Shared) {
    let scenario = shared.scenario;
    for (name, _) in &shared.options.constants {
        if !scenario.constants.iter().any(|(known, _)| known.text == *name) {
            let known = scenario.constants.iter().map(|(known, _)| known.text.as_str());
            let message =
                format!("`--let {name}=…` replaces a constant of the scenario, and it has none of that name");
            let diagnostic = Diagnostic::new(Code::UnknownName, scenario.name.span, message);
            shared
                .diagnostics
                .add(diagnostic.suggest(name, known).help("constants stand under the top-level `let`"));
        }
    }
    let mut scope = ProgramScope::new(shared, Subject::Constants, Drawing::Refused("a constant"), 0);
    for (name, written) in &scenario.constants {
        let given = scope.shared.options.constants.iter().rev().find(|(known, _)| *known == name.text);
        let given =
            given.map(|(_, value)| Written::Literal(Literal { value: value.clone(), span: name.span }));
        let id = scope.tree.add(name, &format!("let.{}", name.text), None, given.as_ref().unwrap_or(written));
        scope.lets.push(id);
    }
    let mut constants = Vec::new();
    for id in scope.lets.clone() {
        let checked = scope.value(id);
        let node = scope.tree.node(id);
        let constant = match checked {
            None => Constant::Failed,
            Some(typed) => match typed.as_constant() {
                Some(value) => Constant::Value(value.clone()),
                None => {
                    let diagnostic = not_constant(typed.span, &format!("the constant `{}`", node.name));
                    scope.world.diagnostics.add(diagnostic);
                    Constant::Failed
                }
            },
        };
        constants.push((scope.tree.node(id).name.clone(), constant));
    }
    let diagnostics = scope.world.diagnostics;
    shared.diagnostics.append(diagnostics);
    shared.constants.extend(constants);
}

fn not_constant(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(Code::DrawInConstant, span, format!("{what} must be known before anything runs"))
        .label("changes from event to event")
}

/// The number that a formula in a line stands for; it may use constants alone.
pub fn number(shared: &mut Shared, expr: &Expr) -> Option<f64> {
    let drawing = Drawing::Refused(A_LINE);
    let mut scope = ProgramScope::new(shared, Subject::Constants, drawing, 0);
    let typed = check_formula(expr, "", drawing, &mut scope);
    let number = typed.and_then(|typed| as_number(&typed, &mut scope));
    let diagnostics = scope.world.diagnostics;
    shared.diagnostics.append(diagnostics);
    number
}

fn as_number(typed: &Typed, scope: &mut ProgramScope) -> Option<f64> {
    let diagnostic = match typed.as_constant() {
        Some(Owned::Number(number)) => return Some(*number),
        #[expect(clippy::cast_precision_loss, reason = "rates are decimal numbers")]
        Some(Owned::Int(whole)) => return Some(*whole as f64),
        Some(_) => {
            let message = format!("a number belongs here, and this is {}", typed.ty);
            Diagnostic::new(Code::WrongType, typed.span, message).label(typed.ty.to_string())
        }
        None => not_constant(typed.span, "a number in a line"),
    };
    scope.world.diagnostics.add(diagnostic);
    None
}
