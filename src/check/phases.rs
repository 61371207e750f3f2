//! The phases of a stream: their lines with numbers and files put in, their order and their borders.

use super::constants;
use super::shared::Shared;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula::ast::{Expr, Name};
use crate::scenario::{Phase, Start, Stream};
use crate::schedule::{Timeline, check_until};
use crate::traffic::shapes::Shape;
use crate::traffic::{Resolver, ast, check_order};
use std::sync::Arc;

/// What the lines of a stream's phases come to; `None` after a diagnostic.
pub fn shapes(shared: &mut Shared, stream: &Stream, written: &[Phase]) -> Option<Vec<Shape>> {
    let lines: Vec<ast::Phase> = written.iter().map(|phase| phase.line.clone()).collect();
    let mut diagnostics = Diagnostics::default();
    check_order(&lines, &mut diagnostics);
    let folder = &shared.options.folder;
    let mut known = std::mem::take(&mut shared.files);
    let mut files = |path: &Name| {
        let file = known.read(folder, path, "curves/day.csv")?;
        Ok((Arc::clone(&file.text), file.fingerprint.clone()))
    };
    let mut numbers = |expr: &Expr| constants::number(shared, expr);
    let mut resolver = Resolver::new(&mut numbers, &mut diagnostics).with_files(&mut files);
    let shapes: Vec<Option<Shape>> =
        lines.iter().map(|line| line.shape.resolve_with(&mut resolver)).collect();
    shared.files = known;
    shared.diagnostics.append(diagnostics);
    let shapes = shapes.into_iter().collect::<Option<Vec<_>>>()?;
    if let Some(Start::At(start)) = shared.scenario.start {
        let zone = &shared.scenario.zone;
        let timed = shapes.iter().map(|shape| (shape.clone(), 1));
        let timeline = Timeline::new(0, stream.name.text.as_str(), timed, Vec::new(), (start, zone));
        check_until(&lines, &timeline, start, zone, &mut shared.diagnostics);
        warn_of_unreached(&lines, &timeline, &mut shared.diagnostics);
    }
    Some(shapes)
}

/// Warns of phases behind the end of time.
fn warn_of_unreached(lines: &[ast::Phase], timeline: &Timeline, diagnostics: &mut Diagnostics) {
    let last = lines.len().saturating_sub(1);
    if lines[..last].iter().any(|line| line.shape.is_endless()) {
        return; // refused as it is
    }
    let unreached = lines.iter().zip(timeline.phases()).find(|(_, phase)| phase.start == i64::MAX);
    if let Some((line, _)) = unreached {
        let message = "this phase is never reached: those before it last longer than 292 years";
        diagnostics
            .add(Diagnostic::new(Code::NeverReached, line.span, message).help("make one of them shorter"));
    }
}
