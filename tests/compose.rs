//! What scenarios send: each file of `cases/compose` shows some features of the language, and its snapshot
//! holds the plan and the first records. And: no scenario, however broken, makes the stages panic.

use proptest::prelude::*;
use proptest::sample::Index;
use rushhour::check::{Checked, Options};
use rushhour::compose::{Batch, Composer, Sequence, Upcoming};
use rushhour::diagnostic::{Diagnostics, render_human};
use rushhour::pipeline::compile;
use rushhour::plan::{DEFAULT_START, Plan};
use rushhour::report::snapshot_text;
use rushhour::scenario::{Environment, Start};
use rushhour::schedule::Begin;
use rushhour::source::Source;
use std::path::Path;
use std::sync::Arc;

/// How much memory the catalogs of a case may take.
const MEMORY: u64 = 1 << 26;

fn compiled(source: &Source, folder: &Path, diagnostics: &mut Diagnostics) -> Option<Checked> {
    let options = Options { folder: folder.to_path_buf(), constants: Vec::new(), max_memory: MEMORY };
    compile(source, &Environment::default(), &options, diagnostics)
}

fn planned(checked: Checked) -> Plan {
    let (seed, start) = (checked.seed, checked.start.unwrap_or(Start::NOW).time(DEFAULT_START));
    Plan::new(checked, seed, start)
}

#[test]
fn every_scenario_sends_what_its_snapshot_says() {
    insta::glob!("cases/compose/*.yaml", |path| {
        let source =
            Source::new(path.file_name().unwrap().to_string_lossy(), std::fs::read_to_string(path).unwrap());
        let mut diagnostics = Diagnostics::default();
        let checked = compiled(&source, path.parent().unwrap(), &mut diagnostics);
        let said = render_human(&diagnostics.sorted(), &source, false);
        assert_eq!(said, "", "a good scenario is wrong");
        let sent = snapshot_text(planned(checked.expect("no errors")));
        insta::with_settings!({
            snapshot_path => "cases/compose/snapshots",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { insta::assert_snapshot!("compose", sent) });
    });
}

#[test]
fn an_event_that_takes_all_it_may_leaves_the_next_ones_alone() {
    let text = "scenario: large\nevents:\n  e:\n    let:\n      n: =match(event.index, 1=100000, else=1)\n    payload:\n      \
                made: =size(times(n, times(1000, int(1..9))))\n      last: =last(last(times(n, times(1000, int(1..9)))))\n\
                traffic:\n  s:\n    emit: e\n    topic: t\n    phases:\n      - p: hold 1/s for 5s\n";
    let source = Source::new("large.yaml", text);
    let checked = compiled(&source, Path::new("."), &mut Diagnostics::default()).expect("no errors");
    let plan = Arc::new(planned(checked));
    let arrivals = || plan.components[0].arrivals(0, Begin::Start, None);
    let mut composer = Composer::new(Arc::clone(&plan));
    let mut batch = Batch::default();
    arrivals().for_each(|arrival| composer.compose(&arrival, &mut batch));
    let all: Vec<&[u8]> = batch.iter().map(|record| record.payload.expect("a payload")).collect();
    assert!(String::from_utf8_lossy(all[0]).contains("null"), "the first event is too large");
    assert!(all[1].starts_with(br#"{"made":1,"last":"#) && !all[1].ends_with(b"null}"));
    let mut fresh = Composer::new(Arc::clone(&plan));
    for (position, arrival) in arrivals().enumerate().skip(1) {
        let mut batch = Batch::default();
        fresh.compose(&arrival, &mut batch);
        assert_eq!(batch.iter().next().and_then(|record| record.payload), Some(all[position]));
    }
}

const DIRECT: &str = "\
scenario: direct
catalogs:
  products:
    rows: 40
    fields:
      id: =int(1000..9999)
      name: the \"{{ row }}\" one
      tags: =times(int(0..3), choice(new, sale))
      price: =round(uniform(0..200), 2)
events:
  e:
    let:
      product: =pick(products, by=price, where=price < event.index)
    payload:
      id: =text(product.id)
      name: =product.name
      tags: =product.tags
      kind: =choice(plain 10%, 'qu\"oted' 20%, 3, (null), 2.50)
      kind_text: =text(choice(plain, 3, (null), 2.50))
      price: =product.price
      rounded: =round(uniform(-1000..101_000), 2)
      small: =round(uniform(0..0.03), 2)
      mixed: =round(choice(7, 2.345), 2)
      number: =text(int(0..99_999_999_999))
      digit: =int(-3..12)
traffic:
  s: { emit: e, topic: t, phases: [ p: hold 400/s for 1s ] }
";

/// The payloads of a scenario whose catalogs may take so much memory.
fn payloads(text: &str, max_memory: u64) -> Option<Vec<String>> {
    let options = Options { max_memory, ..Options::default() };
    let (source, mut diagnostics) = (Source::new("direct.yaml", text), Diagnostics::default());
    let checked = compile(&source, &Environment::default(), &options, &mut diagnostics)?;
    let mut batch = Batch::default();
    Sequence::new(Arc::new(planned(checked)), None, 0, None).fill(&mut batch, |_, _| true);
    let text = |payload: &[u8]| String::from_utf8(payload.to_vec()).expect("JSON is UTF-8");
    Some(batch.iter().map(|record| text(record.payload.expect("a payload"))).collect())
}

#[test]
fn values_that_nothing_else_reads_are_written_as_they_are_where_something_does() {
    let direct = payloads(DIRECT, MEMORY).expect("a good scenario");
    assert_eq!(direct.len(), 400);
    let read = DIRECT.replace(
        "traffic:",
        "      seen: =size([id, name, tags, kind, kind_text, price, rounded, small, mixed, number, digit])\ntraffic:",
    );
    let through_slots = payloads(&read, MEMORY).expect("a good scenario");
    for (direct, through_slots) in direct.iter().zip(through_slots) {
        let fields = direct.strip_suffix('}').expect("an object");
        assert_eq!(through_slots, format!("{fields},\"seen\":11}}"));
    }
}

#[test]
fn cells_are_the_same_where_the_catalogs_leave_no_room_to_prepare_them() {
    let known = payloads(DIRECT, MEMORY).expect("a good scenario");
    let least = (0..26).find(|power| payloads(DIRECT, 1 << power).is_some()).expect("it takes less");
    assert!(least < 14, "all that is prepared takes 4 times 40 literals");
    assert_eq!(payloads(DIRECT, 1 << least), Some(known));
}

#[test]
fn records_that_fill_the_arena_again_and_again_go_on() {
    let text = "scenario: wide\nevents:\n  e: { payload: { long: '=size(join(times(200, hex(16)), \"-\"))' } }\n\
                traffic:\n  s: { emit: e, topic: t, phases: [ p: burst 3000 ] }\n";
    let source = Source::new("wide.yaml", text);
    let checked = compiled(&source, Path::new("."), &mut Diagnostics::default()).expect("no errors");
    let mut records = Sequence::new(Arc::new(planned(checked)), None, 0, None);
    let mut batch = Batch::default();
    assert!(!records.fill(&mut batch, |_, _| true));
    assert_eq!(batch.len(), 3_000);
}

#[test]
fn a_computed_topic_that_is_none_is_counted() {
    let text = "scenario: topics\nevents:\n  e:\n    let:\n      \
                t: =match(event.index, 1='good', 2='so bad', 3=null, else='fine')\n    payload: { a: 1 }\n\
                traffic:\n  s:\n    emit: e\n    topic: =TOPIC\n    phases:\n      - p: hold 1/s for 4s\n";
    for topic in ["t", "coalesce(t, null)"] {
        let source = Source::new("topics.yaml", text.replace("TOPIC", topic));
        let checked = compiled(&source, Path::new("."), &mut Diagnostics::default()).expect("no errors");
        let plan = Arc::new(planned(checked));
        let mut composer = Composer::new(Arc::clone(&plan));
        let mut batch = Batch::default();
        let mut arrivals = Upcoming::new(plan.components[0].arrivals(0, Begin::Start, None));
        composer.compose_while(&mut arrivals, &mut batch, |_, _| true);
        let topics: Vec<&str> = batch.iter().map(|record| record.topic).collect();
        assert_eq!(topics, ["good", "(no topic)", "(no topic)", "fine"]);
        let faults: Vec<_> =
            composer.faults().into_iter().map(|(.., path, faults)| (path, faults.count)).collect();
        assert_eq!(faults, [("topic", 2)]);
    }
}

/// Compiles, plans and composes the first records of every stream.
fn go_through(text: String, folder: &Path) {
    let source = Source::new("mutated.yaml", text);
    let mut diagnostics = Diagnostics::default();
    let checked = compiled(&source, folder, &mut diagnostics);
    render_human(&diagnostics.sorted(), &source, false);
    let Some(checked) = checked else { return };
    let plan = Arc::new(planned(checked));
    let mut composer = Composer::new(Arc::clone(&plan));
    let mut batch = Batch::default();
    for (number, component) in (0..).zip(&plan.components) {
        for arrival in component.arrivals(number, Begin::Start, None).take(20) {
            batch.clear();
            composer.compose(&arrival, &mut batch);
        }
    }
}

/// One edit of a text; the places are shares of its length.
#[derive(Debug, Clone)]
enum Edit {
    DeleteLine(Index),
    DoubleLine(Index),
    SwapLines(Index, Index),
    DeleteCharacter(Index),
    Insert(Index, &'static str),
    ReplaceValue(Index, &'static str),
}

/// Pieces that mean something to YAML, formulas, lines or templates, and some that mean nothing.
const PIECES: &[&str] = &[
    "=",
    ":",
    ": ",
    "-",
    "- ",
    "#",
    " #",
    "'",
    "\"",
    "{",
    "}",
    "[",
    "]",
    "{{",
    "}}",
    "{%",
    "%}",
    "(",
    ")",
    ",",
    "..",
    "%",
    "$",
    "${",
    "${X",
    "${X:-1}",
    "&a",
    "*a",
    "!t",
    "|",
    ">",
    "\t",
    "\n",
    "\n\n",
    "  ",
    "\u{a0}",
    "\u{feff}",
    "\u{2019}",
    "é",
    "🎉",
    "\0",
    "null",
    "omit",
    "0",
    "-1",
    "9223372036854775807",
    "1e308",
    "=1 / 0",
    "=int(1..0)",
    "=pick(users)",
    "=now",
    "=row",
    "=times(3, 1)",
    "=omit",
    "=null",
    "[]",
    "{}",
    "hold 0/s",
    "every 1s",
    "burst 0",
    "pause 1s",
    "=product",
    "=[[1], 'x']",
    "=sum([1, null])",
    "=event.id",
    "{{ now }}",
    "=price",
    "=with(pick(users), user_id=1)",
    "=unique(int(1..3))",
];

fn edit() -> impl Strategy<Value = Edit> {
    let piece = || proptest::sample::select(PIECES);
    prop_oneof![
        any::<Index>().prop_map(Edit::DeleteLine),
        any::<Index>().prop_map(Edit::DoubleLine),
        (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Edit::SwapLines(a, b)),
        any::<Index>().prop_map(Edit::DeleteCharacter),
        (any::<Index>(), piece()).prop_map(|(at, piece)| Edit::Insert(at, piece)),
        (any::<Index>(), piece()).prop_map(|(at, piece)| Edit::ReplaceValue(at, piece)),
    ]
}

fn edited(text: &str, edit: &Edit) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let mut characters: Vec<char> = text.chars().collect();
    match edit {
        Edit::DeleteLine(at) => drop(lines.remove(at.index(lines.len()))),
        Edit::DoubleLine(at) => {
            let at = at.index(lines.len());
            lines.insert(at, lines[at].clone());
        }
        Edit::SwapLines(a, b) => {
            let count = lines.len();
            lines.swap(a.index(count), b.index(count));
        }
        Edit::ReplaceValue(at, value) => {
            let at = at.index(lines.len());
            if let Some((key, _)) = lines[at].split_once(": ") {
                lines[at] = format!("{key}: {value}");
            }
        }
        Edit::DeleteCharacter(at) => {
            if !characters.is_empty() {
                characters.remove(at.index(characters.len()));
            }
            return characters.into_iter().collect();
        }
        Edit::Insert(at, piece) => {
            let at = at.index(characters.len() + 1);
            return characters[..at].iter().collect::<String>()
                + piece
                + &characters[at..].iter().collect::<String>();
        }
    }
    lines.join("\n")
}

/// The gallery and the cases above, without comments.
fn scenarios() -> Vec<(String, std::path::PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["scenarios", "tests/cases/compose"] {
        let folder = root.join(folder);
        let mut files: Vec<_> = std::fs::read_dir(&folder)
            .expect("a folder")
            .map(|entry| entry.expect("a file").path())
            .collect();
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "yaml"))
        {
            let text = std::fs::read_to_string(file).expect("a text").replace("rows: 1000", "rows: 10");
            found.push((text, folder.clone()));
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mutated_scenario_never_panics(which in any::<Index>(), edits in proptest::collection::vec(edit(), 1..5)) {
        let scenarios = scenarios();
        let (text, folder) = &scenarios[which.index(scenarios.len())];
        let text = edits.iter().fold(text.clone(), |text, edit| edited(&text, edit));
        go_through(text, folder);
    }
}
