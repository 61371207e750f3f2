//! What holds for every formula: places, precedence, limits, and that nothing a user writes makes the parser panic.

use super::{parse, parse_key};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula::ast::{Expr, Kind};
use crate::source::{Origin, Source, Span, Text};
use proptest::prelude::*;

fn read(formula: &str) -> (Option<Expr>, Vec<Diagnostic>) {
    let mut diagnostics = Diagnostics::default();
    let tree = parse(&Text::verbatim(formula, 0), &mut diagnostics);
    (tree, diagnostics.sorted())
}

fn canonical(formula: &str) -> String {
    let (tree, found) = read(formula);
    tree.unwrap_or_else(|| panic!("{formula}: {found:?}")).to_string()
}

fn code(formula: &str) -> Code {
    let (tree, found) = read(formula);
    assert!(tree.is_none(), "{formula} has a tree");
    found[0].code
}

#[test]
fn each_level_of_precedence_binds_tighter_than_the_one_before() {
    let levels = ["or", "and", "==", "..", "+", "*"];
    for pair in levels.windows(2) {
        let (loose, tight) = (pair[0], pair[1]);
        let binary = |left: &str, sign: &str, right: &str| match sign {
            ".." => format!("({left}..{right})"),
            _ => format!("({left} {sign} {right})"),
        };
        let tight_first = canonical(&format!("a {tight} b {loose} c"));
        assert_eq!(tight_first, binary(&binary("a", tight, "b"), loose, "c"));
        let loose_first = canonical(&format!("a {loose} b {tight} c"));
        assert_eq!(loose_first, binary("a", loose, &binary("b", tight, "c")));
    }
}

#[test]
fn signs_stand_where_the_list_of_operators_puts_them() {
    assert_eq!(canonical("not a == b and c"), "((not (a == b)) and c)");
    assert_eq!(canonical("-x | abs"), "abs((-x))");
    assert_eq!(canonical("a * -b.c | f"), "(a * f((-b.c)))");
    assert_eq!(canonical("-a * b"), "((-a) * b)");
    assert_eq!(canonical("-2..2"), "((-2)..2)");
    assert_eq!(canonical("x | f | g(1).h"), "g(f(x), 1).h");
}

#[test]
fn spans_are_places_of_the_file() {
    let text = Text::verbatim("a + (b.c | round(2))", 100);
    let tree = parse(&text, &mut Diagnostics::default()).unwrap();
    assert_eq!(tree.span, Span::new(100, 120));
    let Kind::Binary(_, left, right) = &tree.kind else { panic!("{tree}") };
    assert_eq!(left.span, Span::new(100, 101));
    assert_eq!(right.span, Span::new(104, 120), "brackets belong to what they hold");
    let Kind::Call(call) = &right.kind else { panic!("{right}") };
    assert_eq!(call.name.span, Span::new(111, 116));
    assert_eq!(call.arguments[0].value.span, Span::new(105, 108));
}

#[test]
fn blanks_behind_a_piece_are_not_part_of_it() {
    let tree = parse(&Text::verbatim(" a . b | f  + choice( x  40% , y ) ", 0), &mut Diagnostics::default())
        .unwrap();
    assert_eq!(tree.span, Span::new(1, 34));
    let Kind::Binary(_, filter, choice) = &tree.kind else { panic!("{tree}") };
    assert_eq!(filter.span, Span::new(1, 10));
    let Kind::Choice(outcomes) = &choice.kind else { panic!("{choice}") };
    assert_eq!([outcomes[0].span, outcomes[1].span], [Span::new(22, 28), Span::new(31, 32)]);
}

#[test]
fn an_error_in_a_folded_formula_points_into_its_own_line() {
    let file = "x: >-\n  =if(a,\n    1K, 2)\n";
    let origins = vec![
        Origin { decoded: 0, file: file.find("if").unwrap() },
        Origin { decoded: 6, file: file.find("1K").unwrap() - 1 },
    ];
    let text = Text::mapped("if(a, 1K, 2)".to_owned(), origins, file.len() - 1);
    let mut diagnostics = Diagnostics::default();
    assert_eq!(parse(&text, &mut diagnostics), None);
    let found = diagnostics.sorted();
    // The blank of the decoded text is the line end and the indentation of the file.
    let start = Source::new("x", file).position(found[0].span.start);
    assert_eq!((found[0].code, start.line), (Code::NumberForm, 3));
}

#[test]
fn an_error_in_a_quoted_formula_counts_the_bytes_of_the_file() {
    let file = r#"x: "=f(\"a\", 1K)""#;
    let decoded = r#"f("a", 1K)"#;
    let escapes = [(2, 7), (3, 9), (4, 10), (5, 12)];
    let runs = std::iter::once((0, 5)).chain(escapes).map(|(decoded, file)| Origin { decoded, file });
    let text = Text::mapped(decoded.to_owned(), runs.collect(), file.len() - 1);
    let mut diagnostics = Diagnostics::default();
    assert_eq!(parse(&text, &mut diagnostics), None);
    let span = diagnostics.sorted()[0].span;
    assert_eq!(&file[span.start..span.end], "1K");
}

#[test]
fn a_list_key_gives_places_of_the_file_too() {
    let mut diagnostics = Diagnostics::default();
    assert_eq!(parse_key(&Text::verbatim("items[1..1K]", 10), &mut diagnostics), None);
    assert_eq!(diagnostics.sorted()[0].span, Span::new(19, 21));
}

#[test]
fn a_formula_may_be_as_long_and_deep_as_the_limits_say() {
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert!(read(&nested(64)).0.is_some());
    assert_eq!(code(&nested(65)), Code::TooDeep);
    assert!(read(&format!("a{}", ".b".repeat(64))).0.is_some());
    assert_eq!(code(&format!("a{}", ".b".repeat(65))), Code::TooDeep);
    let text = |length: usize| format!("'{}'", "ü".repeat(length - 2));
    assert!(read(&text(4000)).0.is_some());
    assert_eq!(code(&text(4001)), Code::TooDeep);
}

#[test]
fn brackets_in_a_text_are_not_deep() {
    assert!(read(&format!("'{}'", "(".repeat(500))).0.is_some());
}

/// In half the stack of a test's thread, so that there is room to spare even without optimisation.
#[test]
fn the_deepest_formulas_are_read_and_hostile_ones_refused_without_overflowing_the_stack() {
    let hostile = || {
        let repeated = [
            "(",
            "[",
            "-",
            "not ",
            "a.",
            "a|",
            "choice(",
            "choice(A (",
            "f(",
            "a[",
            "a+",
            "a and not ",
            "f(a=",
            "-(",
            "a .. ",
            "{{",
            "1 ",
            "' ",
            "a < ",
            "if(",
            "match(1=",
            "a(",
            "\u{a0}",
            "=",
            "?",
            "not -",
        ];
        for piece in repeated {
            let formula = piece.repeat(4000 / piece.chars().count());
            for formula in [formula.clone(), format!("{formula}a"), format!("a{formula}")] {
                let (tree, found) = read(&formula);
                assert!(tree.is_none() && !found.is_empty(), "{piece}");
                drop(read(&formula[..formula.floor_char_boundary(500)]));
            }
        }
        for (open, close) in
            [("choice(A (", "), B)"), ("f(", ")"), ("[", "]"), ("a[", "]"), ("-(", ")"), ("choice(a, ", ")")]
        {
            let depth = 64 / open.matches(['(', '[']).count();
            let formula = format!("{}a{}", open.repeat(depth), close.repeat(depth));
            assert!(read(&formula).0.is_some(), "{formula}");
        }
    };
    std::thread::Builder::new().stack_size(1024 * 1024).spawn(hostile).unwrap().join().unwrap();
}

/// The tree without its places.
fn shape(tree: &Expr) -> String {
    let debug = format!("{tree:?}");
    let mut shape = String::new();
    let mut rest = debug.as_str();
    while let Some((before, span)) = rest.split_once("Span {") {
        shape.push_str(before);
        rest = span.split_once('}').map_or("", |(_, behind)| behind);
    }
    shape + rest
}

/// Pieces of formulas in any order: mostly wrong, often nearly right.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "b.c",
        "row",
        "choice(",
        "f(",
        "if(",
        "match(",
        "(",
        ")",
        "[",
        "]",
        ",",
        "=",
        "==",
        "<",
        "..",
        ".",
        "+",
        "-",
        "*",
        "%",
        " ",
        " ",
        "|",
        "| round(2)",
        "not ",
        " and ",
        " in ",
        "1",
        "2.5k",
        "5%",
        "40%",
        "1h30m",
        "'x'",
        "\"y\\n\"",
        "null",
        "omit",
        "true",
        "T-shirt",
        "münchen",
        "else=",
        "by=",
        "&&",
        "!",
        "?",
        ":",
        "{{",
        "${A}",
        "\u{a0}",
        "“",
        "'",
        "\"",
        "\\",
        "007",
        "1K",
        "2024-11-27",
        "08:00",
        "\n",
        "None",
        "🦀",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Formulas that can be read.
fn formulas() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "a",
        "b",
        "now",
        "1",
        "0",
        "10_000",
        "2.5M",
        "1e300",
        "5%",
        "250ms",
        "1h30m",
        "'it''s'",
        "\"a\\nb\"",
        "null",
        "omit",
        "true",
        "false",
        "[]",
        "'a b'",
        "uuid()",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(5, 40, 3, |inner| {
        let sign = prop::sample::select(vec![
            "or", "and", "==", "!=", "<", "in", "not in", "..", "+", "-", "*", "/", "%",
        ]);
        prop_oneof![
            (inner.clone(), sign, inner.clone()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
            inner.clone().prop_map(|a| format!("({a})")),
            inner.clone().prop_map(|a| format!("-{a}")),
            inner.clone().prop_map(|a| format!("not {a}")),
            inner.clone().prop_map(|a| format!("({a}).in")),
            inner.clone().prop_map(|a| format!("({a})['first name']")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a})[{b}]")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} | f({b}, x-y={b})")),
            (inner.clone(), inner.clone())
                .prop_map(|(a, b)| format!("match({a}, -1={b}, true={a}, 'true'=1, or=2)")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("[{a}, {b}]")),
            (inner.clone(), inner.clone())
                .prop_map(|(a, b)| format!("choice(T-shirt 33.3%, {a} ({b}), ({b}) 0.000001%, in (a))")),
        ]
    })
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in ".{0,60}") {
        let (tree, found) = read(&text);
        prop_assert!(tree.is_some() || !found.is_empty());
        parse_key(&Text::verbatim(text, 0), &mut Diagnostics::default());
    }

    #[test]
    fn no_mixture_of_pieces_makes_the_parser_panic(text in pieces()) {
        let (tree, found) = read(&text);
        prop_assert_eq!(tree.is_some(), found.iter().all(|one| one.code == Code::FilterPrecedence));
        for one in found {
            prop_assert!(one.span.end <= text.len() && text.is_char_boundary(one.span.start), "{:?}", one);
        }
        if let Some(tree) = tree {
            prop_assert_eq!(shape(&read(&tree.to_string()).0.expect("canonical")), shape(&tree));
        }
        parse_key(&Text::verbatim(format!("items[{text}]"), 0), &mut Diagnostics::default());
    }

    #[test]
    fn the_canonical_writing_reads_as_the_same_tree(text in formulas()) {
        if let Some(tree) = read(&text).0 {
            let canonical = tree.to_string();
            let again = read(&canonical).0;
            prop_assert!(again.is_some(), "{} is canonical for {}", canonical, text);
            prop_assert_eq!(shape(&again.expect("asserted")), shape(&tree), "{}", canonical);
        }
    }
}
