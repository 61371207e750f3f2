//! `[stream=cards phase=rush]`: which records an expectation looks at.

use super::ast::Scope;
use super::grammar::Pair;
use super::line::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

impl Reader<'_> {
    pub(super) fn scope(&mut self, pair: Pair, scope: &mut Option<(Scope, Span)>) {
        let span = self.place(&pair);
        if let Some((_, first)) = scope {
            let help = "write both into one: `[stream=NAME phase=NAME]`";
            let diagnostic = Diagnostic::new(Code::ClauseTwice, span, "a second scope");
            self.diagnostics.add(diagnostic.related(*first, "the first").help(help));
            return;
        }
        let mut found = Scope::default();
        for pair in pair.into_inner() {
            let mut parts = pair.into_inner();
            let (Some(key), Some(equals), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
                return;
            };
            if equals.as_str() != "=" {
                let message = format!("`{}` cannot stand in a scope", equals.as_str());
                let diagnostic = Diagnostic::new(Code::LineSyntax, self.place(&equals), message);
                self.report(diagnostic.help("write `[stream=NAME]`"));
            }
            let name = self.name(&name);
            let place = match key.as_str() {
                "stream" => &mut found.stream,
                "phase" => &mut found.phase,
                other => {
                    let message = format!("a scope has no `{other}`");
                    let diagnostic = Diagnostic::new(Code::UnknownKey, self.place(&key), message);
                    let diagnostic = diagnostic.suggest(other, ["stream", "phase"]);
                    self.report(diagnostic.help("write `[stream=NAME]` or `[stream=NAME phase=NAME]`"));
                    continue;
                }
            };
            if let Some(first) = place {
                let message = format!("`{}` stands twice in the scope", key.as_str());
                let related = first.span;
                let diagnostic = Diagnostic::new(Code::ClauseTwice, name.span, message);
                self.report(diagnostic.related(related, "the first"));
                continue;
            }
            *place = Some(name);
        }
        *scope = Some((found, span));
    }
}
