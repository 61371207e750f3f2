//! The lines of section 5 as a user sees them: what is accepted, what it means, and what is said otherwise.
//!
//! Each file of `cases/traffic` holds `phase`, `emit`, `overlay`, `change` and `profile` lines, and those of `disorder`
//! by their keys; its snapshot shows for each the canonical line with its first arrivals, or the diagnostics.

use jiff::tz::TimeZone;
use rushhour::diagnostic::{Code, Diagnostic, Diagnostics, render_human};
use rushhour::formula::ast::Weight;
use rushhour::formula::ast::{Expr, Kind, Name, Unary};
use rushhour::schedule::{Begin, Component, Count, NamedOverlay, Timeline, WindowCount};
use rushhour::source::{Source, Text};
use rushhour::traffic::ast::Emitted;
use rushhour::traffic::disorder::Kind as DisorderKind;
use rushhour::traffic::journey::{Taking, Way, parse_actor, parse_next};
use rushhour::traffic::{
    Resolver, parse_change, parse_disorder, parse_emit, parse_overlay, parse_phase, parse_profile,
};
use rushhour::value::{Duration, Time};
use std::fmt::Write;

/// 2026-11-27T08:00:00Z, nine o'clock in Berlin.
const START: Time = Time(1_795_766_400 * 1_000_000_000);

#[test]
fn every_line_of_the_corpus_means_what_its_snapshot_says() {
    insta::glob!("cases/traffic/*.txt", |path| {
        let cases = std::fs::read_to_string(path).unwrap();
        let mut out = String::new();
        for case in cases.lines().filter(|line| !line.is_empty() && !line.starts_with("##")) {
            writeln!(out, "{case}").unwrap();
            let shown = match case.split_once('\t') {
                Some(("phase", line)) => phase(line),
                Some(("emit", line)) => emit(line),
                Some(("actor", line)) => actor(line),
                Some(("next", line)) => next(line),
                Some(("overlay", line)) => overlay(line),
                Some(("change", line)) => change(line),
                Some(("profile", line)) => profile(line),
                Some((kind, line)) if let Some(kind) = disorder_kind(kind) => disorder(kind, line),
                _ => panic!("a case is a kind of line, a tab and a line: {case}"),
            };
            for line in shown.lines() {
                writeln!(out, "    {line}").unwrap();
            }
        }
        insta::assert_snapshot!(out);
    });
}

/// A number, signed or not, is itself; every other formula is 200.
#[expect(clippy::cast_precision_loss, reason = "the corpus has small numbers")]
fn value(expr: &Expr) -> f64 {
    match &expr.kind {
        Kind::Number(number) => *number,
        Kind::Int(whole) => *whole as f64,
        Kind::Unary(Unary::Negate, inner) => -value(inner),
        _ => 200.0,
    }
}

fn phase(line: &str) -> String {
    let mut diagnostics = Diagnostics::default();
    let text = Text::verbatim(line, 0);
    let mut numbers = |expr: &Expr| Some(value(expr));
    let parsed = parse_phase(&text, &mut diagnostics);
    let mut files = |path: &Name| match path.text.as_str() {
        "data.csv" | "my data.csv" => {
            Ok(("time,rate\n0s,2\n10s,4\n00:00:20,0\n60,0\n".into(), "f".to_owned()))
        }
        "late.csv" => Ok(("time,rate\n10,4\n5,2\n".into(), "f".to_owned())),
        "fast.csv" => Ok(("time,rate\n0,99M\n5,2\n".into(), "f".to_owned())),
        "one.csv" => Ok(("time,rate\n0,3\n".into(), "f".to_owned())),
        other => Err(Diagnostic::new(Code::FileUnreadable, path.span, format!("there is no file `{other}`"))),
    };
    let mut resolver = Resolver::new(&mut numbers, &mut diagnostics).with_files(&mut files);
    let shape = parsed.and_then(|phase| phase.shape.resolve_with(&mut resolver));
    match shape {
        Some(shape) if !diagnostics.has_errors() => {
            let regimes: Vec<String> = shape.regimes().into_iter().map(str::to_owned).collect();
            let canonical = shape.to_string();
            let zone = TimeZone::get("Europe/Berlin").expect("a known zone");
            let component = std::sync::Arc::new(Component::new(1, "users", [shape], START, &zone));
            let arrivals = component.arrivals(0, Begin::Start, None).take(4).map(|arrival| {
                let regime = regimes.get(arrival.regime as usize).map_or("", String::as_str);
                format!("{}: {} {regime}", arrival.index, Duration(arrival.due)).trim_end().to_owned()
            });
            let arrivals = arrivals.collect::<Vec<_>>().join(", ");
            let warnings = if diagnostics.is_empty() {
                String::new()
            } else {
                "\n".to_owned() + &rendered(line, diagnostics)
            };
            format!("{canonical}\n{}\n{arrivals}{warnings}", count(&component))
        }
        _ => rendered(line, diagnostics),
    }
}

/// Over two days of 100 events a second: its windows with their events, or what it cuts.
fn overlay(line: &str) -> String {
    let mut diagnostics = Diagnostics::default();
    let overlay = parse_overlay(&Text::verbatim(line, 0), &mut diagnostics)
        .and_then(|overlay| overlay.resolve(&mut |expr| Some(value(expr)), &mut diagnostics));
    let Some(overlay) = overlay.filter(|_| diagnostics.is_empty()) else {
        return rendered(line, diagnostics);
    };
    let phase =
        parse_phase(&Text::verbatim("hold 100/s for 2d", 0), &mut diagnostics).expect("a line that is valid");
    let shape = phase.shape.resolve(&mut |_| None, &mut diagnostics).expect("a line that is valid");
    let zone = TimeZone::get("Europe/Berlin").expect("a known zone");
    let timeline = Timeline::new(1, "users", [(shape, 1)], Vec::new(), (START, &zone));
    let canonical = overlay.to_string();
    let components =
        Component::of_stream(timeline, [NamedOverlay { name: "sale".to_owned(), overlay, rows: 1 }]);
    let windows = match components.as_slice() {
        [phases] => phases.cut(0).remove(0).windows,
        [_, overlay] => overlay.windows(2 * Duration::DAY),
        _ => unreachable!("one overlay"),
    };
    let window = |window: &WindowCount| {
        format!("{}..{}: {}", Duration(window.start), Duration(window.end), window.events)
    };
    let shown: Vec<String> = windows.iter().take(4).map(window).collect();
    format!("{canonical}\n{} windows: {}", windows.len(), shown.join(", "))
}

fn change(line: &str) -> String {
    let mut diagnostics = Diagnostics::default();
    let change = parse_change(&Text::verbatim(line, 0), &mut diagnostics);
    let when =
        change.as_ref().and_then(|change| change.resolve(&mut |expr| Some(value(expr)), &mut diagnostics));
    match (change, when) {
        (Some(change), Some(when)) if diagnostics.is_empty() => {
            let condition = change.condition.map(|condition| format!(" where {condition}"));
            format!("{}{}", when.to_string().trim_start(), condition.unwrap_or_default())
        }
        _ => rendered(line, diagnostics),
    }
}

fn disorder_kind(name: &str) -> Option<DisorderKind> {
    DisorderKind::ALL.into_iter().find(|kind| kind.name() == name)
}

fn disorder(kind: DisorderKind, line: &str) -> String {
    let mut diagnostics = Diagnostics::default();
    let disorder = parse_disorder(kind, &Text::verbatim(line, 0), &mut diagnostics)
        .and_then(|written| written.resolve(&mut |expr| Some(value(expr)), &mut diagnostics));
    match disorder {
        Some(disorder) if diagnostics.is_empty() => disorder.to_string(),
        _ => rendered(line, diagnostics),
    }
}

fn profile(line: &str) -> String {
    let mut diagnostics = Diagnostics::default();
    let profile = parse_profile(&Text::verbatim(line, 0), &mut diagnostics)
        .and_then(|profile| profile.resolve(&mut |expr| Some(value(expr)), &mut diagnostics));
    match profile {
        Some(profile) if diagnostics.is_empty() => profile.to_string(),
        _ => rendered(line, diagnostics),
    }
}

fn count(component: &std::sync::Arc<Component>) -> String {
    let length = match component.end() {
        Some(end) => Duration(end).to_string(),
        None => "until stopped".to_owned(),
    };
    match component.counts(Duration::DAY)[0] {
        Count::Exactly(events) => format!("{events} events, {length}"),
        Count::SoFar { events, until } => format!("{events} events in {}, {length}", Duration(until)),
        Count::Unknown => unreachable!("the first phase"),
    }
}

fn emit(line: &str) -> String {
    let mut diagnostics = Diagnostics::default();
    match parse_emit(&Text::verbatim(line, 0), &mut diagnostics) {
        Some(Emitted::Journey(walked, journey)) if diagnostics.is_empty() => {
            format!("{walked:?} of {}", journey.text)
        }
        Some(Emitted::Mix(emit)) if diagnostics.is_empty() => {
            let share = |share: &rushhour::traffic::ast::Share| match &share.weight {
                None => format!("{} shares the rest", share.event.text),
                Some(Weight::Percent(millionths, _)) => format!("{} {millionths}", share.event.text),
                Some(Weight::Formula(expr)) => format!("{} {:?}", share.event.text, expr.kind),
            };
            emit.shares.iter().map(share).collect::<Vec<_>>().join("; ")
        }
        _ => rendered(line, diagnostics),
    }
}

fn actor(line: &str) -> String {
    let mut diagnostics = Diagnostics::default();
    match parse_actor(&Text::verbatim(line, 0), &mut diagnostics) {
        Some(actor) if diagnostics.is_empty() => {
            let taking = match &actor.taking {
                Taking::Evenly => "evenly".to_owned(),
                Taking::By(column) => format!("by {}", column.text),
                Taking::Zipf(exponent) => format!("zipf {exponent}"),
                Taking::InTurn => "in turn".to_owned(),
            };
            let condition = actor.condition.map(|condition| format!(" where {condition}"));
            let (name, catalog) = (actor.variable.text, actor.catalog.text);
            format!("{name} of {catalog} {taking}{}", condition.unwrap_or_default())
        }
        _ => rendered(line, diagnostics),
    }
}

fn next(line: &str) -> String {
    let mut diagnostics = Diagnostics::default();
    match parse_next(&Text::verbatim(line, 0), &mut diagnostics) {
        Some(next) if diagnostics.is_empty() => {
            let way = |way: &Way| {
                let weight = match &way.weight {
                    None => "shares the rest".to_owned(),
                    Some(Weight::Percent(millionths, _)) => millionths.to_string(),
                    Some(Weight::Formula(expr)) => format!("({expr})"),
                };
                let condition = way.condition.as_ref().map(|condition| format!(" if {condition}"));
                format!("{} {weight}{}", way.to.text, condition.unwrap_or_default())
            };
            next.ways.iter().map(way).collect::<Vec<_>>().join("; ")
        }
        _ => rendered(line, diagnostics),
    }
}

fn rendered(line: &str, diagnostics: Diagnostics) -> String {
    let list = diagnostics.sorted();
    assert!(!list.is_empty(), "nothing was said about `{line}`");
    render_human(&list, &Source::new("line", line), false).replace("\n\n\n", "\n")
}
