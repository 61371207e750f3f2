//! One line of `expect`, from its text to its tree.

use super::ast::{Expectation, Scope, Subject};
use super::bound::Unit;
use super::grammar::{self, Pair, Rule};
use super::habits;
use super::metric::{self, Count, Latency, Statistic};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula::ast::Name;
use crate::source::{Span, Text};

/// Reads one line; `None` after a diagnostic.
pub fn parse_expectation(text: &Text, diagnostics: &mut Diagnostics) -> Option<Expectation> {
    if let Some(unknown) = unknown_metric(text) {
        diagnostics.add(unknown);
        return None;
    }
    let pair = grammar::parse(text, diagnostics)?;
    Reader { text, diagnostics }.expectation(pair)
}

/// What is wrong with the first word, if it is no metric.
fn unknown_metric(text: &Text) -> Option<Diagnostic> {
    let line = text.as_str();
    let start = line.len() - line.trim_start().len();
    let is_inside = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let length = line[start..].find(|c: char| !is_inside(c)).unwrap_or(line.len() - start);
    let word = &line[start..start + length];
    let names = || metric::ALL.iter().map(|metric| metric.name);
    if names().any(|name| name == word) {
        return None;
    }
    let shown = if length == 0 { line[start..].chars().next().map_or(0, char::len_utf8) } else { length };
    let span = text.at(start, start + shown);
    let message = match word {
        "" => "an expectation begins with what it measures".to_owned(),
        word => format!("nothing that can be expected is called `{word}`"),
    };
    let diagnostic = Diagnostic::new(Code::UnknownMetric, span, message);
    let is_statistic = Statistic::ALL.iter().any(|statistic| statistic.name() == word);
    let diagnostic = match habits::metric(word) {
        _ if is_statistic => diagnostic
            .help(format!("a statistic stands behind what is measured: `schedule_lag {word} < 50ms`")),
        Some(meant) => diagnostic.help(format!("that is `{meant}` here")),
        None => diagnostic.suggest(word, names()),
    };
    let known = names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Some(diagnostic.help(format!("a line begins with {known}; for example `schedule_lag p99 < 50ms`")))
}

pub(super) struct Reader<'a> {
    pub(super) text: &'a Text,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.add(diagnostic);
    }

    /// The place of a pair in the file.
    pub(super) fn place(&self, pair: &Pair) -> Span {
        let span = pair.as_span();
        self.text.at(span.start(), span.end())
    }

    pub(super) fn name(&self, pair: &Pair) -> Name {
        Name { text: pair.as_str().to_owned(), span: self.place(pair) }
    }

    fn expectation(&mut self, pair: Pair) -> Option<Expectation> {
        let mut parts = pair.into_inner();
        let first = parts.next()?;
        let mut scope = None;
        let subject = self.subject(first, &mut scope);
        let mut abort = None;
        for part in parts {
            match part.as_rule() {
                Rule::scope => self.scope(part, &mut scope),
                Rule::kw_abort => {
                    let span = self.place(&part);
                    if let Some(first) = abort {
                        self.report(
                            Diagnostic::new(Code::ClauseTwice, span, "`abort` stands twice")
                                .related(first, "the first"),
                        );
                    }
                    abort = Some(span);
                }
                _ => {}
            }
        }
        let subject = subject?;
        if let Some(span) = abort
            && !matches!(subject, Subject::Latency(..) | Subject::Count(..))
        {
            let message = "`abort` belongs to latencies and to numbers of records";
            self.report(
                Diagnostic::new(Code::ClauseNotHere, span, message)
                    .help("leave it out: this is known when the run is over"),
            );
        }
        let line = self.text.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
        let (scope, abort) = (scope.unwrap_or_default().0, abort.is_some());
        Some(Expectation { line, subject, scope, abort, span: self.text.span() })
    }

    fn subject(&mut self, pair: Pair, scope: &mut Option<(Scope, Span)>) -> Option<Subject> {
        let rule = pair.as_rule();
        let mut parts = pair.into_inner().filter(|part| {
            !matches!(part.as_rule(), Rule::kw_of | Rule::kw_share | Rule::kw_mean | Rule::kw_null)
        });
        let first = parts.next()?;
        Some(match rule {
            Rule::latency => {
                let latency = Latency::ALL.into_iter().find(|known| known.name() == first.as_str())?;
                let statistic = self.statistic(&parts.next()?);
                let bound = self.bound(parts.next()?, Unit::Duration);
                Subject::Latency(latency, statistic?, bound?)
            }
            Rule::count => {
                let count = Count::ALL.into_iter().find(|known| known.name() == first.as_str())?;
                Subject::Count(count, self.bound(parts.next()?, Unit::Records)?)
            }
            Rule::rate => {
                let stream = self.name(&parts.next()?);
                let mut tolerance = None;
                for part in parts {
                    match part.as_rule() {
                        Rule::scope => self.scope(part, scope),
                        Rule::amount => tolerance = Some(self.amount(part, Unit::Share)?),
                        _ => {}
                    }
                }
                Subject::Rate(stream, tolerance?)
            }
            Rule::share => {
                let field = self.path(first);
                let test = self.test(parts.next()?);
                let bound = self.bound(parts.next()?, Unit::Share);
                Subject::Share(field?, test?, bound?)
            }
            Rule::mean => {
                let field = self.path(first);
                let bound = self.bound(parts.next()?, Unit::Number);
                Subject::Mean(field?, bound?)
            }
            Rule::null_share => {
                let field = self.path(first);
                let bound = self.bound(parts.next()?, Unit::Share);
                Subject::NullShare(field?, bound?)
            }
            Rule::unique => Subject::Unique(self.path(parts.next()?)?),
            _ => {
                let left = self.path(parts.next()?);
                let right = self.path(parts.nth(1)?);
                Subject::Every(left?, right?)
            }
        })
    }

    fn statistic(&mut self, pair: &Pair) -> Option<Statistic> {
        let found = Statistic::ALL.into_iter().find(|known| known.name() == pair.as_str());
        if found.is_none() {
            let message = format!("`{}` is no statistic", pair.as_str());
            let diagnostic = Diagnostic::new(Code::UnknownMetric, self.place(pair), message);
            self.report(diagnostic.help(habits::statistic(pair.as_str())));
        }
        found
    }
}
