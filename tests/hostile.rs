//! Files that nobody writes on purpose: each is answered by an exit code of the table, in bounded time and
//! memory, and never by a panic.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

const LONGEST: Duration = Duration::from_mins(1);
/// What a process may have had in memory at its peak, in KiB.
const MOST_MEMORY: u64 = 200 * 1024;

/// One at a time: each may take what a machine with little memory has.
static ALONE: Mutex<()> = Mutex::new(());

/// The exit code and the output of `rushhour ARGUMENTS FILE` for a file of that content.
fn answer(arguments: &[&str], content: &[u8]) -> (i32, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("hostile.yaml");
    std::fs::File::create(&file).and_then(|mut file| file.write_all(content)).expect("a file");
    answer_for(arguments, &file)
}

#[expect(clippy::disallowed_methods, reason = "a process that hangs has to be ended")]
fn answer_for(arguments: &[&str], file: &Path) -> (i32, String) {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let output = tempfile::NamedTempFile::new().expect("a file");
    let (out, err) = (output.reopen().expect("the file"), output.reopen().expect("the file"));
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_rushhour"))
        .args(arguments)
        .arg(file)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(err)
        .spawn()
        .expect("the command runs");
    let mut peak = 0;
    let code = loop {
        peak = peak.max(memory(child.id()));
        if let Some(status) = child.try_wait().expect("a child") {
            break status.code().expect("no signal ended it");
        }
        if begun.elapsed() > LONGEST || peak > MOST_MEMORY {
            child.kill().expect("a child");
            child.wait().expect("a child");
            panic!("{peak} KiB in {:?}", begun.elapsed());
        }
        std::thread::yield_now();
    };
    let said = String::from_utf8_lossy(&std::fs::read(output.path()).expect("the output")).into_owned();
    assert!(matches!(code, 0..=3), "exit {code}: {said}");
    assert!(said.len() < 20_000_000, "{} bytes were said", said.len());
    (code, said)
}

/// The peak of a living process's memory in KiB, as far as the system tells. Before it runs the command it
/// still has this one's memory.
fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    if !status.starts_with("Name:\trushhour") {
        return 0;
    }
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// One piece of text for each number.
fn each(numbers: impl Iterator<Item = usize>, piece: impl Fn(usize) -> String) -> String {
    numbers.map(piece).collect::<Vec<_>>().concat()
}

/// A scenario whose event has these fields, and that may have more at its top level.
fn scenario(top: &str, lets: &str, fields: &str) -> Vec<u8> {
    let traffic = "traffic:\n  s:\n    emit: e\n    topic: t\n    phases:\n      - p: hold 5/s for 10s\n";
    let lets = if lets.is_empty() { String::new() } else { format!("    let:\n{lets}") };
    format!("scenario: hostile\n{top}events:\n  e:\n{lets}    payload:\n{fields}{traffic}").into_bytes()
}

fn refused(code: &str, content: &[u8]) {
    let (exit, said) = answer(&["check"], content);
    assert_eq!(exit, 1, "{said}");
    assert!(said.contains(&format!("error[{code}]")), "no {code} in: {}", said.get(..2000).unwrap_or(&said));
}

fn accepted(content: &[u8]) {
    let (exit, said) = answer(&["check"], content);
    assert_eq!(exit, 0, "{}", said.get(..2000).unwrap_or(&said));
    let (exit, said) = answer(&["preview", "-n", "2"], content);
    assert_eq!(exit, 0, "{}", said.get(..2000).unwrap_or(&said));
}

#[test]
fn what_is_no_text_is_refused() {
    refused("E0101", b"scenario: M\xfcller\n");
    refused("E0101", &vec![0xff; 100_000]);
    let noise: Vec<u8> = (0..250_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    refused("E0101", &noise);
    refused("E0101", b"scenario: a\0b\n");
}

#[test]
fn what_holds_nothing_is_refused() {
    for nothing in ["", "\n\n", "# only\n# comments\n", "\u{feff}", "---\n", " "] {
        refused("E0102", nothing.as_bytes());
    }
}

#[test]
fn a_folder_without_scenarios_and_a_missing_file_are_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let (exit, said) = answer_for(&["check"], folder.path());
    assert_eq!(exit, 2, "{said}");
    let (exit, said) = answer_for(&["plan"], folder.path());
    assert_eq!(exit, 3, "{said}");
    let (exit, said) = answer_for(&["check"], &folder.path().join("missing.yaml"));
    assert_eq!(exit, 3, "{said}");
}

#[test]
fn a_large_scalar_is_read_and_a_larger_file_is_refused() {
    let (exit, said) =
        answer(&["check"], &scenario("", "", &format!("      a: {}\n", "x".repeat(9_900_000))));
    assert_eq!(exit, 0, "{}", said.get(..1000).unwrap_or(&said));
    refused("E0114", &scenario("", "", &format!("      a: {}\n", "x".repeat(11_000_000))));
    refused("E0114", &b"a: 1\n".repeat(3_000_000));
}

#[test]
fn nesting_is_limited() {
    let mut deep = String::new();
    for level in 0..10_000 {
        deep.push_str(&" ".repeat(level % 900 + 6));
        deep.push_str("a:\n");
    }
    assert_eq!(answer(&["check"], &scenario("", "", &deep)).0, 1);
    let mut deep = String::new();
    for level in 0..3_000 {
        deep.push_str(&" ".repeat(level + 6));
        deep.push_str("a:\n");
    }
    refused("E0114", &scenario("", "", &deep));
    refused(
        "E0114",
        &scenario("", "", &format!("      a: {}{}\n", "[".repeat(100_000), "]".repeat(100_000))),
    );
    refused("E0114", &scenario("", "", &format!("      a: {}\n", "{a: ".repeat(100_000))));
    refused("E0114", &scenario("", "", &format!("      {}a\n", "- ".repeat(100_000))));
}

#[test]
fn an_alias_bomb_does_not_go_off() {
    let bomb = ('a'..='y').zip('b'..='z').map(|(from, to)| {
        let alias = format!("*{from}");
        format!("{to}: &{to} [{}]\n", [alias.as_str(); 9].join(", "))
    });
    let bomb =
        format!("scenario: bomb\na: &a [x, x, x, x, x, x, x, x, x]\n{}", bomb.collect::<Vec<_>>().concat());
    refused("E0104", bomb.as_bytes());
}

#[test]
fn long_chains_of_names_are_limited() {
    let upwards = each(1..10_000, |n| format!("      n{n}: =n{} + 1\n", n - 1));
    accepted(&scenario("", &format!("      n0: =int(1..3)\n{upwards}"), "      id: =n9999\n"));
    let downwards = each((1..10_000).rev(), |n| format!("      n{n}: =n{} + 1\n", n - 1));
    refused("E0215", &scenario("", &format!("{downwards}      n0: =int(1..3)\n"), "      id: =n9999\n"));
    let doubled = each(1..200, |n| format!("      n{n}: =[n{0}, n{0}]\n", n - 1));
    let (exit, said) =
        answer(&["check"], &scenario("", &format!("      n0: =int(1..3)\n{doubled}"), "      id: =1\n"));
    assert!(exit <= 1, "{said}");
    let extends = each(1..2_000, |n| format!("  e{n}: {{ extends: e{}, payload: {{ a{n}: 1 }} }}\n", n - 1));
    let file = format!(
        "scenario: x\nevents:\n  e0: {{ payload: {{ a: 1 }} }}\n{extends}traffic: {{ s: {{ emit: e9, topic: t, phases: [ {{ p: hold 1/s }} ] }} }}\n"
    );
    let (exit, said) = answer(&["check"], file.as_bytes());
    assert!(exit <= 1, "{}", said.get(..1000).unwrap_or(&said));
}

#[test]
fn what_is_inherited_is_limited() {
    let fields = each(0..10_000, |n| format!("      f{n}: {n}\n"));
    let children = each(0..10_000, |n| format!("  e{n}: {{ extends: e }}\n"));
    let content = scenario("", "", &fields);
    let content = String::from_utf8(content).unwrap().replace("traffic:", &format!("{children}traffic:"));
    refused("E0114", content.as_bytes());
    let same = fields.replace("      ", "        ");
    let content = format!(
        "scenario: x\nevents:\n  p:\n    abstract: true\n    payload:\n{fields}  e:\n    extends: p\n    payload:\n{same}\
         traffic: {{ s: {{ emit: e, topic: t, phases: [ {{ p: hold 1/s for 1s }} ] }} }}\n"
    );
    let (exit, said) = answer(&["check"], content.as_bytes());
    assert_eq!(exit, 0, "{}", said.get(..2000).unwrap_or(&said));
}

#[test]
fn many_fields_are_taken_and_too_many_refused() {
    let fields = each(0..20_000, |n| format!("      f{n}: =int(1..3)\n"));
    let (exit, said) = answer(&["check"], &scenario("", "", &fields));
    assert_eq!(exit, 0, "{}", said.get(..1000).unwrap_or(&said));
    let fields = each(0..100_000, |n| format!("      f{n}: =int(1..3)\n"));
    refused("E0114", &scenario("", "", &fields));
    refused("E0114", &scenario("", "", &format!("      a: [{}1]\n", "1,".repeat(1_000_000))));
}

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

/// A scenario with one journey of these steps.
fn journey(steps: &str) -> Vec<u8> {
    let events = "events:\n  e: { payload: { step: =step } }\n";
    let traffic = "traffic:\n  s: { emit: sessions of j, topic: t, phases: [ p: hold 5/s for 10s ] }\n";
    let journey = format!("journeys:\n  j:\n    state: {{ n: 0 }}\n    steps:\n{steps}");
    format!("scenario: hostile\n{events}{journey}{traffic}").into_bytes()
}

#[test]
fn journeys_have_an_end() {
    let on = |n| format!("      s{n}: {{ emit: e, next: s{} }}\n", n + 1);
    let last = "      s999: { emit: e, next: end }\n";
    accepted(&journey(&(each(0..999, on) + last)));
    refused("E0114", &journey(&each(0..5_000, on)));
    // each is known only once those behind it are
    let back = |n| format!("      s{n}: {{ emit: e, next: s{} }}\n", n - 1);
    let first = "      a: { emit: e, next: s998 }\n      s0: { emit: e, next: end }\n";
    accepted(&journey(&(first.to_owned() + &each(1..999, back))));
}

#[test]
fn a_session_remembers_a_bounded_number_of_values() {
    let draws = |n| format!("x{n}: =n, ");
    let step = |n: usize| format!("      s: {{ let: {{ {} }}, emit: e, next: end }}\n", each(0..n, draws));
    accepted(&journey(&step(999)));
    refused("E0114", &journey(&step(1_000)));
    let step =
        |n: usize| format!("      s{n}: {{ let: {{ x{n}: =n }}, set: {{ n: =n + {n} }}, next: end }}\n");
    accepted(&journey(&("      a: { emit: e, next: end }\n".to_owned() + &each(0..990, step))));
}

#[test]
fn ways_from_everywhere_to_everywhere_are_walked() {
    let all = each(0..200, |n| format!("s{n}, "));
    accepted(&journey(&each(0..200, |n| format!("      s{n}:\n        emit: e\n        next: {all}end\n"))));
    refused(
        "E0215",
        &journey(&format!(
            "      s: {{ emit: e, next: \"{}end\" }}\n",
            each(0..1_000, |n| format!("s{n}, "))
        )),
    );
}

#[test]
fn sessions_without_an_end_stay_at_one_instant_for_a_while_only() {
    let (exit, said) = answer(&["preview", "-n", "20000"], &journey("      s: { emit: e, next: s }\n"));
    assert_eq!(exit, 0, "{}", said.get(..2000).unwrap_or(&said));
}
