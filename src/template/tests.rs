//! A template as a user sees it: text and values in, text or diagnostics out.

use super::*;
use crate::formula::functions;
use crate::value::{Column, Duration, Owned, Record, Table, Time, write_text};
use bumpalo::Bump;
use jiff::tz::TimeZone;
use proptest::prelude::*;

/// Renders with the values of the template's paths.
fn render(source: &str, values: &[Value]) -> Result<String, Fault> {
    let mut templates = Templates::new([]);
    let mut diagnostics = Diagnostics::default();
    let id = templates.add(&Text::verbatim(source, 0), &mut diagnostics);
    let id = id.unwrap_or_else(|| panic!("{source}: {:?}", diagnostics.clone().sorted()));
    let (arena, zone) = (Bump::new(), TimeZone::get("Europe/Berlin").unwrap());
    let cx = Context { arena: &arena, now: Time(0), zone: &zone, index: 0 };
    templates.render(id, values, &cx).map(str::to_owned)
}

fn rendered(source: &str, values: &[Value]) -> String {
    render(source, values).unwrap_or_else(|fault| panic!("{source}: {fault}"))
}

/// Code, marked piece and help of each diagnostic.
fn complaints(source: &str) -> Vec<(&'static str, String, String)> {
    let mut templates = Templates::new(["uniform", "int"]);
    let mut diagnostics = Diagnostics::default();
    let text = Text::verbatim(source, 100);
    let added = templates.add(&text, &mut diagnostics);
    assert_eq!(added.is_none(), diagnostics.has_errors(), "{source}");
    let piece = |span: Span| source[span.start - 100..span.end - 100].to_owned();
    let complaint = |wrong: Diagnostic| (wrong.code.as_str(), piece(wrong.span), wrong.help.join("; "));
    diagnostics.sorted().into_iter().map(complaint).collect()
}

fn complaint(source: &str) -> (&'static str, String, String) {
    let mut complaints = complaints(source);
    assert_eq!(complaints.len(), 1, "{source}: {complaints:?}");
    complaints.remove(0)
}

#[test]
fn names_are_given_by_their_paths() {
    let mut templates = Templates::new([]);
    let mut diagnostics = Diagnostics::default();
    let text = Text::verbatim("{{ b.c }}{{ a }}{{ b.d }}{{ b.c }}", 10);
    let id = templates.add(&text, &mut diagnostics).unwrap();
    let paths: Vec<_> =
        templates.paths(id).iter().map(|path| path.names().collect::<Vec<_>>().join(".")).collect();
    assert_eq!(paths, ["b.c", "a", "b.d"]);
    assert_eq!(templates.paths(id)[1].span, Span::new(22, 23));
    assert_eq!(rendered(text.as_str(), &[Value::Int(1), Value::Int(2), Value::Int(3)]), "1231");
}

#[test]
fn a_row_answers_its_fields() {
    let table = Table::new(1, vec![("city".into(), Column::pack(vec![Owned::from("Bonn")]))]);
    let user = Value::Row(&table, 0);
    assert_eq!(
        rendered("{% set u = user %}{{ u.city }} {{ user['city'] }}", &[user, Value::Text("Köln")]),
        "Bonn Bonn"
    );
    assert_eq!(rendered("{{ user }}", &[user]), r#"{"city":"Bonn"}"#);
    assert_eq!(render("{% set u = user %}{{ u.town }}", &[user]), Err(Fault::Template));
}

#[test]
fn null_prints_nothing() {
    assert_eq!(rendered("[{{ a }}{{ null }}{{ a | upper }}]", &[Value::Null]), "[]");
    assert_eq!(rendered("{% if a == null %}none{% endif %}", &[Value::Null]), "none");
    assert_eq!(rendered("{{ a.b }}", &[Value::Null]), "");
}

#[test]
fn lists_are_looped_over_and_give_columns() {
    let cheap = Record { names: &["price"], values: &[Value::Number(0.5)] };
    let dear = Record { names: &["price"], values: &[Value::Int(3)] };
    let lines = [Value::Record(&dear), Value::Record(&cheap)];
    let source =
        "{% for line in lines %}{{ loop.index }}:{{ line.price }};{% endfor %}{{ sum(lines.price) }}";
    // `lines` and `lines.price`: the whole list answers both.
    assert_eq!(rendered(source, &[Value::List(&lines), Value::Null]), "1:3;2:0.5;3.5");
}

#[test]
fn plain_numbers_are_computed_and_compared() {
    let values = [Value::Int(7), Value::Number(0.5)];
    assert_eq!(rendered("{{ a + b }} {{ a * 2 }} {{ a / 2 }} {{ a > b }}", &values), "7.5 14 3.5 true");
    assert_eq!(rendered("{{ a + 1 }}", &[Value::Int(i128::from(i64::MAX))]), "9223372036854775808");
    assert_eq!(render("{{ a * 1e300 }}", &[Value::Number(1e300)]), Err(Fault::Overflow));
    assert_eq!(render("{{ a + 1 }}", &[Value::Null]), Err(Fault::Template));
}

#[test]
fn times_compare_and_reach_functions_as_they_are() {
    let values = [Value::Time(Time(1_001)), Value::Time(Time(1_000))];
    assert_eq!(rendered("{{ a > b }} {{ a == a }} {{ epoch_ms(max(a, b)) }}", &values), "true true 0");
    let day = [Value::Time(Time(1_785_000_000_000_000_000))];
    assert_eq!(
        rendered("{{ t | format('%H:%M') }} {{ start_of(t, 'day') }}", &day),
        "19:20 2026-07-24T22:00:00.000Z"
    );
    assert_eq!(rendered("{{ abs(d) }}", &[Value::Duration(Duration(-Duration::HOUR))]), "1h");
}

#[test]
fn functions_take_arguments_by_position_by_name_and_behind_a_bar() {
    let a = [Value::Number(2.675)];
    assert_eq!(rendered("{{ round(a, 2) }} {{ a | round(digits=2) }} {{ round(x=a) }}", &a), "2.68 2.68 3");
    assert_eq!(rendered("{{ pad(7, 3) }}{{ 7 | pad(3, side='right', with='-') }}", &[]), "0077--");
    assert_eq!(
        rendered("{{ min(3, 1, 2) }} {{ [3, 1] | max }} {{ 'a,b' | split(',') }}", &[]),
        r#"1 3 ["a","b"]"#
    );
}

#[test]
fn a_function_that_cannot_compute_gives_its_fault() {
    assert_eq!(render("{{ number(a) }}", &[Value::Text("x")]), Err(Fault::NotANumber));
    assert_eq!(render("{{ sqrt(a) }}", &[Value::Int(-1)]), Err(Fault::OutOfBounds));
}

#[test]
fn a_loop_without_end_is_stopped() {
    let items = [Value::Int(0); 200];
    let source =
        "{% for a in x %}{% for b in x %}{% for c in x %}{{ c }}{% endfor %}{% endfor %}{% endfor %}";
    assert_eq!(render(source, &[Value::List(&items)]), Err(Fault::Template));
}

#[test]
fn positions_count_from_either_end() {
    let list = [Value::Int(1), Value::Int(2), Value::Int(3)];
    assert_eq!(rendered("{{ a[0] }}{{ a[-1] }}{{ a.1 }}", &[Value::List(&list)]), "132");
}

#[test]
fn no_nesting_ends_the_stack() {
    let tag = |first: &str, piece: &str, last: &str, length: usize| {
        format!("{{{{ {first}{}{last} }}}}", piece.repeat(length / piece.len()))
    };
    for (first, piece, last) in [
        ("", "1+", "1"),
        ("", "-", "1"),
        ("", "not ", "1"),
        ("1", "|abs", ""),
        ("a", ".a", ""),
        ("a", "[0]", ""),
        ("", "1 if 1 else ", "1"),
        ("", "(", "1"),
        ("", "[", "1"),
        ("1", "<1", ""),
    ] {
        complaints(&tag(first, piece, last, 3_990));
        assert_eq!(complaint(&tag(first, piece, last, 100_000)).0, "E0215");
    }
    let elifs = |count| format!("{{% if a %}}{}{{% endif %}}", "{% elif b %}".repeat(count));
    assert_eq!(complaints(&elifs(256)), []);
    assert_eq!(complaint(&elifs(100_000)).0, "E0215");
    assert_eq!(complaint(&"{% if a %}".repeat(4_000)).0, "E0216");
    assert_eq!(complaint(&"{% for a in b %}".repeat(4_000)).0, "E0216");
}

#[test]
fn one_final_line_end_is_not_part_of_it() {
    assert_eq!(rendered("{{ a }},x\n\n", &[Value::Int(1)]), "1,x\n");
}

#[test]
fn broken_templates_say_where() {
    assert_eq!(complaint("price {{ a").0, "E0216");
    assert_eq!(complaint("ok {{ a b }}").1, "b");
    let (code, piece, _) = complaint("{% if a %}x");
    assert_eq!((code, piece.is_empty()), ("E0216", false));
    assert_eq!(complaint("{% include 'a' %}").1, "include");
    assert_eq!(complaint("{{ größe }}").0, "E0216");
    for source in [
        "{{",
        "{%",
        "{{ }}",
        "{% %}",
        "{% for %}",
        "{{ 'a }}",
        "{# x",
        "{% raw %}",
        "{{ a }} }} {{",
        "{{ a[ }}",
    ] {
        complaints(source);
    }
}

#[test]
fn drawing_in_a_template_is_refused() {
    for name in ["uniform", "choice", "pick", "find", "if", "coalesce"] {
        let (code, piece, help) = complaint(&format!("{{{{ {name}(a, b) }}}}"));
        assert_eq!((code, &*piece), ("E0218", name));
        assert!(help.contains("in `let`"), "{help}");
    }
    assert_eq!(complaint("{{ a | int }}").0, "E0218");
}

#[test]
fn unknown_functions_get_the_nearest_name() {
    assert_eq!(complaint("{{ uper(a) }}"), ("E0202", "uper".into(), "did you mean `upper`?".into()));
    assert_eq!(complaint("{{ a | length }}"), ("E0202", "length".into(), "it is called `size` here".into()));
    assert_eq!(complaint("{{ range(3) }}").0, "E0202");
}

#[test]
fn wrong_arguments_are_found_before_anything_runs() {
    for (source, piece) in [
        ("{{ upper() }}", "upper"),
        ("{{ a | upper(b) }}", "upper"),
        ("{{ round(a, digts=2) }}", "digts"),
        ("{{ a | round(x=2) }}", "x"),
        ("{{ replace(a, to='b') }}", "replace"),
        ("{{ min() }}", "min"),
    ] {
        let (code, marked, help) = complaint(source);
        assert_eq!((code, &*marked), ("E0205", piece), "{source}");
        assert!(help.contains("for example"), "{help}");
    }
    assert_eq!(complaint("{{ start_of(t, day) }}").0, "E0217");
    assert_eq!(complaint("{{ size }}{{ size(a) }}").0, "E0217");
    assert_eq!(complaint("{% set size = 1 %}{{ size(a) }}").0, "E0217");
    assert_eq!(complaints("{{ size }}{{ a | size }}"), []);
}

#[test]
fn all_mistakes_of_a_template_are_told_at_once() {
    assert_eq!(complaints("{{ uper(a) }}{{ choice(a) }}{{ a ~ b }}").len(), 3);
}

#[test]
fn a_template_that_is_one_value_is_warned_of() {
    let warned = |source| alone(&Text::verbatim(source, 0)).map(|warning| warning.help[0].clone());
    assert!(warned("{{ x | round(2) }}").unwrap().starts_with("`=x | round(2)` keeps"));
    assert_eq!(warned("{{ x }}-{{ y }}"), None);
    assert_eq!(warned("a{{ x }}"), None);
    assert_eq!(warned("{% if x %}{% endif %}"), None);
}

#[test]
fn names_are_those_that_minijinja_finds() {
    for source in [
        "{{ a }}{{ b.c.d | upper }}{{ [e, f.g] }}",
        "{% for x in rows if x.n > low %}{{ x.y }}{{ loop.index }}{{ other.z }}{% else %}{{ none }}{% endfor %}",
        "{% set t = a.b %}{{ t.c }}{% set u %}{{ v }}{% endset %}{{ u }}",
        "{% if c %}{{ d }}{% elif e %}{{ f }}{% else %}{{ g }}{% endif %}",
        "{{ round(a, digits=b) }}{{ c[d] }}{{ {'k': e} }}{{ f if g else h }}{{ i in j and not k }}",
    ] {
        let environment = Environment::empty();
        let template = environment.template_from_str(source).unwrap();
        let mut theirs: Vec<String> = template.undeclared_variables(true).into_iter().collect();
        theirs.retain(|name| functions::find(name).is_none());
        let text = Text::verbatim(source, 0);
        let ours = paths(&scan::scan(source), &text);
        let mut ours: Vec<String> =
            ours.iter().map(|path| path.names().collect::<Vec<_>>().join(".")).collect();
        theirs.sort_unstable();
        ours.sort_unstable();
        assert_eq!(ours, theirs, "{source}");
    }
}

#[test]
fn threads_may_share_templates() {
    fn shared<T: Send + Sync>() {}
    shared::<Templates>();
}

#[test]
fn every_example_of_a_function_works_in_a_template() {
    for function in functions::ALL {
        let example = function.signature.example.replace(", day)", ", 'day')");
        let now = Value::Time(Time(1_785_000_000_000_000_000));
        rendered(&format!("{{{{ {example} }}}}"), &[now]);
    }
}

fn printed(value: &Value) -> String {
    let mut out = Vec::new();
    write_text(value, &mut out);
    String::from_utf8(out).unwrap()
}

proptest! {
    #[test]
    fn a_template_prints_what_a_formula_writes(
        whole in any::<i128>(), number in proptest::num::f64::NORMAL | proptest::num::f64::ZERO,
        text in any::<String>(), nanos in any::<i64>(), yes in any::<bool>(),
    ) {
        let inner = [Value::Number(number), Value::Text(&text), Value::Time(Time(nanos)), Value::Duration(Duration(nanos))];
        let record = Record { names: &["b", "a"], values: &[Value::Int(whole), Value::List(&inner)] };
        let kinds = [Value::Int(whole), Value::Bool(yes), Value::Null, Value::List(&inner), Value::Record(&record)];
        for value in inner.into_iter().chain(kinds) {
            prop_assert_eq!(rendered("{{ v }}", &[value]), printed(&value));
            prop_assert_eq!(rendered("{{ text(v) }}", &[value]), printed(&value));
            prop_assert_eq!(rendered("{% set w = [v] %}{{ first(w) }}", &[value]), printed(&value));
        }
    }

    #[test]
    fn no_text_makes_the_compiler_panic(source in "([{}%#|()'\"\\[\\], .~*:=a-c0-9-]|\\{\\{|\\}\\}|\\{%|%\\}| if | for | in | set | is |endif|ä){0,24}") {
        complaints(&source);
    }
}
