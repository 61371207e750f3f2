//! Formulas, lists, tables and templates without measure.

use crate::answer::{accepted, answer, answer_for, each, refused, scenario};

#[test]
fn hostile_formulas_are_refused() {
    refused("E0215", &scenario("", "", &format!("      a: ={}1{}\n", "(".repeat(1999), ")".repeat(1999))));
    refused("E0215", &scenario("", "", &format!("      a: ={}\n", "(".repeat(3999))));
    refused("E0215", &scenario("", "", &format!("      a: ={}1\n", "-".repeat(3990))));
    refused("E0215", &scenario("", "", &format!("      a: ={}1{}\n", "abs(".repeat(999), ")".repeat(999))));
    refused("E0215", &scenario("", "", &format!("      a: =1{}\n", "|abs".repeat(999))));
    refused("E0215", &scenario("", "", &format!("      a: =1{}\n", " and not 1".repeat(399))));
    refused("E0224", &scenario("", "", &format!("      a: ={}\n", "9".repeat(3990))));
    refused("E0224", &scenario("", "", &format!("      a: {}\n", "9".repeat(1_000_000))));
    refused("E0215", &scenario("", "", &format!("      a: ='{}'\n", "x".repeat(5_000_000))));
}

#[test]
fn numbers_without_measure_are_refused_or_taken() {
    let big = "      a: =9223372036854775807 + 1\n      b: =9223372036854775807 * 9223372036854775807\n      \
               c: =pow(10, 400)\n      d: =1 / 0\n      e: =7 % 0\n      f: =-9223372036854775807 - 2\n      \
               g: =exp(1000)\n      h: =log(0.5)\n      i: =time('2026-01-01') + 106751d * 5\n      j: =round(1.5, 15)\n";
    accepted(&scenario("", "", big));
    let catalog = "catalogs:\n  c:\n    rows: 4000000000\n    fields: { id: =row }\n";
    refused("E0504", &scenario(catalog, "", "      a: =pick(c).id\n"));
    let phases = "traffic:\n  s:\n    emit: e\n    topic: t\n    phases:\n      - p: burst 1000000M\n";
    let file = format!("scenario: x\nevents:\n  e: {{ payload: {{ a: 1 }} }}\n{phases}");
    let (exit, said) = answer(&["plan"], file.as_bytes());
    assert_eq!(exit, 0, "{said}");
    let file = file.replace("burst 1000000M", "hold 1000000M/s for 100000d");
    let (exit, said) = answer(&["plan"], file.as_bytes());
    assert!(exit <= 3, "{said}");
}

#[test]
fn lists_without_measure_are_cut() {
    for field in [
        "      a: =size(times(100000, times(100000, 1)))\n",
        "      a: =times(100000, times(100000, int(1..5)))\n",
        "      items[(1000000000)]: { x: =int(1..5) }\n",
        "      items[1..4000000000]: { x: =int(1..5) }\n",
        "      a[(100000)]: { b[(100000)]: { c: =1 } }\n",
        "      a: =pad('x', 1000000000)\n",
    ] {
        let content = scenario("", "", field);
        let (exit, said) = answer(&["check"], &content);
        assert!(exit <= 1, "{said}");
        let (exit, said) = answer(&["preview", "-n", "1"], &content);
        assert!(exit <= 3, "{field}: {}", said.get(..1000).unwrap_or(&said));
    }
}

#[test]
fn what_stands_between_two_cells_is_not_kept_for_each_row() {
    let catalog = "catalogs:\n  c: { rows: 20000, fields: { a: =row, b: =row } }\n";
    let long = "x".repeat(20_000);
    let fields = format!("      a: =c.a\n      long: {long}\n      b: =c.b\n");
    accepted(&scenario(catalog, "      c: =pick(c)\n", &fields));
}

#[test]
fn disorder_without_measure_is_taken_or_refused() {
    for disorder in [
        "{ late: 100% by 1ns..106751d }",
        "{ hold: at 1s for 100000d release over 100000d, duplicate: 100% after 106751d }",
        "{ hold: randomly 100/s for 1ns..9d release over 1ns, label: true }",
        "{ hold: every day at 00:00 until 00:00 release over 9d, drop: 100% randomly 100/s for 1ns }",
        "{ corrupt: [ 100%, 100% where n > 1 and n < 0 ], drop: (1 - 1) }",
    ] {
        let mut content = scenario("", "", "      n: =int(1..9)\n      at: =sent\n");
        content.extend_from_slice(format!("    disorder: {disorder}\n").as_bytes());
        accepted(&content);
        let (exit, said) = answer(&["plan"], &content);
        assert_eq!(exit, 0, "{disorder}: {}", said.get(..1000).unwrap_or(&said));
    }
    let mut content = scenario("", "", "      n: 1\n");
    let lines = each(0..5_000, |_| "1% by 1s randomly 100/s for 1ms, ".to_owned());
    content.extend_from_slice(format!("    disorder: {{ late: [ {lines} ] }}\n").as_bytes());
    refused("E0114", &content);
}

#[test]
fn values_that_double_stay_small() {
    let lists = each(1..200, |n| format!("      n{n}: =[n{0}, n{0}]\n", n - 1));
    let texts = each(1..200, |n| format!("      t{n}: =t{0} + t{0}\n", n - 1));
    let replaced = each(1..20, |n| format!("      r{n}: =replace(r{0}, 'x', r{0})\n", n - 1));
    let lets = format!(
        "      n0: =int(1..3)\n{lists}      t0: =text(n0)\n{texts}      r0: =pad('x', 1000, 'x')\n{replaced}"
    );
    for field in [
        "=n199",
        "=t199",
        "=size(text(n199))",
        "=r19",
        "=n199 == n198",
        "='{{ n199 }}'",
        "=hash(n199)",
        "=size(join(n199))",
    ] {
        let content = scenario("", &lets, &format!("      a: {field}\n"));
        let (exit, said) = answer(&["check"], &content);
        assert!(exit <= 1, "{said}");
        let (exit, _) = answer(&["preview", "-n", "1"], &content);
        assert!(exit <= 1, "{field}");
    }
}

#[test]
fn constants_that_double_are_refused() {
    let lists = each(1..36, |n| format!("  n{n}: =[n{0}, n{0}]\n", n - 1));
    refused("E0214", &scenario(&format!("let:\n  n0: 1\n{lists}"), "", "      a: =n35\n"));
    let blocks = each(1..36, |n| format!("  n{n}: {{ a: =n{0}, b: [=n{0}] }}\n", n - 1));
    refused("E0214", &scenario(&format!("let:\n  n0: 1\n{blocks}"), "", "      a: =n35.a.a\n"));
    let uses = each(0..2_000, |n| format!("      a{n}: =n10\n"));
    let list = format!("let:\n  n0: [{}1]\n{}", "1,".repeat(1_000), &lists[..lists.find("  n11:").unwrap()]);
    refused("E0214", &scenario(&list, "", &uses));
}

#[test]
fn tables_that_are_mostly_empty_are_counted() {
    let rows = each(0..3_000, |n| format!("      - f{n}: 1\n"));
    let content = scenario(&format!("catalogs:\n  c:\n    rows:\n{rows}"), "", "      a: =pick(c).f0\n");
    let (exit, said) = answer(&["check", "--max-memory", "64M"], &content);
    assert_eq!(exit, 1, "{said}");
    assert!(said.contains("error[E0504]"), "{}", said.get(..2000).unwrap_or(&said));
    let folder = tempfile::tempdir().unwrap();
    let rows = each(0..3_000, |n| format!("{{\"f{n}\":1}}\n"));
    std::fs::write(folder.path().join("c.jsonl"), rows).unwrap();
    let file = folder.path().join("hostile.yaml");
    std::fs::write(&file, scenario("catalogs:\n  c: { from: c.jsonl }\n", "", "      a: =pick(c).f0\n"))
        .unwrap();
    let (exit, said) = answer_for(&["check", "--max-memory", "64M"], &file);
    assert_eq!(exit, 1, "{said}");
    assert!(said.contains("fields take too much memory"), "{}", said.get(..2000).unwrap_or(&said));
}

#[test]
fn cells_that_double_are_null() {
    let fields = each(1..36, |n| format!("      n{n}: =[n{0}, n{0}]\n", n - 1));
    let catalog = format!("catalogs:\n  c:\n    rows: 3\n    fields:\n      n0: =int(1..3)\n{fields}");
    let content = scenario(&catalog, "", "      a: =pick(c).n35\n      b: =size(pick(c).n3)\n");
    let (exit, said) = answer(&["preview", "-n", "1"], &content);
    assert!(exit <= 1, "{said}");
    assert!(said.contains("\"a\":null") && said.contains("\"b\":2"), "{}", said.get(..2000).unwrap_or(&said));
}

#[test]
fn pattern_bombs_are_refused() {
    for pattern in ["(((a{99}){99}){99}){99}", "[a-z]{1000000}", "(a|b){5000}(c|d){9999}{9999}"] {
        refused("E0222", &scenario("", "", &format!("      a: \"=pattern('{pattern}')\"\n")));
    }
    let nested = format!("{}a{}", "(".repeat(1900), ")".repeat(1900));
    let (exit, said) = answer(&["check"], &scenario("", "", &format!("      a: \"=pattern('{nested}')\"\n")));
    assert!(exit <= 1, "{said}");
}

#[test]
fn template_loops_end() {
    let shared = each(1..50, |n| format!("{{% set s{n} = [s{0}, s{0}] %}}", n - 1));
    let shared = format!("{{% set s0 = [x, x] %}}{shared}{{{{ s49 }}}}{{{{ size(s49) }}}}");
    for template in [
        "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}",
        "{% for a in x %}{% for b in x %}{% for c in x %}{% for d in x %}{{ x }}{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% set y = 'xxxxxxxx' * 100000000 %}{{ y }}",
        &shared,
    ] {
        let fields = format!("      a: \"{template}\"\n");
        let content = scenario("", "      x: =times(1000, 1)\n", &fields);
        let (exit, said) = answer(&["preview", "-n", "1"], &content);
        assert!(exit <= 3, "{template}: {}", said.get(..1000).unwrap_or(&said));
    }
    let ifs = format!("      a: \"{}x{}\"\n", "{% if true %}".repeat(5_000), "{% endif %}".repeat(5_000));
    assert!(answer(&["check"], &scenario("", "", &ifs)).0 <= 1);
    let brackets = format!("      a: \"{{{{ {}1{} }}}}\"\n", "(".repeat(50_000), ")".repeat(50_000));
    assert!(answer(&["check"], &scenario("", "", &brackets)).0 <= 1);
}
