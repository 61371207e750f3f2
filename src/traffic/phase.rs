//! Phase lines: which shape it is, and the order of a stream's phases.

use super::ast::Phase;
use super::grammar::{self, Rule};
use super::habits;
use super::line::Line;
use super::shapes::{self, Written};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Text;

/// Reads one phase; `None` after a diagnostic.
pub fn parse_phase(text: &Text, diagnostics: &mut Diagnostics) -> Option<Phase> {
    if let Some(unknown) = unknown_shape(text) {
        diagnostics.add(unknown);
        return None;
    }
    let pair = grammar::parse(Rule::phase_line, "a phase", text, diagnostics)?;
    let shape = Written::read(&mut Line::new(text, diagnostics), pair.into_inner().next()?)?;
    Some(Phase { shape, span: text.span() })
}

/// What is wrong with the first word, if it is no shape.
fn unknown_shape(text: &Text) -> Option<Diagnostic> {
    let line = text.as_str();
    let start = line.len() - line.trim_start().len();
    let word_end = |c: char| !(c.is_alphanumeric() || c == '_');
    let length = line[start..].find(word_end).unwrap_or(line.len() - start);
    let word = &line[start..start + length];
    let names = || shapes::ALL.iter().map(|reference| reference.name);
    if names().any(|name| name == word) {
        return None;
    }
    let span = text.at(start, start + length.max(usize::from(length == 0 && start < line.len())));
    let first = line[start..].split_whitespace().next().unwrap_or_default();
    let accepted = names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Some(if let Some(words) = habits::overlay(first) {
        Diagnostic::new(Code::UnknownShape, text.at(start, start + first.len()), words)
    } else if word.is_empty() || word.starts_with(|c: char| c.is_ascii_digit()) {
        Diagnostic::new(Code::LineSyntax, span, "a phase begins with its shape")
            .help(format!("the shapes are {accepted}, for example `hold 5/s for 10m`"))
    } else {
        Diagnostic::new(Code::UnknownShape, span, format!("`{word}` is no shape of a phase"))
            .suggest(word, names())
            .help(format!("the shapes are {accepted}, for example `hold 5/s for 10m`"))
    })
}

/// Refuses a phase without an end that others follow.
pub fn check_order(phases: &[Phase], diagnostics: &mut Diagnostics) {
    let Some((_, followed)) = phases.split_last() else { return };
    for phase in followed.iter().filter(|phase| phase.shape.is_endless()) {
        diagnostics.add(
            Diagnostic::new(Code::EndlessPhase, phase.span, "this phase has no end, but another follows it")
                .help("say how long it lasts: `for 30m` or `until 11:55`; only the last phase may run on"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Origin;
    use crate::traffic::parse_emit;
    use proptest::prelude::*;

    fn codes(line: &str) -> Vec<Code> {
        let mut diagnostics = Diagnostics::default();
        let phase = parse_phase(&Text::verbatim(line, 0), &mut diagnostics);
        assert!(phase.is_some() || diagnostics.has_errors(), "nothing was said about {line:?}");
        diagnostics.sorted().iter().map(|diagnostic| diagnostic.code).collect()
    }

    /// Words, numbers and signs of the language in any order: deeper into the grammar than noise gets.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "hold",
            "pause",
            "repeat",
            "times",
            "3",
            "ramp",
            "->",
            "smooth",
            "in",
            "steps",
            "every",
            "burst",
            "switch",
            "for",
            "until",
            "redrawn",
            "over",
            "max",
            "5",
            "1.5k",
            "5..15",
            "/s",
            "/",
            "..",
            "30m",
            "30 m",
            "0s",
            "11:55",
            "{",
            "}",
            ";",
            ",",
            "~",
            "80%",
            "normal",
            "(",
            ")",
            "'",
            "\"",
            "(x)",
            "→",
            "wave",
            "+-",
            "peak",
            "20:00",
            "day",
            "jitter",
            "per",
            "10%",
            "arrivals",
            "random",
            "poisson",
            "gamma(0.3)",
            "curve",
            "data.csv",
            "x2",
            "é",
            "\u{a0}",
            "-5",
            "x5",
            "\\",
        ]);
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.join(" "))
    }

    proptest! {
        #[test]
        fn any_text_is_a_line_or_a_diagnostic_inside_the_text(line in prop_oneof![pieces(), ".{0,60}"]) {
            for head in ["", "hold 5", "switch every 1s { a 1/s "] {
                let line = format!("{head}{line}");
                let mut diagnostics = Diagnostics::default();
                let text = Text::verbatim(line.as_str(), 0);
                let phase = parse_phase(&text, &mut diagnostics);
                prop_assert!(phase.is_some() || diagnostics.has_errors(), "nothing was said about {:?}", line);
                let shape = phase.and_then(|phase| phase.shape.resolve(&mut |_| Some(1.0), &mut diagnostics));
                if let Some(shape) = shape && !diagnostics.has_errors() {
                    prop_assert!(codes(&shape.to_string()).is_empty(), "{} is no line", shape);
                }
                let emit = parse_emit(&text, &mut diagnostics);
                prop_assert!(emit.is_some() || diagnostics.has_errors());
                for diagnostic in diagnostics.sorted() {
                    prop_assert!(diagnostic.span.start <= diagnostic.span.end && diagnostic.span.end <= line.len());
                    prop_assert!(line.is_char_boundary(diagnostic.span.start));
                }
            }
        }
    }

    #[test]
    fn hostile_nesting_is_refused_before_it_is_followed() {
        for opener in
            ["(", "{", "('", "(\"", "[", "hold (", "switch every 1s { a (", "repeat {", "repeat 2 times { "]
        {
            let line = format!("hold {}", opener.repeat(100_000));
            assert!(!codes(&line).is_empty());
        }
        assert_eq!(codes(&format!("hold {}1{}/s", "(".repeat(1_000), ")".repeat(1_000))), [Code::TooDeep]);
        assert_eq!(codes(&format!("hold 5/s{}", " for 1s".repeat(1_000))), [Code::TooDeep]);
    }

    #[test]
    fn a_formula_is_read_where_it_stands() {
        let mut diagnostics = Diagnostics::default();
        parse_phase(&Text::verbatim("hold ( ? )/s", 100), &mut diagnostics);
        let found = diagnostics.sorted();
        assert_eq!((found[0].span.start, found[0].span.end), (107, 108));

        // a folded line: what follows `(` stands on the next line of the file
        let origins = vec![Origin { decoded: 0, file: 100 }, Origin { decoded: 6, file: 200 }];
        let mut diagnostics = Diagnostics::default();
        parse_phase(&Text::mapped("hold (?)/s".to_owned(), origins, 204), &mut diagnostics);
        let found = diagnostics.sorted();
        assert_eq!((found[0].span.start, found[0].span.end), (200, 201));
    }
}
